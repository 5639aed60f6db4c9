import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Habeas } from '../../openapi/client/habeas.ts'
import { inBrowser } from '../support/browser.ts'
import { runningService } from '../support/running-service.ts'
import { repository } from '../support/source-files.ts'
import { violationsOf } from './accessibility.ts'
import { letterTo } from './mailbox.ts'
import { serveSite } from './site.ts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
/** What the README shows is what runs here: only the address of the service is this one's. */
const [shown = '', download = ''] = [...readme.matchAll(/^```html\n([\s\S]*?)^```/gm)].map(([, html]) => html)
const written = 'http://127.0.0.1:8080'
const [, solving = ''] = /^```js\n(async function solve[\s\S]*?)^```/m.exec(readme) ?? []

t.test('the page of the README is one page, for one screen', async (t) => {
  t.match(shown, /^<!doctype html>\n/)
  t.equal(shown.split(written).length, 2, 'the address stands in one place')
  t.ok(shown.split('\n').length <= 80)
  t.notMatch(shown, /<script src|import /, 'no library')
})

await inBrowser(t, async (browser) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'habeas-form-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const service = await runningService(t, { DATA_DIR: dataDir, RATE_LIMIT_SIGN_IN: '2' })
  const page = shown.replace(written, service.url)
  const site = await serveSite(t, { '/': page, '/fr': page.replace('lang="en-GB"', 'lang="fr"') })
  const stranger = await serveSite(t, { '/': page })
  const { staff } = service
  await staff.patch('/v1/organisation', { body: { allowed_origins: [site.origin] } })

  t.test('a person sends the form, types the code from the letter and sees the request', async (t) => {
    const page = await visit(t, browser, site.origin)
    await page.getByRole('checkbox', { name: 'Access to your data' }).check()
    await page.getByRole('checkbox', { name: 'Erasure of your data' }).check()
    await page.getByLabel('Your name').fill('Zoé Łukasiewicz')
    await page.getByLabel('Your e-mail address').fill('zoe@example.org')
    await page.getByRole('button', { name: 'Send' }).click()
    const code = page.getByRole('textbox', { name: 'The code in our letter' })
    await code.waitFor()
    const [, reference = ''] =
      /We have your request (HB-\S+) and answer by \d+ \w+ 20\d\d\./.exec(
        (await page.locator('main').textContent()) ?? '',
      ) ?? []
    const letter = await letterTo(service.url, 'zoe@example.org')
    t.match(letter.text, reference)
    await code.fill(letter.code)
    await page.getByRole('button', { name: 'See my requests' }).click()
    const mine = page.getByRole('listitem')
    await mine.waitFor()
    t.match(
      await mine.textContent(),
      /^HB-\S+, received on .+: Access to your data \(pending\), Erasure of your data \(pending\)$/,
    )
    t.match(await mine.textContent(), reference)
    t.equal(await page.getByRole('alert').textContent(), '')
    t.same(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie, location.search]'), [
      0,
      0,
      '',
      '',
    ])
  })

  t.test('every step can be walked through with the keyboard alone', async (t) => {
    const page = await visit(t, browser, site.origin)
    await page.getByRole('checkbox').first().waitFor()
    const { keyboard } = page
    await keyboard.press('Tab')
    await keyboard.press('Space')
    for (const _right of await page.getByRole('checkbox').all()) await keyboard.press('Tab')
    await keyboard.type('Ana Keys')
    await keyboard.press('Tab')
    await keyboard.type('keys@example.org')
    await keyboard.press('Enter')
    const code = page.getByRole('textbox', { name: 'The code in our letter' })
    await code.waitFor()
    t.equal(await focused(page), 'code')
    await keyboard.type((await letterTo(service.url, 'keys@example.org')).code)
    await keyboard.press('Enter')
    await page.getByRole('listitem').waitFor()
    t.equal(await focused(page), 'mine')
    t.match((await page.locator('main').textContent()) ?? '', 'Access to your data (pending)')
  })

  t.test('each step is accessible, fits 320 pixels, and shows where the focus is', async (t) => {
    const page = await visit(t, browser, site.origin)
    await page.getByRole('checkbox').first().waitFor()
    const isFine = async (step: string) => {
      t.same(await violationsOf(page), [], step)
      t.ok(
        await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        `${step}: nothing to scroll sideways`,
      )
    }
    await isFine('the form')
    await page.keyboard.press('Tab')
    t.not(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none')
    await send(page, 'axe@example.org')
    await isFine('the code')
    await redeem(page, '00000000')
    await page.getByText('This code is wrong').waitFor()
    await isFine('a wrong code')
    await redeem(page, (await letterTo(service.url, 'axe@example.org')).code)
    await page.getByRole('listitem').waitFor()
    await isFine('the requests')
  })

  t.test('a wrong code is told, another letter opens, and a limit says how long to wait', async (t) => {
    const page = await visit(t, browser, site.origin)
    await send(page, 'late@example.org')
    await redeem(page, '00000000')
    const alert = page.getByRole('alert')
    await alert.getByText('This code is wrong, was used before or came too late.').waitFor()
    const again = page.getByRole('button', { name: 'Send me another code' })
    await again.click()
    await page.getByText('Another letter is on its way.').waitFor()
    t.equal(await alert.textContent(), '')
    const { code } = await letterTo(service.url, 'late@example.org', 2)
    await again.click()
    await letterTo(service.url, 'late@example.org', 3)
    await again.click()
    await alert.getByText(/^We cannot answer right now\. Please try again in \d+ seconds\.$/).waitFor()
    await redeem(page, code)
    await alert.getByText('This code is wrong').waitFor()
    await redeem(page, (await letterTo(service.url, 'late@example.org', 3)).code)
    await page.getByRole('listitem').waitFor()
    t.equal(await alert.textContent(), '')
  })

  t.test('what the service refuses is told, and can be put right', async (t) => {
    const page = await visit(t, browser, site.origin)
    await fill(page, 'nobody@localhost')
    await page.getByRole('checkbox').first().uncheck()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('alert').getByText('Please check: email, rights.').waitFor()
    await send(page, 'somebody@example.org')
    t.equal(await page.getByRole('alert').textContent(), '')
  })

  t.test('an answer that is lost on its way is asked for again, and it is one request', async (t) => {
    const page = await visit(t, browser, site.origin)
    await fill(page, 'twice@example.org')
    await page.route('**/requests', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('alert').getByText('We cannot be reached from this page.').waitFor()
    await page.unroute('**/requests')
    await page.getByRole('button', { name: 'Send' }).dblclick()
    await redeem(page, (await letterTo(service.url, 'twice@example.org')).code)
    await page.getByRole('listitem').first().waitFor()
    t.equal(await page.getByRole('listitem').count(), 1)
  })

  t.test('the language of the page is that of the rights and of the letters', async (t) => {
    const page = await visit(t, browser, `${site.origin}/fr`)
    await page.getByRole('checkbox', { name: 'Accès à vos données' }).check()
    await page.getByLabel('Your name').fill('Zoé')
    await page.getByLabel('Your e-mail address').fill('fr@example.org')
    await page.getByRole('button', { name: 'Send' }).click()
    await redeem(page, (await letterTo(service.url, 'fr@example.org')).code)
    await page.getByRole('listitem').getByText('Accès à vos données').waitFor()
    t.match((await letterTo(service.url, 'fr@example.org')).text, 'demande')
  })

  t.test('where the organisation asks for proof of work, the lines of the README send it', async (t) => {
    const page = await visit(t, browser, site.origin)
    const demand = async (required: boolean) =>
      await staff.patch('/v1/organisation', { body: { settings: { challenge: { required, difficulty: 1_000 } } } })
    await demand(true)
    await fill(page, 'work@example.org')
    await page.getByRole('button', { name: 'Send' }).click()
    await page
      .getByRole('alert')
      .getByText(/^This did not work \(challenge_required, /)
      .waitFor()
    const status = await page.evaluate(`(async () => {
      const habeas = '${service.url}', slug = 'demo'
      ${solving}
      const body = JSON.stringify({ requester: { name: 'Ana', email: 'work@example.org' }, rights: [{ right: 'access' }] })
      const json = { 'content-type': 'application/json', ...headers }
      return (await fetch(habeas + '/v1/public/demo/requests', { method: 'POST', headers: json, body })).status
    })()`)
    t.equal(status, 202)
    await demand(false)
    await send(page, 'work@example.org')
  })

  t.test('a page of an origin that is not listed gets no answer, and says so', async (t) => {
    const page = await visit(t, browser, stranger.origin)
    await page.getByRole('alert').getByText('We cannot be reached from this page.').waitFor()
    t.equal(await page.getByRole('checkbox').count(), 0)
    const tried = (path: string, init: object) =>
      page.evaluate(`fetch(${JSON.stringify(service.url + path)}, ${JSON.stringify(init)}).then(String, String)`)
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const refused = /^TypeError: Failed to fetch/
    t.match(await tried('/v1/public/demo', {}), refused)
    t.match(await tried('/v1/public/demo/sign-in', { ...json, body: '{"email":"stranger@example.org"}' }), refused)
    t.match(await tried('/v1/me/requests', { headers: { authorization: 'Bearer x' } }), refused)
  })

  t.test('an export is downloaded by the form of the README, and the page stays', async (t) => {
    const page = await visit(t, browser, site.origin)
    await send(page, 'export@example.org')
    const token = page.waitForResponse(/redeem$/).then(async (answer) => (await answer.json()).access_token)
    await redeem(page, (await letterTo(service.url, 'export@example.org')).code)
    const { request, id } = await releaseExport(staff, 'export@example.org')
    const form = download.replace(written, service.url).replace('req_…', request).replace('exp_…', id)
    await page.setContent(form.replace('"…"', `"${await token}"`))
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download my data' }).click(),
    ])
    t.match(file.suggestedFilename(), /^HB-.+\.json$/)
    t.match(JSON.parse(readFileSync(await file.path(), 'utf8')), { records: { orders: [{ total: 12 }] } })
    t.equal(new URL(page.url()).origin, site.origin)
  })
})

