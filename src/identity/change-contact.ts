import type { Instant } from '../law/calendar.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { RequesterActor } from '../platform/actor.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { Log } from '../platform/http/log.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { type Problem, problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { moveToMailbox } from '../requests/change-contact.ts'
import { openRequestsFrom } from '../requests/find-request.ts'
import { proveMailbox } from '../requests/identity.ts'
import { getOwnRequest } from '../requests/requests-of-mailbox.ts'
import { deleteContactChange, findContactChange, insertContactChange, type VerificationRow } from './challenge-store.ts'
import { changeEach } from './change-each.ts'
import { holderOf, proveEverywhere } from './redeem-code.ts'
import { sendCode } from './send-code.ts'
import { type AccessToken, beginSession } from './sessions.ts'
import { type GivenCode, tryCode } from './try-code.ts'

/** All of them change in one transaction: whoever has more moves the rest in another. */
const mostMoved = 100

type ByPerson = By & { readonly actor: RequesterActor; readonly at: Instant }

/**
 * The first step of moving to another mailbox: a code goes to the new address, and nothing changes until it comes back. So a typing error
 * locks nobody out. Who else has that address is not looked up. Throws `not_found` for a request that is not the person's,
 * `action_not_allowed` for a closed one.
 */
export async function askContactChange(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  asked: {
    readonly email: string
    readonly requests: readonly RequestId[] | undefined
    readonly locale: string | undefined
  },
  { actor, at }: ByPerson,
): Promise<VerificationRow> {
  const { email, requests, locale } = asked
  for (const c of await Promise.all((requests ?? []).map((id) => getOwnRequest(tx, deps, actor, id)))) {
    if (c.request.closedAt === null) continue
    throw problem('action_not_allowed', 'the address of a closed request is not changed', { allowedActions: [] })
  }
  const organisation = await getOrganisation(tx)
  const verification = await sendCode(tx, deps, organisation, { purpose: 'contact', email, locale, now: at })
  await insertContactChange(tx, organisationSafe(deps.keyring, tx.organisation), {
    organisationId: tx.organisation,
    id: verification.id,
    askedBy: Buffer.from(actor.mailbox, 'hex'),
    detail: { email, requests: requests === undefined ? undefined : [...requests] },
  })
  return verification
}

export type ContactChange = AccessToken & { readonly requests: readonly RequestId[]; readonly hasMore: boolean }

/**
 * The second step: the code has come back to whoever holds the old mailbox, from the new one. Both at once: the reader of a
 * mistyped address can't do it alone. A thief of a token with a mailbox of his own can, while the token lives, and gains no release by it. Each request moves with an event, its proof falls to the new mailbox (attack 3),
 * and the old address is told. The person goes on with a token for the new mailbox. Refusals are returned, as in `redeemCode`.
 */
export async function redeemContactChange(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'tokens'> & { readonly log: Log },
  given: GivenCode,
  by: ByPerson,
): Promise<ContactChange | Problem> {
  const { actor, at: now } = by
  const change = await findContactChange(tx, organisationSafe(deps.keyring, tx.organisation), given.verification)
  // Whose change it is comes before any try, or a stranger could use up the tries of another's challenge (attack 14).
  if (change === undefined || change.askedBy.toString('hex') !== actor.mailbox) return refused()
  const mailbox = await tryCode(tx, deps, given, { purposes: ['contact'], now })
  if (mailbox === undefined) return refused()
  const holder = holderOf(tx, mailbox, given.verification)
  const moved: RequestId[] = []
  const named = change.detail.requests ?? (await openRequestsFrom(tx, change.askedBy, mostMoved + 1))
  await changeEach(tx, deps, { requests: named.slice(0, mostMoved), actor, at: now }, (c) => {
    if (actor.mailbox === holder.mailbox) return
    moveToMailbox(c, change.detail.email, by)
    proveMailbox(c, { actor: holder, at: now })
    moved.push(c.request.id)
  })
  await deleteContactChange(tx, given.verification)
  await proveEverywhere(tx, deps, holder, now)
  const token = await beginSession(tx, deps, holder)
  return { ...token, requests: moved, hasMore: named.length > mostMoved }
}

/** Not a 401, as it is at the public door: the token that is shown is good, and a client would take it for dead. */
function refused(): Problem {
  return problem('code_refused', 'the code is wrong, late or used, or belongs to another challenge: ask for another')
}
