import { type CivilDate, civilDateIn, type Instant, noonOf, showInstant } from '../law/calendar.ts'
import { storeObjections } from '../objections/heed-objections.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Actor } from '../platform/actor.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { newCaseSafe } from '../platform/crypto/safe.ts'
import { newReference } from '../platform/crypto/secrets.ts'
import { DatabaseRefusal } from '../platform/database/failure.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { canonicalLocale } from '../platform/http/schemas.ts'
import { type ClientId, newId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { assign } from './assign.ts'
import { type Case, caseOf, happened, type RequestRow, type RightRow, reckon } from './case.ts'
import type { RightInput } from './right-schemas.ts'
import type { OpenRequestCommand, PublicIntakeCommand } from './schemas.ts'
import { termsOf } from './search-terms.ts'
import { insertCase } from './store.ts'
import type { MailNote } from './tables.ts'

/** Before this day there was no GDPR to write under (art. 99(2)). */
const firstDay = '2018-05-25'

/** Registers a letter that reached the organisation on any channel. The clock runs from its receipt, whenever it is keyed. */
export function openRequest(
  keyring: Keyring,
  organisation: Organisation,
  command: OpenRequestCommand,
  { actor, at: now }: { readonly actor: Actor & { type: 'client' }; readonly at: Instant },
): Case {
  const receivedAt = receiptOf(command, organisation.timeZone) ?? now
  demandReceipt(command, receivedAt, { organisation, now })
  const c = newCase(keyring, organisation, {
    channel: command.channel,
    receivedAt,
    now,
    clientId: actor.id,
    locale: command.locale,
    replyBy: command.reply_by ?? (command.channel === 'post' ? 'post' : 'email'),
    capacity: command.capacity,
    externalReference: command.external_reference,
    requester: command.requester,
    dataSubject: command.data_subject,
    message: command.message,
    metadata: command.metadata,
    rights: command.rights,
  })
  recordReceipt(c, { actor, at: now })
  if (command.assignee !== undefined) assign(c, command.assignee, { actor, at: now })
  return c
}

/** A form sent in by the person: received now, and its clock runs whether or not the code is ever redeemed (API §5). */
export function openPublicRequest(
  keyring: Keyring,
  organisation: Organisation,
  command: PublicIntakeCommand,
  now: Instant,
): Case {
  const c = newCase(keyring, organisation, {
    channel: 'web',
    receivedAt: now,
    now,
    locale: command.locale,
    replyBy: 'email',
    capacity: command.capacity,
    requester: command.requester,
    dataSubject: command.data_subject,
    message: command.message,
    rights: command.rights,
  })
  recordReceipt(c, { actor: { type: 'public', organisation: organisation.id }, at: now })
  return c
}

/** A mail, as far as it becomes a request: whoever it says wrote it, which proves nothing (attack 2). */
export type MailedRequest = {
  readonly receivedAt: Instant
  readonly requester: { readonly name: string; readonly email: string }
  readonly message: string | undefined
  readonly locale: string | undefined
  readonly mail: MailNote
}

/** A mail opens a request in which no right is named until staff has read it; its clock runs all the same (EDPB 01/2022 §159). */
export function openMailedRequest(
  keyring: Keyring,
  organisation: Organisation,
  { mail, ...given }: MailedRequest,
  { actor, at: now }: { readonly actor: Actor; readonly at: Instant },
): Case {
  const c = newCase(keyring, organisation, {
    ...given,
    channel: 'email',
    now,
    replyBy: 'email',
    capacity: 'self',
    dataSubject: undefined,
    rights: [],
  })
  c.request.detail.mail = mail
  recordReceipt(c, { actor, at: now })
  return c
}

/** Forty random bits: with a million requests one draw in a million is taken, and three in a row never are. */
const mostDraws = 3

/**
 * Opens a request in a transaction of its own, and once more, with another reference, where the one it drew is taken: nothing of the
 * first attempt is left. Throws what the attempt throws.
 */
export async function withFreeReference<T>(attempt: () => Promise<T>): Promise<T> {
  for (let draws = 1; ; draws += 1) {
    try {
      return await attempt()
    } catch (error) {
      const isTaken = error instanceof DatabaseRefusal && error.constraint === 'requests_reference'
      if (!isTaken || draws === mostDraws) throw error
    }
  }
}

/** The statements that store a new request; they wait for nothing, so that an intake is one round trip. */
export function storeCase(tx: Tx, deps: Pick<Deps, 'keyring' | 'outbox'>, c: Case): Promise<unknown>[] {
  if (c.letters.length > 0) tx.afterCommit(() => deps.outbox.wake())
  return [...insertCase(tx, c, termsOf(deps.keyring, c)), ...storeObjections(tx, deps, c)]
}

type Draft = {
  channel: RequestRow['channel']
  receivedAt: Instant
  now: Instant
  clientId?: ClientId
  locale: string | undefined
  replyBy: RequestRow['replyBy']
  capacity: RequestRow['capacity'] | undefined
  externalReference?: string | undefined
  requester: RequestRow['detail']['requester']
  dataSubject: RequestRow['detail']['data_subject']
  message: string | undefined
  metadata?: Record<string, unknown> | undefined
  rights: readonly RightInput[]
}

function newCase(keyring: Keyring, organisation: Organisation, draft: Draft): Case {
  const capacity = draft.capacity ?? 'self'
  const id = newId('req')
  const { safe, dataKey } = newCaseSafe(keyring, organisation.id, id)
  const request: RequestRow = {
    organisationId: organisation.id,
    id,
    reference: newReference(),
    clientId: draft.clientId ?? null,
    channel: draft.channel,
    locale: canonicalLocale(draft.locale) ?? organisation.locale,
    replyBy: draft.replyBy,
    capacity,
    receivedAt: draft.receivedAt,
    receivedOn: civilDateIn(organisation.timeZone, draft.receivedAt),
    firstReceivedAt: null,
    rulesMovedAt: null,
    started: false,
    closedAt: null,
    closedReason: null,
    duplicateOf: null,
    closure: null,
    asks: [],
    extensions: [],
    identityLevel: 'none',
    identityMethod: null,
    identityProvenAt: null,
    identityRejected: false,
    authority: capacity === 'self' ? 'not_needed' : 'unproven',
    // Computed below, by `reckon`.
    status: 'received',
    clockState: 'running',
    dueOn: null,
    nominalDueOn: null,
    strictDueOn: civilDateIn(organisation.timeZone, draft.receivedAt),
    refusalDueOn: null,
    listedDueOn: null,
    overdueAfter: null,
    atRiskAfter: null,
    extended: false,
    pauses: 0,
    pausedDays: 0,
    flagged: false,
    noticeDueOn: null,
    eraseAfter: null,
    heldAt: null,
    erasedAt: null,
    dataKey,
    detail: {
      requester: draft.requester,
      data_subject: draft.dataSubject,
      message: draft.message,
      metadata: draft.metadata ?? {},
      external_reference: draft.externalReference,
      questions: {},
    },
    version: 1,
    lastSequence: 0,
    lastHash: Buffer.alloc(0),
    createdAt: draft.now,
    updatedAt: draft.now,
  }
  const c = caseOf(
    { organisation, safe },
    request,
    draft.rights.map((right, position) => newRight(request, right, position)),
  )
  reckon(c, draft.now)
  return c
}

/** A right as its letter invokes it: pending, everything else still open. */
export function newRight(request: RequestRow, input: RightInput, position: number): RightRow {
  return {
    organisationId: request.organisationId,
    id: newId('rgt'),
    requestId: request.id,
    position,
    right: input.right,
    status: 'pending',
    outcome: null,
    grounds: [],
    dueOn: null,
    actBy: null,
    decidedAt: null,
    fulfilledAt: null,
    answeredAt: null,
    answeredOn: null,
    answeredDueOn: null,
    answeredWithin: null,
    answerLetterId: null,
    revised: false,
    lifted: false,
    restrictedSince: null,
    liftedOn: null,
    recipientsUntoldSince: null,
    ...(({ fields, directMarketing }) => ({ directMarketing, detail: { fields } }))(fieldsOf(input)),
  }
}

/** The right's own fields, apart from its name. Direct marketing changes the law that applies, so it has a column. */
export function fieldsOf({ right, ...given }: RightInput): {
  fields: Record<string, unknown>
  directMarketing: boolean
} {
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { fields, directMarketing: right === 'objection' && fields.direct_marketing === true }
}

function recordReceipt(c: Case, by: { actor: Actor; at: Instant }): void {
  const { channel, receivedOn, dueOn, reference, capacity } = c.request
  const rights = c.rights.map((right) => ({ id: showId('rgt', right.id), right: right.right, due_on: right.dueOn }))
  const facts = {
    reference,
    channel,
    capacity,
    received_at: showInstant(c.request.receivedAt),
    received_on: receivedOn,
    due_on: dueOn,
    rights,
  }
  happened(c, { type: 'request_received', facts }, by)
}

type ReceiptGiven = { readonly received_at?: Instant | undefined; readonly received_on?: CivilDate | undefined }

/** A day alone means noon of that day, in the organisation's zone (API §4.1). */
export function receiptOf(given: ReceiptGiven, zone: string): Instant | undefined {
  if (given.received_at !== undefined) return given.received_at
  return given.received_on === undefined ? undefined : noonOf(given.received_on, zone)
}

/** Not in the future, and not before there was a GDPR. A day alone may be today, whose noon may be still to come. */
export function demandReceipt(
  given: ReceiptGiven,
  receivedAt: Instant,
  { organisation, now }: { organisation: Organisation; now: Instant },
): void {
  const on = civilDateIn(organisation.timeZone, receivedAt)
  const isToday = given.received_at === undefined && on === civilDateIn(organisation.timeZone, now)
  if ((receivedAt <= now || isToday) && on >= firstDay) return
  const [location, expected] =
    given.received_at === undefined
      ? ['body.received_on', `expected a day from ${firstDay} until today`]
      : ['body.received_at', `expected a time from ${firstDay} until now`]
  throw problem('invalid', 'a request cannot have been received then', { errors: [{ location, message: expected }] })
}
