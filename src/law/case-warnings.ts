import type { ContradictionCode } from './assessment.ts'
import type { IdentityMethod } from './identity-level.ts'
import type { RightName } from './rights.ts'
import { enumeration, type Locale, type Text } from './wording.ts'

/** What a DPO should look at in a request besides its clock, with what the sentence names. Raised in `requests/case-warnings.ts`. */
export type CaseWarning =
  | { readonly code: 'unreadable' }
  | { readonly code: 'document_disproportionate'; readonly lighter: readonly IdentityMethod[] }
  | { readonly code: 'authority_not_itemised' }
  | { readonly code: 'data_subject_is_another' }
  | { readonly code: 'data_subject_named_otherwise' }
  | { readonly code: 'directives_found'; readonly count: number }
  | { readonly code: 'directives_missing'; readonly missing: 'purpose' | 'directives' }
  | { readonly code: 'contact_changed' }
  | { readonly code: 'mailbox_not_proven' }
  | { readonly code: 'lookalike_address' }
  | {
      readonly code: 'possible_duplicate'
      readonly why: 'same_mailbox' | 'same_name'
      readonly reference: string
    }
  | { readonly code: 'records_unreviewed'; readonly count: number; readonly isMore: boolean }
  | { readonly code: 'flood_suspected'; readonly why: 'mailbox' | 'form'; readonly count: number }
  | { readonly code: 'duplicate_not_alike' }
  | { readonly code: 'duplicates_unanswered'; readonly count: number }
  | { readonly code: 'searches_open'; readonly count: number }
  | { readonly code: 'transmission_failed' }
  | { readonly code: 'rights_not_named' }
  | { readonly code: 'letter_undelivered'; readonly count: number }
  | { readonly code: 'answer_held_back' }
  | { readonly code: 'recipients_untold'; readonly count: number }
  | { readonly [C in ContradictionCode]: Contradicted & { readonly code: C } }[ContradictionCode]
/** `activities`: those of the register that are meant, by name; undefined: all of them. */
type Contradicted = { readonly right: RightName; readonly activities: readonly string[] | undefined }
type Code = CaseWarning['code']

