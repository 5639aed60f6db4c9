import type { CivilDate } from './calendar.ts'
import type { AuthorityStatus } from './lifecycle.ts'
import type { GroundCode } from './refusal.ts'
import type { Text } from './wording.ts'

/** In what quality somebody writes: for themselves, or for the person whose data it is. */
export const capacities = ['self', 'representative', 'parent', 'heir', 'designated_person'] as const
export type Capacity = (typeof capacities)[number]

/** What a mandate or another proof of authority states. */
export const proofItems = [
  'rights',
  'length',
  'data',
  'subject_identity',
  'representative_identity',
  'recipient',
  'child_identity',
  'parental_authority',
  'death',
  'quality',
] as const
export type ProofItem = (typeof proofItems)[number]

/** One thing that a proof must state: told to who checks it, with where that is written. */
export type ProofRule = { readonly item: ProofItem; readonly sentence: Text; readonly source: Text }

const recommendation = {
  fr: 'CNIL, délibération n°\u00a02021-070 du 27 mai 2021',
  en: 'CNIL, recommendation 2021-070 of 27 May 2021',
}
const afterDeath = {
  fr: 'loi «\u00a0Informatique et Libertés\u00a0», art. 85',
  en: 'French Data Protection Act, art. 85',
}

/** The checklist of each capacity. Nobody proves anything to act for themselves. */
export const checklists = {
  self: [],
  // CNIL, délibération n° 2021-070: a mandate states its object, its length, the data, both identities and who receives the answer.
  representative: [
    {
      item: 'rights',
      sentence: {
        fr: 'Le mandat nomme le ou les droits à exercer.',
        en: 'The mandate names the right or rights to be exercised.',
      },
      source: recommendation,
    },
    {
      item: 'length',
      sentence: {
        fr: 'Le mandat indique sa durée, et n’est pas expiré.',
        en: 'The mandate states its length, and has not ended.',
      },
      source: recommendation,
    },
    {
      item: 'data',
      sentence: {
        fr: 'Le mandat indique les données, ou les traitements, qu’il concerne.',
        en: 'The mandate states which data, or which processing, it is about.',
      },
      source: recommendation,
    },
    {
      item: 'subject_identity',
      sentence: {
        fr: 'Le mandat identifie la personne concernée, qui l’a donné.',
        en: 'The mandate identifies the data subject, who gave it.',
      },
      source: recommendation,
    },
    {
      item: 'representative_identity',
      sentence: {
        fr: 'Le mandat identifie le mandataire, et c’est bien lui qui écrit.',
        en: 'The mandate identifies the representative, who is the one that writes.',
      },
      source: recommendation,
    },
    {
      item: 'recipient',
      sentence: {
        fr: 'Le mandat précise à qui la réponse est adressée\u00a0: au mandataire ou à la personne concernée.',
        en: 'The mandate states who receives the answer: the representative or the data subject.',
      },
      source: recommendation,
    },
  ],
  // LIL 45: fifteen is the age of consent to online services, and no reason by itself to turn a parent or a child away.
  parent: [
    {
      item: 'child_identity',
      sentence: {
        fr: 'L’identité de l’enfant est établie. Avoir plus ou moins de quinze ans n’est pas, à soi seul, un motif de refus.',
        en: 'The identity of the child is established. Being over or under fifteen is, by itself, no reason to refuse.',
      },
      source: {
        fr: 'RGPD, art. 12(6)\u00a0; loi «\u00a0Informatique et Libertés\u00a0», art. 45',
        en: 'GDPR art. 12(6); French Data Protection Act, art. 45',
      },
    },
    {
      item: 'parental_authority',
      sentence: {
        fr: 'L’autorité parentale de l’auteur de la demande est établie (acte de naissance, livret de famille, décision de justice).',
        en: 'The parental authority of who writes is established (birth certificate, family record book, court decision).',
      },
      source: { fr: 'code civil, art. 371-1', en: 'French Civil Code, art. 371-1' },
    },
  ],
  // LIL 85: without instructions the heirs may act; who they are is shown by an acte de notoriété or the livret de famille.
  heir: [
    {
      item: 'death',
      sentence: { fr: 'Le décès est prouvé (acte de décès).', en: 'The death is proven (death certificate).' },
      source: afterDeath,
    },
    {
      item: 'quality',
      sentence: {
        fr: 'La qualité d’héritier est prouvée (acte de notoriété, livret de famille).',
        en: 'The quality of heir is proven (acte de notoriété, family record book).',
      },
      source: afterDeath,
    },
  ],
  // LIL 85: the person whom the directives name asks for them to be carried out.
  designated_person: [
    {
      item: 'death',
      sentence: { fr: 'Le décès est prouvé (acte de décès).', en: 'The death is proven (death certificate).' },
      source: afterDeath,
    },
    {
      item: 'quality',
      sentence: {
        fr: 'Les directives du défunt désignent l’auteur de la demande pour leur exécution.',
        en: 'The directives of the deceased name who writes to carry them out.',
      },
      source: afterDeath,
    },
  ],
} as const satisfies Record<Capacity, readonly ProofRule[]>

