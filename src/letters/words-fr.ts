import type { IdentityMethod } from '../law/identity-level.ts'
import type { ClosedReason, Outcome } from '../law/lifecycle.ts'
import { articleOfGround, grounds } from '../law/refusal.ts'
import { paceOf, type RightKind, type RightName, rightsLaw } from '../law/rights.ts'
import { type Article, gdpr } from '../law/wording.ts'
import { bounceWords, mailAfterClosingWords } from './bounce-words.ts'
import { codeWords } from './code-words.ts'
import { digestWords } from './digest-words.ts'
import { floodWords } from './flood-words.ts'
import { type Block, list, paragraph, quote } from './layout.ts'
import type { DecidedRight, WordContext, Words } from './letter-content.ts'
import { taskWords } from './task-words.ts'

const about = (reference: string, what: string) => `Votre demande ${reference} : ${what}`

/** The organisation's own words: printed in a letter on paper, never e-mailed. */
function ownWords(context: WordContext, what: string, text: string): Block[] {
  if (context.by === 'post') return [paragraph(`${what} :`), quote(text)]
  return [paragraph(`${what} : pour protéger vos données, ce message ne les reprend pas. Vous les lirez ${space}`)]
}

/** Where it waits. Without a link to it: a message that never holds one is harder to imitate. */
const space =
  'dans votre espace de suivi, sur notre page consacrée à vos droits. Indiquez-y votre adresse électronique, puis saisissez le code qui vous sera envoyé.'
const onRequest = ({ dpoEmail }: WordContext) => `Vous pouvez aussi en demander une copie à l’adresse ${dpoEmail}.`

const howToAnswer = ({ by, dpoEmail }: WordContext) =>
  by === 'email'
    ? 'Vous pouvez répondre depuis votre espace de suivi, ou en répondant à ce message.'
    : `Vous pouvez répondre par courrier, ou à l’adresse ${dpoEmail}, en rappelant la référence ci-dessus.`

const nameOf = (kind: RightKind, { cite }: WordContext) =>
  `${rightsLaw[kind.right].title.fr} (${cite(rightsLaw[kind.right].article)})`

const nameAll = (rights: readonly RightKind[], context: WordContext) =>
  list(rights.map((kind) => nameOf(kind, context)))

function code(context: WordContext, purpose: string): Block[] {
  if (!context.withCode) return []
  return [
    paragraph(purpose),
    { kind: 'code' },
    paragraph(
      'Il est valable dix minutes ; passé ce délai, demandez-en un autre depuis la même page. Ne le communiquez à personne : nous ne vous le demanderons ni par téléphone ni par message.',
    ),
  ]
}

const notYou = (dpoEmail: string) =>
  `Si vous n’êtes pas à l’origine de cette demande, n’utilisez pas le code et prévenez-nous à l’adresse ${dpoEmail}.`

const methodNames: Record<IdentityMethod, string> = {
  mailbox_code: 'saisir un code envoyé à votre adresse électronique',
  account: 'vous connecter au compte que vous avez chez nous',
  address_on_file: 'confirmer votre demande depuis une adresse que nous vous connaissons déjà',
  known_facts: 'nous indiquer des informations que personne d’autre n’est censé connaître',
  document: 'nous remettre la copie d’un document, où vous pouvez masquer tout ce qui ne sert pas à vous identifier',
  in_person: 'vous présenter sur place',
}

const outcomeNames: Record<Outcome, string> = {
  granted: 'demande acceptée. Nous y donnons suite',
  partially_granted: 'demande acceptée en partie. Nous y donnons suite dans cette mesure',
  refused: 'demande refusée',
  no_data_held: 'nous ne détenons aucune donnée concernée par cette demande',
}

/** Art. 12(4), 77(1) and 79: what every refusal, also a partial one, must say. */
export function remedies({ authority, cite }: Pick<WordContext, 'authority' | 'cite'>): Block[] {
  const elsewhere = 'celle du lieu où vous résidez, où vous travaillez ou où la violation aurait été commise'
  return [
    paragraph(`Si vous contestez cette réponse (${cite(gdpr('12(4)'))}), deux voies vous sont ouvertes :`),
    list([
      `adresser une réclamation à une autorité de contrôle : ${authority ? `${authority.name} (${authority.url}), ou ${elsewhere}` : elsewhere} (${cite(gdpr('77(1)'))}) ;`,
      `former un recours devant le juge (${cite(gdpr('79'))}).`,
    ]),
  ]
}

