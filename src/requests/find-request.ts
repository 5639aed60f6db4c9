import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Case } from './case.ts'
import {
  findCase,
  findCaseToShow,
  openRequestsFrom,
  openRequestsOfMailbox,
  requestByReference,
  requestExists,
  type Standing,
  standingOf,
} from './store.ts'

/** For the other slices: the requests of this tenant, read. They change one through `changeCase`. */

/** A request with its rights. Throws `not_found` where this tenant has none of that id, `BoxRefused` where it does not open. */
export async function getRequest(tx: Tx, keyring: Keyring, id: RequestId): Promise<Case> {
  const found = await findCase(tx, keyring, id)
  if (!found) throw problem('not_found', 'there is no such request')
  return found
}

/** The same to be shown, whatever of it opens. Throws `not_found`. */
export async function getRequestToShow(tx: Tx, keyring: Keyring, id: RequestId): Promise<Case> {
  const found = await findCaseToShow(tx, keyring, id)
  if (!found) throw problem('not_found', 'there is no such request')
  return found
}

export { casesOf, nextDueCases } from './list-requests.ts'
export { logRefused, refusalsOf } from './open-case.ts'
export { openRequestsFrom, openRequestsOfMailbox, requestByReference, requestExists, type Standing, standingOf }
