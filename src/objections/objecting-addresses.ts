import { reachOf } from '../law/objection.ts'
import { isMarketingObjection } from '../law/rights.ts'
import { canonicalEmail, email } from '../platform/http/email.ts'
import type { RowsOfRequest } from '../requests/tables.ts'

/** The addresses to which no marketing may go as long as this request stands as it does, each once, in their canonical form. */
export function objectingAddresses({ request, rights }: RowsOfRequest): string[] {
  const { capacity, authority, closedReason, closure, detail } = request
  const reaches = rights.filter(isMarketingObjection).map((right) => {
    const lapsedAsDuplicate = closedReason === 'duplicate' && closure?.rights.some(({ id }) => id === right.id) === true
    return reachOf({ status: right.status, outcome: right.outcome, capacity, authority, lapsedAsDuplicate })
  })
  const writer = reaches.some((reach) => reach === 'writer' || reach === 'own_and_named')
  const named = reaches.some((reach) => reach === 'own_and_named' || reach === 'person_named')
  const addresses = [
    ...(writer ? [detail.requester.email] : []),
    ...(named ? [...namedIn(detail.data_subject?.identifiers), detail.authority?.contact?.email] : []),
  ]
  return [...new Set(addresses.flatMap((address) => (address === undefined ? [] : [canonicalEmail(address)])))]
}

/** Identifiers that are addresses: whose data it is may have had several. */
function namedIn(identifiers: readonly { readonly value: string }[] = []): string[] {
  return identifiers.flatMap(({ value }) => (email().safeParse(value).success ? [value] : []))
}