function decided(right: DecidedRight, context: WordContext): Block[] {
  const { outcome, kind } = right
  const why = right.grounds.map((ground) => {
    const article = articleOfGround(ground, kind.right)
    return article
      ? `${grounds[ground].sentence.fr.replace(/\.$/, '')} (${context.cite(article)}).`
      : grounds[ground].sentence.fr
  })
  return [
    paragraph(`${nameOf(kind, context)} : ${outcomeNames[outcome]}.`),
    ...(why.length > 0 ? [list(why)] : []),
    ...(right.reasons !== undefined && context.by === 'post' ? ownWords(context, 'Nos motifs', right.reasons) : []),
  ]
}

const fulfilled: Record<RightName, string> = {
  access: 'Vos données vous ont été remises',
  rectification: 'Vos données ont été corrigées ou complétées',
  erasure: 'Vos données ont été effacées',
  restriction:
    'Le traitement de vos données est limité : elles sont conservées, mais ne sont plus utilisées. Nous vous préviendrons avant toute levée de cette limitation',
  objection: 'Nous avons cessé le traitement visé par votre opposition',
  portability: 'Vos données vous ont été remises dans un format lisible par machine',
  post_mortem: 'Nous avons exécuté votre demande relative aux données après la mort',
  withdrawal:
    'Le retrait de votre consentement est enregistré, et les traitements qui reposaient sur lui ont cessé. Ce qui a été fait avant ce retrait reste licite',
}

const closings: Record<ClosedReason, string> = {
  completed: 'Chacun de ses points a reçu une réponse',
  cancelled: 'Comme vous l’avez souhaité, elle n’aura pas d’autre suite',
  duplicate: 'Cette demande en répète une autre, que nous traitons déjà et à laquelle vous recevrez une seule réponse',
  identity_not_established: grounds.identity_not_established.sentence.fr.replace(/\.$/, ''),
  not_controller: grounds.not_controller.sentence.fr.replace(/\.$/, ''),
  not_a_rights_request: 'Votre message ne demande l’exercice d’aucun des droits que la loi vous donne sur vos données',
}
const closingArticles = {
  completed: gdpr('12(3)'),
  cancelled: gdpr('12(3)'),
  duplicate: gdpr('12(4)'),
  identity_not_established: gdpr('12(2)'),
  not_controller: gdpr('4(7)'),
  not_a_rights_request: gdpr('15-22'),
} as const satisfies Record<ClosedReason, Article>