/** Staff's part, by the API: the person is known, has one record, and gets it. */
async function releaseExport(staff: Habeas, email: string): Promise<{ request: string; id: string }> {
  const [request] = (await staff.get('/v1/requests', { query: { email: [email] } })).data
  const right = request?.rights[0]
  if (request === undefined || right === undefined) throw new Error('there is no such request')
  const path = { id: request.id }
  await staff.post('/v1/requests/{id}/confirm-identity', {
    path,
    body: { method: 'known_facts', note: 'Contract number and date of birth.' },
  })
  await staff.put('/v1/requests/{id}/records/{source}', {
    path: { ...path, source: 'shop' },
    body: [{ category: 'orders', data: { total: 12 }, provided_by: 'observed' }],
  })
  await staff.post('/v1/requests/{id}/rights/{right}/decide', {
    path: { ...path, right: right.id },
    body: { outcome: 'granted' },
  })
  const made = await staff.post('/v1/requests/{id}/exports', {
    path,
    body: { kind: 'access', format: 'json' },
    actingUser: 'ada@example.org',
  })
  const place = { ...path, exp: made.id }
  while ((await staff.get('/v1/requests/{id}/exports/{exp}', { path: place })).status !== 'ready') await delay(20)
  await staff.post('/v1/requests/{id}/exports/{exp}/release', {
    path: place,
    body: {},
    actingUser: 'grace@example.org',
  })
  return { request: request.id, id: made.id }
}

async function fill(page: Page, email: string): Promise<void> {
  await page.getByRole('checkbox').first().check()
  await page.getByLabel('Your name').fill('Zoé')
  await page.getByLabel('Your e-mail address').fill(email)
}

async function send(page: Page, email: string): Promise<void> {
  await fill(page, email)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('textbox', { name: 'The code in our letter' }).waitFor()
}

async function redeem(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'The code in our letter' }).fill(code)
  await page.getByRole('button', { name: 'See my requests' }).click()
}

function focused(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.id')
}

/** The page at this address, in a window of its own, without errors of its script. */
async function visit(t: Test, browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 320, height: 640 } })
  t.teardown(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => t.fail(error.message))
  await page.goto(address)
  return page
}
