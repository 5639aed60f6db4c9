import type { Text } from '../law/wording.ts'

/** What a person is told under art. 15(1)(a) to (h) and 15(2): the provision of each part, its heading, and the sentence where there is nothing to list. */
export const parts = {
  purposes: {
    article: '15(1)(a)',
    title: {
      fr: 'À quoi servent vos données, et sur quelle base légale',
      en: 'What your data are used for, and on which legal basis',
    },
    none: {
      fr: 'L’organisme n’a pas encore décrit ici ses traitements\u00a0: demandez-lui ces informations à l’adresse indiquée plus bas.',
      en: 'The organisation has not described its processing here yet: ask it for this information at the address below.',
    },
  },
  categories: {
    article: '15(1)(b)',
    title: { fr: 'Les catégories de données', en: 'The categories of data' },
    none: { fr: 'Aucune catégorie n’est décrite.', en: 'No category is described.' },
  },
  recipients: {
    article: '15(1)(c)',
    title: {
      fr: 'Qui a reçu vos données, ou peut les recevoir',
      en: 'Who has received your data, or may receive them',
    },
    none: {
      fr: 'Le registre de l’organisme ne nomme aucun destinataire.',
      en: 'The register of the organisation names no recipient.',
    },
  },
  retention: {
    article: '15(1)(d)',
    title: { fr: 'Combien de temps elles sont conservées', en: 'How long they are kept' },
    none: { fr: 'Aucune durée n’est indiquée.', en: 'No length of time is given.' },
  },
  rights: {
    article: '15(1)(e)',
    title: { fr: 'Ce que vous pouvez demander', en: 'What you can ask for' },
    none: { fr: '', en: '' },
  },
  complaint: {
    article: '15(1)(f)',
    title: { fr: 'Le droit d’introduire une réclamation', en: 'The right to lodge a complaint' },
    none: { fr: '', en: '' },
  },
  sources: {
    article: '15(1)(g)',
    title: { fr: 'D’où viennent vos données', en: 'Where your data come from' },
    none: {
      fr: 'Le registre de l’organisme n’indique aucune source.',
      en: 'The register of the organisation names no source.',
    },
  },
  automated_decisions: {
    article: '15(1)(h)',
    title: { fr: 'Les décisions automatisées, profilage compris', en: 'Automated decisions, profiling included' },
    none: {
      fr: 'Le registre de l’organisme ne mentionne, pour les activités indiquées ici, aucune décision prise à votre sujet sans intervention humaine et produisant des effets juridiques ou vous affectant de manière significative (article 22).',
      en: 'For the activities told of here, the register of the organisation mentions no decision about you that is taken without human involvement and has legal or similarly significant effects (article 22).',
    },
  },
  transfers: {
    article: '15(2)',
    title: { fr: 'Les transferts et leurs garanties', en: 'Transfers, and what safeguards them' },
    none: {
      fr: 'Aucun des destinataires indiqués ici ne reçoit de données hors de cet espace.',
      en: 'None of the recipients told of here receives data outside of it.',
    },
  },
} as const satisfies Record<string, { article: string; title: Text; none: Text }>
export type Part = keyof typeof parts

export const sentences = {
  ofThisPerson: {
    fr: 'Les activités indiquées ici sont celles dont relèvent les données de ce dossier.',
    en: 'The activities told of here are those that the data in this package belong to.',
  },
  allActivities: {
    fr: 'Toutes les activités de l’organisme sont indiquées ici\u00a0: les données de ce dossier ne permettent pas de dire lesquelles vous concernent.',
    en: 'All activities of the organisation are told of here: the data in this package do not tell which of them concern you.',
  },
  notStated: {
    fr: 'non précisée dans le registre de l’organisme',
    en: 'not stated in the register of the organisation',
  },
  complaint: {
    fr: 'Vous pouvez introduire une réclamation auprès d’une autorité de contrôle, notamment dans l’État où vous résidez, où vous travaillez ou dans lequel la violation aurait eu lieu.',
    en: 'You can lodge a complaint with a supervisory authority, in particular in the state where you live, where you work or where the infringement is said to have happened.',
  },
  area: {
    gdpr: {
      fr: 'Lorsque des données quittent l’Espace économique européen, vous avez le droit de savoir ce qui les protège.',
      en: 'Where data leave the European Economic Area, you have the right to know what safeguards them.',
    },
    uk_gdpr: {
      fr: 'Lorsque des données quittent le Royaume-Uni, vous avez le droit de savoir ce qui les protège.',
      en: 'Where data leave the United Kingdom, you have the right to know what safeguards them.',
    },
  },
} as const
