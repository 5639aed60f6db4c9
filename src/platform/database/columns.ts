import { sql } from 'drizzle-orm'
import { type AnyPgColumn, check, customType, date, pgSchema, uuid } from 'drizzle-orm/pg-core'
import type { CivilDate, Instant } from '../../law/calendar.ts'
import type { Sealed } from '../crypto/safe.ts'
import type { Id, Prefix } from '../identifiers.ts'
import { instantToText } from './encoding.ts'

/** Where all our tables live: apart from pg-boss, from the migrations' journal, and from what an operator keeps in `public`. */
export const tenantSchema = pgSchema('habeas')

/** An instant, exact to the millisecond: `timestamptz(3)`. A naive `timestamp` would be read in the host's zone. */
export const instant = customType<{ data: Instant; driverData: Instant | string | null }>({
  dataType: () => 'timestamp (3) with time zone',
  toDriver: (value: Instant | null) => (value === null ? null : instantToText(value)), // drizzle hands nulls on from placeholders
})

/** A legal day without time or zone: `date`. */
export const civilDate = (name = '') => date(name, { mode: 'string' }).$type<CivilDate>()

/** The id of a resource: `uuid`, typed by the prefix it carries on the wire. */
export const id = <P extends Prefix>(name = '') => uuid(name).$type<Id<P>>()

/** Bytes as they are. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** A sealed box, and what it holds: see `sealedRows`, which is told of every such column. */
export const sealed = <T>(name: string) =>
  customType<{ data: Sealed<T>; driverData: Buffer }>({ dataType: () => 'bytea' })(name)

/** Lets nothing but boxes into a sealed column, whoever writes: a box begins with its version. */
export const onlySealed = (name: string, column: AnyPgColumn) =>
  check(name, sql`substring(${column} from 1 for 1) = '\\x01'`)

/** A transaction number of 64 bits, as text: it outgrows a number. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' })

/**
 * `jsonb`, written once and read once. Drizzle's own `jsonb` parses what is a string a second time: the JSON text `"12"` would
 * come back as the number 12.
 */
export const json = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) => (value === null ? null : JSON.stringify(value)), // SQL's null, not JSON's
})
