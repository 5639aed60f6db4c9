import { civilDateIn, type Instant } from '../law/calendar.ts'
import { isDue, objectionKeptUntil } from '../law/retention.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { LockedCase } from '../requests/erase-request.ts'
import { deleteObjections, findObjectionsOver, keepObjection } from './store.ts'

/**
 * What outlives a case in which somebody objected to direct marketing: that this mailbox did (art. 21(3)), for as long as the organisation
 * keeps such fingerprints. How many are kept.
 */
export async function keepObjections(
  tx: Tx,
  { request, organisation, hasObjected }: LockedCase,
  mailboxes: readonly Buffer[],
  at: Instant,
): Promise<number> {
  // The mailbox is the writer's: who wrote for another has objected to nothing.
  if (!hasObjected || request.capacity !== 'self') return 0
  const keptUntil = objectionKeptUntil(retentionOf(organisation), request.receivedOn)
  if (isDue(keptUntil, civilDateIn(organisation.timeZone, at))) return 0
  await Promise.all(mailboxes.map((mailbox) => keepObjection(tx, mailbox, keptUntil)))
  return mailboxes.length
}

/** Part of the sweep: fingerprints of objections whose last day is over. */
export async function forgetObjections({ database, now }: Pick<Deps, 'database' | 'now'>): Promise<void> {
  for (const { organisation, today } of await findObjectionsOver(database, now())) {
    await database.transaction(organisation, (tx) => deleteObjections(tx, today))
  }
}
