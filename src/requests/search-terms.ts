import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Case } from './case.ts'
import { mailboxOf, wordTerm } from './fingerprints.ts'
import { answersGoTo } from './on-behalf.ts'
import type { Term } from './store.ts'
import { wordsOf } from './words.ts'

/** What every reference starts with: it would find every request. */
const referencePrefix = 'hb'

/** The words that `q` asks for, all of which must be there. The prefix of references says nothing and is left out. */
export function queryWords(q: string): string[] {
  const words = wordsOf(q)
  const telling = words.filter((word) => word !== referencePrefix)
  return telling.length > 0 ? telling : words
}

/** Everything by which a request is found: who writes, whose data it is, and its reference. */
export function termsOf(keyring: Keyring, c: Case): Term[] {
  const { organisationId: organisation, detail, reference } = c.request
  const names = [detail.requester.name, detail.data_subject?.name ?? ''].flatMap(wordsOf)
  const words = new Set([...names, ...wordsOf(reference).filter((word) => word !== referencePrefix)])
  const terms = [...words].map((word): Term => ({ term: wordTerm(keyring, organisation, word), kind: 'word' }))
  const readers = [
    detail.requester.email,
    answersGoTo(c) === 'data_subject' ? detail.authority?.contact?.email : undefined,
  ]
  const mailboxes = readers.flatMap((email) => (email === undefined ? [] : mailboxOf(keyring, organisation, email)))
  return [...terms, ...mailboxes.map((term): Term => ({ term, kind: 'email' }))]
}
