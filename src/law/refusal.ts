import { isMarketingObjection, type RightKind, type RightName } from './rights.ts'
import { type Article, gdpr, lil, type Text } from './wording.ts'

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
  /** As the letter tells it to the person. */
  readonly sentence: Text
}

export const grounds = {
  not_controller: {
    rests: { any: gdpr('4(7)') },
    sentence: {
      fr: 'Nous ne sommes pas responsables du traitement des données visées par votre demande.',
      en: 'We are not the controller of the data your request is about.',
    },
  },
  not_identifiable: {
    rests: { any: gdpr('11(2)') },
    sentence: {
      fr: 'Les données que nous détenons ne nous permettent pas de vous identifier.',
      en: 'The data we hold do not allow us to identify you.',
    },
  },
  identity_not_established: {
    // Art. 12(2) and 12(6); the ground of the refusal itself is the former.
    rests: { any: gdpr('12(2)') },
    sentence: {
      fr: 'Nous avions des doutes raisonnables sur l’identité de l’auteur de la demande et n’avons pas reçu les informations qui les auraient levés.',
      en: 'We had reasonable doubts about the identity of the person making the request and did not receive the information that would have settled them.',
    },
  },
  manifestly_unfounded: {
    rests: { any: gdpr('12(5)') },
    sentence: {
      fr: 'Votre demande est manifestement infondée, pour les raisons que nous vous exposons.',
      en: 'Your request is manifestly unfounded, for the reasons we set out.',
    },
  },
  excessive: {
    // CJEU C-526/24: a first request can be excessive where abusive intent is proved.
    rests: { any: gdpr('12(5)') },
    sentence: {
      fr: 'Votre demande est excessive, pour les raisons que nous vous exposons.',
      en: 'Your request is excessive, for the reasons we set out.',
    },
  },
  restricted_by_law: {
    rests: { any: gdpr('23') },
    sentence: {
      fr: 'Une loi limite ce droit pour les données concernées.',
      en: 'A law restricts this right for the data concerned.',
    },
  },
  rights_of_others: {
    rests: { access: gdpr('15(4)'), portability: gdpr('20(4)') },
    sentence: {
      fr: 'Communiquer ces données porterait atteinte aux droits et libertés d’autres personnes.',
      en: 'Handing over these data would adversely affect the rights and freedoms of others.',
    },
  },
  accurate_data: {
    rests: { rectification: gdpr('16') },
    sentence: {
      fr: 'Les données que vous contestez sont exactes et complètes.',
      en: 'The data you contest are accurate and complete.',
    },
  },
  no_restriction_ground: {
    rests: { restriction: gdpr('18(1)') },
    sentence: {
      fr: 'Aucun des cas dans lesquels la loi prévoit la limitation du traitement n’est réuni.',
      en: 'None of the cases in which the law provides for restriction applies.',
    },
  },
  no_erasure_ground: {
    rests: { erasure: gdpr('17(1)') },
    sentence: {
      fr: 'Aucun des motifs pour lesquels la loi prévoit l’effacement ne s’applique.',
      en: 'None of the grounds on which the law provides for erasure applies.',
    },
  },
  freedom_of_expression: {
    rests: { erasure: gdpr('17(3)(a)') },
    sentence: {
      fr: 'Ces données sont nécessaires à l’exercice du droit à la liberté d’expression et d’information.',
      en: 'These data are necessary for exercising the right of freedom of expression and information.',
    },
  },
  legal_obligation: {
    rests: { erasure: gdpr('17(3)(b)') },
    sentence: {
      fr: 'Une obligation légale ou une mission d’intérêt public nous impose de conserver ces données.',
      en: 'A legal obligation or a task in the public interest requires us to keep these data.',
    },
  },
  public_health: {
    rests: { erasure: gdpr('17(3)(c)') },
    sentence: {
      fr: 'Ces données sont nécessaires pour un motif d’intérêt public dans le domaine de la santé publique.',
      en: 'These data are necessary for reasons of public interest in the area of public health.',
    },
  },
  archiving_research: {
    rests: { erasure: gdpr('17(3)(d)') },
    sentence: {
      fr: 'Ces données servent à l’archivage dans l’intérêt public, à la recherche ou à la statistique, que leur effacement compromettrait gravement.',
      en: 'These data serve archiving in the public interest, research or statistics, which their erasure would seriously impair.',
    },
  },
  legal_claims: {
    rests: { erasure: gdpr('17(3)(e)'), objection: gdpr('21(1)') },
    sentence: {
      fr: 'Ces données sont nécessaires à la constatation, à l’exercice ou à la défense de droits en justice.',
      en: 'These data are necessary for the establishment, exercise or defence of legal claims.',
    },
  },
  compelling_legitimate_grounds: {
    rests: { objection: gdpr('21(1)') },
    sentence: {
      fr: 'Des motifs légitimes et impérieux, que nous vous exposons, prévalent sur vos intérêts, vos droits et vos libertés.',
      en: 'Compelling legitimate grounds, which we set out, override your interests, rights and freedoms.',
    },
  },
  basis_not_objectable: {
    rests: { objection: gdpr('21(1)') },
    sentence: {
      fr: 'Ce traitement ne repose ni sur l’intérêt légitime ni sur une mission d’intérêt public, seuls cas dans lesquels l’opposition est ouverte.',
      en: 'This processing rests neither on legitimate interests nor on a task in the public interest, the only cases in which objection is open.',
    },
  },
  research_statistics: {
    rests: { objection: gdpr('21(6)') },
    sentence: {
      fr: 'Ce traitement de recherche ou de statistique est nécessaire à l’exécution d’une mission d’intérêt public.',
      en: 'This processing for research or statistics is necessary for a task carried out in the public interest.',
    },
  },
  not_consent_or_contract: {
    rests: { portability: gdpr('20(1)') },
    sentence: {
      fr: 'Ces données ne sont traitées ni sur la base de votre consentement ni en exécution d’un contrat avec vous.',
      en: 'These data are processed neither on the basis of your consent nor under a contract with you.',
    },
  },
  not_automated: {
    rests: { portability: gdpr('20(1)(b)') },
    sentence: {
      fr: 'Ces données ne sont pas traitées par des moyens automatisés.',
      en: 'These data are not processed by automated means.',
    },
  },
  not_provided_by_person: {
    rests: { portability: gdpr('20(1)') },
    sentence: {
      fr: 'Vous n’avez pas fourni ces données\u00a0: nous les avons déduites ou reçues d’un tiers.',
      en: 'You did not provide these data: we inferred them or received them from a third party.',
    },
  },
  public_task: {
    rests: { portability: gdpr('20(3)') },
    sentence: {
      fr: 'Ces données sont nécessaires à une mission d’intérêt public ou relevant de l’exercice de l’autorité publique.',
      en: 'These data are necessary for a task in the public interest or in the exercise of official authority.',
    },
  },
  transfer_not_feasible: {
    rests: { portability: gdpr('20(2)') },
    partialOnly: true, // the person still receives the data
    sentence: {
      fr: 'La transmission directe à l’autre organisme n’est pas techniquement possible. Vos données vous sont remises.',
      en: 'Direct transmission to the other organisation is not technically feasible. You receive the data yourself.',
    },
  },
  no_quality_shown: {
    rests: { post_mortem: lil('85') },
    sentence: {
      fr: 'La qualité au titre de laquelle vous agissez pour la personne décédée n’est pas justifiée.',
      en: 'The capacity in which you act for the deceased has not been shown.',
    },
  },
  no_consent_given: {
    rests: { withdrawal: gdpr('7(3)') },
    sentence: {
      fr: 'Aucun de nos traitements ne repose sur un consentement de votre part.',
      en: 'None of our processing rests on a consent of yours.',
    },
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
