import { deleteIdentityDocuments } from '../identity/documents.ts'
import { civilDateIn, type Instant } from '../law/calendar.ts'
import { atLeast, type IdentityMethod, levelOfMethod } from '../law/identity-level.ts'
import { isUnanswered } from '../law/lifecycle.ts'
import { offeredMethods } from '../organisations/identity-settings.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { newId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { demandAccount, type IssuerKeys } from './account-sign-in.ts'
import type { Act, By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { arrivalOf } from './arrival.ts'
import { type Case, happened, neededLevel, rightState } from './case.ts'
import type { Ask } from './tables.ts'
import { tell } from './tell.ts'

/** Art. 12(6): where there is reasonable doubt, further information may be asked; the doubt is written down, the question is told. */
export const askIdentity: Act<Command<'ask-identity'>> = (c, command, by) => {
  if (neededLevel(c) === 'none') {
    throw problem('identity_not_needed', 'no unanswered right of this request needs the identity to be proven')
  }
  const methods = [...new Set(command.accepted_methods)]
  demandOffered(c, command.accepted_methods)
  const ask: Ask = { id: newId('ask'), kind: 'identity', asked_at: by.at, answers: [], accepted_methods: methods }
  c.request.asks.push(ask)
  c.request.identityRejected = false
  c.request.detail.questions[ask.id] = { question: command.question, doubt: command.doubt }
  const { question, doubt } = command
  happened(c, { type: 'identity_asked', facts: { accepted_methods: methods }, detail: { question, doubt } }, by)
  tell(c, command.told, { type: 'identity_question', question, methods }, { fact: 'ask', ask: ask.id }, by)
}

/** No way is open to the person that the organisation does not offer. */
function demandOffered({ organisation }: Case, methods: readonly IdentityMethod[]): void {
  const offered = offeredMethods(organisation)
  const errors = methods.flatMap((method, at) =>
    offered.includes(method)
      ? []
      : [{ location: `body.accepted_methods.${at}`, message: `expected one of ${offered.join(', ')}` }],
  )
  if (errors.length === 0) return
  throw problem('method_not_offered', 'the organisation does not offer every method that was named', { errors })
}

/** Staff has checked who asks. The pause ends on the day the answer arrived, not on the day it was checked (EDPB 01/2022 §159). */
export async function confirmIdentity(
  c: Case,
  command: Command<'confirm-identity'>,
  by: By,
  { tx, keys }: { readonly tx: Tx; readonly keys: IssuerKeys | undefined },
): Promise<void> {
  const account = await accountOf(c, command, keys, by)
  const answeredAt = await arrivalOf(c, command, by, tx)
  proveIdentity(c, { method: command.method, answeredAt, note: command.note, account }, by)
  await deleteDocumentsOfIdentity(c, by, tx)
}

/** The account that has signed in, for the method that is proven by one. */
async function accountOf(
  c: Case,
  { method, assertion }: Command<'confirm-identity'>,
  keys: IssuerKeys | undefined,
  by: By,
): Promise<Account | undefined> {
  if (method === 'account') return demandAccount(c, assertion, keys, by)
  if (assertion === undefined) return undefined
  throw problem('not_permitted', 'an assertion proves an account and goes with no other method', {
    errors: [{ location: 'body.assertion', message: 'expected with method account, and only there' }],
  })
}

type Account = Awaited<ReturnType<typeof demandAccount>>
type Proof = {
  readonly method: IdentityMethod
  readonly answeredAt: Instant
  readonly note: string
  readonly account: Account | undefined
}

/** Raises the level to what the method gives, never lowers it, and answers the open ask. */
function proveIdentity(c: Case, { method, answeredAt, note, account }: Proof, by: By): void {
  const level = levelOfMethod(method)
  if (level === 'mailbox' || c.request.identityLevel === 'mailbox') rememberMailbox(c, by)
  if (!atLeast(c.request.identityLevel, level)) {
    c.request.identityLevel = level
    c.request.identityMethod = method
    c.request.identityProvenAt = by.at
  }
  c.request.identityRejected = false
  c.request.detail.identity_note = note
  lastUnanswered(c)?.answers.push({ at: answeredAt, sufficient: true })
  const answeredOn = civilDateIn(c.organisation.timeZone, answeredAt)
  happened(
    c,
    {
      type: 'identity_confirmed',
      facts: { method, level, answered_on: answeredOn, ...(account && { account_known_by: account.knownBy }) },
      detail: { note, ...(account && { account: account.sub }) },
    },
    by,
  )
}

/** Beyond the level, which a higher one replaces: that whoever writes holds the mailbox. */
function rememberMailbox(c: Case, by: By): void {
  c.request.detail.mailbox_proven_at ??= by.at
}

/** A redeemed code proves the mailbox, answers an ask that lists `mailbox_code`, and nothing more (API §5). */
export function proveMailbox(c: Case, by: By): void {
  const raises = c.request.identityLevel === 'none'
  const ask = lastUnanswered(c)
  const answers = ask?.answers.length === 0 && ask.accepted_methods?.includes('mailbox_code')
  if (!raises && !answers && !isMailboxUnproven(c)) return
  rememberMailbox(c, by)
  if (raises) {
    c.request.identityLevel = 'mailbox'
    c.request.identityMethod = 'mailbox_code'
    c.request.identityProvenAt = by.at
    // Whoever was turned away holds the mailbox all the same: that they were turned away stays, where more is needed.
    if (atLeast('mailbox', neededLevel(c))) c.request.identityRejected = false
  }
  if (answers) ask?.answers.push({ at: by.at, sufficient: true })
  happened(c, { type: 'mailbox_proven', facts: { answers_ask: answers === true } }, by)
}

/**
 * Whether answers go by e-mail to an address that only the letter itself gives, attested to be on file, while nobody has shown to read
 * what is sent there.
 */
export function isMailboxUnproven({ request }: Case): boolean {
  const { identityMethod, channel, replyBy, detail } = request
  const isFromLetter = channel === 'web' || channel === 'email'
  return identityMethod === 'address_on_file' && isFromLetter && replyBy === 'email' && !detail.mailbox_proven_at
}

/** The proof does not suffice, or was accepted by mistake: nothing is proven, and an open pause stays open. */
export const rejectIdentity: Act<Command<'reject-identity'>> = (c, { reason, told }, by) => {
  c.request.identityLevel = 'none'
  c.request.identityMethod = null
  c.request.identityProvenAt = null
  c.request.identityRejected = true
  delete c.request.detail.mailbox_proven_at
  lastUnanswered(c)?.answers.push({ at: by.at, sufficient: false })
  happened(c, { type: 'identity_rejected', detail: { reason } }, by)
  tell(c, told, { type: 'identity_rejected', reason }, { fact: 'nothing' }, by)
}

/**
 * Art. 12(6) lets a person be asked only where it is necessary: a question that no unanswered right needs any more, since the organisation
 * has lowered what it asks for, ends, and with it its pause.
 */
export function endNeedlessAsk(c: Case, by: By): void {
  const ask = lastUnanswered(c)
  if (!ask || !c.rights.some((right) => isUnanswered(rightState(right)))) return
  const needed = neededLevel(c)
  if (!atLeast(c.request.identityLevel, needed)) return
  ask.ended_at = by.at
  happened(c, { type: 'identity_ask_ended', facts: { needed, level: c.request.identityLevel } }, by)
}

/** What was proven falls: another address stands behind the request now (attack 3). */
export function dropProof(c: Case): void {
  c.request.identityLevel = 'none'
  c.request.identityMethod = null
  c.request.identityProvenAt = null
  c.request.identityRejected = false
  delete c.request.detail.mailbox_proven_at
}

/** A copy of an identity document is kept no longer than its check needs (EDPB 01/2022 §79). */
export async function deleteDocumentsOfIdentity(c: Case, by: By, tx: Parameters<typeof deleteIdentityDocuments>[0]) {
  for (const document of await deleteIdentityDocuments(tx, c, by.at)) {
    happened(c, { type: 'document_deleted', facts: { document: showId('doc', document), kind: 'identity' } }, by)
  }
}

/** The identity ask whose pause is still open: the last one without a sufficient answer. */
function lastUnanswered(c: Case): Ask | undefined {
  return c.request.asks.findLast(
    (ask) => ask.kind === 'identity' && ask.ended_at === undefined && !ask.answers.some((answer) => answer.sufficient),
  )
}
