import type { Instant } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { requestsOfFailedSince } from './store.ts'

/** Work on the last look may have been under way while this one took its time: told twice is better than not at all. Milliseconds. */
const margin = 60_000

/** For the digest: requests of which a transmission was given up since an instant, but for those that staff itself has taken back. */
export function requestsWithFailedTransmissions(tx: Tx, since: Instant): Promise<RequestId[]> {
  return requestsOfFailedSince(tx, (since - margin) as Instant) // an instant moved by whole milliseconds is an instant
}