/** What was found stated, and what was not. An item left out is not stated. */
export type Checklist = { readonly [item in ProofItem]?: boolean | undefined }

export type ProofVerdict =
  | { readonly accepted: true; readonly itemised: boolean }
  /** The items that are missing. */
  | { readonly accepted: false; readonly missing: readonly ProofItem[] }

/**
 * Whether a proof suffices to act in this capacity. A checklist must find stated all that the capacity asks for. Without one a mandate
 * and parental authority are taken on the word of who checked them; a death and the quality of who writes are not (LIL 85): a document
 * must be named that proves them. `documents`: how many were.
 */
export function judgeProof(
  capacity: Capacity,
  { checklist, documents }: { readonly checklist: Checklist | undefined; readonly documents: number },
): ProofVerdict {
  const items = checklists[capacity].map(({ item }) => item)
  if (checklist !== undefined) {
    const missing = items.filter((item) => checklist[item] !== true)
    return missing.length === 0 ? { accepted: true, itemised: true } : { accepted: false, missing }
  }
  const speaksOfTheDead = capacity === 'heir' || capacity === 'designated_person'
  if (speaksOfTheDead && documents === 0) return { accepted: false, missing: items }
  return { accepted: true, itemised: false }
}

/** The items of a checklist that this capacity does not know. */
export function foreignItems(capacity: Capacity, checklist: Checklist): ProofItem[] {
  const known: readonly ProofItem[] = checklists[capacity].map(({ item }) => item)
  return proofItems.filter((item) => checklist[item] !== undefined && !known.includes(item))
}

/** Authority as far as it decides what may be done for another. */
export type Authority = {
  readonly status: AuthorityStatus
  /** The rights it is for; undefined: every right of the request. */
  readonly rights?: readonly string[] | undefined
  /** The last day of a mandate; undefined: it has none. */
  readonly validUntil?: CivilDate | undefined
}

/** `own`: who writes asks for their own data. */
export type Standing = 'own' | 'holds' | 'not_accepted' | 'other_right' | 'ended'

/** What the authority is worth for one right today. A mandate holds to the end of its last day. */
export function standingFor(authority: Authority, right: string, today: CivilDate): Standing {
  if (authority.status === 'not_needed') return 'own'
  if (authority.status !== 'accepted') return 'not_accepted'
  if (authority.rights !== undefined && !authority.rights.includes(right)) return 'other_right'
  return hasEnded(authority, today) ? 'ended' : 'holds'
}

/** Whether the last day of a mandate is over. */
export function hasEnded({ validUntil }: Authority, today: CivilDate): boolean {
  return validUntil !== undefined && today > validUntil
}

/**
 * Grounds of refusal that tell nothing of the person: neither that data about them are held, nor what is in them (GDPR art. 5(1)(f)).
 * Whoever has shown no authority may be refused on these, and learns nothing.
 */
const silentGrounds: ReadonlySet<GroundCode> = new Set<GroundCode>([
  'not_controller',
  'not_identifiable',
  'identity_not_established',
  'manifestly_unfounded',
  'excessive',
  'restricted_by_law',
  'no_quality_shown',
])

/** Whether a refusal on these grounds says nothing about the person. One without a ground is none. */
export function saysNothing(grounds: readonly GroundCode[]): boolean {
  return grounds.length > 0 && grounds.every((ground) => silentGrounds.has(ground))
}
