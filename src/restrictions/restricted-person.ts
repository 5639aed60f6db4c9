import type { Keyring } from '../platform/crypto/keyring.ts'
import { canonicalEmail, email } from '../platform/http/email.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import type { RowsOfRequest } from '../requests/tables.ts'

/** A person as a system of the organisation knows them. */
export type Trace = { readonly email: string } | { readonly identifier: string }

/** Whose data are restricted by this request, each trace once, in its canonical form; none where nothing is restricted. */
export function restrictedTraces({ request, rights }: RowsOfRequest): Trace[] {
  if (rights.every(({ restrictedSince }) => restrictedSince === null)) return []
  const { capacity, detail } = request
  // Who writes for another has restricted nothing of their own.
  const address = capacity === 'self' ? detail.requester.email : detail.authority?.contact?.email
  const formerly = capacity === 'self' ? (detail.former_mailboxes ?? []) : []
  const identifiers = detail.data_subject?.identifiers ?? []
  const traces: Trace[] = [
    ...(address === undefined ? [] : [{ email: address }]),
    ...formerly.map((each) => ({ email: each })),
    ...identifiers.map(({ value }) => (email().safeParse(value).success ? { email: value } : { identifier: value })),
  ]
  return [...new Map(traces.map((trace) => [nameOf(trace), canonical(trace)])).values()]
}

/** The fingerprint by which a person is found: that of their mailbox, or of an identifier whatever its type. */
export function personPrint(keyring: Keyring, organisation: OrganisationId, trace: Trace): Buffer {
  if ('email' in trace) return mailboxOf(keyring, organisation, trace.email)
  return keyring.fingerprint(organisation, 'identifier', plain(trace.identifier))
}

/** Tells one trace from another. */
export function nameOf(trace: Trace): string {
  const told = canonical(trace)
  return 'email' in told ? `email:${told.email}` : `identifier:${told.identifier}`
}

function canonical(trace: Trace): Trace {
  return 'email' in trace ? { email: canonicalEmail(trace.email) } : { identifier: plain(trace.identifier) }
}

/** Without what people put between the digits of a number. */
function plain(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase()
  return folded.replace(/[^\p{L}\p{N}]+/gu, '') || folded
}
