import { serviceClock } from '../platform/clock.ts'
import { pendingMigrations } from '../platform/database/migrate.ts'
import { type Database, openDatabase } from '../platform/database/transaction.ts'
import { createLog } from '../platform/http/log.ts'
import { type OrganisationId, showId } from '../platform/identifiers.ts'
import { openJobs } from '../platform/jobs/jobs.ts'
import { openJournal } from '../platform/journal.ts'
import { prepareDatabase, reachDatabase } from '../prepare-database.ts'
import { eraseDueCases } from '../retention/erase-due-cases.ts'
import { heedLedger } from '../retention/ledger.ts'
import { type PreviewedPart, previewEveryone } from '../retention/preview.ts'
import { type Settings, settingsOfProcess } from '../settings.ts'

/** `retention`: erases now what is due; `retention --dry-run`: tells what that would be, and changes nothing. */
export async function run(words: readonly string[]): Promise<void> {
  const [word, ...more] = words
  if (more.length > 0 || (word !== undefined && word !== '--dry-run')) {
    throw new Error('expected --dry-run, or nothing behind retention')
  }
  await applyRetention(settingsOfProcess(), {
    dryRun: word === '--dry-run',
    say: (line) => process.stdout.write(`${line}\n`),
  })
}

/** The same beside a service or without one: the job that a service runs does no more than this. */
async function applyRetention(
  settings: Settings,
  { dryRun, say }: { readonly dryRun: boolean; readonly say: (line: string) => void },
): Promise<void> {
  if (dryRun) await demandMigrated(settings)
  const { target, keyring, release } = await prepareDatabase(settings)
  const log = createLog({ level: settings.logLevel, stream: process.stderr })
  const database = openDatabase(target, { size: 2 })
  const jobs = openJobs(target, { log })
  const { now } = serviceClock()
  try {
    if (dryRun) return await tell(database, say)
    const deps = { database, keyring, jobs, erasures: openJournal(settings.erasureLedger), now }
    await heedLedger(deps, log)
    say(`${await eraseDueCases(deps)} case files erased`)
  } finally {
    await jobs.stop()
    await database.close()
    await release()
  }

  async function tell(over: Database, line: (text: string) => void): Promise<void> {
    let count = 0
    for await (const [organisation, part] of previewEveryone(over, now())) {
      line(lineOf(organisation, part))
      count += 1
    }
    line(`${count} parts are due; nothing was changed`)
  }
}

/** Who only looks must not bring a database up to date by looking. */
async function demandMigrated(settings: Settings): Promise<void> {
  const { owner, embedded } = await reachDatabase(settings)
  const pending = await pendingMigrations(owner).finally(() => embedded?.release())
  if (pending > 0) throw new Error('the database lacks migrations, and a dry run makes none: npm run migrate first')
}

function lineOf(organisation: OrganisationId, { request, reference, part, rule, dueFrom }: PreviewedPart): string {
  const length = rule.months === undefined ? `${rule.days} days` : `${rule.months} months`
  const ids = `${showId('org', organisation)} ${showId('req', request)} ${reference}`
  return `${ids} ${part}: due from ${dueFrom}, ${length} after ${rule.after}`
}
