import { paceOf, type RightKind, type RightName } from './rights.ts'

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

/** An organisation's own levels. Each is kept with its reason: it is the controller who must be able to show it (art. 5(2)). */
export type IdentityPolicy = {
  readonly [topic in RightName | 'marketing_objection']?: { readonly level: IdentityLevel; readonly reason: string }
}

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
 * The level that a grant needs, and the answer "we hold nothing", which discloses too. What is owed at once, a withdrawal or
 * a marketing objection, needs none: it hands nothing over, and art. 7(3) wants it as easy as consenting was.
 */
export function neededLevel(kind: RightKind, policy: IdentityPolicy = {}): IdentityLevel {
  const atOnce = paceOf(kind) === 'at_once'
  const topic = kind.right === 'objection' && atOnce ? 'marketing_objection' : kind.right
  return policy[topic]?.level ?? (atOnce ? 'none' : 'verified')
}

/** The highest level any of these rights needs; `none` where there are none. */
export function highestNeeded(rights: readonly RightKind[], policy: IdentityPolicy = {}): IdentityLevel {
  return rights
    .map((kind) => neededLevel(kind, policy))
    .reduce((highest, level) => (atLeast(level, highest) ? level : highest), 'none')
}
