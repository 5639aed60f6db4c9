import type { Instant } from '../law/calendar.ts'
import type { RequesterActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { Log } from '../platform/http/log.ts'
import { type Problem, problem } from '../platform/problem.ts'
import { openRequestsOfMailbox } from '../requests/find-request.ts'
import { proveMailbox } from '../requests/identity.ts'
import { changeEach } from './change-each.ts'
import { type AccessToken, beginSession } from './sessions.ts'
import { type GivenCode, tryCode } from './try-code.ts'

/**
 * Redeems a code: proves the mailbox on every open request written from it, and gives an access token for the requester's door.
 * Wrong, late, used, foreign and unknown come back as one refusal. It is returned, not thrown: what was counted must be kept.
 */
export async function redeemCode(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'tokens'> & { readonly log: Log },
  given: GivenCode,
  now: Instant,
): Promise<AccessToken | Problem> {
  const mailbox = await tryCode(tx, deps, given, { purposes: ['receipt', 'sign_in'], now })
  if (mailbox === undefined) return refused()
  const actor = holderOf(tx, mailbox, given.verification)
  const [token] = await Promise.all([beginSession(tx, deps, actor), proveEverywhere(tx, deps, actor, now)])
  return token
}

/** Proves the mailbox on each open request that was written from it. */
export async function proveEverywhere(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'> & { readonly log: Log },
  actor: RequesterActor,
  at: Instant,
): Promise<void> {
  const requests = await openRequestsOfMailbox(tx, Buffer.from(actor.mailbox, 'hex'))
  await changeEach(tx, deps, { requests, actor, at }, (c) => proveMailbox(c, { actor, at }))
}

/** Who holds a mailbox, as the code of a challenge has proven. */
export function holderOf(tx: Tx, mailbox: Buffer, id: RequesterActor['id']): RequesterActor {
  return { type: 'requester', organisation: tx.organisation, mailbox: mailbox.toString('hex'), id }
}

/** The one answer to every code that does not do: which of the reasons it was is nobody's business. */
function refused(): Problem {
  return problem('unauthorized', 'the code is wrong, late or used: ask for another', {
    headers: { 'WWW-Authenticate': 'Bearer' }, // RFC 9110 section 15.5.2: a 401 names a scheme
  })
}
