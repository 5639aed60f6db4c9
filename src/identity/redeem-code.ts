import type { Instant } from '../law/calendar.ts'
import type { RequesterActor } from '../platform/actor.ts'
import { codeMatches } from '../platform/crypto/codes.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { VerificationId } from '../platform/identifiers.ts'
import { type Problem, problem } from '../platform/problem.ts'
import { changeCase } from '../requests/change-case.ts'
import { openRequestsOfMailbox } from '../requests/find-request.ts'
import { proveMailbox } from '../requests/identity.ts'
import { isOwn } from '../requests/requests-of-mailbox.ts'
import { type AccessToken, beginSession } from './sessions.ts'
import { chargeFailures, tryChallenge } from './store.ts'

/** Tries of one challenge (API §5). */
const mostTries = 5
/**
 * Wrong codes for one address within a day of service time: whoever asks for code after code still guesses one in five million
 * a day. Neither a new code nor a right one gives it back: else the holder's own sign-ins would pay for a stranger's guesses.
 */
const mostFailures = 20
const budgetWindow = 24 * 60 * 60_000

/**
 * Redeems a code: proves the mailbox on every open request written from it, and gives an access token for the requester's door.
 * Wrong, late, used, foreign and unknown come back as one refusal. It is returned, not thrown: what was counted must be kept.
 */
export async function redeemCode(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'tokens'>,
  given: { readonly verification: VerificationId; readonly code: string },
  now: Instant,
): Promise<AccessToken | Problem> {
  // Known before the database is asked: the code is not stored, it follows from the challenge's id.
  const right = codeMatches(deps.keyring, given.verification, given.code)
  const mailbox = await tryChallenge(tx, { id: given.verification, now, right, mostTries })
  if (mailbox === undefined) return refused()
  const resetsAt = (now + budgetWindow) as Instant // an instant moved by whole milliseconds is an instant
  const failures = await chargeFailures(tx, { mailbox, failures: right ? 0 : 1, now, resetsAt })
  if (!right || failures >= mostFailures) return refused()
  const actor = requesterOf(tx, mailbox, given.verification)
  const [token] = await Promise.all([beginSession(tx, deps, actor), proveEverywhere(tx, deps, actor, now)])
  return token
}

/** Each open request of the mailbox, in one order everywhere, so that two redemptions can't wait for each other. */
async function proveEverywhere(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  actor: RequesterActor,
  now: Instant,
): Promise<void> {
  for (const request of await openRequestsOfMailbox(tx, Buffer.from(actor.mailbox, 'hex'))) {
    await changeCase(tx, deps, { request, actor, now }, (c) => {
      // Looked up before it was locked: meanwhile it may have been closed, or its address changed (attack 3).
      if (c.request.closedAt === null && isOwn(deps.keyring, c, actor)) proveMailbox(c, { actor, at: now })
    })
  }
}

function requesterOf(tx: Tx, mailbox: Buffer, id: VerificationId): RequesterActor {
  return { type: 'requester', organisation: tx.organisation, mailbox: mailbox.toString('hex'), id }
}

/** The one answer to every code that does not do: which of the reasons it was is nobody's business. */
function refused(): Problem {
  return problem('unauthorized', 'the code is wrong, late or used: ask for another', {
    headers: { 'WWW-Authenticate': 'Bearer' }, // RFC 9110 section 15.5.2: a 401 names a scheme
  })
}
