import type { ContradictionCode } from '../law/assessment.ts'
import type { CivilDate, Instant } from '../law/calendar.ts'
import type { Outcome } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'
import type { LetterId } from '../platform/identifiers.ts'
import type { RecipientOfRight } from './recipient-of-right.ts'

/** What was decided for one activity. `name`: as the register had it then; absent where there was none to take it from. */
export type DecidedItem = {
  activity: string
  name?: string | undefined
  legal_basis?: string | null | undefined
  outcome: Outcome
  grounds?: GroundCode[] | undefined
}

/** How a decision disagrees with the register as it was then. `activities`: by name; absent: all of them. */
export type Contradiction = { code: ContradictionCode; activities?: string[] }

/** Of an erasure: what is not erased, why, and until when. `retention`: of the activity, as the register had it. */
export type Remainder = {
  activity?: string | undefined
  name?: string | undefined
  what?: string | undefined
  grounds: GroundCode[]
  reasons?: string | undefined
  until?: CivilDate | undefined
  retention?: string | undefined
}

/** What was done to carry out a right, and where. `evidence`: ids of documents, as they are shown. */
export type CarriedOut = {
  systems?: { system: string; what: string; on?: CivilDate | undefined }[]
  corrections?: {
    field: string
    system?: string | undefined
    former?: string | undefined
    corrected?: string | undefined
  }[]
  evidence?: string[]
  statement_kept_in?: string[]
  remains?: Remainder[]
  /** Absent of a withdrawal: all of them. */
  consents?: string[]
  withdrawn_on?: CivilDate
  stopped_on?: CivilDate
}

export type Fulfilment = CarriedOut & {
  note: string
  recipients?: { name: string; told_at?: string; not_told?: 'impossible' | 'disproportionate' }[] | undefined
  none_to_tell?: boolean | undefined
  public_measures?: string | undefined
}

/** What the right asks for, as its letter says it (API §4.1), and what was decided and done, in words. */
export type RightDetail = {
  fields: Record<string, unknown>
  reasons?: string | undefined
  note?: string | undefined
  items?: DecidedItem[] | undefined
  contradictions?: Contradiction[] | undefined
  fulfilment?: Fulfilment | undefined
  /** Whom art. 19 has told of it, in the order they were opened. */
  recipients?: RecipientOfRight[] | undefined
  /** Notices of the end of a restriction that were taken back, since one holds: whom one reaches all the same is told of it again. */
  lifts_overtaken?: RecipientOfRight[] | undefined
  /** A restriction that ended since its refusal was told, by which letter: should that not arrive, it goes on. */
  restriction_ended?: { since: Instant; letter?: LetterId | undefined } | undefined
  /** `letter`: which tells it; absent where the person was told in another way. */
  lifted?: { on: CivilDate; reasons: string; letter?: LetterId | undefined } | undefined
}
