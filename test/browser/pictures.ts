import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { repository } from '../support/source-files.ts'

/**
 * Pictures of pages, and pages as they are printed, to be looked at: in `.tap/<folder>`, which git ignores. Drawn only with PICTURES=yes, as it
 * takes longer than all that is tested of these pages.
 */
export function picturesIn(folder: string) {
  const path = join(repository, '.tap', folder)
  if (isAsked) mkdirSync(path, { recursive: true })
  return {
    draw: async (page: Page, name: string) => {
      if (isAsked) await page.screenshot({ path: join(path, `${name}.png`), fullPage: true })
    },
    /** Where a printed page is kept, for `page.pdf`. */
    print: (name: string) => (isAsked ? { path: join(path, `${name}.pdf`) } : {}),
  }
}

const isAsked = process.env.PICTURES === 'yes'
