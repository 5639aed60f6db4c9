import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { OrganisationId, RequestId } from '../platform/identifiers.ts'

/** Crockford's base 32 in lower case: mail servers may fold the case of a local part. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
/** Five bits each: 80 can't be guessed by sending mail. */
const tagLength = 16
/** `+hb-7f3k-92qd.` and the tag: what an address of 64 octets before the at sign (RFC 5321 section 4.5.3.1.1) leaves for its own name. */
export const longestInboundName = 64 - 14 - tagLength

type Thread = { readonly organisation: OrganisationId; readonly request: RequestId }
type ThreadKeys = Pick<Keyring, 'key'>

/**
 * The address by which an answer joins the thread of a request: `rights+hb-7f3k-92qd.<tag>@example.org` (RFC 5233). The tag is an HMAC of the
 * request under a key that is not in the database: whoever knows the reference alone joins nothing.
 */
export function threadAddress(
  keyring: ThreadKeys,
  inbound: string,
  { reference, ...thread }: Thread & { readonly reference: string },
): string {
  const at = inbound.lastIndexOf('@')
  return `${inbound.slice(0, at)}+${reference.toLowerCase()}.${tagOf(keyring, thread)}${inbound.slice(at)}`
}

/** The reference and the tag that an address carries; undefined where it is no such address. Nothing of it is believed yet. */
export function threadIn(address: string): { readonly reference: string; readonly tag: string } | undefined {
  const [, reference, tag] = /\+(hb-[0-9a-z]{4}-[0-9a-z]{4})\.([0-9a-z]{16})@[^@]*$/i.exec(address) ?? []
  if (reference === undefined || tag === undefined) return undefined
  return { reference: reference.toUpperCase(), tag: tag.toLowerCase() }
}

/** Whether the tag is this request's, in a time that does not tell where it differs. */
export function isTagOf(keyring: ThreadKeys, thread: Thread, tag: string): boolean {
  const own = tagOf(keyring, thread)
  return tag.length === own.length && timingSafeEqual(Buffer.from(tag, 'ascii'), Buffer.from(own, 'ascii'))
}

function tagOf(keyring: ThreadKeys, { organisation, request }: Thread): string {
  const digest = createHmac('sha256', keyring.key('thread')).update(`${organisation}|${request}`, 'utf8').digest()
  // A byte maps evenly onto 32 letters
  return Array.from(digest.subarray(0, tagLength), (byte) => alphabet.charAt(byte % alphabet.length)).join('')
}
