import { findDocument } from '../identity/documents.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type DocumentId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Act } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, happened } from './case.ts'
import { tell } from './tell.ts'

/** The mandate or proof suffices: the answer may go to who acts for the person (LAW §4; nothing is released before). */
export const confirmAuthority: Act<Command<'confirm-authority'>> = async (c, { documents, note }, by, tx) => {
  const shown = await documentsOf(c, documents, tx)
  c.request.authority = 'accepted'
  c.request.detail.authority_note = note
  happened(c, { type: 'authority_accepted', facts: { documents: shown }, detail: { note } }, by)
}

export const rejectAuthority: Act<Command<'reject-authority'>> = async (c, { documents, note, told }, by, tx) => {
  const shown = await documentsOf(c, documents, tx)
  c.request.authority = 'rejected'
  c.request.detail.authority_note = note
  happened(c, { type: 'authority_rejected', facts: { documents: shown }, detail: { note } }, by)
  tell(c, told, { type: 'authority_rejected' }, { fact: 'nothing' }, by)
}

/** The documents named, which must lie in this request. */
async function documentsOf(c: Case, ids: readonly DocumentId[] | undefined, tx: Tx): Promise<string[]> {
  const found = await Promise.all((ids ?? []).map((id) => findDocument(tx, c, id)))
  if (found.some((document) => document === undefined)) throw problem('not_found', 'the request holds no such document')
  return (ids ?? []).map((id) => showId('doc', id))
}
