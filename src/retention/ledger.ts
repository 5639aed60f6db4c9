import { z } from 'zod'
import { showInstant } from '../law/calendar.ts'
import type { Deps } from '../platform/deps.ts'
import type { Log } from '../platform/http/log.ts'
import { type OrganisationId, parseId, type RequestId, showId } from '../platform/identifiers.ts'
import type { Journal } from '../platform/journal.ts'
import { type EraseDeps, type Erased, eraseCase } from './erase-case.ts'
import { type CaseKey, findErased, findUnerased } from './store.ts'

/**
 * The ledger of erasures: a file outside the database, one line for each case, without personal data. A backup brings back what was erased
 * after it was made, keys and all; the ledger does not come back with it, and says what must go again.
 *
 * A line is written once the erasure is committed, never before: a line about a transaction that was rolled back would erase a case that
 * was held or reopened since. Killed between commit and line, the next start writes the line from the erased case itself. Only where the
 * database is lost before that start is the line lost as well: then the case is as due in the backup as it was, and the job erases it.
 */
type LedgerDeps = EraseDeps & Pick<Deps, 'database' | 'erasures' | 'now'>

const line = z.object({ organisation: z.string(), request: z.string(), at: z.string(), event: z.string() })
/** Of one look-up. */
const atATime = 500

/** Tells the ledger of an erasure that is committed: on the disk when this resolves. */
export async function tellLedger(erasures: Journal, { organisation, request, at, hash }: Erased): Promise<void> {
  await erasures.append({
    organisation: showId('org', organisation),
    request: showId('req', request),
    at: showInstant(at),
    event: hash.toString('hex'),
  })
}

/**
 * Compares ledger and database, before anything is served: a case that the ledger calls erased and the database still holds came back with
 * a backup, and is erased again, held or not; an erased case that the ledger misses is added to it. A ledger that is not there although
 * cases were erased is told: it may be a new disk, but it may be the wrong one.
 */
export async function heedLedger(deps: LedgerDeps, log: Log): Promise<void> {
  const ledger = await readLedger(deps.erasures)
  if (ledger !== undefined && ledger.unreadable > 0) {
    log.warn({ count: ledger.unreadable }, 'lines of the erasure ledger cannot be read')
  }
  const again = await eraseAgain(deps, ledger?.cases ?? [])
  if (again > 0) log.warn({ count: again }, 'cases that a backup brought back were erased again')
  const added = await completeLedger(deps)
  if (ledger === undefined && added > 0) {
    log.warn({ count: added }, 'the erasure ledger is missing, and was made anew from the erased cases')
  }
}

/** Adds the erased cases that the ledger misses; how many. */
export async function completeLedger(deps: Pick<LedgerDeps, 'database' | 'erasures'>): Promise<number> {
  const told = new Set((await readLedger(deps.erasures))?.cases.map(({ request }) => request))
  let added = 0
  let after: CaseKey | undefined
  for (;;) {
    const page: Erased[] = await findErased(deps.database, after, atATime)
    for (const erased of page.filter(({ request }) => !told.has(request))) {
      await tellLedger(deps.erasures, erased)
      added += 1
    }
    after = page.at(-1)
    if (page.length < atATime) return added
  }
}

async function eraseAgain(deps: LedgerDeps, told: readonly CaseKey[]): Promise<number> {
  let count = 0
  for (let from = 0; from < told.length; from += atATime) {
    for (const { organisation, request } of await findUnerased(deps.database, told.slice(from, from + atATime))) {
      const erasure = { cause: 'restored_backup', at: deps.now() } as const
      const erased = await deps.database.transaction(organisation, (tx) => eraseCase(tx, deps, request, erasure))
      if (erased === undefined) continue
      await tellLedger(deps.erasures, erased)
      count += 1
    }
  }
  return count
}

/** The cases that the ledger tells of; undefined where there is none. What is no line of ours is counted, and does not count. */
async function readLedger(
  erasures: Journal,
): Promise<{ readonly cases: readonly CaseKey[]; readonly unreadable: number } | undefined> {
  const found = await erasures.read()
  if (found === undefined) return undefined
  const cases = found.lines.flatMap((given): CaseKey[] => {
    const { data } = line.safeParse(given)
    const organisation: OrganisationId | undefined = data && parseId('org', data.organisation)
    const request: RequestId | undefined = data && parseId('req', data.request)
    return organisation === undefined || request === undefined ? [] : [{ organisation, request }]
  })
  return { cases, unreadable: found.unreadable + found.lines.length - cases.length }
}
