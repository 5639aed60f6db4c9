import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { objectionKeptUntil } from '../law/retention.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import { getOrganisation, type Organisation } from '../organisations/store.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import type { Case } from '../requests/case.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { objectingAddresses } from './objecting-addresses.ts'
import {
  copyObjections,
  deleteObjections,
  findObjectionsOver,
  keepObjections,
  keepWithoutRequest,
  recomputeLastDays,
  takeBackObjections,
} from './store.ts'

type Keys = Pick<Deps, 'keyring'>

/** The statements that keep what a new request objects to (art. 21(3)); none for any other request, so that it costs an intake nothing. */
export function storeObjections(tx: Tx, deps: Keys, c: Case): Promise<unknown>[] {
  const addresses = objectingAddresses(c)
  return addresses.length === 0 ? [] : [keepObjections(tx, objectionsOf(deps, c, addresses))]
}

/** The statements that keep by the other half of a split letter what moves there, in the transaction in which the first half is saved. */
export function splitObjections(tx: Tx, deps: Keys, { from, to }: { readonly from: Case; readonly to: Case }) {
  const moved = objectingAddresses(to)
  if (moved.length === 0) return []
  const mailboxes = printsOf(deps, to, moved)
  const others = printsOf(deps, from, from.objected.addresses)
  return [copyObjections(tx, { from: from.request.id, to: to.request.id, mailboxes, others })]
}

/**
 * What a change of a request means for the list of objections: what it objects to now is kept, and what it does not object to any more goes. A
 * person who moves the request to another mailbox leaves the former one objected to: it was theirs.
 */
export async function heedObjections(tx: Tx, deps: Keys, c: Case): Promise<void> {
  const { addresses: before, on } = c.objected
  const now = objectingAddresses(c)
  const hasMoved = c.events.some(({ type }) => type === 'contact_changed')
  const gone = hasMoved && now.length > 0 ? [] : before.filter((address) => !now.includes(address))
  const isNew = now.some((address) => !before.includes(address)) || (now.length > 0 && on !== c.request.receivedOn)
  const objected = objectionsOf(deps, c, now)
  await Promise.all([
    ...(gone.length > 0 ? [takeBackObjections(tx, takenBack(deps, c, now.length > 0 ? gone : 'all'))] : []),
    ...(isNew ? [keepObjections(tx, objected)] : []),
  ])
}

/** `all`: also those of mailboxes that the person has moved on from. */
function takenBack(deps: Keys, c: Case, gone: readonly string[] | 'all') {
  return { request: c.request.id, mailboxes: gone === 'all' ? gone : printsOf(deps, c, gone) }
}

function objectionsOf(deps: Keys, c: Case, addresses: readonly string[]) {
  const { organisation, request } = c
  return {
    request: request.id,
    mailboxes: printsOf(deps, c, addresses),
    objectedOn: request.receivedOn,
    keptUntil: lastDay(organisation, request.receivedOn),
  }
}

function printsOf({ keyring }: Keys, { request }: Case, addresses: readonly string[]): Buffer[] {
  return addresses.map((address) => mailboxOf(keyring, request.organisationId, address))
}

function lastDay(organisation: Organisation, objectedOn: CivilDate): CivilDate {
  return objectionKeptUntil(retentionOf(organisation), objectedOn)
}

/** The file of a request is erased: what it objected to stays, and leads to it no more. How many fingerprints were kept. */
export function outliveCase(
  tx: Tx,
  { request, organisation }: { readonly request: RequestId; readonly organisation: Organisation },
  at: Instant,
): Promise<number> {
  const { objectionYears: years } = retentionOf(organisation)
  return keepWithoutRequest(tx, request, { today: civilDateIn(organisation.timeZone, at), years })
}

/** The policy of an organisation has changed: the last day of each objection is reckoned anew. */
export async function recomputeObjections({ database }: Pick<Deps, 'database'>, organisation: OrganisationId) {
  await database.transaction(organisation, async (tx) => {
    const { objectionYears } = retentionOf(await getOrganisation(tx))
    await recomputeLastDays(tx, objectionYears)
  })
}

/** Part of the sweep: fingerprints of objections whose last day is over. */
export async function forgetObjections({ database, now }: Pick<Deps, 'database' | 'now'>): Promise<void> {
  for (const { organisation, today } of await findObjectionsOver(database, now())) {
    await database.transaction(organisation, (tx) => deleteObjections(tx, today))
  }
}
