import { isDeepStrictEqual } from 'node:util'
import { canonicalEmail } from '../platform/http/schemas.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import type { Case } from './case.ts'
import { tellOld } from './change-contact.ts'
import { dropProof } from './identity.ts'
import type { AnswerAddress } from './tables.ts'
import { wordsOf } from './words.ts'

/**
 * Where the data subject is answered, if the mandate says so; undefined: who wrote is. Throws `not_permitted` where there is no living
 * person to answer, or the address is that of who wrote: then nobody but them would be answered.
 */
export function answerAddressOf(c: Case, command: Command<'confirm-authority'>): AnswerAddress | undefined {
  if (command.answer_to !== 'data_subject' || command.contact === undefined) return undefined
  const { capacity, detail } = c.request
  if (capacity === 'heir' || capacity === 'designated_person') {
    throw refused('answer_to', 'the answer about a person who has died goes to who acts after them')
  }
  if (detail.data_subject === undefined) {
    throw refused('answer_to', 'the request does not name the data subject: correct it first')
  }
  const { email, postal_address: home } = command.contact
  const { requester } = detail
  if (
    email !== undefined &&
    requester.email !== undefined &&
    canonicalEmail(email) === canonicalEmail(requester.email)
  ) {
    throw refused('contact.email', 'this is the address of who writes, not of the data subject')
  }
  if (home !== undefined && isDeepStrictEqual(wordsOf(home), wordsOf(requester.postal_address ?? ''))) {
    throw refused('contact.postal_address', 'this is the address of who writes, not of the data subject')
  }
  return { ...(email === undefined ? {} : { email }), ...(home === undefined ? {} : { postal_address: home }) }
}

/**
 * Where answers went until now, and go from now on. Whoever moves an answer to another address, once one was accepted, is proven anew:
 * what vouched for the former says nothing of the latter (attack 3). Who is no longer answered is told.
 */
export function moveAnswers(c: Case, to: AnswerAddress | undefined, by: By): void {
  const { authority: before, data_subject: subject } = c.request.detail
  c.termsChanged = true
  if (before === undefined || isDeepStrictEqual(before.contact, to)) return
  dropProof(c)
  c.request.detail = { ...c.request.detail, contact_changed_at: by.at }
  const { email, postal_address } = before.contact ?? {}
  const name = subject?.name ?? ''
  if (email !== undefined && email !== to?.email) tellOld(c, 'email', { name, email }, by)
  if (postal_address !== undefined && postal_address !== to?.postal_address) {
    tellOld(c, 'post', { name, postal_address }, by)
  }
}

function refused(field: string, why: string) {
  return problem('not_permitted', why, { errors: [{ location: `body.${field}`, message: why }] })
}
