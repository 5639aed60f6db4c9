import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Case } from './case.ts'
import { casesOf } from './list-requests.ts'
import { isSameMailbox } from './resemblance.ts'
import { mailboxOfCase } from './screen-requests.ts'
import { requestsRelated } from './screening-store.ts'

/**
 * How one request belongs to another. `split_from`, `split_into`: of one letter; `duplicate_of`, `duplicated_by`: closed as the same letter;
 * `same_requester`: written from the same mailbox by somebody who is proven in both.
 */
export const relationsFound = ['split_from', 'split_into', 'duplicate_of', 'duplicated_by', 'same_requester'] as const
export type RelationFound = (typeof relationsFound)[number]
export type RelatedRequest = { readonly case: Case; readonly relations: readonly RelationFound[] }

/**
 * The requests that belong to one, the newest first, of each kind the newest hundred: what staff made of its letter or took for it, erased ones too, and
 * the other requests of who wrote it. None of an erased or damaged one, whose writer nobody knows any more.
 */
export async function findRelated(tx: Tx, keyring: Keyring, c: Case): Promise<RelatedRequest[]> {
  const { request, refused } = c
  if (request.erasedAt !== null || refused.size > 0) return []
  const halves = request.detail.related ?? []
  const original = request.duplicateOf === null ? [] : [request.duplicateOf]
  const found = await requestsRelated(tx, {
    of: request.id,
    named: [...halves.map((half) => half.request), ...original],
    mailbox: isProven(c) ? mailboxOfCase(keyring, c) : null,
  })
  return (await casesOf(tx, keyring, found)).flatMap((other) => {
    const relations = relationsFound.filter((relation) => isRelated(c, other, relation))
    return relations.length === 0 ? [] : [{ case: other, relations }]
  })
}

function isRelated(c: Case, other: Case, relation: RelationFound): boolean {
  const { request } = c
  const { id, duplicateOf } = other.request
  if (relation === 'duplicate_of') return request.duplicateOf === id
  if (relation === 'duplicated_by') return duplicateOf === request.id
  if (relation === 'same_requester') return isSameRequester(c, other)
  return (request.detail.related ?? []).some((half) => half.relation === relation && half.request === id)
}

/** By what is sealed in both: who can write to the database could point a fingerprint at any request. */
function isSameRequester(c: Case, other: Case): boolean {
  return isProven(c) && isProven(other) && isSameMailbox(c.request, other.request)
}

/** Anybody can write an address into a form. */
function isProven({ request, refused }: Case): boolean {
  return (
    request.erasedAt === null &&
    !refused.has(request.id) &&
    request.identityLevel !== 'none' &&
    !request.identityRejected
  )
}
