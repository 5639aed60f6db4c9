import { isMarketingObjection, type RightKind, type RightName, rightsLaw } from './rights.ts'
import { type Article, gdpr, lil, type Text } from './wording.ts'

/** GDPR art. 6(1)(a) to (f). */
export const legalBases = [
  'consent',
  'contract',
  'legal_obligation',
  'vital_interests',
  'public_task',
  'legitimate_interests',
] as const
export type LegalBasis = (typeof legalBases)[number]

export function isLegalBasis(text: string): text is LegalBasis {
  return legalBases.some((basis) => basis === text)
}

/** Where each basis stands. */
export const articleOfBasis: Readonly<Record<LegalBasis, Article>> = {
  consent: gdpr('6(1)(a)'),
  contract: gdpr('6(1)(b)'),
  legal_obligation: gdpr('6(1)(c)'),
  vital_interests: gdpr('6(1)(d)'),
  public_task: gdpr('6(1)(e)'),
  legitimate_interests: gdpr('6(1)(f)'),
}

export const applications = ['yes', 'no', 'marketing_only'] as const
export type Application = (typeof applications)[number]

/**
 * What a verdict leaves to be looked at. `provided_data`: of the data, only those the person provided. `unless_needed`: unless the contract
 * still needs them. `so_far_as_required`: the exception goes no further than the obligation or the task does.
 */
export const conditions = ['provided_data', 'unless_needed', 'so_far_as_required'] as const
export type Condition = (typeof conditions)[number]

/** Whether a right meets data processed on a basis, why, and by which provision. */
export type BasisVerdict = {
  readonly applies: Application
  readonly condition?: Condition
  readonly why: Text
  readonly article: Article
}

const always = (right: RightName): BasisVerdict => ({
  applies: 'yes',
  why: {
    fr: 'Ce droit vaut quelle que soit la base légale du traitement.',
    en: 'This right applies whatever the legal basis of the processing.',
  },
  article: rightsLaw[right].article,
})
const erasable: BasisVerdict = {
  applies: 'yes',
  why: {
    fr: 'L’effacement est ouvert si l’un des motifs de l’article 17(1) est réuni.',
    en: 'Erasure is open where one of the grounds of article 17(1) applies.',
  },
  article: gdpr('17(1)'),
}
const erasableUnlessNeeded: BasisVerdict = {
  applies: 'yes',
  condition: 'unless_needed',
  why: {
    fr: 'L’effacement est ouvert, sauf si les données restent nécessaires à l’exécution du contrat.',
    en: 'Erasure is open unless the data are still needed to perform the contract.',
  },
  article: gdpr('17(1)(a)'),
}
const notErasable: BasisVerdict = {
  applies: 'no',
  condition: 'so_far_as_required',
  why: {
    fr: 'L’effacement est exclu dans la mesure où l’obligation légale ou la mission d’intérêt public exige ces données.',
    en: 'Erasure is excluded so far as the legal obligation or the public task requires the data.',
  },
  article: gdpr('17(3)(b)'),
}
const portable: BasisVerdict = {
  applies: 'yes',
  condition: 'provided_data',
  why: {
    fr: 'La portabilité vaut pour les données que la personne a fournies et qui sont traitées par des moyens automatisés.',
    en: 'Portability covers the data the person provided, where they are processed by automated means.',
  },
  article: gdpr('20(1)'),
}
const notPortable: BasisVerdict = {
  applies: 'no',
  why: {
    fr: 'La portabilité ne vaut que pour les traitements fondés sur le consentement ou sur un contrat.',
    en: 'Portability covers only processing based on consent or on a contract.',
  },
  article: gdpr('20(1)(a)'),
}
const notPortableInPublicTask: BasisVerdict = {
  applies: 'no',
  why: {
    fr: 'La portabilité ne vaut pas pour les traitements nécessaires à une mission d’intérêt public.',
    en: 'Portability does not apply to processing necessary for a task carried out in the public interest.',
  },
  article: gdpr('20(3)'),
}
const objectable: BasisVerdict = {
  applies: 'yes',
  why: {
    fr: 'L’opposition est ouverte pour des raisons tenant à la situation particulière de la personne.',
    en: 'Objection is open on grounds relating to the particular situation of the person.',
  },
  article: gdpr('21(1)'),
}
const marketingOnly: BasisVerdict = {
  applies: 'marketing_only',
  why: {
    fr: 'Sur cette base légale, l’opposition n’est ouverte qu’à la prospection.',
    en: 'On this legal basis, only direct marketing can be objected to.',
  },
  article: gdpr('21(1)'),
}
const marketing: BasisVerdict = {
  applies: 'yes',
  why: {
    fr: 'L’opposition à la prospection est absolue, quelle que soit la base légale.',
    en: 'An objection to direct marketing is absolute, whatever the legal basis.',
  },
  article: gdpr('21(2)'),
}
const withdrawable: BasisVerdict = {
  applies: 'yes',
  why: {
    fr: 'Le consentement peut être retiré à tout moment.',
    en: 'Consent can be withdrawn at any time.',
  },
  article: gdpr('7(3)'),
}
const nothingToWithdraw: BasisVerdict = {
  applies: 'no',
  why: {
    fr: 'Ce traitement ne repose pas sur un consentement\u00a0: il n’y a rien à retirer.',
    en: 'This processing does not rest on consent: there is nothing to withdraw.',
  },
  article: gdpr('7(3)'),
}
const afterDeath: BasisVerdict = {
  applies: 'yes',
  why: {
    fr: 'Les directives et les droits des héritiers valent quelle que soit la base légale du traitement.',
    en: 'Instructions and the rights of heirs hold whatever the legal basis of the processing.',
  },
  article: lil('84-86'),
}

type Row = Readonly<Record<RightName, BasisVerdict>>
const onAnyBasis = {
  access: always('access'),
  rectification: always('rectification'),
  restriction: always('restriction'),
  post_mortem: afterDeath,
}
const onOther = { objection: marketingOnly, portability: notPortable, withdrawal: nothingToWithdraw }

/** Which right meets which basis. A "no" is a warning for the person who decides, never a rejection: art. 12(4) still applies. */
const basisTable = {
  consent: {
    ...onAnyBasis,
    erasure: erasable,
    objection: marketingOnly,
    portability: portable,
    withdrawal: withdrawable,
  },
  contract: {
    ...onAnyBasis,
    erasure: erasableUnlessNeeded,
    objection: marketingOnly,
    portability: portable,
    withdrawal: nothingToWithdraw,
  },
  legal_obligation: { ...onAnyBasis, ...onOther, erasure: notErasable },
  vital_interests: { ...onAnyBasis, ...onOther, erasure: erasable },
  public_task: {
    ...onAnyBasis,
    ...onOther,
    erasure: notErasable,
    objection: objectable,
    portability: notPortableInPublicTask,
  },
  legitimate_interests: { ...onAnyBasis, ...onOther, erasure: erasable, objection: objectable },
} as const satisfies Record<LegalBasis, Row>

/** Whether a right meets data processed on a basis. Total. */
export function rightOnBasis(kind: RightKind, basis: LegalBasis): BasisVerdict {
  return isMarketingObjection(kind) ? marketing : basisTable[basis][kind.right]
}
