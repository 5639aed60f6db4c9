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

/** A right as far as the rules tell rights apart: an objection to direct marketing is a case of its own (art. 21(2)-(3)). */
export type RightKind = { readonly right: RightName; readonly directMarketing?: boolean | null | undefined }

/** `month`: art. 12(3), with its pauses and its extension. `at_once`: acted on at receipt, never paused nor extended. */
export type Pace = 'month' | 'at_once'

export type RightLaw = {
  readonly article: Article
  /** Its name on a form. */
  readonly title: Text
  /** What it means, told to the person who may invoke it. */
  readonly explanation: Text
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
    title: { fr: 'Accès à vos données', en: 'Access to your data' },
    explanation: {
      fr: 'Vous pouvez savoir si l’organisme détient des données sur vous, en recevoir une copie, et apprendre à quoi elles servent, d’où elles viennent, combien de temps elles sont conservées et à qui elles ont été communiquées. La première copie est gratuite.',
      en: 'You can find out whether the organisation holds data about you, receive a copy of it, and learn what it is used for, where it came from, how long it is kept and who has received it. The first copy is free.',
    },
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
    title: { fr: 'Rectification de vos données', en: 'Correction of your data' },
    explanation: {
      fr: 'Vous pouvez faire corriger des données inexactes et faire compléter des données incomplètes, au besoin en joignant une déclaration.',
      en: 'You can have inaccurate data corrected and incomplete data completed, if need be by adding a statement of your own.',
    },
    owed: {
      fr: 'Corriger ou compléter les données, et en informer chaque destinataire (art. 19). Tant que l’exactitude est contestée, la personne peut demander la limitation (18(1)(a)).',
      en: 'Correct or complete the data, and tell each recipient (art. 19). While accuracy is contested, the person may ask for restriction (18(1)(a)).',
    },
    recipientsAreTold: true,
    answeredByRelease: false,
  },
  erasure: {
    article: gdpr('17'),
    title: { fr: 'Effacement de vos données', en: 'Erasure of your data' },
    explanation: {
      fr: 'Vous pouvez faire effacer vos données, par exemple lorsqu’elles ne sont plus nécessaires, que vous retirez votre consentement ou que vous vous opposez à leur utilisation. La loi prévoit des exceptions, notamment lorsqu’elle impose de conserver les données.',
      en: 'You can have your data erased, for example when they are no longer needed, when you withdraw your consent or when you object to their use. The law makes exceptions, among others where it requires the data to be kept.',
    },
    owed: {
      fr: 'Effacer les données et en informer chaque destinataire (art. 19). Si elles ont été rendues publiques, prendre des mesures raisonnables pour prévenir ceux qui les traitent (17(2)).',
      en: 'Erase the data and tell each recipient (art. 19). Where they were made public, take reasonable steps to inform those who process them (17(2)).',
    },
    recipientsAreTold: true,
    answeredByRelease: false,
  },
  restriction: {
    article: gdpr('18'),
    title: { fr: 'Limitation du traitement', en: 'Restriction of processing' },
    explanation: {
      fr: 'Vous pouvez demander le gel de vos données\u00a0: elles sont conservées, mais ne sont plus utilisées, par exemple le temps de vérifier leur exactitude ou d’examiner votre opposition. La levée de cette limitation vous est annoncée à l’avance.',
      en: 'You can have your data frozen: they are kept but no longer used, for example while their accuracy is checked or your objection is examined. You are told before the restriction is lifted.',
    },
    owed: {
      fr: 'Suspendre le traitement et en informer chaque destinataire (art. 19). Informer la personne avant toute levée (18(3)).',
      en: 'Suspend the processing and tell each recipient (art. 19). Tell the person before lifting it (18(3)).',
    },
    recipientsAreTold: true,
    answeredByRelease: false,
  },
  objection: {
    article: gdpr('21'),
    title: { fr: 'Opposition', en: 'Objection' },
    explanation: {
      fr: 'Vous pouvez vous opposer à l’utilisation de vos données pour des raisons tenant à votre situation particulière. Vous pouvez refuser la prospection commerciale à tout moment et sans donner de raison.',
      en: 'You can object to the use of your data on grounds relating to your particular situation. You can refuse direct marketing at any time and without giving a reason.',
    },
    owed: {
      fr: 'Cesser le traitement, sauf motifs légitimes et impérieux à démontrer (21(1)). La prospection cesse dans tous les cas, dès la réception (21(2) et (3)).',
      en: 'Stop the processing unless compelling legitimate grounds are shown (21(1)). Direct marketing stops in every case, on receipt (21(2) and (3)).',
    },
    recipientsAreTold: false,
    answeredByRelease: false,
  },
  portability: {
    article: gdpr('20'),
    title: { fr: 'Portabilité de vos données', en: 'Portability of your data' },
    explanation: {
      fr: 'Vous pouvez récupérer, dans un fichier qu’un logiciel sait relire, les données que vous avez fournies, ou les faire transmettre directement à un autre organisme lorsque c’est techniquement possible. Ce droit vaut pour les données traitées par des moyens automatisés sur la base de votre consentement ou d’un contrat.',
      en: 'You can receive the data you provided in a file that software can read, or have them sent directly to another organisation where this is technically feasible. This right covers data processed by automated means on the basis of your consent or of a contract.',
    },
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
    title: { fr: 'Données après la mort', en: 'Data after death' },
    explanation: {
      fr: 'De votre vivant, vous pouvez décider du sort de vos données après votre mort (conservation, effacement, communication) et désigner une personne chargée d’y veiller. Après un décès, les héritiers peuvent obtenir ce qui est utile au règlement de la succession, recevoir les souvenirs de famille et faire clôturer les comptes.',
      en: 'During your lifetime you can decide what becomes of your data after your death (kept, erased or disclosed) and name a person to see to it. After a death, the heirs can obtain what is needed to settle the estate, receive family memories and have accounts closed.',
    },
    owed: {
      fr: 'Enregistrer, modifier ou révoquer les directives du vivant de la personne, puis les exécuter. Sans directives, donner aux héritiers l’accès utile à la succession, clôturer les comptes, faire cesser le traitement ou mettre à jour les données.',
      en: 'Record, change or revoke the instructions during life, then carry them out. Without instructions, give the heirs the access the estate needs, close accounts, stop the processing or update the data.',
    },
    recipientsAreTold: false,
    answeredByRelease: false,
  },
  withdrawal: {
    article: gdpr('7(3)'),
    title: { fr: 'Retrait du consentement', en: 'Withdrawal of consent' },
    explanation: {
      fr: 'Vous pouvez retirer votre consentement à tout moment, aussi simplement que vous l’avez donné. Ce qui a été fait avant le retrait reste licite.',
      en: 'You can withdraw your consent at any time, as easily as you gave it. What was done before the withdrawal remains lawful.',
    },
    owed: {
      fr: 'Cesser dès la réception tout traitement fondé sur ce consentement. Le mois de l’article 12(3) n’est qu’un plafond pour la réponse.',
      en: 'Stop all processing based on that consent on receipt. The month of article 12(3) is only a ceiling for the answer.',
    },
    recipientsAreTold: false,
    answeredByRelease: false,
  },
} as const satisfies Record<RightName, RightLaw>

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
