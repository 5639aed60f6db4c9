import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import type { Opened, ToShow } from '../platform/database/sealed-rows.ts'
import { insertionOf, rawStatement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { GatewayId, LetterId, MessageId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import { gatewayBoxes, gateways, type Outcome, type Reason } from './tables.ts'

export type Gateway = Opened<typeof gateways.$inferSelect>
export type GatewayToShow = ToShow<typeof gateways.$inferSelect>

// Gateways.

const insertGatewayRow = insertionOf('insert_gateway', gateways)
const lookupGateway = rawStatement<
  { id: GatewayId },
  { organisation_id: OrganisationId; generation: number; former_until: Instant | null }
>('lookup_gateway', 'select organisation_id, generation, former_until from habeas.lookup_gateway($1)', ({ id }) => [id])
const selectLive = rawStatement<{ organisation: OrganisationId; id: GatewayId }, Record<string, never>>(
  'select_gateway_live',
  'select from habeas.gateways where organisation_id = $1 and id = $2 and deleted_at is null',
  ({ organisation, id }) => [organisation, id],
)
const countLive = rawStatement<{ organisation: OrganisationId }, { count: number }>(
  'count_gateways',
  'select count(*)::int as count from habeas.gateways where organisation_id = $1 and deleted_at is null',
  ({ organisation }) => [organisation],
)
const updateGateway = rawStatement<
  { organisation: OrganisationId; id: GatewayId; formerUntil: Instant; at: Instant },
  { generation: number }
>(
  'rotate_gateway',
  `update habeas.gateways set generation = generation + 1, former_until = $3, rotated_at = $4
   where organisation_id = $1 and id = $2 and deleted_at is null returning generation`,
  ({ organisation, id, formerUntil, at }) => [organisation, id, instantToText(formerUntil), instantToText(at)],
)
const endGatewayRow = rawStatement<
  { organisation: OrganisationId; id: GatewayId; at: Instant },
  { generation: number }
>(
  'delete_gateway',
  `update habeas.gateways set deleted_at = $3
   where organisation_id = $1 and id = $2 and deleted_at is null returning generation`,
  ({ organisation, id, at }) => [organisation, id, instantToText(at)],
)

export async function insertGateway(tx: Tx, keyring: Keyring, row: Gateway): Promise<void> {
  await tx.run(insertGatewayRow, gatewayBoxes.seal(organisationSafe(keyring, row.organisationId), row))
}

/** Whose gateway this is, of every tenant; undefined where there is none, or it was deleted. */
export async function gatewayOf(database: Database, id: GatewayId) {
  const [found] = await database.lookup(lookupGateway, { id })
  return found
}

export async function isLiveGateway(tx: Tx, id: GatewayId): Promise<boolean> {
  return (await tx.run(selectLive, { organisation: tx.organisation, id })).length === 1
}

export async function gatewaysCounted(tx: Tx): Promise<number> {
  return (await tx.run(countLive, { organisation: tx.organisation }))[0]?.count ?? 0
}

/** Moves on to the next generation; undefined where there is no such gateway. */
export async function nextGeneration(
  tx: Tx,
  id: GatewayId,
  when: { readonly formerUntil: Instant; readonly at: Instant },
): Promise<number | undefined> {
  return (await tx.run(updateGateway, { organisation: tx.organisation, id, ...when }))[0]?.generation
}

/** False where there is no such gateway, or it was deleted before. */
export async function endGateway(tx: Tx, id: GatewayId, at: Instant): Promise<boolean> {
  return (await tx.run(endGatewayRow, { organisation: tx.organisation, id, at })).length === 1
}

/** Live gateways in the order they were made, whatever of each opens, from after one of them. */
export async function liveGateways(
  tx: Tx,
  keyring: Keyring,
  { after, limit, id }: { after?: GatewayId | undefined; limit: number; id?: GatewayId },
): Promise<GatewayToShow[]> {
  const rows = await tx.db
    .select()
    .from(gateways)
    .where(
      and(
        eq(gateways.organisationId, tx.organisation),
        isNull(gateways.deletedAt),
        after === undefined ? undefined : gt(gateways.id, after),
        id === undefined ? undefined : eq(gateways.id, id),
      ),
    )
    .orderBy(asc(gateways.id))
    .limit(limit)
  const safe = organisationSafe(keyring, tx.organisation)
  return rows.map((row) => gatewayBoxes.openToShow(safe, row))
}

// Mail.

/** What was done with a mail. */
export type Done = {
  readonly outcome: Outcome
  readonly reason: Reason | null
  readonly requestId: RequestId | null
  readonly messageId: MessageId | null
  readonly letterId: LetterId | null
}

type Print = { readonly organisation: OrganisationId; readonly print: Buffer }

const claimMail = rawStatement<Print & { gateway: GatewayId; at: Instant }, Record<string, never>>(
  'claim_mail',
  `insert into habeas.inbound_mail (organisation_id, print, gateway_id, outcome, seen_at)
   values ($1, $2, $3, 'left_alone', $4) on conflict do nothing returning outcome`,
  ({ organisation, print, gateway, at }) => [organisation, print, gateway, instantToText(at)],
)
const selectMail = rawStatement<Print, Done>(
  'select_mail',
  `select outcome, reason, request_id as "requestId", message_id as "messageId", letter_id as "letterId"
   from habeas.inbound_mail where organisation_id = $1 and print = $2`,
  ({ organisation, print }) => [organisation, print],
)
const updateMail = rawStatement<Print & Done, Record<string, never>>(
  'note_mail',
  `update habeas.inbound_mail set outcome = $3, reason = $4, request_id = $5, message_id = $6, letter_id = $7
   where organisation_id = $1 and print = $2`,
  ({ organisation, print, outcome, reason, requestId, messageId, letterId }) => [
    organisation,
    print,
    outcome,
    reason,
    requestId,
    messageId,
    letterId,
  ],
)
const countMail = rawStatement<
  { organisation: OrganisationId; ids: readonly GatewayId[] },
  { gateway: GatewayId; outcome: Outcome; count: number }
>(
  'count_mail',
  `select gateway_id as gateway, outcome, count(*)::int as count from habeas.inbound_mail
   where organisation_id = $1 and gateway_id = any ($2::uuid[]) group by 1, 2`,
  ({ organisation, ids }) => [organisation, ids],
)
const deleteMailOf = rawStatement<{ organisation: OrganisationId; request: RequestId }, Record<string, never>>(
  'delete_mail_of_request',
  'delete from habeas.inbound_mail where organisation_id = $1 and request_id = $2 returning outcome',
  ({ organisation, request }) => [organisation, request],
)

/**
 * Takes this mail on: undefined where nobody has before, else what was done with it. Of two that come at once the second waits for the first.
 */
export async function claim(
  tx: Tx,
  print: Buffer,
  { gateway, at }: { readonly gateway: GatewayId; readonly at: Instant },
): Promise<Done | undefined> {
  const mail = { organisation: tx.organisation, print }
  const taken = await tx.run(claimMail, { ...mail, gateway, at })
  return taken.length === 1 ? undefined : (await tx.run(selectMail, mail))[0]
}

export async function noteDone(tx: Tx, print: Buffer, done: Done): Promise<void> {
  await tx.run(updateMail, { organisation: tx.organisation, print, ...done })
}

/** How many mails of the last thirty days had which outcome, for each of these gateways. */
export function mailCounted(tx: Tx, ids: readonly GatewayId[]) {
  return tx.run(countMail, { organisation: tx.organisation, ids })
}

/** Forgets the mails of a request; how many. */
export async function forgetMailOf(tx: Tx, request: RequestId): Promise<number> {
  return (await tx.run(deleteMailOf, { organisation: tx.organisation, request })).length
}
