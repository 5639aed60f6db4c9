import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import type { Test } from 'tap'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const onMacOs = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
/** Without a sandbox root can start it, too, and it opens pages of the test alone; nothing of its own goes out. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Runs tests in a real browser: the Chromium that CHROMIUM_PATH or PATH leads to, with a home and a profile of its own. Where there is none the
 * tests are passed over with this reason, unless BROWSER_TESTS is `required`, as in CI: then that fails.
 */
export async function inBrowser(t: Test, tests: (browser: Browser) => Promise<void>): Promise<void> {
  const program = findChromium()
  if (program === undefined) {
    const reason = 'no Chromium: install it (apt-get install chromium), or say where it is with CHROMIUM_PATH'
    if (process.env.BROWSER_TESTS === 'required') t.fail(reason)
    else t.skip(reason, () => undefined)
    return
  }
  const home = mkdtempSync(join(tmpdir(), 'habeas-browser-'))
  const { PATH } = process.env
  const browser = await chromium.launch({
    executablePath: program,
    args: flags,
    env: { ...(PATH !== undefined && { PATH }), HOME: home, LANG: 'en_GB.UTF-8' },
  })
  t.teardown(async () => {
    await browser.close()
    rmSync(home, { recursive: true, force: true })
  })
  await tests(browser)
}

function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env
  if (CHROMIUM_PATH !== undefined) return CHROMIUM_PATH
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...places, ...onMacOs].find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there, or not to be run
  }
}
