import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { register as demo } from '../../src/cli/demo/processing.ts'
import { writtenLanguages } from '../../src/words/languages.ts'
import { aPerson } from '../exports/a-person.ts'
import { factsWith, packed, recordWith } from '../exports/package.ts'
import { unzip } from '../exports/support.ts'
import { inBrowser } from '../support/browser.ts'
import { violationsOf } from './accessibility.ts'
import { picturesIn } from './pictures.ts'

const pictures = picturesIn('covers')

/** In the page: the words of its titles that stand on two lines. */
const brokenWords = `[...document.querySelectorAll('h1, h2')].flatMap(({ firstChild: text }) =>
  [...text.data.matchAll(/\\S+/g)].flatMap(({ 0: word, index }) => {
    const range = document.createRange()
    range.setStart(text, index)
    range.setEnd(text, index + word.length)
    return range.getClientRects().length > 1 ? [word] : []
  }),
)`

await inBrowser(t, async (browser) => {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-cover-'))
  t.teardown(() => rmSync(folder, { recursive: true }))

  t.test('words with nowhere to break do not push a cover off a telephone', async (t) => {
    const unbroken = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
    const registered = {
      activities: [{ key: unbroken, name: unbroken, legal_basis: 'consent', retention: unbroken }],
      recipients: [{ name: unbroken, transfer: true, safeguards: [unbroken] }],
    }
    const facts = factsWith({ registered, locale: 'fr' })
    const controller = { ...facts.controller, name: unbroken }
    const records = [unbroken, 'orders'].map((category) =>
      recordWith({ category, purpose: unbroken, source: unbroken, data: { [unbroken]: unbroken } }),
    )
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
    const { content } = await packed('zip', { ...facts, controller }, records)
    await page.setContent((await unzip(content)).get('cover.html')?.toString() ?? '')
    t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
    t.same(await violationsOf(page), [])
    await page.close()
  })

  t.test('no word of a title is broken on a telephone, in any language', async (t) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
    for (const locale of writtenLanguages) {
      for (const kind of ['access', 'portability'] as const) {
        const { content } = await packed('zip', factsWith({ registered: demo, locale, kind }), aPerson)
        await page.setContent((await unzip(content)).get('cover.html')?.toString() ?? '')
        t.same(await page.evaluate(brokenWords), [], `${locale}, ${kind}`)
      }
    }
    await page.close()
  })

  const page = await browser.newPage()
  const complaints: string[] = []
  const requested: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => requested.push(request.url()))
  for (const locale of ['fr', 'en', 'de', 'el', 'bg', 'hu'] as const) {
    for (const kind of ['access', 'portability'] as const) {
      t.test(
        `the cover of ${kind} in ${locale}: opened from the disk, on a telephone and a desk, and printed`,
        async (t) => {
          const { content } = await packed('zip', factsWith({ registered: demo, locale, kind }), aPerson)
          const file = join(folder, `${locale}-${kind}.html`)
          writeFileSync(file, (await unzip(content)).get('cover.html') ?? '')
          complaints.length = 0
          for (const width of [320, 1024]) {
            requested.length = 0
            await page.setViewportSize({ width, height: 800 })
            await page.goto(pathToFileURL(file).href)
            t.same(requested, [pathToFileURL(file).href], 'it asks for nothing but itself')
            t.equal(await page.evaluate('document.documentElement.lang'), locale)
            t.match(await page.title(), / – HB-7F3K-92QD$/)
            t.ok(
              Number(await page.evaluate('document.documentElement.scrollWidth')) <= width,
              `it fits ${width} pixels`,
            )
            t.same(complaints, [], 'and nothing is wrong with it')
            t.same(await violationsOf(page), [])
          }
          await pictures.draw(page, `${locale}-${kind}`)
          const printed = await page.pdf({ ...pictures.print(`${locale}-${kind}`), format: 'A4' })
          t.equal(printed.subarray(0, 5).toString(), '%PDF-')
        },
      )
    }
  }
})
