import { findDocument } from '../identity/documents.ts'
import { civilDateIn } from '../law/calendar.ts'
import { type Checklist, checklists, foreignItems, judgeProof, type ProofItem } from '../law/mandate.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type DocumentId, type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Act, By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { answerAddressOf, moveAnswers } from './answer-address.ts'
import { type Case, happened } from './case.ts'
import { answersGoTo } from './on-behalf.ts'
import type { AcceptedAuthority } from './tables.ts'
import { tell } from './tell.ts'

/**
 * The mandate or proof suffices, as far as it goes: for these rights, until that day (LAW §4; nothing is released before). Said again of
 * another proof, it replaces what was accepted. Throws `authority_incomplete` where the proof does not state all it must, `not_permitted`
 * for a document of another kind or a mandate that has ended, `not_found` for what the request does not hold.
 */
export const confirmAuthority: Act<Command<'confirm-authority'>> = async (c, command, by, tx) => {
  const shown = await documentsOf(c, command.documents, tx)
  demandProofOf(shown)
  demandChecklist(c, command.checklist, shown.length)
  demandLasting(c, command.valid_until, by)
  const accepted: AcceptedAuthority = {
    stated: command.checklist === undefined ? undefined : statedIn(command.checklist),
    rights: coveredRights(c, command.rights),
    valid_until: command.valid_until,
    contact: answerAddressOf(c, command),
  }
  moveAnswers(c, accepted.contact, by)
  c.request.authority = 'accepted'
  c.request.detail = { ...c.request.detail, authority_note: command.note, authority: accepted }
  const facts = {
    documents: shown.map(({ id }) => showId('doc', id)),
    stated: accepted.stated ?? null,
    rights: accepted.rights?.map((id) => showId('rgt', id)) ?? null,
    valid_until: accepted.valid_until ?? null,
    answer_to: answersGoTo(c),
  }
  const { contact } = accepted
  const detail = { note: command.note, ...(contact === undefined ? {} : { contact: { ...contact } }) }
  happened(c, { type: 'authority_accepted', facts, detail }, by)
}

/** The proof does not suffice, or was accepted by mistake: from now on nothing is released on it. */
export const rejectAuthority: Act<Command<'reject-authority'>> = async (c, { documents, note, told }, by, tx) => {
  const shown = await documentsOf(c, documents, tx)
  c.request.authority = 'rejected'
  c.termsChanged = true
  c.request.detail = { ...c.request.detail, authority_note: note }
  const facts = { documents: shown.map(({ id }) => showId('doc', id)) }
  happened(c, { type: 'authority_rejected', facts, detail: { note } }, by)
  tell(c, told, { type: 'authority_rejected' }, { fact: 'nothing' }, by)
}

/** Another capacity, or another person whose data it is, is another authority: what was accepted, and all that hung on it, falls. */
export function dropAuthority(c: Case): void {
  const { request } = c
  c.termsChanged = true
  request.authority = request.capacity === 'self' ? 'not_needed' : 'unproven'
  request.detail = { ...request.detail, authority: undefined, authority_note: undefined }
  request.detail.whose_data_changed_at = request.lastSequence
}

type Shown = NonNullable<Awaited<ReturnType<typeof findDocument>>>

/** The documents named, which must lie in this request. Throws `not_found`. */
export async function documentsOf(c: Case, ids: readonly DocumentId[] | undefined, tx: Tx): Promise<Shown[]> {
  const found = await Promise.all((ids ?? []).map((id) => findDocument(tx, c, id)))
  return found.map((document) => document ?? absent('the request holds no such document'))
}

function demandProofOf(documents: readonly Shown[]): void {
  const strange = documents.flatMap(({ kind }, at) => (kind === 'authority' ? [] : [at]))
  if (strange.length === 0) return
  throw problem('not_permitted', 'an authority is proven by documents of the kind authority', {
    errors: strange.map((at) => ({
      location: `body.documents.${at}`,
      message: 'expected a document of kind authority',
    })),
  })
}

function demandChecklist(c: Case, checklist: Checklist | undefined, documents: number): void {
  const { capacity } = c.request
  const foreign = foreignItems(capacity, checklist ?? {})
  if (foreign.length > 0) {
    const known = checklists[capacity].map(({ item }) => item).join(', ')
    throw problem('invalid', 'the checklist holds an item of another capacity', {
      errors: foreign.map((item) => ({ location: `body.checklist.${item}`, message: `expected one of ${known}` })),
    })
  }
  const verdict = judgeProof(capacity, { checklist, documents })
  if (verdict.accepted) return
  const [detail, expected] =
    checklist === undefined
      ? ['a death, and the quality of who writes, are proven by a document named here or item by item', 'expected true']
      : ['the proof does not state all that it must', 'expected true: the proof must state this']
  throw problem('authority_incomplete', detail, {
    errors: verdict.missing.map((item) => ({ location: `body.checklist.${item}`, message: expected })),
  })
}

function demandLasting(c: Case, validUntil: Command<'confirm-authority'>['valid_until'], by: By): void {
  if (validUntil === undefined || validUntil >= civilDateIn(c.organisation.timeZone, by.at)) return
  throw problem('not_permitted', 'the mandate has ended', {
    errors: [{ location: 'body.valid_until', message: 'expected today or a later day' }],
  })
}

/**
 * What the authority is for. A mandate is for the rights it names (CNIL 2021-070): where staff names none, those that the request invokes
 * now, so that one added later needs a mandate that covers it. Any other capacity extends to all of them.
 */
function coveredRights({ request, rights }: Case, named: readonly RightId[] | undefined): RightId[] | undefined {
  const ids = rights.map(({ id }) => id)
  if (named === undefined) return request.capacity === 'representative' ? ids : undefined
  return [...new Set(named)].map((id) => (ids.includes(id) ? id : absent('the request invokes no such right')))
}

function statedIn(checklist: Checklist): ProofItem[] {
  return Object.entries(checklist).flatMap(([item, stated]) => (stated === true ? [item as ProofItem] : [])) // its schema's keys
}

function absent(why: string): never {
  throw problem('not_found', why)
}