/** The sentence of each, in both languages; none names anything personal. */
const texts: { readonly [C in Code]: (warning: Extract<CaseWarning, { code: C }>) => Text } = {
  unreadable: () => ({
    fr: 'Une partie de cette demande ne se lit plus\u00a0: elle a été altérée dans la base de données, ou scellée sous une autre clé. Dates, droits et statuts sont ceux qui y sont enregistrés\u00a0; aucune action n’est possible. Prévenez qui exploite le service\u00a0: une sauvegarde peut la rétablir.',
    en: 'Part of this request can no longer be read: it was altered in the database, or sealed under another key. Dates, rights and statuses are those recorded there; no action is possible. Tell whoever runs the service: a backup may restore it.',
  }),
  document_disproportionate: ({ lighter }) => ({
    fr: `Une copie de document est demandée alors qu’un moyen plus léger suffit\u00a0: ${named(lighter, 'fr')}. La vérification doit être proportionnée, et un titre d’identité ne s’exige jamais par défaut (EDPB 01/2022, §\u00a058 à 79\u00a0; CNIL).`,
    en: `A copy of a document is asked for although a lighter method suffices: ${named(lighter, 'en')}. Checking an identity must be proportionate, and an identity document is never asked for by default (EDPB 01/2022 §58-79; CNIL).`,
  }),
  authority_not_itemised: () => ({
    fr: 'La qualité pour agir a été admise sans que soit noté ce que le mandat ou le justificatif énonce. Confirmez-la point par point\u00a0: le responsable doit pouvoir le démontrer (CNIL, délibération n°\u00a02021-070\u00a0; RGPD, art. 5(2)).',
    en: 'The authority to act was accepted without noting what the mandate or proof states. Confirm it item by item: the controller must be able to show it (CNIL, recommendation 2021-070; GDPR art. 5(2)).',
  }),
  directives_found: ({ count }) => ({
    fr: `Des directives pour après la mort, enregistrées par la personne que concerne cette demande, ont été trouvées (${count}). Lisez-les avant de décider\u00a0: elles s’imposent, la plus récente l’emportant (loi «\u00a0Informatique et Libertés\u00a0», art. 85).`,
    en: `Directives for after death, registered by the person whom this request concerns, were found (${count}). Read them before deciding: they are binding, and the later prevails (French Data Protection Act, art. 85).`,
  }),
  directives_missing: ({ missing }) =>
    missing === 'purpose'
      ? {
          fr: 'Une demande relative aux données après la mort ne dit pas ce qu’elle vise : enregistrer ou révoquer des directives, en faire exécuter, régler une succession ou signaler un décès. Demandez-le à la personne et complétez le droit avant de décider : en l’état, il ne peut pas être exécuté (loi « Informatique et Libertés », art. 84 à 86).',
          en: 'A request about data after death does not say what it is for: to register or revoke directives, to have them carried out, to settle an estate or to report a death. Ask the person, and amend the right before you decide: as it stands it cannot be carried out (French Data Protection Act, art. 84 to 86).',
        }
      : {
          fr: 'Une demande d’enregistrement de directives pour après la mort n’en énonce aucune, et ne désigne personne pour les exécuter. Demandez-les à la personne et complétez le droit avant de décider : en l’état, il n’y a rien à enregistrer (loi « Informatique et Libertés », art. 85).',
          en: 'A request to register directives for after death states none, and designates nobody to carry them out. Ask the person for them, and amend the right before you decide: as it stands there is nothing to register (French Data Protection Act, art. 85).',
        },
  data_subject_is_another: () => ({
    fr: 'La demande est faite en son nom propre, mais désigne une autre personne. Rien n’est accordé ni communiqué avant que la qualité du demandeur, ou la personne concernée, soit corrigée (RGPD, art. 5(1)(f)).',
    en: 'The request is made in the writer’s own name but is about another person. Nothing is granted or disclosed before the capacity, or the data subject, is corrected (GDPR art. 5(1)(f)).',
  }),
  transmission_failed: () => ({
    fr: 'La transmission directe des données à l’autre organisme a échoué, et n’est plus tentée. Vérifiez l’adresse avec lui et recommencez. Si elle n’est pas techniquement possible, remettez les données à la personne et refusez-lui cette seule transmission (motif «\u00a0transfer_not_feasible\u00a0»\u00a0; RGPD, art. 20(2)).',
    en: 'The direct transmission of the data to the other organisation has failed and is not tried any more. Check the address with it and try again. If it is not technically feasible, hand the data to the person and refuse this transmission alone (ground “transfer_not_feasible”; GDPR art. 20(2)).',
  }),
  rights_not_named: () => ({
    fr: 'Aucun droit n’est encore désigné\u00a0: la demande est arrivée par courrier électronique et personne ne l’a encore lue. Lisez-la et ajoutez les droits qu’elle invoque. Son délai court depuis sa réception, qu’elle ait été lue ou non (RGPD, art. 12(3)\u00a0; EDPB 01/2022, §\u00a0159).',
    en: 'No right is named yet: the request came by e-mail and nobody has read it. Read it and add the rights that it invokes. Its time limit has been running since receipt, read or unread (GDPR art. 12(3); EDPB 01/2022 §159).',
  }),
  letter_undelivered: ({ count }) => ({
    fr: `${count === 1 ? 'Une lettre n’a pas pu être remise' : `${count} lettres n’ont pas pu être remises`} par courrier électronique\u00a0: ce qu’elle annonce n’est pas réputé communiqué. Vérifiez l’adresse et renvoyez-la, ou imprimez-la (PDF), postez-la et enregistrez l’envoi\u00a0: elle est communiquée le jour où elle est postée (RGPD, art. 12(3)).`,
    en: `${count === 1 ? 'A letter' : `${count} letters`} could not be delivered by e-mail: what it says does not count as told. Check the address and send it again, or print it (PDF), post it and record the posting: it is told on the day it is posted (GDPR art. 12(3)).`,
  }),
  answer_held_back: () => ({
    fr: 'La réponse n’est pas partie\u00a0: entre-temps, le mandat ou la qualité de son destinataire a été rejeté ou a pris fin, et ces données ne lui reviennent plus. La personne attend toujours sa réponse. Faites-lui adresser la réponse directement, ou confirmez un nouveau justificatif, puis renvoyez la lettre (RGPD, art. 5(1)(f) et 12(3)\u00a0; CNIL, délibération n°\u00a02021-070).',
    en: 'The answer has not left: meanwhile the mandate or authority of its reader was rejected or has ended, and the data are not theirs to have any more. The person is still waiting. Have the answer addressed to them directly, or confirm a new proof, and send the letter again (GDPR art. 5(1)(f) and 12(3); CNIL, recommendation 2021-070).',
  }),
  recipients_untold: ({ count }) => ({
    fr: `${count === 1 ? 'Un destinataire des données n’a pas encore été informé' : `${count} destinataires des données n’ont pas encore été informés`} de la rectification, de l’effacement ou de la limitation, ou de la levée de celle-ci. Informez-les, ou notez pourquoi c’est impossible ou exige des efforts disproportionnés (RGPD, art. 19).`,
    en: `${count === 1 ? 'A recipient of the data has' : `${count} recipients of the data have`} not been told yet of the rectification, the erasure or the restriction, or of its end. Tell them, or record why that proves impossible or involves disproportionate effort (GDPR art. 19).`,
  }),
  data_subject_named_otherwise: () => ({
    fr: 'La demande est faite en son nom propre, et la personne concernée ne porte qu’en partie le même nom. Ce peut être un nom d’usage ou de naissance, mais aussi un conjoint ou un parent\u00a0: assurez-vous que c’est une seule personne, ou corrigez la qualité du demandeur, avant de rien communiquer (RGPD, art. 5(1)(f) et 12(6)).',
    en: 'The request is made in the writer’s own name, and the data subject bears the same name only in part. It may be a married or a birth name, and also a spouse or a relative: make sure that it is one person, or correct the capacity, before anything is disclosed (GDPR art. 5(1)(f) and 12(6)).',
  }),
  contact_changed: () => ({
    fr: 'L’adresse de contact a changé depuis la réception, et la preuve d’identité est tombée. Ce qui a été remis auparavant ne prouve rien de qui lit la nouvelle adresse\u00a0: vérifiez à nouveau avant de répondre (RGPD, art. 12(6) et 32).',
    en: 'The contact address has changed since receipt, and the proof of identity has fallen. What was handed in before proves nothing of who reads the new address: check again before you answer (GDPR art. 12(6) and 32).',
  }),
  mailbox_not_proven: () => ({
    fr: 'L’adresse est attestée comme déjà connue, mais rien ne montre que la personne qui écrit lit ce qui y est envoyé\u00a0: la demande indique elle-même cette adresse, et un expéditeur se falsifie. Faites saisir un code avant toute remise (EDPB 01/2022, §\u00a058 à 79).',
    en: 'The address is attested to be on file, but nothing shows that whoever writes reads what is sent there: the request itself gives it, and a sender is easily forged. Have a code entered before anything is handed over (EDPB 01/2022 §58-79).',
  }),
  lookalike_address: () => ({
    fr: 'Le domaine de l’adresse mêle des lettres d’alphabets différents qui se ressemblent\u00a0: il peut imiter celui que vous connaissez, et ce n’est pas lui. Une preuve de cette boîte aux lettres ne prouve rien d’une autre (RGPD, art. 12(6) et 32).',
    en: 'The domain of the address mixes letters of different alphabets that look alike: it may imitate one you know, and is not that one. A proof of this mailbox proves nothing of another (GDPR art. 12(6) and 32).',
  }),
  records_unreviewed: ({ count, isMore }) => ({
    fr: `Des enregistrements provenant de tiers n’ont pas été relus (${isMore ? 'plus de ' : ''}${count})\u00a0: tant qu’ils ne le sont pas, aucune copie ne peut être remise. Validez-les, masquez-en une partie ou écartez-les, puis faites compiler l’export (RGPD, art. 15(4)).`,
    en: `Records from third parties are not reviewed (${isMore ? 'more than ' : ''}${count}): until they are, no copy can be released. Clear, redact or withhold them, then have the export compiled (GDPR art. 15(4)).`,
  }),
  possible_duplicate: ({ why, reference }) => ({
    fr: `${why === 'same_mailbox' ? 'La même adresse' : 'Une personne du même nom'} a invoqué le même droit moins de trente jours auparavant, dans la demande ${reference}, encore ouverte. Comparez-les\u00a0: une répétition se clôt comme doublon, toute autre demande appelle sa propre réponse. Un nom commun ne prouve rien.`,
    en: `${why === 'same_mailbox' ? 'The same address' : 'Somebody of the same name'} invoked the same right less than thirty days before, in request ${reference}, which is still open. Compare them: a repetition is closed as a duplicate, any other request is owed its own answer. A name in common proves nothing.`,
  }),
  duplicate_not_alike: () => ({
    fr: 'Cette demande est close comme doublon d’une demande avec laquelle elle n’a rien en commun\u00a0: ni adresse, ni nom, ni identifiant. La personne attend la réponse à l’autre demande, qui ira à quelqu’un d’autre. Rouvrez-la si ce n’est pas la même personne (RGPD, art. 12(3)).',
    en: 'This request is closed as the duplicate of one with which it has nothing in common: no address, no name, no identifier. The person waits for the answer to the other request, which goes to somebody else. Open it again where it is not the same person (GDPR art. 12(3)).',
  }),
  duplicates_unanswered: ({ count }) => ({
    fr: `Des demandes closes comme doublons de celle-ci (${count}) attendent sa réponse, et celle-ci n’en aura pas\u00a0: rouvrez-les, ou rouvrez celle-ci (RGPD, art. 12(3)).`,
    en: `Requests that were closed as duplicates of this one (${count}) wait for its answer, and this one gets none: open them again, or this one (GDPR art. 12(3)).`,
  }),
  searches_open: ({ count }) => ({
    fr: `Des recherches sont encore en cours (${count}), alors qu’un droit qui en dépend a reçu sa réponse. Ce que ces systèmes contiennent n’a été ni communiqué, ni rectifié, ni effacé\u00a0: attendez leur réponse, ou revenez sur la décision (RGPD, art. 5(2) et 12(3)).`,
    en: `Searches are still open (${count}), although a right that depends on them was answered. What these systems hold was neither disclosed, nor corrected, nor erased: wait for what they say, or take the decision back (GDPR art. 5(2) and 12(3)).`,
  }),
  flood_suspected: ({ why, count }) => ({
    fr: `${why === 'mailbox' ? `${count} demandes sont arrivées de cette adresse en un jour` : `${count} demandes sont arrivées par le formulaire en une heure`}. Son délai court comme celui de toute autre\u00a0: c’est au responsable de démontrer qu’une demande est manifestement infondée ou excessive (RGPD, art. 12(5)).`,
    en: `${why === 'mailbox' ? `${count} requests came from this address in one day` : `${count} requests came through the form in one hour`}. Its time limit runs like any other’s: that a request is manifestly unfounded or excessive is for the controller to demonstrate (GDPR art. 12(5)).`,
  }),
  granted_though_not_applicable: ({ right, activities }) => ({
    fr: `Ce droit est accordé (${rightNouns[right].fr}), alors que, d’après le registre, il ne vaut ${activities === undefined ? 'pour aucun traitement' : `pas pour ${listed(activities, 'fr')}`}. Vérifiez qu’aucune obligation ne s’y oppose avant de donner suite, ou corrigez le registre ; l’évaluation de la demande en donne la raison (RGPD, art. 5(2) et 24(1)).`,
    en: `This right is granted (${rightNouns[right].en}), although by the register it does not apply to ${activities === undefined ? 'any activity' : listed(activities, 'en')}. Before it is carried out, make sure that no obligation stands against it, or correct the register; the assessment of the request says why (GDPR art. 5(2) and 24(1)).`,
  }),
  refused_though_applicable: ({ right, activities }) => ({
    fr: `Ce droit est refusé, en tout ou en partie (${rightNouns[right].fr}), pour un motif que le registre ne confirme ${activities === undefined ? 'pour aucun traitement' : `pas pour ${listed(activities, 'fr')}`}. Un refus se motive et doit pouvoir être démontré : revenez sur la décision, ou corrigez le registre (RGPD, art. 5(2) et 12(4)).`,
    en: `This right is refused, wholly or in part (${rightNouns[right].en}), on a ground that the register does not bear out for ${activities === undefined ? 'any activity' : listed(activities, 'en')}. A refusal is given with reasons that can be shown to be true: take the decision back, or correct the register (GDPR art. 5(2) and 12(4)).`,
  }),
  basis_not_of_register: ({ right, activities }) => ({
    fr: `La décision retient une autre base légale que le registre (${rightNouns[right].fr}) : ${listed(activities ?? [], 'fr')}. La base annoncée aux personnes ne se choisit pas après coup : vérifiez laquelle est la bonne (RGPD, art. 6(1) et 13(1)(c)).`,
    en: `The decision goes by another legal basis than the register (${rightNouns[right].en}): ${listed(activities ?? [], 'en')}. The basis that people were told of is not chosen afterwards: check which is right (GDPR art. 6(1) and 13(1)(c)).`,
  }),
  items_differ_from_outcome: ({ right, activities }) => ({
    fr: `La décision d’ensemble et celle de chaque traitement ne s’accordent pas (${rightNouns[right].fr}) : ${listed(activities ?? [], 'fr')}. La personne lirait deux réponses : revenez sur la décision (RGPD, art. 12(1)).`,
    en: `The decision as a whole and that of each activity do not agree (${rightNouns[right].en}): ${listed(activities ?? [], 'en')}. The person would read two answers: take the decision back (GDPR art. 12(1)).`,
  }),
}

