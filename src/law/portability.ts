import { type LegalBasis, rightOnBasis } from './legal-basis.ts'
import { type GroundCode, grounds } from './refusal.ts'
import type { Article } from './wording.ts'

/** How a record came to the controller. */
export const origins = ['subject', 'observed', 'inferred', 'third_party'] as const
export type Origin = (typeof origins)[number]
/** The processing a record serves, as far as art. 20 asks. */
export type Processing = { readonly basis: LegalBasis; readonly automated: boolean }

/** Why art. 20 does not reach a record: by the code, and the article, of the ground on which such a request would be refused. */
export type NotPortable = Extract<
  GroundCode,
  'not_provided_by_person' | 'not_consent_or_contract' | 'public_task' | 'not_automated'
>
export const notPortableReasons = [
  'not_provided_by_person',
  'not_consent_or_contract',
  'public_task',
  'not_automated',
] as const satisfies readonly NotPortable[]

/** The article on which a record is left out of a portable package. */
export function articleOf(reason: NotPortable): Article {
  return grounds[reason].rests.portability
}

/**
 * Why a record is not portable; undefined where it is. Where the processing is not known only the origin speaks: nothing is left out on a
 * guess. Total.
 */
export function whyNotPortable(origin: Origin, processing: Processing | undefined): NotPortable | undefined {
  // WP242 rev.01: art. 20(1) reaches what the person provided, observed data included and inferred data not.
  if (origin !== 'subject' && origin !== 'observed') return 'not_provided_by_person'
  if (processing === undefined) return undefined
  // Art. 20(1)(a), 20(3)
  if (rightOnBasis({ right: 'portability' }, processing.basis).applies !== 'yes')
    return processing.basis === 'public_task' ? 'public_task' : 'not_consent_or_contract'
  // Art. 20(1)(b)
  return processing.automated ? undefined : 'not_automated'
}
