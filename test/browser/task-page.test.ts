import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { inBrowser } from '../support/browser.ts'
import { runningService } from '../support/running-service.ts'
import { violationsOf } from './accessibility.ts'
import { letterTo } from './mailbox.ts'

const unbroken = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

await inBrowser(t, async (browser) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'habeas-task-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const service = await runningService(t, { DATA_DIR: dataDir })
  const { staff } = service
  const request = await staff.post('/v1/requests', {
    body: {
      channel: 'web',
      requester: { name: 'Zoé <b>Łukasiewicz</b>', email: 'zoe@example.org' },
      rights: [{ right: 'access' }],
    },
  })
  const path = { id: request.id }
  const tasks = async () => (await staff.get('/v1/requests/{id}/tasks', { path })).data
  const asked = async (key: string, name: string): Promise<string> => {
    const owner = `${key}@desk.example`
    const source = await staff.post('/v1/sources', { body: { name, key, owner_email: owner } })
    await staff.post('/v1/requests/{id}/tasks', { path, body: { sources: [source.id] } })
    const [link = ''] = /^http\S+\/tasks#\S+$/m.exec((await letterTo(service.url, owner)).text) ?? []
    return link
  }

  t.test('an owner follows the link of the letter, hands the records over and puts the answer right', async (t) => {
    const link = await asked('crm', `CRM ${unbroken}`)
    t.match(link, new RegExp(`^${service.url}/tasks#hbs_[\\w-]{43}$`))
    const page = await browser.newPage({ locale: 'en-GB' })
    const requested: string[] = []
    const broken: string[] = []
    page.on('request', (each) => requested.push(each.url()))
    page.on('pageerror', (error) => broken.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') broken.push(message.text())
    })
    await page.goto(link)
    await page.getByText('Zoé <b>Łukasiewicz</b>').waitFor()
    t.equal(await page.locator('dd b').count(), 0, 'what people wrote is text')
    t.ok((await page.locator('main').textContent())?.includes(request.reference))
    t.same(broken, [], 'the policy lets the page do its work')

    await page.getByRole('button', { name: 'Send the answer' }).click()
    t.equal(await page.getByRole('status').textContent(), 'Please choose an answer.')
    await page.getByRole('radio', { name: 'The system cannot be searched' }).check()
    await page.getByRole('button', { name: 'Send the answer' }).click()
    t.equal(await page.getByRole('status').textContent(), 'Please say why the system cannot be searched.')

    await page.getByRole('radio', { name: 'The system holds data' }).check()
    const records = (text: string) => ({
      name: 'records.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    })
    await page.getByLabel('The data, if you are').setInputFiles(records('[{"category":"orders"}]'))
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('record 1:').waitFor()
    const order = { category: 'orders', provided_by: 'observed', data: { n: 1 } }
    await page.getByLabel('The data, if you are').setInputFiles(records(JSON.stringify([order])))
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('Thank you: your answer has arrived.').waitFor()
    t.match(await tasks(), [{ state: 'found', records: 1 }])

    await page.reload()
    await page.getByText('Answered so far').waitFor()
    await page.getByRole('radio', { name: 'The system cannot be searched' }).check()
    await page.getByLabel('Why it cannot be searched').fill('Being restored.')
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('Thank you: your answer has arrived.').waitFor()
    t.match(await tasks(), [{ state: 'cannot', reason: 'Being restored.' }])
    t.ok(
      requested.every((url) => url.startsWith(service.url)),
      'it talks to this service only',
    )
    t.same(
      requested.filter((url) => url.split('#')[0]?.includes('hbs_')),
      [],
      'and never with the secret in an address',
    )
    await page.close()
  })

  t.test('the page is accessible in both languages and at both widths, open and refused', async (t) => {
    const link = await asked('shop', `Boutique ${unbroken}`)
    for (const locale of ['fr-FR', 'en-GB']) {
      for (const width of [320, 1024]) {
        const page = await browser.newPage({ locale, viewport: { width, height: 800 } })
        await page.goto(link)
        await page.locator('#send').waitFor()
        t.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2))
        await isFine(t, page, `${locale}, ${width}`)
        await page.goto(`${link.slice(0, -4)}nope`)
        await page.getByText(locale === 'fr-FR' ? 'Ce lien ne fonctionne pas.' : 'This link does not work.').waitFor()
        t.notOk(await page.locator('#send').isVisible(), 'nothing to fill in')
        await isFine(t, page, `${locale}, ${width}, refused`)
        await page.close()
      }
    }
  })
})

async function isFine(t: Test, page: Page, name: string): Promise<void> {
  t.same(await violationsOf(page), [], name)
  t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name}: nothing to scroll sideways`)
}
