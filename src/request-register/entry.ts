import { type CivilDate, civilDateIn, daysBetween, type Instant } from '../law/calendar.ts'
import type { Pause } from '../law/clock.ts'
import type { Regime } from '../law/clock-facts.ts'
import type { ClosedReason, Outcome, RequestStatus, RightStatus } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { RightName } from '../law/rights.ts'
import type { RequestId, RightId } from '../platform/identifiers.ts'
import { answeredInTime } from '../requests/answer.ts'
import { type Case, clockOf, lateness } from '../requests/case.ts'
import type { Channel, Extension } from '../requests/tables.ts'

/** A request as the register has it: what the controller must be able to show (art. 5(2), 12), and nothing of the person. */
export type Entry = {
  readonly id: RequestId
  readonly reference: string
  readonly channel: Channel
  readonly receivedOn: CivilDate
  readonly status: RequestStatus
  readonly closedReason: ClosedReason | null
  readonly closedOn: CivilDate | null
  readonly dueOn: CivilDate | null
  readonly overdue: boolean
  readonly pauses: readonly Pause[]
  readonly pausedDays: number | null
  readonly extension: EntryExtension | null
  readonly rights: readonly EntryRight[]
  readonly erasedOn: CivilDate | null
  readonly regime: Regime
}

export type EntryExtension = {
  readonly ground: Extension['ground']
  readonly decidedOn: CivilDate
  readonly notifiedOn: CivilDate | null
  readonly valid: boolean
}

export type EntryRight = {
  readonly id: RightId
  readonly right: RightName
  readonly directMarketing: boolean
  readonly status: RightStatus
  readonly outcome: Outcome | null
  readonly grounds: readonly GroundCode[]
  readonly dueOn: CivilDate | null
  readonly decidedOn: CivilDate | null
  readonly fulfilledOn: CivilDate | null
  readonly answeredOn: CivilDate | null
  readonly answeredInTime: boolean | null
  /** Calendar days from receipt to answer. */
  readonly days: number | null
}

export function entryOf(c: Case, now: Instant): Entry {
  const { request, organisation } = c
  const clock = clockOf(c, now)
  const dayOf = (at: Instant | null | undefined) => (at == null ? null : civilDateIn(organisation.timeZone, at))
  const decided = request.extensions.at(-1)
  return {
    id: request.id,
    reference: request.reference,
    channel: request.channel,
    receivedOn: request.receivedOn,
    status: request.status,
    closedReason: request.closedReason,
    closedOn: dayOf(request.closedAt),
    dueOn: request.dueOn,
    overdue: lateness(request, civilDateIn(organisation.timeZone, now)).overdue,
    // What is owed at once stands still for nothing: the same as statistics count
    pauses: request.pauses === 0 ? [] : clock.pauses,
    pausedDays: request.pausedDays,
    extension:
      decided === undefined
        ? null
        : {
            ground: decided.ground,
            decidedOn: civilDateIn(organisation.timeZone, decided.decided_at),
            notifiedOn: dayOf(decided.notified_at),
            valid: clock.extension?.valid ?? false,
          },
    rights: c.rights.map((right) => ({
      id: right.id,
      right: right.right,
      directMarketing: right.directMarketing,
      status: right.status,
      outcome: right.outcome,
      grounds: right.grounds,
      dueOn: right.dueOn,
      decidedOn: dayOf(right.decidedAt),
      fulfilledOn: dayOf(right.fulfilledAt),
      answeredOn: right.answeredOn,
      answeredInTime: answeredInTime(right),
      days: right.answeredOn && daysBetween(request.receivedOn, right.answeredOn),
    })),
    erasedOn: dayOf(request.erasedAt),
    regime: organisation.regime,
  }
}
