import type { AnsweredWithin } from '../law/answered-within.ts'
import type { CivilDate, Instant } from '../law/calendar.ts'
import type { Outcome, RightStatus } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { AskId, LetterId, RightId } from '../platform/identifiers.ts'

/** What a closure took away, so that `reopen` restores exactly that. */
export type Closure = { ended_asks: AskId[]; rights: { id: RightId; was: RightSnapshot }[] }
export type RightSnapshot = {
  status: RightStatus
  outcome: Outcome | null
  grounds: GroundCode[]
  decidedAt: Instant | null
  fulfilledAt: Instant | null
  revised: boolean
  answeredAt: Instant | null
  answeredOn: CivilDate | null
  answeredDueOn: CivilDate | null
  answeredWithin: AnsweredWithin | null
  answerLetterId: LetterId | null
  /** Absent in closures of before it was kept. */
  restrictedSince?: Instant | null | undefined
}
