import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { dueParts } from '../requests/erase-request.ts'
import { deleteDocumentsOfIdentity } from '../requests/identity.ts'
import { findDueDocuments } from './store.ts'

/** Of one round; the next takes the rest. */
const mostDocuments = 200

/** Part of the sweep: identity documents of closed requests whose last day is over (LAW §5), each deletion with an event. */
export async function deleteDueDocuments(deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>): Promise<void> {
  const now = deps.now()
  await eachInTurn(await findDueDocuments(deps.database, now, mostDocuments), ({ organisation, request }) => {
    const actor = { type: 'service', organisation } as const
    return deps.database.transaction(organisation, (tx) =>
      changeUnlessErased(tx, deps, { request, actor, now }, async (c) => {
        // It may have been reopened or held since it was found, or the policy may have changed.
        if (!dueParts(c, true, now).includes('identity_documents')) return
        await deleteDocumentsOfIdentity(c, { actor, at: now }, tx)
      }),
    )
  })
}
