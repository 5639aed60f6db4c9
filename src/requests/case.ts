import { type ChainHead, chainEvent, type EventRow, type Happening } from '../evidence/chain.ts'
import type { MessageRow } from '../identity/new-message.ts'
import { answeredWithin } from '../law/answered-within.ts'
import { type CivilDate, civilDateIn, type Instant, noonOf } from '../law/calendar.ts'
import { type Clock, clockOfCase } from '../law/clock.ts'
import type { ClockEvent, RightOnClock } from '../law/clock-facts.ts'
import { atLeast, highestNeeded, type IdentityLevel, neededLevel as levelOf } from '../law/identity-level.ts'
import {
  allowedActions,
  allowedRightActions,
  type CaseState,
  type IdentityStatus,
  isUnanswered,
  type RequestAction,
  type RightAction,
  type RightState,
  requestStatus,
} from '../law/lifecycle.ts'
import type { RestrictionFacts } from '../law/restriction.ts'
import { caseFileKeptUntil } from '../law/retention.ts'
import { paceOf, postMortemPurposes, type RightKind } from '../law/rights.ts'
import type { LetterRow } from '../letters/write-letter.ts'
import { objectingAddresses } from '../objections/objecting-addresses.ts'
import { identityPolicyOf } from '../organisations/identity-settings.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Actor } from '../platform/actor.ts'
import type { BoxRefused, CaseSafe } from '../platform/crypto/safe.ts'
import type { RecipientId, RequestId, RightId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { restrictedTraces, type Trace } from '../restrictions/restricted-person.ts'
import type { Answer } from './answer.ts'
import type { Ask, RequestRow, RightRow } from './tables.ts'

export type { RequestRow, RightRow } from './tables.ts'

/**
 * One request as a use case holds it: its rows, changed in place, and what this transaction adds to its history.
 * It is loaded under a lock and written by `saveCase`, which computes all that is computed.
 */
export type Case = {
  readonly organisation: Organisation
  /** Seals and opens all that is personal of it. */
  readonly safe: CaseSafe
  /** Rows of it whose box does not open, and so are blank. A case that has any is shown, and never changed. */
  readonly refused: ReadonlyMap<RequestId | RightId, BoxRefused>
  readonly request: RequestRow
  readonly rights: RightRow[]
  readonly events: EventRow[]
  readonly letters: LetterRow[]
  /** What staff wrote to the person in the thread. */
  readonly messages: MessageRow[]
  /** Recipients whose notice tells what is not so any more: on paper, it is not to be posted. */
  readonly overtaken: RecipientId[]
  /** The due dates as they stood when loaded: a move must show in an event. */
  readonly before: ReadonlyMap<string, CivilDate | null>
  /** Whose data it restricted when loaded: `heedRestrictions`. */
  readonly restricted: readonly Trace[]
  /** What it objected to when loaded, and as of which day: `heedObjections`. */
  readonly objected: { readonly addresses: readonly string[]; readonly on: CivilDate }
  /** Names or the address changed: the search terms are written anew. */
  termsChanged: boolean
  /** Directives in force of the person whom it concerns, as far as they were looked for: `noteDirectives`. */
  directivesFound: number
}

/** A case around rows just read, or about to be inserted. */
export function caseOf(
  { organisation, safe, refused = new Map() }: Pick<Case, 'organisation' | 'safe'> & Partial<Pick<Case, 'refused'>>,
  request: RequestRow,
  rightsOfIt: RightRow[],
): Case {
  return {
    organisation,
    safe,
    refused,
    request,
    rights: rightsOfIt,
    events: [],
    letters: [],
    messages: [],
    overtaken: [],
    before: dueDates(request, rightsOfIt),
    restricted: restrictedTraces({ request, rights: rightsOfIt }),
    objected: { addresses: objectingAddresses({ request, rights: rightsOfIt }), on: request.receivedOn },
    termsChanged: false,
    directivesFound: 0,
  }
}

/** Every date that may move, by the name an event gives it. */
export function dueDates(request: RequestRow, rightsOfIt: readonly RightRow[]): Map<string, CivilDate | null> {
  return new Map([
    ['received_on', request.receivedOn],
    ['due_on', request.dueOn],
    ...rightsOfIt.map((right): [string, CivilDate | null] => [right.id, right.dueOn]),
  ])
}

/** Records a fact: the event is chained now and inserted with the rest of the transaction. */
export function happened(c: Case, happening: Happening, by: { actor: Actor; at: Instant }): void {
  const head: ChainHead = {
    sequence: c.request.lastSequence,
    hash: c.request.lastSequence === 0 ? null : c.request.lastHash,
  }
  const row = chainEvent(head, { organisation: c.request.organisationId, request: c.request.id }, happening, by)
  c.events.push(row)
  c.request.lastSequence = row.sequence
  c.request.lastHash = row.hash
}

/** What of it is false or absent is told apart: an objection that says nothing of direct marketing may be one to it. */
export function kindOf({ right, directMarketing, detail: { fields } }: RightRow): RightKind {
  const purpose = right === 'post_mortem' && postMortemPurposes.find((each) => each === fields.purpose)
  return {
    right,
    ...(right === 'objection' && (directMarketing || fields.direct_marketing === false) && { directMarketing }),
    ...(purpose && { purpose }),
  }
}

export function isAnswered(right: RightRow): boolean {
  return right.answeredAt !== null
}

export function rightState(right: RightRow): RightState {
  return {
    right: right.right,
    status: right.status,
    outcome: right.outcome,
    answered: isAnswered(right),
    lifted: right.lifted,
  }
}

/** Not before the receipt. Noon stands for a letter of which only the day is known (API §4.1): then that whole day counts. */
export function isSinceReceipt({ request, organisation: { timeZone } }: Case, at: Instant): boolean {
  const { receivedAt, receivedOn } = request
  return at >= receivedAt || (receivedAt === noonOf(receivedOn, timeZone) && civilDateIn(timeZone, at) === receivedOn)
}

/** The level the unanswered rights need at this organisation: the highest of theirs (API §4.1). */
export function neededLevel(c: Case): IdentityLevel {
  const unanswered = c.rights.filter((right) => isUnanswered(rightState(right)))
  return highestNeeded(unanswered.map(kindOf), identityPolicyOf(c.organisation))
}

/** The level one right of this request needs. */
export function levelNeededBy({ organisation }: Pick<Case, 'organisation'>, kind: RightKind): IdentityLevel {
  return levelOf(kind, identityPolicyOf(organisation))
}

/** Whether who asks is proven enough for this right. */
export function isProvenFor(c: Pick<Case, 'organisation' | 'request'>, kind: RightKind): boolean {
  return atLeast(c.request.identityLevel, levelNeededBy(c, kind))
}

export function identityStatus(c: Case): IdentityStatus {
  const { identityLevel: level, identityRejected } = c.request
  const needed = neededLevel(c)
  if (identityRejected) return 'rejected'
  if (level !== 'none' && atLeast(level, needed)) return 'proven'
  if (needed === 'none') return 'not_needed'
  return openAsk(c, 'identity') ? 'asked' : 'unproven'
}

/**
 * The ask of this kind that still waits for the person. A rejected proof of identity is no longer waited for, though its pause
 * stays open; an insufficient clarification still is.
 */
export function openAsk(c: Case, kind: Ask['kind']): Ask | undefined {
  return c.request.asks.find(
    (ask) =>
      ask.kind === kind &&
      ask.ended_at === undefined &&
      !ask.answers.some((answer) => answer.sufficient || kind === 'identity'),
  )
}

export function stateOf(c: Case): CaseState {
  return {
    closed: c.request.closedAt !== null,
    erased: c.request.erasedAt !== null || c.refused.size > 0, // what does not open can't be changed either
    started: c.request.started,
    identityAsk: openAsk(c, 'identity') ? 'open' : 'none',
    clarification: openAsk(c, 'clarification') ? 'open' : 'none',
    identity: identityStatus(c),
    identityLevel: c.request.identityLevel,
    authority: c.request.authority,
    rights: c.rights.map(rightState),
  }
}

/** Refuses with 409 what the state of the request does not allow, and says what it does. */
export function demandAction(c: Case, action: RequestAction): void {
  const allowed = allowedActions(stateOf(c))
  if (allowed.includes(action)) return
  throw problem('action_not_allowed', `cannot ${action} a request in this state`, { allowedActions: allowed })
}

/** Finds a right of this request (404 where it has none) and refuses with 409 what its state does not allow. */
export function demandRight(c: Case, id: RightId, action: RightAction): RightRow {
  const right = c.rights.find((candidate) => candidate.id === id)
  if (!right) throw problem('not_found', 'the request invokes no such right')
  const allowed = allowedRightActions(stateOf(c), rightState(right))
  if (!allowed.includes(action)) {
    throw problem('action_not_allowed', `cannot ${action} a right in this state`, { allowedActions: allowed })
  }
  return right
}

/** The history as the clock reads it: when something was asked, when it was answered, what was extended. */
function clockEvents(c: Case): ClockEvent[] {
  const asked = c.request.asks.flatMap((ask): ClockEvent[] => {
    const answers = ask.ended_at === undefined ? ask.answers : [...ask.answers, { at: ask.ended_at, sufficient: true }]
    const told = toldUnanswered(ask, answers)
    if (ask.kind === 'identity') {
      const proofs = answers.map((answer): ClockEvent => ({ type: 'identity_provided', ...answer }))
      return told === undefined ? proofs : [{ type: 'identity_requested', at: told }, ...proofs]
    }
    const replies = answers.map((answer): ClockEvent => ({ type: 'clarification_provided', ...answer }))
    const question = { type: 'clarification_requested', largeVolume: ask.large_volume ?? false } as const
    return told === undefined ? replies : [{ ...question, at: told }, ...replies]
  })
  const extended = c.request.extensions.map(
    (extension): ClockEvent => ({
      type: 'extension_decided',
      at: extension.decided_at,
      notifiedAt: extension.notified_at,
      lapsed: extension.fell_back_at !== undefined,
      rights: extension.rights,
    }),
  )
  return [...asked, ...extended]
}

/**
 * When a question was told that still waited for its answer then. One that was answered first, since it was posted or its answer keyed
 * late, pauses nothing: no later answer would ever end that pause.
 */
function toldUnanswered({ told_at: told }: Ask, answers: Ask['answers']): Instant | undefined {
  return answers.some(({ at, sufficient }) => sufficient && told !== undefined && at < told) ? undefined : told
}

/** The statutory clock of this request as of an instant: art. 12(3) and (4), see `law/clock.ts`. */
export function clockOf(c: Case, asOf: Instant): Clock {
  const clock = clockOfCase({ ...clockFacts(c), asOf, events: clockEvents(c), rights: c.rights.map(onClock) })
  const isWhole = c.request.erasedAt === null && c.refused.size === 0
  return isWhole ? clock : { ...clock, rights: clock.rights.map((dates) => asStored(c, dates)) }
}

/** What shortens a limit was erased with the letter that said it, or does not open: the limit stands as it stood. */
function asStored(c: Case, dates: Clock['rights'][number]): Clock['rights'][number] {
  const actBy = c.rights.find(({ id }) => id === dates.id)?.actBy ?? undefined
  return { ...dates, actBy }
}

function clockFacts(c: Case) {
  const { timeZone, calendar, regime } = c.organisation
  const { receivedAt, createdAt: recordedAt, firstReceivedAt, rulesMovedAt } = c.request
  const told = { recordedAt, firstReceivedAt: firstReceivedAt ?? undefined, rulesMoved: rulesMovedAt !== null }
  return { receivedAt, timeZone, calendar, regime, ...told }
}

function onClock(right: RightRow): RightOnClock {
  const health = right.detail.fields.health_data
  return {
    id: right.id,
    pace: paceOf(kindOf(right)),
    answered: !isUnanswered(rightState(right)),
    refusedAt: isRefusal(right) ? (right.decidedAt ?? undefined) : undefined,
    ...(health === 'recent' || health === 'older_than_five_years' ? { healthData: health } : {}),
  }
}

/** Art. 12(4) speaks of not taking action: also where that is so in part. */
function isRefusal({ outcome }: RightRow): boolean {
  return outcome === 'refused' || outcome === 'partially_granted'
}

/** That the person was told then, with the due date that stood: what came later did not make the answer late. */
export function answerOf(c: Case, right: RightRow, answeredAt: Instant): Answer {
  const rights = [{ ...onClock(right), answered: false }]
  const events = clockEvents(c).filter((event) => event.at <= answeredAt)
  const facts = { ...clockFacts(c), events }
  return {
    answeredAt,
    answeredOn: civilDateIn(c.organisation.timeZone, answeredAt),
    answeredDueOn: clockOfCase({ ...facts, asOf: answeredAt, rights }).rights[0]?.dueOn ?? null,
    answeredWithin: answeredWithin(facts, { answeredAt, pace: paceOf(kindOf(right)) }),
  }
}

/** Writes into the rows all that follows from the rest: status, dates, what lists filter by. Idempotent. */
export function reckon(c: Case, now: Instant): void {
  const { request } = c
  const clock = clockOf(c, now)
  const stopped = clock.state === 'stopped'
  request.receivedOn = civilDateIn(c.organisation.timeZone, request.receivedAt)
  request.status = requestStatus(stateOf(c))
  request.clockState = clock.state
  request.dueOn = clock.dueOn ?? null
  request.nominalDueOn = clock.nominalDueOn ?? null
  request.strictDueOn = clock.strictDueOn
  request.refusalDueOn = clock.refusalDueOn ?? null
  request.listedDueOn = stopped ? null : clock.state === 'paused' ? clock.strictDueOn : request.dueOn
  request.atRiskAfter = stopped ? null : clock.strictDueOn
  request.extended = clock.rights.some((right) => right.extended)
  // What is owed at once stands still for nothing
  const canPause = c.rights.length === 0 || c.rights.some((right) => paceOf(kindOf(right)) === 'month')
  request.pauses = canPause ? clock.pauses.length : 0
  request.pausedDays = canPause ? (clock.pausedDays ?? null) : 0
  const awaitsNotice = request.extensions.some(
    (each) => each.notified_at === undefined && each.fell_back_at === undefined,
  )
  request.noticeDueOn = awaitsNotice ? (clock.extension?.noticeDueOn ?? null) : null
  // Until its rights are named, a letter is owed its answer as a whole
  let overdueAfter: CivilDate | null = c.rights.length === 0 ? request.dueOn : null
  for (const right of c.rights) {
    const dates = clock.rights.find((candidate) => candidate.id === right.id)
    right.dueOn = dates?.dueOn ?? null
    right.actBy = dates?.actBy ?? null
    if (right.dueOn && isUnanswered(rightState(right)) && (overdueAfter === null || right.dueOn < overdueAfter)) {
      overdueAfter = right.dueOn
    }
  }
  request.overdueAfter = overdueAfter
  request.flagged = request.closedAt === null && (request.detail.flags ?? []).some(({ dismissed }) => !dismissed)
  request.eraseAfter = eraseAfter(c)
}

/** The last day on which the file of a closed case is kept: what the job of retention finds it by. Null while a restriction holds. */
export function eraseAfter({
  request,
  rights,
  organisation,
}: {
  readonly request: Pick<RequestRow, 'closedAt' | 'erasedAt'>
  readonly rights: readonly RestrictionFacts[]
  readonly organisation: Organisation
}): CivilDate | null {
  if (request.closedAt === null || request.erasedAt !== null) return null
  return caseFileKeptUntil(retentionOf(organisation), civilDateIn(organisation.timeZone, request.closedAt), rights)
}

/** What lateness is today, in the controller's zone: overdue, at risk, days left (API §4.1). */
export function lateness(request: RequestRow, today: CivilDate): { overdue: boolean; atRisk: boolean } {
  const overdue = request.overdueAfter !== null && today > request.overdueAfter
  return { overdue, atRisk: !overdue && request.atRiskAfter !== null && today > request.atRiskAfter }
}
