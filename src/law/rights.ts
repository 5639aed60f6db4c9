import { type Article, gdpr, lil, type Text } from './wording.ts'

/** The eight rights, in the order of the wire contract. */
export const rightNames = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'portability',
  'post_mortem',
  'withdrawal',
] as const
export type RightName = (typeof rightNames)[number]

/** What a request about data after death asks for (LIL 85): the first two of the living, the others after a death. */
export const postMortemPurposes = ['register', 'revoke', 'execute', 'estate', 'death_notice'] as const
export type PostMortemPurpose = (typeof postMortemPurposes)[number]

/**
 * A right as far as the rules tell rights apart: an objection to direct marketing is a case of its own (art. 21(2)-(3)), and so is each purpose
 * of what is asked for after a death. Undefined is what the letter leaves open.
 */
export type RightKind = {
  readonly right: RightName
  readonly directMarketing?: boolean | null | undefined
  readonly purpose?: PostMortemPurpose | undefined
}

/** What people know a right by: its name, or what it asks for where one name stands for several. */
export type RightTitle = RightName | 'objection.marketing' | `post_mortem.${PostMortemPurpose}`

/** `month`: art. 12(3), with its pauses and its extension. `at_once`: acted on at receipt, never paused nor extended. */
export type Pace = 'month' | 'at_once'

export type RightLaw = {
  readonly article: Article
  /** What the controller owes, told to those who answer. */
  readonly owed: Text
  /** Art. 19: each recipient of the data is told of the rectification, erasure or restriction. */
  readonly recipientsAreTold: boolean
  /** Ends with the release of an export, and not with a note that something was done. */
  readonly answeredByRelease: boolean
}

export const rightsLaw = {
  access: {
    article: gdpr('15'),
    // Recipients by name: CJEU C-154/21. Others' rights, art. 15(4): redact, don't refuse.
    owed: {
      fr: 'Confirmer si des données sont traitées, donner les informations de l’article 15(1)(a) à (h) et les garanties des transferts (15(2)), remettre une copie. Les destinataires sont nommés. Les données d’autrui sont occultées, sans que l’accès soit refusé pour autant (15(4)).',
      en: 'Confirm whether data are processed, give the information of article 15(1)(a) to (h) and the safeguards of transfers (15(2)), hand over a copy. Recipients are named. The data of others are redacted; access is not refused for their sake (15(4)).',
    },
    recipientsAreTold: false,
    answeredByRelease: true,
  },
  rectification: {
    article: gdpr('16'),
    owed: {
      fr: 'Corriger ou compléter les données, et en informer chaque destinataire (art. 19). Tant que l’exactitude est contestée, la personne peut demander la limitation (18(1)(a)).',
      en: 'Correct or complete the data, and tell each recipient (art. 19). While accuracy is contested, the person may ask for restriction (18(1)(a)).',
    },
    recipientsAreTold: true,
    answeredByRelease: false,
  },
  erasure: {
    article: gdpr('17'),
    owed: {
      fr: 'Effacer les données et en informer chaque destinataire (art. 19). Si elles ont été rendues publiques, prendre des mesures raisonnables pour prévenir ceux qui les traitent (17(2)).',
      en: 'Erase the data and tell each recipient (art. 19). Where they were made public, take reasonable steps to inform those who process them (17(2)).',
    },
    recipientsAreTold: true,
    answeredByRelease: false,
  },
  restriction: {
    article: gdpr('18'),
    owed: {
      fr: 'Suspendre le traitement et en informer chaque destinataire (art. 19). Informer la personne avant toute levée (18(3)).',
      en: 'Suspend the processing and tell each recipient (art. 19). Tell the person before lifting it (18(3)).',
    },
    recipientsAreTold: true,
    answeredByRelease: false,
  },
  objection: {
    article: gdpr('21'),
    owed: {
      fr: 'Cesser le traitement, sauf motifs légitimes et impérieux à démontrer (21(1)). La prospection cesse dans tous les cas, dès la réception (21(2) et (3)).',
      en: 'Stop the processing unless compelling legitimate grounds are shown (21(1)). Direct marketing stops in every case, on receipt (21(2) and (3)).',
    },
    recipientsAreTold: false,
    answeredByRelease: false,
  },
  portability: {
    article: gdpr('20'),
    // WP242 rev.01: provided includes observed, not inferred. EDPB 01/2022 §156: a PDF is not enough.
    owed: {
      fr: 'Remettre les données fournies par la personne, dont celles qui ont été observées mais non celles qui ont été déduites, dans un format structuré, couramment utilisé et lisible par machine. Les transmettre directement si c’est techniquement possible (20(2)).',
      en: 'Hand over the data the person provided, observed data included and inferred data not, in a structured, commonly used and machine-readable format. Transmit them directly where technically feasible (20(2)).',
    },
    recipientsAreTold: false,
    answeredByRelease: true,
  },
  post_mortem: {
    article: lil('84-86'),
    owed: {
      fr: 'Enregistrer, modifier ou révoquer les directives du vivant de la personne, puis les exécuter. Sans directives, donner aux héritiers l’accès utile à la succession, clôturer les comptes, faire cesser le traitement ou mettre à jour les données.',
      en: 'Record, change or revoke the instructions during life, then carry them out. Without instructions, give the heirs the access the estate needs, close accounts, stop the processing or update the data.',
    },
    recipientsAreTold: false,
    answeredByRelease: false,
  },
  withdrawal: {
    article: gdpr('7(3)'),
    owed: {
      fr: 'Cesser dès la réception tout traitement fondé sur ce consentement. Le mois de l’article 12(3) n’est qu’un plafond pour la réponse.',
      en: 'Stop all processing based on that consent on receipt. The month of article 12(3) is only a ceiling for the answer.',
    },
    recipientsAreTold: false,
    answeredByRelease: false,
  },
} as const satisfies Record<RightName, RightLaw>

export function titleOf(kind: RightKind): RightTitle {
  if (isMarketingObjection(kind)) return 'objection.marketing'
  return kind.right === 'post_mortem' && kind.purpose !== undefined ? `post_mortem.${kind.purpose}` : kind.right
}

/** The provision that a right rests on, as closely as its kind is known: art. 21(1) and 21(2) are two objections. */
export function articleOf(kind: RightKind): Article {
  if (isMarketingObjection(kind)) return gdpr('21(2)')
  return kind.right === 'objection' && kind.directMarketing === false ? gdpr('21(1)') : rightsLaw[kind.right].article
}

/** Whether two letters may ask for the same: what one of them leaves open is no difference. */
export function mayBeSame(one: RightKind, other: RightKind): boolean {
  const agree = (a: unknown, b: unknown) => a === undefined || b === undefined || a === b
  return (
    one.right === other.right && agree(one.directMarketing, other.directMarketing) && agree(one.purpose, other.purpose)
  )
}

/** Art. 21(2)-(3): an objection to direct marketing is absolute. */
export function isMarketingObjection(kind: RightKind): boolean {
  return kind.right === 'objection' && kind.directMarketing === true
}

/** Art. 7(3) and 21(3) stand outside art. 12(3): a withdrawal and a marketing objection are acted on at receipt. */
export function paceOf(kind: RightKind): Pace {
  return kind.right === 'withdrawal' || isMarketingObjection(kind) ? 'at_once' : 'month'
}

/** Art. 12(3), second sentence. What is owed at once can't be extended. Post-mortem requests follow the month by analogy. */
export function isExtendable(kind: RightKind): boolean {
  return paceOf(kind) === 'month'
}
