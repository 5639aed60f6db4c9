import { type CivilDate, civilDateIn } from '../law/calendar.ts'
import { isDue, objectionKeptUntil } from '../law/retention.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import { getOrganisation } from '../organisations/store.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { By } from '../requests/act.ts'
import type { BadLine, ReadList } from './read-list.ts'
import { importObjections, type ListedObjection } from './store.ts'

/** What became of a list: of each line one of these. */
export type Imported = {
  readonly added: number
  /** A later day than the one that was kept. */
  readonly renewed: number
  readonly known: number
  /** Objected so long ago that the organisation's policy does not keep it any more. */
  readonly over: number
  readonly bad: readonly BadLine[]
}

/** Of one statement: few enough that its locks are held for a moment. */
const atATime = 5_000

/**
 * Takes over a list of who objected to marketing before: fingerprints, and nothing else of it. The same list once more changes nothing and records
 * nothing. A mailbox that is listed twice counts by its later day; one that gave a consent since stays as it is.
 */
export async function importList(tx: Tx, deps: Pick<Deps, 'keyring'>, read: ReadList, by: By): Promise<Imported> {
  const organisation = await getOrganisation(tx)
  const policy = retentionOf(organisation)
  const today = civilDateIn(organisation.timeZone, by.at)
  const early = read.lines.filter(({ objectedOn }) => objectedOn > today)
  const bad = [...read.bad, ...early.map(({ line }) => ({ line, message: 'objected_on: expected no day to come' }))]
  const latest = new Map<string, ListedObjection>()
  let over = 0
  for (const { mailbox, objectedOn } of read.lines) {
    const keptUntil = objectionKeptUntil(policy, objectedOn)
    if (objectedOn > today) continue
    if (isDue(keptUntil, today)) {
      over += 1
      continue
    }
    const key = mailbox.toString('base64')
    if (isLater(objectedOn, latest.get(key))) latest.set(key, { mailbox, objectedOn, keptUntil })
  }
  const { added, renewed } = await importAll(tx, [...latest.values()])
  const known = read.lines.length - early.length - over - added - renewed
  const imported = { added, renewed, known, over, bad: bad.sort((one, other) => one.line - other.line) }
  if (added + renewed > 0) {
    const facts = { added, renewed, known, over, bad: bad.length }
    await underOrganisationLock(tx, deps, by.actor, async () => ({
      at: by.at,
      happened: [{ type: 'suppressions_imported', facts }],
    }))
  }
  return imported
}

function isLater(day: CivilDate, former: ListedObjection | undefined): boolean {
  return former === undefined || day > former.objectedOn
}

async function importAll(tx: Tx, listed: readonly ListedObjection[]): Promise<Pick<Imported, 'added' | 'renewed'>> {
  const total = { added: 0, renewed: 0 }
  for (let from = 0; from < listed.length; from += atATime) {
    const { added, renewed } = await importObjections(tx, listed.slice(from, from + atATime))
    total.added += added
    total.renewed += renewed
  }
  return total
}
