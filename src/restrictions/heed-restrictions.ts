import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { Case } from '../requests/case.ts'
import { nameOf, personPrint, restrictedTraces } from './restricted-person.ts'
import { replaceTerms } from './store.ts'

/**
 * What a change of a request means for the register of restrictions: whose data are restricted is found by what is known of them now. Asked of
 * every change; one that touches no restriction costs nothing.
 */
export async function heedRestrictions(tx: Tx, { keyring }: Pick<Deps, 'keyring'>, c: Case): Promise<void> {
  const before = new Set(c.restricted.map(nameOf))
  const now = restrictedTraces(c)
  if (now.length === before.size && now.every((trace) => before.has(nameOf(trace)))) return
  const terms = now.map((trace) => personPrint(keyring, c.request.organisationId, trace))
  await replaceTerms(tx, c.request.id, terms)
}
