import { chainEvent, type EventRow, type Happening } from '../evidence/chain.ts'
import { insertEvents } from '../evidence/store.ts'
import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { type HistoryEnd, lockHistoryEnds, moveHistoryEnds } from './store.ts'

/** What is known of a letter that was sent: an event that changes nothing of what its request shows, and holds no detail. */
export type LetterSent = { readonly request: RequestId; readonly facts: NonNullable<Happening['facts']> }

/**
 * The histories of these requests, held until the end of the transaction, each to be added to; without those whose case was erased, which
 * record nothing more. Nothing of the cases is read or opened: what else is done to a request goes through `changeCase`.
 */
export async function holdHistories(tx: Tx, requests: readonly RequestId[]): Promise<Map<RequestId, HistoryEnd>> {
  const ends = await lockHistoryEnds(tx, [...new Set(requests)])
  return new Map(ends.flatMap((end): [RequestId, HistoryEnd][] => (end.isErased ? [] : [[end.id, end]])))
}

/** Records that letters of these requests were sent. Not awaited one by one, so that it goes out with the rest. */
export function noteLettersSent(
  tx: Tx,
  histories: ReadonlyMap<RequestId, HistoryEnd>,
  sent: readonly LetterSent[],
  by: { readonly actor: Actor; readonly at: Instant },
): Promise<unknown>[] {
  const moved = new Set<HistoryEnd>()
  const rows = sent.flatMap(({ request, facts }): EventRow[] => {
    const end = histories.get(request)
    if (end === undefined) return []
    moved.add(end)
    return [chainEvent(end.head, { organisation: tx.organisation, request }, { type: 'letter_sent', facts }, by)]
  })
  return rows.length === 0 ? [] : [...insertEvents(tx, null, rows), moveHistoryEnds(tx, [...moved])]
}
