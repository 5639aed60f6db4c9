import { isIP } from 'node:net'
import { z } from 'zod'
import { type CivilDate, type Instant, instantFrom, isCivilDate, showInstant } from '../../law/calendar.ts'
import { type Id, type Prefix, parseId, showId } from '../identifiers.ts'

export { canonicalEmail, email, envelopeAddress, mixesAlphabets } from './email.ts'
export { deleteErrors, errorResponses, problemSchema, writeErrors } from './error-responses.ts'
export { text, whyUnsafe } from './safe-text.ts'

/**
 * Unknown fields are refused: every body and query is one (API section 1, attack 25). Answers are `z.object`, which
 * drops them.
 */
export const strictObject = z.strictObject

/** A field that may be absent or null, which mean the same (`?` in the contract): undefined in code. Way in only. */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined)
}

/**
 * A body of one form or another, told apart by their fields. Of a body that fits neither, a plain union reports the first
 * form that zod could read to its end, which need not be the one that was meant; this one reports all, and `validation.ts`
 * chooses by the fields that were given.
 */
export const eitherForm = z.xor

/** A body that may be left out where all its fields may be (API section 4.2): none reads as `{}`. */
export function optionalBody<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((body) => body ?? {}, schema)
}

/** Of a call that says all by its path: a field that is sent all the same is refused, as any unknown one is. */
export const noFields = maybe(strictObject({}).meta({ id: 'NoFields', examples: [{}] }))

/** Any JSON value. `z.json()` would do the same, but a schema that holds itself has no name in OpenAPI. */
export const anyJson = z.unknown().meta({ description: 'Any JSON value' })

/**
 * Any JSON object, for what the service keeps without reading it (metadata). Its strings are safe already: the parser
 * of bodies sees to that.
 */
export function jsonObject({ maxBytes }: { maxBytes: number }) {
  return z
    .record(z.string(), anyJson)
    .check((context) => {
      if (Buffer.byteLength(JSON.stringify(context.value)) <= maxBytes) return
      const message = `expected at most ${maxBytes} bytes of JSON`
      context.issues.push({ code: 'custom', message, input: context.value })
    })
    .meta({ type: 'object', description: `Any JSON object of at most ${maxBytes} bytes` })
}

/**
 * An instant, RFC 3339 with any offset on the way in, `Z` and whole seconds on the way out. In bodies, queries and
 * answers alike: handlers read and hand over `Instant`.
 */
export const instantText = z
  .codec(z.string(), z.custom<Instant>(), {
    decode: (written, context) => {
      const instant = instantFrom(written)
      if (instant !== undefined) return instant
      return refused(context, written, 'expected an instant with its offset (RFC 3339), such as 2026-03-02T09:30:00Z')
    },
    encode: (instant) => showInstant(instant),
  })
  .meta({ type: 'string', format: 'date-time', examples: ['2026-03-02T09:30:00Z'] })

/** A legal day, `YYYY-MM-DD`: a civil date, in no zone. In and out. */
export const civilDateText = z
  .codec(z.string(), z.custom<CivilDate>(), {
    decode: (written, context) =>
      isCivilDate(written) ? written : refused(context, written, 'expected a day of the calendar, YYYY-MM-DD'),
    encode: (date) => date,
  })
  .meta({ type: 'string', format: 'date', examples: ['2026-03-02'] })

/**
 * An id: a TypeID on the wire, the branded UUID in code, in and out. In a body or a query a malformed one is 400; in
 * `params` whatever is malformed is 404, as an id that names nothing (`server.ts` sees to that).
 */
export function typeId<P extends Prefix>(prefix: P) {
  return z
    .codec(z.string(), z.custom<Id<P>>(), {
      decode: (written, context) =>
        parseId(prefix, written) ?? refused(context, written, `expected an id that begins with ${prefix}_`),
      encode: (id) => showId(prefix, id),
    })
    .meta({ type: 'string', pattern: `^${prefix}_[0-9a-z]{26}$`, examples: [exampleId(prefix)] })
}

/** The tags that are common; Intl takes as long for one as the rest of a form takes to check. */
const knownLocales = new Map<string, string | undefined>()
const mostLocales = 500

/** The canonical form of a BCP 47 tag, or undefined where the text is none. */
export function canonicalLocale(tag: string | undefined): string | undefined {
  if (tag === undefined || tag.length > 100) return undefined // RFC 5646 section 4.4.1 asks for 35 at least
  if (knownLocales.has(tag)) return knownLocales.get(tag)
  const canonical = canonicalOf(tag)
  if (knownLocales.size < mostLocales) knownLocales.set(tag, canonical)
  return canonical
}

function canonicalOf(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0]
  } catch {
    return undefined // a RangeError is how Intl says that the text is no tag
  }
}

