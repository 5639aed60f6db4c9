import type { ContradictionCode } from '../law/assessment.ts'
import type { CivilDate } from '../law/calendar.ts'
import type { Outcome } from '../law/lifecycle.ts'
import type { GroundCode } from '../law/refusal.ts'

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

/** What the right asks for, as its letter says it (API §4.1), and what was decided and done, in words. */
export type RightDetail = {
  fields: Record<string, unknown>
  reasons?: string | undefined
  note?: string | undefined
  items?: DecidedItem[] | undefined
  contradictions?: Contradiction[] | undefined
  fulfilment?: Record<string, unknown> | undefined
  lifted?: { on: CivilDate; reasons: string } | undefined
}
