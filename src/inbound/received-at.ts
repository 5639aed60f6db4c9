import { dayMs, type Instant } from '../law/calendar.ts'
import type { MailAsRead } from './mail-as-read.ts'

/** As long as a mail server tries to hand a mail on (RFC 5321 section 4.5.4.1): what lies further back is no delay of the gateway. */
const longestWayMs = 5 * dayMs

/**
 * When a mail reached the organisation. EDPB 01/2022 §159: it counts when it reaches an official channel, also unread. That was when the
 * organisation's own server took it, as the topmost `Received` says, which the last server on the way writes above all others (RFC 5321
 * section 4.4): the gateway may have been kept waiting since. A header that a sender has forged can put the receipt at most five days back, and
 * never into the future.
 */
export function receivedAt({ headers }: Pick<MailAsRead, 'headers'>, now: Instant): Instant {
  const topmost = headers.find(({ name }) => name === 'received')?.value ?? ''
  const at = instantIn(topmost.slice(topmost.lastIndexOf(';') + 1))
  return at !== undefined && at <= now && at >= now - longestWayMs ? at : now
}

// RFC 5322 section 3.3, with the zone as an offset: a name would be read in another way by each reader
const dateTime =
  /^\s*(?:[a-z]{3}\s*,\s*)?(\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{4}\s+\d\d:\d\d(?::\d\d)?\s+[+-]\d{4})\s*(?:\([^()]*\)\s*)?$/i

function instantIn(text: string): Instant | undefined {
  const written = dateTime.exec(text.slice(0, 100))?.[1]
  const at = written === undefined ? Number.NaN : Date.parse(written)
  return Number.isNaN(at) ? undefined : (at as Instant) // a date, a time and its offset have just been read
}
