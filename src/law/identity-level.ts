import { paceOf, type RightKind, rightNames } from './rights.ts'

/** How sure it is who is asking, from least to most. Control of a mailbox is not identity. */
export const identityLevels = ['none', 'mailbox', 'verified'] as const
export type IdentityLevel = (typeof identityLevels)[number]

/** The ways of making sure. EDPB 01/2022 §58-79: proportionate, an existing login first, never by default an identity card. */
export const identityMethods = [
  'mailbox_code',
  'account',
  'address_on_file',
  'known_facts',
  'document',
  'in_person',
] as const
export type IdentityMethod = (typeof identityMethods)[number]

/** What a level is decided for: a right, or the objection to direct marketing, which is a case of its own (art. 21(2)-(3)). */
export const identityTopics = [...rightNames, 'marketing_objection'] as const
export type IdentityTopic = (typeof identityTopics)[number]

/** A level of an organisation's own, with its reason: it is the controller who must be able to show it (art. 5(2)). */
export type OwnLevel = { readonly level: IdentityLevel; readonly reason?: string | undefined }

/** An organisation's own levels; where it has none, the usual one holds. */
export type IdentityPolicy = { readonly [Topic in IdentityTopic]?: OwnLevel | undefined }

const ranks = { none: 0, mailbox: 1, verified: 2 } as const satisfies Record<IdentityLevel, number>

/** Whether a level reaches the one that is needed. */
export function atLeast(level: IdentityLevel, needed: IdentityLevel): boolean {
  return ranks[level] >= ranks[needed]
}

/** What a method proves: a code that came back proves the mailbox, any other method the person. */
export function levelOfMethod(method: IdentityMethod): IdentityLevel {
  return method === 'mailbox_code' ? 'mailbox' : 'verified'
}

/** EDPB 01/2022 §63-71: what asks least of the person first, an existing login before all. §73-79: a copy of a document last. */
const lighterThanDocument = [
  'account',
  'mailbox_code',
  'address_on_file',
  'known_facts',
] as const satisfies IdentityMethod[]

/** What would do instead of a document: the methods offered that prove the level needed and ask less of the person. */
export function lighterMethods(needed: IdentityLevel, offered: readonly IdentityMethod[]): IdentityMethod[] {
  return lighterThanDocument.filter((method) => offered.includes(method) && atLeast(levelOfMethod(method), needed))
}

/**
 * The level that a grant needs, and the answer "we hold nothing", which discloses too, where the organisation has none of its own.
 * What is owed at once, a withdrawal or a marketing objection, needs none: it hands nothing over, and art. 7(3) wants it as easy as
 * consenting was.
 */
export function usualLevel(topic: IdentityTopic): IdentityLevel {
  return topic === 'withdrawal' || topic === 'marketing_objection' ? 'none' : 'verified'
}

/** Whether a level of an organisation's own asks for less than the usual one: then it needs a written reason. */
export function isLowered(topic: IdentityTopic, level: IdentityLevel): boolean {
  return !atLeast(level, usualLevel(topic))
}

/** The level that this right needs at this organisation. */
export function neededLevel(kind: RightKind, policy: IdentityPolicy): IdentityLevel {
  const topic = topicOf(kind)
  return policy[topic]?.level ?? usualLevel(topic)
}

function topicOf(kind: RightKind): IdentityTopic {
  return kind.right === 'objection' && paceOf(kind) === 'at_once' ? 'marketing_objection' : kind.right
}

/** The highest level any of these rights needs; `none` where there are none. */
export function highestNeeded(rights: readonly RightKind[], policy: IdentityPolicy): IdentityLevel {
  return rights
    .map((kind) => neededLevel(kind, policy))
    .reduce((highest, level) => (atLeast(level, highest) ? level : highest), 'none')
}
