import type { Instant } from './calendar.ts'
import type { Pace } from './rights.ts'

export const regimes = ['gdpr', 'uk_gdpr'] as const
export type Regime = (typeof regimes)[number]

/** What moves a clock. `extension_notified` extends every right; a case says which rights it extended. */
export type ClockEvent =
  | { readonly type: 'identity_requested'; readonly at: Instant }
  | { readonly type: 'clarification_requested'; readonly at: Instant; readonly largeVolume?: boolean | undefined }
  | {
      readonly type: 'identity_provided' | 'clarification_provided'
      readonly at: Instant
      /** True where absent. */
      readonly sufficient?: boolean | undefined
    }
  | { readonly type: 'extension_notified'; readonly at: Instant }
  | {
      readonly type: 'extension_decided'
      readonly at: Instant
      readonly notifiedAt?: Instant | undefined
      /** The first month ended before the person was told: no date that moves later brings it back, telling them in time would. */
      readonly lapsed?: boolean
      readonly rights: readonly string[]
    }

export type RightOnClock = {
  readonly id: string
  readonly pace: Pace
  /** The person has been told, or the right has lapsed: nothing is owed any more. */
  readonly answered: boolean
  readonly healthData?: 'recent' | 'older_than_five_years' | undefined
  /** When it was refused, wholly or in part, where it was. */
  readonly refusedAt?: Instant | undefined
}

/** Zone, calendar and regime are the controller's. `asOf` only decides what time has brought: no event after it is left out. */
export type ClockFacts = {
  readonly receivedAt: Instant
  readonly timeZone: string
  readonly calendar: string
  readonly regime: Regime
  readonly asOf: Instant
  readonly events: readonly ClockEvent[]
  /** When the receipt was entered here, where that is known. */
  readonly recordedAt?: Instant | undefined
  /** The receipt as it was entered first, where it was corrected since. */
  readonly firstReceivedAt?: Instant | undefined
  /** Whether the controller's calendar, zone or regime has moved a date since. */
  readonly rulesMoved?: boolean | undefined
}
