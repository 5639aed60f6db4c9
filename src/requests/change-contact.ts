import { writeLetter } from '../letters/write-letter.ts'
import { canonicalEmail } from '../platform/http/schemas.ts'
import type { By } from './act.ts'
import { type Case, happened } from './case.ts'
import { dropProof } from './identity.ts'
import type { Person } from './tables.ts'
import { isSameName } from './words.ts'

/**
 * Writes down who writes and receives. Where another address stands behind the request from now on, what was proven falls (attack 3):
 * nothing is released, and what was released is handed out no more, until it is proven anew. Who reads the old address is told. Another
 * person's name drops the proof, too.
 */
export function changeRequester(c: Case, requester: Person, by: By): void {
  const before = c.request.detail.requester
  c.request.detail = { ...c.request.detail, requester }
  c.termsChanged = true
  const otherMailbox = mailbox(before) !== mailbox(requester)
  const otherHome = (before.postal_address ?? '') !== (requester.postal_address ?? '')
  // What was proven of one person says nothing of another, whatever was keyed wrong.
  if (!isSameName(before.name, requester.name)) dropProof(c)
  if (!otherMailbox && !otherHome) return
  dropProof(c)
  c.request.detail.contact_changed_at = by.at
  const { name, email, postal_address } = before
  if (otherMailbox && email !== undefined) tellOld(c, 'email', { name, email }, by)
  if (otherHome && postal_address !== undefined) tellOld(c, 'post', { name, postal_address }, by)
}

/** The person wants to be written to at another mailbox, which they have proven to hold: that, and nothing more, is proven then. */
export function moveToMailbox(c: Case, email: string, by: By): void {
  const { requester } = c.request.detail
  const level = c.request.identityLevel
  changeRequester(c, { ...requester, email }, by)
  if (requester.email !== undefined) {
    const former_mailboxes = [...new Set([...(c.request.detail.former_mailboxes ?? []), requester.email])]
    c.request.detail = { ...c.request.detail, former_mailboxes }
  }
  const detail = { from: requester.email ?? null, to: email }
  happened(c, { type: 'contact_changed', facts: { level_before: level }, detail }, by)
}

/** The reader of an address that is written to no more is told so. */
export function tellOld(c: Case, way: 'email' | 'post', to: Omit<Person, 'phone'>, by: By): void {
  const { id, reference, locale } = c.request
  const letter = { type: 'contact_changed' } as const
  const { organisation } = c
  c.letters.push(
    writeLetter({
      organisation,
      request: { id, reference },
      letter,
      by: way,
      to,
      locale,
      tells: { fact: 'nothing' },
      now: by.at,
    }),
  )
}

function mailbox(person: Person): string {
  return person.email === undefined ? '' : canonicalEmail(person.email)
}