export const caseWarnings = Object.keys(texts) as readonly Code[] // the keys of the table above

/** A warning as staff is told of it. */
export function explainCaseWarning(warning: CaseWarning, locale: Locale): string {
  const text: (warning: never) => Text = texts[warning.code]
  return text(warning as never)[locale] // the text of this very code: TypeScript does not follow the pair
}

const methodNames: Record<IdentityMethod, Text> = {
  mailbox_code: { fr: 'un code envoyé à la boîte aux lettres', en: 'a code sent to the mailbox' },
  account: { fr: 'la connexion au compte', en: 'signing in to the account' },
  address_on_file: { fr: 'une adresse déjà connue', en: 'an address already on file' },
  known_facts: { fr: 'des informations connues de la seule personne', en: 'facts that only the person knows' },
  document: { fr: 'un document', en: 'a document' },
  in_person: { fr: 'un passage sur place', en: 'coming in person' },
}

const rightNouns: Record<RightName, Text> = {
  access: { fr: 'accès', en: 'access' },
  rectification: { fr: 'rectification', en: 'rectification' },
  erasure: { fr: 'effacement', en: 'erasure' },
  restriction: { fr: 'limitation', en: 'restriction' },
  objection: { fr: 'opposition', en: 'objection' },
  portability: { fr: 'portabilité', en: 'portability' },
  post_mortem: { fr: 'directives pour après la mort', en: 'directives for after death' },
  withdrawal: { fr: 'retrait du consentement', en: 'withdrawal of consent' },
}

/** More would make no sentence that anybody reads; the decision itself lists them all. */
const mostListed = 5

function listed(names: readonly string[], locale: Locale): string {
  const quoted = names.slice(0, mostListed).map((name) => (locale === 'fr' ? `«\u00a0${name}\u00a0»` : `“${name}”`))
  const more = names.length - mostListed
  const rest = more <= 0 ? [] : [locale === 'fr' ? `${more} autres` : `${more} more`]
  return enumeration([...quoted, ...rest], locale)
}

function named(methods: readonly IdentityMethod[], locale: Locale): string {
  return enumeration(
    methods.map((method) => methodNames[method][locale]),
    locale,
  )
}
