import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { letterTypes } from '../../src/letters/letter-parts.ts'
import { writeLetter } from '../../src/letters/write-letter.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { asIfWorded, previewLetter } from '../../src/templates/preview-letter.ts'
import type { Language } from '../../src/words/languages.ts'
import { drawing } from '../identity/photos.ts'
import { allLetters, order, sender } from '../letters/every-letter.ts'
import { inBrowser } from '../support/browser.ts'
import { violationsOf } from './accessibility.ts'
import { picturesIn } from './pictures.ts'

const pictures = picturesIn('letters')

/** Longer than a narrow screen is wide, with nowhere to break. */
const unbroken = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
/** With a logo and colours of its own, that of headings too light to be read. */
const picture = { version: 1, media_type: 'image/png' as const, width: 600, height: 120 }
const style = { version: 1, sender_name: 'Exemple', colours: { band: '#ffb000', heading: '#ffb000' }, logo: picture }
const branded = { ...sender, settings: { ...sender.settings, letters: { style } } }
const worded = (language: Language) =>
  asIfWorded(branded, { type: 'acknowledgement', language, wording: { subject: 'Reçu : {reference}', text: ownWords } })
const ownWords = `Merci !\n\n{received}\n\nNous vous écrirons :\n- du lundi au vendredi\n- ${unbroken}\n\n{due}`
const logo = { mediaType: picture.media_type, content: drawing(picture) }
const telephone = { width: 320, height: 640 }
/** The rules that look at colours: the dark changes nothing else. */
const ofColours = ['color-contrast', 'link-in-text-block']

await inBrowser(t, async (browser) => {
  t.test(
    'every letter is accessible in the light and in the dark, fits 320 pixels, and asks for nothing',
    async (t) => {
      const page = await browser.newPage({ viewport: telephone })
      const requested: string[] = []
      page.on('request', (request) => requested.push(request.url()))
      const organisation = { ...sender, name: unbroken }
      for (const letter of allLetters) {
        const verification = ['receipt', 'code'].includes(letter.type) ? newId('vrf') : undefined
        await page.emulateMedia({ colorScheme: 'light' })
        await page.setContent(writeLetter(order(letter, { organisation, verification })).detail.html)
        await isFine(t, page, letter.type)
        await page.emulateMedia({ colorScheme: 'dark' })
        t.same(await violationsOf(page, ofColours), [], `${letter.type}, in the dark`)
      }
      t.same(requested, [])
      await page.close()
    },
  )

  for (const locale of ['fr', 'en', 'de'] as const) {
    t.test(`every letter in ${locale}, as a telephone and a desk show it`, async (t) => {
      const page = await browser.newPage()
      for (const type of letterTypes) {
        await page.setContent(previewLetter(sender, { type, locale, by: 'email' }).html)
        t.equal(await page.evaluate('document.documentElement.lang'), locale)
        for (const width of [320, 640]) {
          await page.setViewportSize({ width, height: 640 })
          await fits(t, page, `${type}, ${width}`)
          await pictures.draw(page, `${locale}-${width}-${type}`)
        }
      }
      for (const width of [320, 640]) {
        await page.setViewportSize({ width, height: 640 })
        await page.setContent(previewLetter(branded, { type: 'receipt', locale, by: 'email' }, logo).html)
        await isFine(t, page, `with a logo, ${width}`)
        await pictures.draw(page, `${locale}-${width}-logo`)
        await page.setContent(
          previewLetter(worded(locale), { type: 'acknowledgement', locale, by: 'email' }, logo).html,
        )
        await isFine(t, page, `in own words, ${width}`)
        await pictures.draw(page, `${locale}-${width}-own-words`)
      }
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setContent(previewLetter(sender, { type: 'decision', locale, by: 'email' }).html)
      await pictures.draw(page, `${locale}-dark-decision`)
      await page.setContent(previewLetter(branded, { type: 'receipt', locale, by: 'email' }, logo).html)
      await isFine(t, page, 'with a logo, in the dark')
      await pictures.draw(page, `${locale}-dark-logo`)
      await page.close()
    })
  }
})

/** Accessible, and nothing beyond the right edge. */
async function isFine(t: Test, page: Page, name: string): Promise<void> {
  t.same(await violationsOf(page), [], name)
  await fits(t, page, name)
}

async function fits(t: Test, page: Page, name: string): Promise<void> {
  t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name}: nothing to scroll sideways`)
}
