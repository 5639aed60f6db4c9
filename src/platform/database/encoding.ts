import type { Instant } from '../../law/calendar.ts'

/**
 * Values as they cross the wire, in PostgreSQL's text format. Whatever can fail to become text fails here, before the driver
 * sees it: a value that the driver's own serializers refuse rejects another query than its own, and every later answer on that
 * connection goes to the wrong one. Numbers stay numbers, so that an instant can be told where the server expects one.
 */
export type Parameter = string | number | null

/** Makes a parameter of a value. An object is JSON; an array is an array (stringify it first where the column is JSON). */
export function parameter(value: unknown): Parameter {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) {
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
  }
  if (Array.isArray(value)) return arrayToText(value)
  if (typeof value === 'object') return JSON.stringify(value)
  throw new TypeError(`a value of type ${typeof value} cannot be stored`)
}

/** Writes an instant as PostgreSQL reads it. */
export function instantToText(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** Reads a `timestamptz` as a session in UTC writes it; microseconds are cut. @throws for `infinity` and beyond the years 1–9999. */
function instantFromText(text: string): Instant {
  const isUtc = /^\d{4}-\d\d-\d\d [\d:.]+\+00$/.test(text)
  const milliseconds = isUtc ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : Number.NaN
  if (Number.isNaN(milliseconds)) throw new RangeError('the database holds an instant beyond the years 1 to 9999')
  return milliseconds as Instant // a date, a time and its offset have just been read
}

/** Reads a `timestamptz` as a session in UTC writes it into JSON. @throws for `infinity` and beyond the years 1–9999. */
export function instantFromJson(text: string): Instant {
  const milliseconds = /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(milliseconds)) throw new RangeError('the database holds an instant beyond the years 1 to 9999')
  return milliseconds as Instant // a date, a time and its offset have just been read
}

function arrayToText(values: readonly unknown[]): string {
  return `{${values.map((value) => (Array.isArray(value) ? arrayToText(value) : elementToText(value))).join(',')}}`
}

function elementToText(value: unknown): string {
  const text = parameter(value)
  return text === null ? 'null' : `"${String(text).replace(/[\\"]/g, '\\$&')}"`
}

/** Reads an array literal (PostgreSQL 8.15.6), `parse` reading each element. */
function arrayFromText(text: string, parse: (element: string) => unknown): unknown[] {
  const root: unknown[] = []
  const open = [root]
  for (const [token] of text.matchAll(/[{}]|"(?:[^"\\]|\\.)*"|[^{},"]+/gs)) {
    const array = open.at(-1) ?? root
    if (token === '}') {
      open.pop()
    } else if (token === '{') {
      const inner: unknown[] = []
      array.push(inner)
      open.push(inner)
    } else if (token.startsWith('"')) {
      array.push(parse(token.slice(1, -1).replace(/\\(.)/gs, '$1')))
    } else {
      array.push(token === 'NULL' ? null : parse(token))
    }
  }
  return root.flat() // the root holds the one array that the text is
}

/** Never throws, whatever it is given: see `Parameter`. */
function instantForServer(value: unknown): string {
  const isInstant = typeof value === 'number' && Math.abs(value) <= 8.64e15 // ECMA-262 section 21.4.1.1
  return isInstant ? new Date(value).toISOString() : String(value)
}

const asText = (text: string) => text
/** How a type is read, by its number in pg_type. Types that are not here come as text. */
const readers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't', // boolean
  17: (text) => Buffer.from(text.slice(2), 'hex'), // bytea
  114: (text) => JSON.parse(text), // json
  1082: asText, // date: a legal day has no time
  1114: asText, // timestamp: it names no instant
  1184: instantFromText, // timestamptz
  3802: (text) => JSON.parse(text), // jsonb
}
const elements: Readonly<Record<number, (text: string) => unknown>> = {
  1000: (text) => text === 't', // boolean[]
  1005: Number, // smallint[]
  1007: Number, // integer[]
  1009: asText, // text[]
  1015: asText, // varchar[]
  1016: asText, // bigint[]
  1182: asText, // date[]
  1185: instantFromText, // timestamptz[]
  2951: asText, // uuid[]
}

type DriverType = {
  to: number
  from: number[]
  serialize: (value: unknown) => string
  parse: (text: string) => unknown
}

/** For the driver: reads what we store, and serializes without ever failing. */
export const driverTypes: Readonly<Record<string, DriverType>> = Object.fromEntries([
  ...Object.entries(readers).map(([oid, parse]) => [oid, driverType(Number(oid), parse)]),
  ...Object.entries(elements).map(([oid, parse]) => [
    oid,
    driverType(Number(oid), (text) => arrayFromText(text, parse)),
  ]),
])

function driverType(oid: number, parse: (text: string) => unknown): DriverType {
  return { to: oid, from: [oid], serialize: oid === 1184 ? instantForServer : String, parse }
}
