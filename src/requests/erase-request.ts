import { chainEvent, type EventRow, type Happening } from '../evidence/chain.ts'
import { insertEvents } from '../evidence/store.ts'
import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import type { RestrictionFacts } from '../law/restriction.ts'
import { type DuePart, dueForErasure } from '../law/retention.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { type CaseSafe, whatIsLeftOf } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { rawStatement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'
import type { By } from './act.ts'
import { eraseAfter } from './case.ts'
import type { StoredRequest } from './open-case.ts'
import { lockStored, type Term } from './store.ts'

/** A case about to be erased: locked, and not opened, so that one whose boxes are damaged can be erased as well. */
export type LockedCase = {
  readonly organisation: Organisation
  readonly request: StoredRequest
  readonly rights: readonly RestrictionFacts[]
  readonly safe: CaseSafe
  readonly closedOn: CivilDate | null
  /** The last day on which its file is kept, by the policy as it is now. */
  readonly keptUntil: CivilDate | null
}

/** Locks a request for erasing; undefined where there is none of that id, or it is erased. */
export async function lockForErasure(tx: Tx, keyring: Keyring, id: RequestId): Promise<LockedCase | undefined> {
  const found = await lockStored(tx, id)
  if (found === undefined || found.request.erasedAt !== null) return undefined
  const { request, organisation, rights } = found
  return {
    organisation,
    request,
    safe: whatIsLeftOf(keyring, request), // a key that does not open keeps nobody from erasing: there is nothing to read by it anyway
    closedOn: request.closedAt && civilDateIn(organisation.timeZone, request.closedAt),
    rights,
    keptUntil: eraseAfter({ request, rights, organisation }),
  }
}

/** Whether the job of retention may erase it: closed, its time over, and nobody holds it. */
export function isDueForErasure({ organisation, request, rights }: LockedCase, at: Instant): boolean {
  return dueParts({ organisation, request, rights }, false, at).includes('case_file')
}

/** What of a request retention may erase at an instant, in the controller's zone. */
export function dueParts(
  {
    organisation,
    request,
    rights,
  }: {
    readonly organisation: Organisation
    readonly request: Closable
    readonly rights: readonly RestrictionFacts[]
  },
  holdsIdentityDocuments: boolean,
  at: Instant,
): DuePart['part'][] {
  const { timeZone } = organisation
  const facts = {
    closedOn: request.closedAt && civilDateIn(timeZone, request.closedAt),
    isHeld: request.heldAt !== null,
    isErased: request.erasedAt !== null,
    holdsIdentityDocuments,
    restrictions: rights,
  }
  return dueForErasure(retentionOf(organisation), facts, civilDateIn(timeZone, at)).map(({ part }) => part)
}
type Closable = Pick<StoredRequest, 'closedAt' | 'heldAt' | 'erasedAt'>

const deleteTerms = rawStatement<{ organisation: OrganisationId; request: RequestId }, Term>(
  'erase_request_terms',
  'delete from habeas.request_terms where organisation_id = $1 and request_id = $2 returning term, kind',
  ({ organisation, request }) => [organisation, request],
)
// An empty box, its version and nothing: no reader takes it for one that was meant to open.
const blankRights = rawStatement<{ organisation: OrganisationId; request: RequestId }, Record<string, never>>(
  'erase_rights',
  `update habeas.rights set detail = '\\x01' where organisation_id = $1 and request_id = $2`,
  ({ organisation, request }) => [organisation, request],
)
const blankRequest = rawStatement<
  { organisation: OrganisationId; request: RequestId; event: EventRow },
  Record<string, never>
>(
  'erase_request',
  `update habeas.requests
   set data_key = null, detail = '\\x01', assignee = null, external_reference = null, notice_due_on = null, erase_after = null,
     listed_due_on = null, overdue_after = null, at_risk_after = null, clock_state = 'stopped', held_at = null, erased_at = $3, updated_at = $3, version = version + 1, last_sequence = $4, last_hash = $5
   where organisation_id = $1 and id = $2`,
  ({ organisation, request, event }) => [organisation, request, instantToText(event.at), event.sequence, event.hash],
)

/** Takes away the fingerprints by which a case is found; those that there were. */
export function eraseTerms(tx: Tx, request: RequestId): Promise<Term[]> {
  return tx.run(deleteTerms, { organisation: tx.organisation, request })
}

/** Destroys the key of a case, blanks what identifies in its own rows, and records that it was erased. */
export async function blankCase(
  tx: Tx,
  { request, safe }: LockedCase,
  happening: Happening & { readonly detail?: never },
  by: By,
): Promise<EventRow> {
  const head = { sequence: request.lastSequence, hash: request.lastSequence === 0 ? null : request.lastHash }
  const event = chainEvent(head, { organisation: tx.organisation, request: request.id }, happening, by)
  const place = { organisation: tx.organisation, request: request.id }
  await Promise.all([
    tx.run(blankRights, place),
    tx.run(blankRequest, { ...place, event }),
    ...insertEvents(tx, safe, [event]),
  ])
  return event
}
