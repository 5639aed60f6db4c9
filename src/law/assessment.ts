import { type BasisVerdict, type LegalBasis, rightOnBasis } from './legal-basis.ts'
import { isGrant, type Outcome } from './lifecycle.ts'
import type { GroundCode } from './refusal.ts'
import { isMarketingObjection, type RightKind } from './rights.ts'
import { gdpr } from './wording.ts'

/** What the register says of an activity, as far as it decides which rights meet it. */
export type Processed = {
  readonly basis: LegalBasis
  readonly automated: boolean
  readonly directMarketing: boolean
}

const notAutomated: BasisVerdict = {
  applies: 'no',
  why: {
    fr: 'La portabilité ne vaut que pour les traitements effectués à l’aide de procédés automatisés\u00a0; selon le registre, celui-ci ne l’est pas.',
    en: 'Portability covers only processing carried out by automated means; by the register, this is not.',
  },
  article: gdpr('20(1)(b)'),
}
const noMarketing: BasisVerdict = {
  applies: 'no',
  why: {
    fr: 'La demande vise la prospection et, selon le registre, ce traitement n’en fait pas. S’il y sert malgré tout, l’opposition vaut aussi pour lui.',
    en: 'The request is about direct marketing, and by the register this activity does none. Should it serve marketing all the same, the objection reaches it too.',
  },
  article: gdpr('21(2)'),
}
const notObjectable: BasisVerdict = {
  applies: 'no',
  why: {
    fr: 'L’opposition est ouverte pour l’intérêt légitime et la mission d’intérêt public\u00a0; sur une autre base légale, elle ne l’est qu’à la prospection, et selon le registre ce traitement n’en fait pas.',
    en: 'Objection is open to legitimate interests and to a public task; on any other legal basis only to direct marketing, and by the register this activity does none.',
  },
  article: gdpr('21(1)'),
}
const objectableAndMarketing: BasisVerdict = {
  applies: 'yes',
  why: {
    fr: 'L’opposition est ouverte pour des raisons tenant à la situation particulière de la personne. Dans la mesure où il s’agit de prospection, elle est absolue (21(2) et (3)).',
    en: 'Objection is open on grounds relating to the particular situation of the person. So far as it is direct marketing, it is absolute (21(2) and (3)).',
  },
  article: gdpr('21(1)'),
}

/** Whether a right meets an activity, why, and by which provision. A "no" is a warning for who decides, never a rejection. Total. */
export function assess(kind: RightKind, activity: Processed): BasisVerdict {
  const onBasis = rightOnBasis(kind, activity.basis)
  if (kind.right === 'objection') return objectionTo(activity, kind, onBasis)
  // Art. 20(1)(b)
  if (kind.right === 'portability' && onBasis.applies === 'yes' && !activity.automated) return notAutomated
  return onBasis
}

/** Art. 21(1) goes by the basis, 21(2) by what the activity does. */
function objectionTo({ directMarketing }: Processed, kind: RightKind, onBasis: BasisVerdict): BasisVerdict {
  if (isMarketingObjection(kind)) return directMarketing ? onBasis : noMarketing
  if (onBasis.applies === 'marketing_only') return directMarketing ? onBasis : notObjectable
  return directMarketing ? objectableAndMarketing : onBasis
}

/** How a decision and the register disagree: each is a warning to who decides. */
export const contradictionCodes = [
  'granted_though_not_applicable',
  'refused_though_applicable',
  'basis_not_of_register',
  'items_differ_from_outcome',
] as const
export type ContradictionCode = (typeof contradictionCodes)[number]

export type Decision = { readonly outcome: Outcome; readonly grounds: readonly GroundCode[] }

/** Which activities bear out a ground that speaks of the processing, and not of the person or of the request. */
const borneOutBy: { readonly [G in GroundCode]?: (activity: Processed) => boolean } = {
  // Art. 17(3)(b) names both.
  legal_obligation: ({ basis }) => basis === 'legal_obligation' || basis === 'public_task',
  basis_not_objectable: ({ basis }) => basis !== 'legitimate_interests' && basis !== 'public_task',
  not_consent_or_contract: ({ basis }) => basis !== 'consent' && basis !== 'contract',
  not_automated: ({ automated }) => !automated,
  public_task: ({ basis }) => basis === 'public_task',
  no_consent_given: ({ basis }) => basis !== 'consent',
}

/**
 * How a decision disagrees with what the register says of the activities it is about: it grants what reaches none of them, or refuses on
 * a ground that none of them bears out. An exception that goes no further than an obligation is observed by a partial grant as well.
 */
export function contradictionsOf(
  kind: RightKind,
  activities: readonly Processed[],
  { outcome, grounds }: Decision,
): ContradictionCode[] {
  if (activities.length === 0) return []
  // Art. 21(3): who stops direct marketing does no more than they must, whatever the register calls it.
  const reachesNone =
    !isMarketingObjection(kind) &&
    activities.every((activity) => {
      const { applies, condition } = assess(kind, activity)
      return applies === 'no' && (outcome === 'granted' || condition !== 'so_far_as_required')
    })
  const isUnfounded = grounds.some((ground) => {
    const isBorneOut = borneOutBy[ground]
    return isBorneOut !== undefined && !activities.some(isBorneOut)
  })
  return [
    ...(isGrant(outcome) && reachesNone ? (['granted_though_not_applicable'] as const) : []),
    ...(refuses(outcome) && isUnfounded ? (['refused_though_applicable'] as const) : []),
  ]
}

/** Whether the outcome of a right says something else than those of its parts. In part, it may name some of them only. */
export function outcomesDiffer(whole: Outcome, parts: readonly Outcome[]): boolean {
  const isGranted = parts.some(isGrant)
  const isRefused = parts.some(refuses)
  if (whole === 'granted') return isRefused
  if (whole === 'refused') return isGranted
  return whole === 'no_data_held' && (isGranted || isRefused)
}

/** Art. 12(4) speaks of not taking action: also where that is so in part. */
export function refuses(outcome: Outcome): boolean {
  return outcome === 'refused' || outcome === 'partially_granted'
}
