import type { RequesterActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Page, type PageQuery, pageById } from '../platform/http/cursor.ts'
import type { VerificationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { endSessionOf, insertSession, liveSessionsOf, type SessionRow } from './session-store.ts'

export type AccessToken = { readonly access_token: string; readonly token_type: 'Bearer'; readonly expires_in: number }

/** Signs a person in: a token for the requester's door, and the session it belongs to, which lives as long. */
export async function beginSession(
  tx: Tx,
  { tokens: { requester } }: Pick<Deps, 'tokens'>,
  { organisation, mailbox, id }: RequesterActor,
): Promise<AccessToken> {
  const token = requester.sign({ organisation, mailbox, verification: id })
  const { issuedAt, expiresAt } = requester.verify(token)
  const row = { organisationId: organisation, id, mailbox: Buffer.from(mailbox, 'hex') }
  await insertSession(tx, { ...row, createdAt: issuedAt, expiresAt, endedAt: null })
  return { access_token: token, token_type: 'Bearer', expires_in: requester.lifetimeSeconds }
}

/** A page of the person's sessions that can still be used, the newest first. */
export function listSessions(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  { mailbox }: RequesterActor,
  query: PageQuery,
): Promise<Page<SessionRow>> {
  const binding = { organisation: tx.organisation, scope: { list: 'sessions', whose: mailbox } }
  return pageById(deps, binding, query, (onward) => liveSessionsOf(tx, Buffer.from(mailbox, 'hex'), onward, realNow()))
}

/** Ends one of the person's sessions: its token opens nothing any more. Throws `not_found` where they have no such session. */
export async function endSession(tx: Tx, { mailbox }: RequesterActor, id: VerificationId): Promise<void> {
  const ended = await endSessionOf(tx, { mailbox: Buffer.from(mailbox, 'hex'), id, now: realNow() })
  if (!ended) throw problem('not_found', 'there is no such session')
}
