import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Test } from 'tap'

/**
 * Runs tests that need programs of the system. Where one is missing they are passed over with this reason, unless PROGRAM_TESTS is
 * `required`, as in CI: then that fails.
 */
export async function withPrograms(t: Test, programs: readonly string[], tests: () => Promise<void>): Promise<void> {
  const missing = programs.filter((program) => !isInPath(program))
  if (missing.length === 0) return tests()
  const reason = `no ${missing.join(', ')}: install it (apt-get install unzip openssl coreutils)`
  if (process.env.PROGRAM_TESTS === 'required') t.fail(reason)
  else t.skip(reason, () => undefined)
}

function isInPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false // not there, or not to be run
    }
  })
}
