import { isMarketingObjection, type RightKind, type RightName, rightNames } from './rights.ts'
import { type Article, gdpr, lil } from './wording.ts'

/** Why a right may be refused, wholly or in part. Named after the Data Privacy Vocabulary where it has a name. */
export const groundCodes = [
  'not_controller',
  'not_identifiable',
  'identity_not_established',
  'manifestly_unfounded',
  'excessive',
  'restricted_by_law',
  'rights_of_others',
  'accurate_data',
  'no_restriction_ground',
  'no_erasure_ground',
  'freedom_of_expression',
  'legal_obligation',
  'public_health',
  'archiving_research',
  'legal_claims',
  'compelling_legitimate_grounds',
  'basis_not_objectable',
  'research_statistics',
  'not_consent_or_contract',
  'not_automated',
  'not_provided_by_person',
  'public_task',
  'transfer_not_feasible',
  'no_quality_shown',
  'no_consent_given',
] as const
export type GroundCode = (typeof groundCodes)[number]

export type Ground = {
  /** The provision it rests on: one for any right, or one for each right it fits. */
  readonly rests: { readonly any: Article } | { readonly [right in RightName]?: Article }
  /** Never refuses the whole right. */
  readonly partialOnly?: true
}

export const grounds = {
  not_controller: {
    rests: { any: gdpr('4(7)') },
  },
  not_identifiable: {
    rests: { any: gdpr('11(2)') },
  },
  identity_not_established: {
    // Art. 12(2) and 12(6); the ground of the refusal itself is the former.
    rests: { any: gdpr('12(2)') },
  },
  manifestly_unfounded: {
    rests: { any: gdpr('12(5)') },
  },
  excessive: {
    // CJEU C-526/24: a first request can be excessive where abusive intent is proved.
    rests: { any: gdpr('12(5)') },
  },
  restricted_by_law: {
    rests: { any: gdpr('23') },
  },
  rights_of_others: {
    rests: { access: gdpr('15(4)'), portability: gdpr('20(4)') },
  },
  accurate_data: {
    rests: { rectification: gdpr('16') },
  },
  no_restriction_ground: {
    rests: { restriction: gdpr('18(1)') },
  },
  no_erasure_ground: {
    rests: { erasure: gdpr('17(1)') },
  },
  freedom_of_expression: {
    rests: { erasure: gdpr('17(3)(a)') },
  },
  legal_obligation: {
    rests: { erasure: gdpr('17(3)(b)') },
  },
  public_health: {
    rests: { erasure: gdpr('17(3)(c)') },
  },
  archiving_research: {
    rests: { erasure: gdpr('17(3)(d)') },
  },
  legal_claims: {
    rests: { erasure: gdpr('17(3)(e)'), objection: gdpr('21(1)') },
  },
  compelling_legitimate_grounds: {
    rests: { objection: gdpr('21(1)') },
  },
  basis_not_objectable: {
    rests: { objection: gdpr('21(1)') },
  },
  research_statistics: {
    rests: { objection: gdpr('21(6)') },
  },
  not_consent_or_contract: {
    rests: { portability: gdpr('20(1)') },
  },
  not_automated: {
    rests: { portability: gdpr('20(1)(b)') },
  },
  not_provided_by_person: {
    rests: { portability: gdpr('20(1)') },
  },
  public_task: {
    rests: { portability: gdpr('20(3)') },
  },
  transfer_not_feasible: {
    rests: { portability: gdpr('20(2)') },
    partialOnly: true, // the person still receives the data
  },
  no_quality_shown: {
    rests: { post_mortem: lil('85') },
  },
  no_consent_given: {
    rests: { withdrawal: gdpr('7(3)') },
  },
} as const satisfies Record<GroundCode, Ground>

// Art. 21(3) leaves nothing to weigh, and art. 12(5) and (6) don't govern what is owed at once.
const forAtOnce: readonly GroundCode[] = ['not_controller', 'not_identifiable']

/** Whether a ground may be given for refusing a right. The exhaustive list is the table above. */
export function groundFits(code: GroundCode, kind: RightKind): boolean {
  if (isMarketingObjection(kind)) return forAtOnce.includes(code)
  if (kind.right === 'withdrawal' && code !== 'no_consent_given') return forAtOnce.includes(code)
  return articleOfGround(code, kind.right) !== undefined
}

/** Whether a ground can only ever refuse a part: 20(2) ends the direct transfer, not the right. */
export function isPartialOnly(code: GroundCode): boolean {
  const ground: Ground = grounds[code]
  return ground.partialOnly === true
}

/** The provision a ground rests on for a right, or undefined where the table has none. */
export function articleOfGround(code: GroundCode, right: RightName): Article | undefined {
  const { rests }: Ground = grounds[code]
  return 'any' in rests ? rests.any : rests[right]
}

/** Every ground that may be given for refusing a right, or a part of it, in the order of the table. */
export function groundsFitting(kind: RightKind): GroundCode[] {
  return groundCodes.filter((code) => groundFits(code, kind))
}

/** For the documentation: a line for each right, as in `access: not_controller, …`. */
export const groundsOfEachRight: readonly string[] = rightNames.flatMap((right) => {
  const line = (name: string, kind: RightKind) => `${name}: ${groundsFitting(kind).join(', ')}`
  if (right !== 'objection') return [line(right, { right })]
  return [line(right, { right }), line('objection to direct marketing', { right, directMarketing: true })]
})

export const partialGrounds: readonly GroundCode[] = groundCodes.filter(isPartialOnly)
