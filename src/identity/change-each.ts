import type { Instant } from '../law/calendar.ts'
import type { RequesterActor } from '../platform/actor.ts'
import { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { Log } from '../platform/http/log.ts'
import type { RequestId } from '../platform/identifiers.ts'
import type { Case } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { isOwn } from '../requests/requests-of-mailbox.ts'

/**
 * Changes several open requests of one person, one after the other, in one order everywhere, so that two who do so can't wait for each
 * other. They were looked up before they are locked: what was closed meanwhile, or whose address changed (attack 3), is passed by. So is
 * one that does not open: it keeps nobody from what they came for.
 */
export async function changeEach(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'> & { readonly log: Log },
  {
    requests,
    actor,
    at: now,
  }: { readonly requests: readonly RequestId[]; readonly actor: RequesterActor; readonly at: Instant },
  decide: (c: Case) => void,
): Promise<void> {
  for (const request of requests.toSorted().toReversed()) {
    await changeUnlessErased(tx, deps, { request, actor, now }, (c) => {
      if (c.request.closedAt === null && isOwn(deps.keyring, c, actor)) decide(c)
    }).catch((error: unknown) => {
      if (!(error instanceof BoxRefused)) throw error
      deps.log.error(error, 'a request does not open, and is left as it is')
    })
  }
}
