import type { CivilDate, Instant } from '../law/calendar.ts'
import type { RightName } from '../law/rights.ts'
import type { LetterId, RecipientId } from '../platform/identifiers.ts'

/** Where a recipient can be told, as the register or staff gives it. */
export type RecipientContact = {
  readonly email?: string | undefined
  readonly postal_address?: string | undefined
  /** An https address that takes signed notices. */
  readonly endpoint?: string | undefined
}

/** What a recipient is told: art. 19, and that a restriction of which they were told has ended. */
export const told = ['rectification', 'erasure', 'restriction', 'lift'] as const
export type ToldOf = (typeof told)[number]

/** How it stands with a recipient. On its way by letter: until it is posted. By webhook: `attempts` have been made, and come to nothing. */
export type RecipientStanding =
  /** `letter`: one that came to nothing, and may be sent again. */
  | { readonly status: 'open'; readonly letter?: LetterId | undefined }
  | { readonly status: 'under_way'; readonly by: 'letter'; readonly letter: LetterId }
  | {
      readonly status: 'under_way'
      readonly by: 'webhook'
      readonly endpoint: string
      readonly attempts: number
      /** Real time. */
      readonly next_attempt_at: Instant
    }
  | {
      readonly status: 'told'
      readonly by: 'letter' | 'webhook' | 'other'
      readonly at: Instant
      readonly letter?: LetterId
    }
  | { readonly status: 'impossible' | 'disproportionate'; readonly at: Instant; readonly reason?: string | undefined }
  /** The restriction was over before they were told of it. `letter`: one that came to nothing, and may still be sent again. */
  | { readonly status: 'not_needed'; readonly at: Instant; readonly letter?: LetterId | undefined }

/** A recipient of the data that a right is about (art. 19): whom to tell, of what, and what became of it. */
export type RecipientOfRight = {
  readonly id: RecipientId
  readonly name: string
  readonly about: ToldOf
  readonly opened_on: CivilDate
  /** Keys of the activities by which the register proposes them; absent where staff named them. */
  readonly activities?: readonly string[] | undefined
  readonly contact?: RecipientContact | undefined
  /** What they know the person by, where staff said so. */
  readonly known_as?: string | undefined
  readonly standing: RecipientStanding
  /** Why the last try came to nothing: a word, and the status of an answer. */
  readonly last_error?:
    | { readonly reason: string; readonly status?: number | undefined; readonly at: Instant }
    | undefined
}

/** What a recipient is told when this right is carried out; undefined where art. 19 does not ask for it. */
export function toldOf(right: RightName): Exclude<ToldOf, 'lift'> | undefined {
  return right === 'rectification' || right === 'erasure' || right === 'restriction' ? right : undefined
}
