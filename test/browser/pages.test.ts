import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { createHabeas } from '../../openapi/client/habeas.ts'
import { inBrowser } from '../support/browser.ts'
import { runningService } from '../support/running-service.ts'
import { violationsOf } from './accessibility.ts'
import { letterTo } from './mailbox.ts'

const locales = ['fr', 'en'] as const

await inBrowser(t, async (browser) => {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
  page.setDefaultTimeout(60_000)

  t.test('the development mailbox is accessible, and so is the documentation', async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'habeas-pages-'))
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
    const { url } = await runningService(t, { DATA_DIR: dataDir })
    // Its policy lets nothing run, axe-core's timers among it: so what it says is shown without
    const openMailbox = async () =>
      page.setContent(await (await fetch(`${url}/dev/mailbox`, { headers: { accept: 'text/html' } })).text())
    await openMailbox()
    await isFine(t, page, 'an empty mailbox')
    for (const locale of locales) {
      const email = `${locale}@example.org`
      await createHabeas({ url }).post('/v1/public/{slug}/requests', {
        path: { slug: 'demo' },
        body: { requester: { name: 'Zoé', email }, rights: [{ right: 'access' }], locale },
      })
      await letterTo(url, email)
    }
    await openMailbox()
    await isFine(t, page, 'a mailbox')
    t.equal(await page.locator('h2[lang=fr]').count(), 1)
    await page.goto(`${url}/docs`)
    // The library draws of a long list what is in sight; the rest follows as one scrolls
    await page.getByText('/health/ready').waitFor()
    // As the library builds it: a button around the parts of a line, and tags under the title
    await isFine(t, page, 'the documentation', ['nested-interactive', 'heading-order'])
  })
})

/** Accessible, but for these rules, and nothing beyond the right edge. */
async function isFine(t: Test, page: Page, name: string, butFor: readonly string[] = []): Promise<void> {
  t.same(
    (await violationsOf(page)).filter(({ id }) => !butFor.includes(id)),
    [],
    name,
  )
  t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name}: nothing to scroll sideways`)
}
