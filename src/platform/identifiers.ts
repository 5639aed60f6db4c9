import { TypeID } from 'typeid-js'
import { uuidv7 } from 'uuidv7'

declare const brand: unique symbol
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }

/** Every kind of resource, by the prefix its TypeID carries on the wire. In code and in the database an id is a UUIDv7. */
export type IdKinds = {
  org: 'Organisation'
  cli: 'Client'
  req: 'Request'
  rgt: 'Right'
  vrf: 'Verification'
  msg: 'Message'
  doc: 'Document'
  ltr: 'Letter'
  rec: 'Record'
  exp: 'Export'
  evt: 'Event'
  chk: 'Checkpoint'
  ask: 'Ask'
  upl: 'Upload'
  trm: 'Transmission'
  src: 'Source'
  tsk: 'Task'
  cal: 'CalendarFeed'
  reg: 'RegisterVersion'
  dir: 'Directive'
  gwy: 'Gateway'
  ltv: 'LetterVersion'
  whe: 'WebhookEndpoint'
  whd: 'WebhookDelivery'
  rcp: 'Recipient'
}
export type Prefix = keyof IdKinds
export type Id<P extends Prefix> = Brand<string, IdKinds[P]>

export type OrganisationId = Id<'org'>
export type ClientId = Id<'cli'>
export type RequestId = Id<'req'>
export type RightId = Id<'rgt'>
export type VerificationId = Id<'vrf'>
export type MessageId = Id<'msg'>
export type DocumentId = Id<'doc'>
export type LetterId = Id<'ltr'>
export type RecordId = Id<'rec'>
export type ExportId = Id<'exp'>
export type EventId = Id<'evt'>
export type TransmissionId = Id<'trm'>
export type CheckpointId = Id<'chk'>
export type AskId = Id<'ask'>
export type UploadId = Id<'upl'>
export type SourceId = Id<'src'>
export type TaskId = Id<'tsk'>
export type CalendarFeedId = Id<'cal'>
export type DirectiveId = Id<'dir'>
export type GatewayId = Id<'gwy'>
export type WebhookEndpointId = Id<'whe'>
export type WebhookDeliveryId = Id<'whd'>
export type RecipientId = Id<'rcp'>

/** A new UUIDv7: time-ordered, so that indexes grow at their end (RFC 9562 section 5.7). */
export function newId<P extends Prefix>(_prefix: P): Id<P> {
  return uuidv7() as Id<P> // the brand is given in this file only
}

/** Before every id that was made `ms` milliseconds earlier than this one, or later: its first 48 bits are its time (RFC 9562 section 5.7). */
export function earlierBy<Earlier extends Id<Prefix>>(id: Earlier, ms: number): Earlier {
  const made = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  const time = Math.max(0, made - ms)
    .toString(16)
    .padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000` as Earlier // as in newId
}

/**
 * The id that 16 or more uniform bytes stand for, always the same: UUIDv8 (RFC 9562 section 5.8). For what is named by a key
 * before it exists.
 */
export function idFromBytes<P extends Prefix>(_prefix: P, bytes: Buffer): Id<P> {
  const sixteen = Buffer.from(bytes.subarray(0, 16))
  sixteen.writeUInt8((sixteen.readUInt8(6) & 0x0f) | 0x80, 6) // the version
  sixteen.writeUInt8((sixteen.readUInt8(8) & 0x3f) | 0x80, 8) // the variant
  const hex = sixteen.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<P> // 128 bits, as in newId
}

const base32 = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford's, in lower case (TypeID specification 0.3)
/** Two digits for each ten bits. */
const pairs = Array.from({ length: 1024 }, (_, bits) => base32.charAt(bits >> 5) + base32.charAt(bits & 31))

/** The wire form: `req_01h…`. Written by hand since an answer holds some ten of them: `TypeID` takes five times as long. */
export function showId<P extends Prefix>(prefix: P, id: Id<P>): string {
  const hex = id.replaceAll('-', '')
  let text = `${prefix}_${pairs[Number.parseInt(hex.slice(0, 2), 16)]}` // the first digit has three bits: 128 are 25 digits of 5, and 3
  for (let at = 2; at < 32; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16)
    text += `${pairs[bits >> 10]}${pairs[bits & 1023]}`
  }
  return text
}

/** The UUID behind a TypeID of this prefix, or undefined where the text is none. */
export function parseId<P extends Prefix>(prefix: P, text: string): Id<P> | undefined {
  if (!text.startsWith(`${prefix}_`) || text.length !== prefix.length + 27) return undefined
  try {
    return TypeID.fromString(text, prefix).toUUID() as Id<P> // checked by TypeID on this line
  } catch {
    return undefined // not base32, or beyond 128 bits: absent, as any id that names nothing
  }
}