/**
 * The language a person asks for: any BCP 47 tag, in its canonical form. It falls back, it never fails: what is no tag
 * becomes undefined, and the organisation's language is used. Way in only.
 */
export const localeTag = z
  .string()
  .transform(canonicalLocale)
  .meta({ type: 'string', description: 'A BCP 47 language tag; an unknown one falls back', examples: ['fr-FR'] })

// RFC 6761, 6762 appendix G, 8375 and ICANN's reservation of .internal: names that resolve inside a network
const privateNames = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/

/**
 * An address this service may send data to: https, a public name with a dot, port 443 or 8443, no user name or
 * password, no fragment. Comes out as the URL standard writes it. The address behind the name is checked again when
 * connecting.
 */
export function httpsUrl() {
  return z
    .string()
    .max(2000)
    .check((context) => {
      const url = URL.canParse(context.value) ? new URL(context.value) : undefined
      if (url !== undefined && isPublicHttps(url) && !/\s/.test(context.value)) return
      const message =
        'expected an https URL of a public host name, on port 443 or 8443, without user name, password or fragment'
      context.issues.push({ code: 'custom', message, input: context.value })
    })
    .overwrite((written) => (URL.canParse(written) ? new URL(written).href : written))
    .meta({ format: 'uri', examples: ['https://www.cnil.fr/'] })
}

/**
 * A web origin as browsers send it (RFC 6454 section 6.2): scheme, host, port if unusual. https, or http on the
 * loopback names.
 */
export function origin() {
  return z
    .string()
    .max(300)
    .check((context) => {
      const url = URL.canParse(context.value) ? new URL(context.value) : undefined
      const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
      if (url?.origin === context.value && isSecure && !context.value.includes('*')) return
      const message = 'expected an origin such as https://www.example.org: no path, no slash at the end, no wildcard'
      context.issues.push({ code: 'custom', message, input: context.value })
    })
    .meta({ examples: ['https://www.example.org'] })
}

/** `true` or `false` in a query. */
export const queryBoolean = z
  .codec(z.string(), z.boolean(), {
    decode: (written, context) =>
      written === 'true' || (written !== 'false' && refused(context, written, 'expected true or false')),
    encode: String,
  })
  .meta({ type: 'boolean' })

/** A whole number in a query, both bounds included. */
export function queryInteger({ min, max }: { min: number; max: number }) {
  return z
    .codec(z.string(), z.int(), {
      decode: (written, context) => {
        const number = /^-?\d{1,15}$/.test(written) ? Number(written) : Number.NaN
        if (number >= min && number <= max) return number
        return refused(context, written, `expected a whole number from ${min} to ${max}`)
      },
      encode: String,
    })
    .meta({ type: 'integer', minimum: min, maximum: max })
}

/** A filter that may be given several times, which means "or" (API section 1): always a list in code. */
export function oneOrMany<Schema extends z.ZodType>(schema: Schema, { max = 50 }: { max?: number } = {}) {
  return z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(schema).min(1).max(max))
}

/** The query of a list: `limit` 1–100 (25), `cursor`, and the filters given. An unknown parameter is refused. */
export function listQuery<Shape extends z.ZodRawShape>(filters: Shape) {
  return z.strictObject({
    limit: queryInteger({ min: 1, max: 100 }).default(25),
    cursor: z.string().min(1).max(2000).optional().meta({ description: 'The next_cursor of the page before' }),
    ...filters,
  })
}

/** The answer of a list; `name` is the name of its component in OpenAPI, so it is called once for each. */
export function listOf<Schema extends z.ZodType>(schema: Schema, name: string) {
  return z
    .object({
      object: z.literal('list'),
      data: z.array(schema),
      has_more: z.boolean(),
      next_cursor: z.string().optional(),
    })
    .meta({ id: name, ...listExample(schema) })
}

/** A list is shown by what it lists. */
function listExample(schema: z.ZodType): { examples?: object[] } {
  const shown = z.globalRegistry.get(schema)?.examples
  return Array.isArray(shown) ? { examples: [{ object: 'list', data: shown.slice(0, 1), has_more: false }] } : {}
}

function refused(context: { issues: z.core.$ZodRawIssue[] }, input: unknown, message: string): never {
  context.issues.push({ code: 'custom', message, input })
  return z.NEVER
}

function isPublicHttps(url: URL): boolean {
  const { protocol, username, password, hash, hostname, port } = url
  if (protocol !== 'https:' || username !== '' || password !== '' || hash !== '') return false
  if (port !== '' && port !== '8443') return false // 443 is written as ''
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
  // The parser has turned 127.1 and 0x7f.1 into dotted numbers by now, and keeps IPv6 in brackets
  return name.includes('.') && isIP(name) === 0 && !name.startsWith('[') && !privateNames.test(name)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]'
}

function exampleId<P extends Prefix>(prefix: P): string {
  return `${prefix}_01h2xcejqtf2nbrexx3vqjhp41`
}
