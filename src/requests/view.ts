import { civilDateIn, daysBetween, type Instant, showInstant } from '../law/calendar.ts'
import type { Clock } from '../law/clock.ts'
import { allowedActions, allowedRightActions } from '../law/lifecycle.ts'
import type { Locale } from '../law/wording.ts'
import type { Organisation } from '../organisations/store.ts'
import { showId } from '../platform/identifiers.ts'
import { explainedIn } from '../words/languages.ts'
import { answeredInTime } from './answer.ts'
import {
  type Case,
  clockOf,
  identityStatus,
  lateness,
  neededLevel,
  type RightRow,
  reckon,
  rightState,
  stateOf,
} from './case.ts'
import { warningsOf } from './case-warnings.ts'
import { itemsDecided } from './decided-items.ts'
import { showMail } from './mail-view.ts'
import { authorityView } from './on-behalf.ts'
import type { Fulfilment } from './right-detail.ts'
import type { RequestView } from './schemas.ts'

type RightView = RequestView['rights'][number]

/** A request as staff sees it (API §4.1). Dates are those stored with it; lateness is today's, in the controller's zone. */
export function requestView(c: Case, now: Instant): RequestView {
  const { request, organisation } = c
  const today = civilDateIn(organisation.timeZone, now)
  // An extension not told in time has lapsed at midnight; the sweep that stores it comes a moment later.
  if (request.noticeDueOn !== null && today > request.noticeDueOn) reckon(c, now)
  const clock = clockOf(c, now)
  const state = stateOf(c)
  const { overdue, atRisk } = lateness(request, today)
  const { detail } = request
  return {
    id: showId('req', request.id),
    object: 'request',
    reference: request.reference,
    status: request.status,
    closed_reason: request.closedReason,
    duplicate_of: request.duplicateOf && showId('req', request.duplicateOf),
    related: (detail.related ?? []).map(({ request: id, ...rest }) => ({ request: showId('req', id), ...rest })),
    forwarded_to: detail.forwarded_to ?? null,
    channel: request.channel,
    locale: request.locale,
    reply_by: request.replyBy,
    requester: request.erasedAt === null && !c.refused.has(request.id) ? detail.requester : null,
    data_subject: detail.data_subject ?? null,
    capacity: request.capacity,
    message: detail.message ?? null,
    email: showMail(detail.mail),
    rights: c.rights.map((right) => rightView(c, right)),
    identity: {
      status: identityStatus(c),
      level: request.identityLevel,
      needed: neededLevel(c),
      method: request.identityMethod,
      proven_at: shown(request.identityProvenAt),
    },
    authority: authorityView(c, now, staffLocale(organisation)),
    received_at: showInstant(request.receivedAt),
    received_on: request.receivedOn,
    due_on: request.dueOn,
    nominal_due_on: request.nominalDueOn,
    strict_due_on: request.strictDueOn,
    refusal_due_on: request.refusalDueOn,
    clock_state: request.clockState,
    extended: request.extended,
    flagged: request.flagged,
    extension: extensionView(c, clock),
    overdue,
    at_risk: atRisk,
    days_left: request.dueOn && daysBetween(today, request.dueOn),
    assignee: detail.assignee ?? null,
    external_reference: detail.external_reference ?? null,
    metadata: detail.metadata as RequestView['metadata'], // JSON when it came in, JSON when it was stored
    tasks: detail.tasks ?? { open: 0, answered: 0 },
    warnings: warningsOf(c, clock, staffLocale(organisation)),
    allowed_actions: allowedActions(state),
    version: request.version,
    created_at: showInstant(request.createdAt),
    updated_at: showInstant(request.updatedAt),
    closed_at: shown(request.closedAt),
    hold: request.heldAt === null ? null : { since: showInstant(request.heldAt), reason: detail.hold_reason ?? null },
    erased_at: shown(request.erasedAt),
  }
}

function rightView(c: Case, right: RightRow): RightView {
  return {
    ...(right.detail.fields as Partial<RightView>), // validated by the right's own schema when they came in
    id: showId('rgt', right.id),
    right: right.right,
    status: right.status,
    outcome: right.outcome,
    grounds: right.grounds,
    reasons: right.detail.reasons ?? null,
    items: right.detail.items === undefined ? null : itemsDecided(right),
    fulfilment: right.detail.fulfilment === undefined ? null : showFulfilment(right.detail.fulfilment),
    lifted: liftedView(right),
    due_on: right.dueOn,
    act_by: right.actBy,
    decided_at: shown(right.decidedAt),
    fulfilled_at: shown(right.fulfilledAt),
    answered_at: shown(right.answeredAt),
    answered_on: right.answeredOn,
    answered_in_time: answeredInTime(right),
    allowed_actions: allowedRightActions(stateOf(c), rightState(right)),
  }
}

function liftedView({ detail: { lifted }, liftedOn }: RightRow): RightView['lifted'] {
  return lifted === undefined ? null : { on: lifted.on, reasons: lifted.reasons, effective_on: liftedOn }
}

function showFulfilment(done: Fulfilment): NonNullable<RightView['fulfilment']> {
  return {
    note: done.note,
    systems: (done.systems ?? []).map(({ on = null, ...each }) => ({ ...each, on })),
    corrections: (done.corrections ?? []).map(({ field, system = null, former = null, corrected = null }) => {
      return { field, system, former, corrected }
    }),
    evidence: done.evidence ?? [],
    statement_kept_in: done.statement_kept_in ?? [],
    remains: (done.remains ?? []).map(
      ({ activity = null, name = null, what = null, grounds, reasons = null, until = null, retention = null }) => {
        return { activity, name, what, grounds, reasons, until, retention }
      },
    ),
    consents: done.consents ?? null,
    withdrawn_on: done.withdrawn_on ?? null,
    stopped_on: done.stopped_on ?? null,
    public_measures: done.public_measures ?? null,
    recipients: (done.recipients ?? []).map(({ name, told_at = null, not_told = null }) => ({
      name,
      told_at,
      not_told,
    })),
  }
}

function extensionView({ request }: Case, { extension }: Clock): RequestView['extension'] {
  const decided = request.extensions.at(-1)
  if (!decided || !extension) return null
  return {
    decided_at: showInstant(decided.decided_at),
    notified_at: shown(decided.notified_at ?? null),
    notice_due_on: extension.noticeDueOn ?? null,
    valid: extension.valid,
  }
}

/** The language staff reads: the organisation's, French or English. */
export function staffLocale(organisation: Organisation): Locale {
  return explainedIn(organisation.locale)
}

function shown(instant: Instant | null): string | null {
  return instant === null ? null : showInstant(instant)
}
