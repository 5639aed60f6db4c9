import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Frame, Page } from 'playwright-core'
import { z } from 'zod'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const findings = z.array(z.object({ id: z.string(), help: z.string(), places: z.array(z.string()) }))

/**
 * What axe-core finds wrong on a page as it stands now: rules of WCAG 2.2 A and AA, and good practice. Or only what these rules find, as on a
 * page that differs in its colours alone from one that was looked at.
 */
export async function violationsOf(page: Page | Frame, rules?: readonly string[]): Promise<z.output<typeof findings>> {
  // By the debugger's door, so that no policy of the page is widened for it
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe)
  const options = { resultTypes: ['violations'], selectors: false, ...(rules && { runOnly: rules }) }
  return findings.parse(
    await page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, help, nodes }) => ({ id, help, places: nodes.map(({ html }) => html.slice(0, 400)) })))`),
  )
}
