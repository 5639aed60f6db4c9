import { civilDateIn } from '../law/calendar.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { spareRecipients } from '../requests/told-recipients.ts'
import { requestsOver } from './store.ts'

/**
 * Part of the daily look at an organisation: restrictions whose last day has come while a recipient still waited to be told of them. Throws
 * `AggregateError` with what failed, once all had their turn.
 */
export async function spareWhereOver(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>,
  { id, timeZone }: { readonly id: OrganisationId; readonly timeZone: string },
): Promise<void> {
  const now = deps.now()
  const by = { actor: { type: 'service', organisation: id }, at: now } as const
  const found = await deps.database.transaction(id, (tx) => requestsOver(tx, civilDateIn(timeZone, now)))
  await eachInTurn(found, (request) =>
    deps.database.transaction(id, (tx) =>
      changeUnlessErased(tx, deps, { request, actor: by.actor, now }, (c) => {
        for (const right of c.rights) spareRecipients(c, right, by)
      }),
    ),
  )
}