export const wordsFr: Words = {
  receipt: ({ receivedOn, dueOn, rights }, context) => ({
    subject: about(context.reference, 'accusé de réception'),
    blocks: [
      paragraph(
        `Nous avons reçu votre demande le ${context.day(receivedOn)}. Elle porte la référence ${context.reference}, à rappeler dans tout échange${rights.length === 0 ? '.' : ', et concerne :'}`,
      ),
      ...(rights.length === 0 ? [] : [nameAll(rights, context)]),
      paragraph(`Vous recevrez notre réponse au plus tard le ${context.day(dueOn)} (${context.cite(gdpr('12(3)'))}).`),
      ...(rights.some((kind) => paceOf(kind) === 'at_once')
        ? [
            paragraph(
              'Le retrait d’un consentement et l’opposition à la prospection commerciale prennent effet dès la réception de votre demande, sans attendre cette réponse.',
            ),
          ]
        : []),
      ...code(context, 'Pour confirmer que cette adresse est la vôtre et suivre votre demande, saisissez ce code :'),
      ...(context.withCode
        ? [paragraph(`Votre demande est enregistrée, même si vous n’utilisez pas ce code. ${notYou(context.dpoEmail)}`)]
        : []),
    ],
  }),
  code: ({ purpose }, context) => ({
    subject: codeWords[purpose].subject.fr,
    blocks: [
      ...code(context, codeWords[purpose].purpose.fr),
      ...(purpose === 'contact' ? [paragraph('Tant que le code n’est pas saisi, rien ne change.')] : []),
      paragraph(
        `Le code nous assure que ${codeWords[purpose].assures.fr} (sécurité du traitement, ${context.cite(gdpr('32'))}). ${notYou(context.dpoEmail)}`,
      ),
    ],
  }),
  acknowledgement: ({ receivedOn, dueOn }, context) => ({
    subject: about(context.reference, 'accusé de réception'),
    blocks: [
      paragraph(
        `Nous accusons réception de votre demande, reçue le ${context.day(receivedOn)}. Elle porte la référence ${context.reference}, à rappeler dans tout échange. Nous l’examinons.`,
      ),
      paragraph(
        dueOn === null
          ? `Le délai de réponse (${context.cite(gdpr('12(3)'))}) est suspendu jusqu’à ce que nous ayons reçu votre réponse à notre question.`
          : `Vous recevrez notre réponse au plus tard le ${context.day(dueOn)} (${context.cite(gdpr('12(3)'))}).`,
      ),
    ],
  }),
  identity_question: ({ question, methods }, context) => ({
    subject: about(context.reference, 'nous devons nous assurer de votre identité'),
    blocks: [
      paragraph(
        `Avant de répondre à votre demande ${context.reference}, nous devons lever un doute sur l’identité de son auteur, afin de ne pas remettre vos données à quelqu’un d’autre (${context.cite(gdpr('12(6)'))}).`,
      ),
      ...ownWords(context, 'Les informations dont nous avons besoin', question),
      ...(methods.length > 0
        ? [paragraph('Vous pouvez, au choix :'), list(methods.map((method) => methodNames[method]))]
        : []),
      paragraph(
        `${howToAnswer(context)} Ce que vous nous remettez ne sert qu’à cette vérification. Le délai de réponse peut être suspendu entre cette question et votre réponse.`,
      ),
    ],
  }),
  identity_rejected: ({ reason }, context) => ({
    subject: about(context.reference, 'votre identité n’est pas encore établie'),
    blocks: [
      paragraph(
        `Les éléments reçus pour votre demande ${context.reference} ne nous ont pas permis de nous assurer de votre identité (${context.cite(gdpr('12(6)'))}).`,
      ),
      ...ownWords(context, 'Nos raisons', reason),
      paragraph(`Vous pouvez nous en faire parvenir d’autres. ${howToAnswer(context)}`),
    ],
  }),
  authority_rejected: (_, context) => ({
    subject: about(context.reference, 'votre qualité pour agir n’est pas établie'),
    blocks: [
      paragraph(
        `Nous n’avons pas pu établir que vous pouvez agir au nom de la personne que concerne la demande ${context.reference}. Rien ne peut être communiqué à un tiers sans cette preuve (confidentialité, ${context.cite(gdpr('5(1)(f)'))}).`,
      ),
      paragraph(`Vous pouvez nous faire parvenir un mandat ou un autre justificatif. ${howToAnswer(context)}`),
    ],
  }),
  answered_to_person: ({ rights }, context) => ({
    subject: about(context.reference, 'notre réponse est adressée à la personne concernée'),
    blocks: [
      paragraph(
        `Nous adressons notre réponse à la demande ${context.reference} directement à la personne concernée, comme le prévoit le mandat ou le justificatif que vous nous avez présenté (${context.cite(gdpr('12(3)'))}). Elle porte sur :`,
      ),
      nameAll(rights, context),
      paragraph(
        'Nous ne vous en communiquons pas le contenu : la personne concernée reste libre de vous en faire part.',
      ),
    ],
  }),
  clarification_question: ({ question }, context) => ({
    subject: about(context.reference, 'merci de nous la préciser'),
    blocks: [
      paragraph(
        `Pour répondre au mieux à votre demande ${context.reference}, nous avons besoin que vous nous la précisiez (${context.cite(gdpr('12(2)'))}, et considérant 63).`,
      ),
      ...ownWords(context, 'Les précisions que nous vous demandons', question),
      paragraph(howToAnswer(context)),
    ],
  }),
  extension_notice: ({ ground, reasons, dueOn, rights }, context) => ({
    subject: about(context.reference, 'le délai de réponse est prolongé'),
    blocks: [
      paragraph(
        `Nous ne pourrons pas répondre à votre demande ${context.reference} dans le mois de sa réception. Le délai est prolongé de deux mois, en raison ${
          ground === 'complexity' ? 'de la complexité de la demande' : 'du nombre de demandes'
        } (${context.cite(gdpr('12(3)'))}), pour :`,
      ),
      nameAll(rights, context),
      paragraph(
        dueOn === null
          ? 'La nouvelle date vous sera indiquée lorsque nous aurons reçu votre réponse à notre question, dont l’attente suspend le délai.'
          : `Vous recevrez notre réponse au plus tard le ${context.day(dueOn)}.`,
      ),
      ...ownWords(context, 'Les motifs de cette prolongation', reasons),
    ],
  }),
  decision: ({ rights, replaces }, context) => ({
    subject: about(context.reference, 'notre réponse'),
    blocks: [
      paragraph(`Voici notre réponse à votre demande ${context.reference} (${context.cite(gdpr('12(3)'))}).`),
      ...(replaces ? [paragraph('Elle remplace celle que vous aviez reçue sur le même point.')] : []),
      ...rights.flatMap((right) => decided(right, context)),
      // Once for all rights: what e-mail doesn't carry
      ...(context.by === 'email' && rights.some(({ reasons }) => reasons !== undefined)
        ? ownWords(context, 'Nos motifs', '')
        : []),
      ...(rights.some(({ outcome }) => outcome === 'refused' || outcome === 'partially_granted')
        ? remedies(context)
        : []),
    ],
  }),
  fulfilment: ({ right, replaces }, context) => ({
    subject: about(context.reference, 'c’est fait'),
    blocks: [
      paragraph(`Nous avons donné suite à votre demande ${context.reference}.`),
      paragraph(`${fulfilled[right.right]} (${context.cite(rightsLaw[right.right].article)}).`),
      ...(rightsLaw[right.right].recipientsAreTold
        ? [
            paragraph(
              `S’il y a des destinataires de ces données, ils en ont été informés, sauf si c’était impossible ou disproportionné ; vous pouvez nous en demander la liste (${context.cite(gdpr('19'))}).`,
            ),
          ]
        : []),
      ...(replaces ? [paragraph('Cette réponse remplace celle que vous aviez reçue sur le même point.')] : []),
    ],
  }),
  export_ready: ({ kind, expiresOn }, context) => ({
    subject: about(context.reference, 'vos données sont prêtes'),
    blocks: [
      paragraph(
        `Les données que vous avez demandées sont prêtes (${context.cite(gdpr(kind === 'access' ? '15(3)' : '20(1)'))}). Vous pouvez les télécharger jusqu’au ${context.day(expiresOn)}.`,
      ),
      paragraph(`Pour votre sécurité, elles ne sont pas jointes. Vous les trouverez ${space}`),
      ...(context.by === 'post' ? [paragraph(onRequest(context))] : []),
    ],
  }),
  export_transmitted: ({ on }, context) => ({
    subject: about(context.reference, 'vos données ont été transmises'),
    blocks: [
      paragraph(
        `Comme vous le souhaitiez, nous avons transmis vos données directement à l’organisme que vous nous aviez indiqué. Il les a reçues le ${context.day(on)} (${context.cite(gdpr('20(2)'))}).`,
      ),
      paragraph(
        'Il est désormais responsable de l’usage qu’il en fait, et c’est lui qui vous répond à ce sujet. Nous continuons de traiter celles qui nous sont nécessaires : cette transmission n’efface rien chez nous.',
      ),
      paragraph(
        `Si vous souhaitez aussi les recevoir vous-même, dites-le-nous (${context.cite(gdpr('20(1)'))}). ${howToAnswer(context)}`,
      ),
    ],
  }),
  contact_changed: (_, context) => ({
    subject: about(context.reference, 'l’adresse de contact a changé'),
    blocks: [
      paragraph(
        `L’adresse à laquelle nous vous écrivons au sujet de la demande ${context.reference} a été modifiée. Nous vous en avertissons à l’ancienne adresse (sécurité du traitement, ${context.cite(gdpr('32'))}).`,
      ),
      paragraph(`Si vous n’avez pas demandé ce changement, prévenez-nous sans tarder à l’adresse ${context.dpoEmail}.`),
    ],
  }),
  restriction_lifted: ({ on, reasons }, context) => ({
    subject: about(context.reference, 'la limitation du traitement sera levée'),
    blocks: [
      paragraph(
        `La limitation du traitement de vos données, obtenue par votre demande ${context.reference}, sera levée le ${context.day(on)}. Nous vous en informons au préalable (${context.cite(gdpr('18(3)'))}).`,
      ),
      ...ownWords(context, 'Les motifs de cette levée', reasons),
    ],
  }),
  closure: ({ reason }, context) => ({
    subject: about(context.reference, 'elle est close'),
    blocks: [
      paragraph(`Votre demande ${context.reference} est close.`),
      paragraph(`${closings[reason]} (${context.cite(closingArticles[reason])}).`),
      ...(reason === 'completed' || reason === 'cancelled' ? [] : remedies(context)),
    ],
  }),
  cancellation: (_, context) => ({
    subject: about(context.reference, 'vous y avez renoncé'),
    blocks: [
      paragraph(
        `Votre demande ${context.reference} est close sans autre suite, puisque vous y avez renoncé. Ce choix n’enlève rien à vos droits (${context.cite(gdpr('15-22'))}) : vous pouvez à tout moment présenter une nouvelle demande.`,
      ),
    ],
  }),
  new_message: (_, context) => ({
    subject: about(context.reference, 'un message vous attend'),
    blocks: [
      paragraph(
        `Nous vous avons écrit au sujet de votre demande ${context.reference} (${context.cite(gdpr('12(1)'))}). Pour protéger vos données, notre message n’est pas repris ici : vous le lirez ${space}`,
      ),
      ...(context.by === 'post' ? [paragraph(onRequest(context))] : []),
    ],
  }),
  collection_task: taskWords('fr'),
  deadline_digest: digestWords('fr'),
  flood_notice: floodWords('fr'),
  bounce: bounceWords('fr'),
  mail_after_closing: mailAfterClosingWords('fr'),
}
