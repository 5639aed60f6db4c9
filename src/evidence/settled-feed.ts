import type { Instant } from '../law/calendar.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { EventId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import type { EventType } from './event-types.ts'

export { feedHorizon, feedPosition } from './store.ts'

/** An event as the feed names it, without anything that is in its facts or detail. */
export type NamedEvent = {
  readonly id: EventId
  readonly requestId: RequestId | null
  readonly sequence: number
  readonly type: EventType
  readonly at: Instant
  readonly position: number
}

const selectNamed = rawStatement<
  { organisation: OrganisationId; after: number; upTo: number; limit: number },
  Omit<NamedEvent, 'position'> & { position: string }
>(
  'select_named_events',
  `select id, request_id as "requestId", sequence, type, at, feed_position::text as position from habeas.events
   where organisation_id = $1 and feed_position > $2 and feed_position <= $3 order by feed_position limit $4`,
  ({ organisation, after, upTo, limit }) => [organisation, after, upTo, limit],
)
const selectPlaces = rawStatement<
  { organisation: OrganisationId; since: string; until: string },
  { first: string | null; last: string | null }
>(
  'select_places_of_time',
  `select
     (select feed_position from habeas.events where organisation_id = $1 and at >= $2::timestamptz
      order by feed_position limit 1)::text as first,
     (select feed_position from habeas.events where organisation_id = $1 and at <= $3::timestamptz
      order by feed_position desc limit 1)::text as last`,
  ({ organisation, since, until }) => [organisation, since, until],
)

/**
 * What happened in the organisation behind a place of its feed and up to another, in its order. `upTo` is no more than a `feedHorizon` asked for
 * before this transaction began: nothing will ever appear before what is given here.
 */
export async function eventsNamed(
  tx: Tx,
  span: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<NamedEvent[]> {
  const rows = await tx.run(selectNamed, { organisation: tx.organisation, ...span })
  return rows.map(({ position, ...row }) => ({ ...row, position: Number(position) }))
}

/** The first and the last place of the feed between two instants of the service's time; undefined where nothing happened between them. */
export async function placesBetween(
  tx: Tx,
  { since, until }: { readonly since: Instant; readonly until: Instant },
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const text = (at: Instant) => new Date(at).toISOString()
  const [row] = await tx.run(selectPlaces, { organisation: tx.organisation, since: text(since), until: text(until) })
  if (!row || row.first === null || row.last === null || Number(row.first) > Number(row.last)) return undefined
  return { first: Number(row.first), last: Number(row.last) }
}
