import type postgres from 'postgres'
import type { BareSettings, SampleParameter } from './bare.ts'

/** The rows that one intake inserts, by table; the change feed's columns fill themselves in. */
const tables: Readonly<Record<string, string>> = {
  requests: 'id = $1',
  rights: 'request_id = $1',
  request_terms: 'request_id = $1',
  events: 'request_id = $1',
  letters: 'request_id = $1',
  verifications: 'id in (select verification_id from habeas.letters where request_id = $1)',
  idempotent_answers:
    'key = (select key from habeas.idempotent_answers order by created_at desc limit 1) and $1::uuid is not null',
}
const filledIn = ['feed_position']

/**
 * One statement that inserts what an intake has inserted, in all its tables with all their indexes: copied from one that the
 * service has taken. What must differ from request to request does.
 */
export async function sameRowsAs(sql: postgres.Sql, request: string): Promise<BareSettings['sameRows']> {
  const parameters: SampleParameter[] = []
  const inserts: string[] = []
  for (const [table, where] of Object.entries(tables)) {
    const described = await sql`
      select attname as name from pg_attribute
      where attrelid = ${`habeas.${table}`}::regclass and attnum > 0 and not attisdropped and attname <> all (${filledIn})
      order by attnum`
    const columns = described.map((column) => String(column.name))
    const list = columns.map((column) => `"${column}"`).join(', ')
    const texts = columns.map((column) => `"${column}"::text as "${column}"`).join(', ')
    const rows = await sql.unsafe(`select ${texts} from habeas.${table} where ${where}`, [request])
    if (rows.length === 0) throw new Error(`an intake has left nothing in ${table}`)
    const values = rows.map((row) => {
      const places = columns.map((column) => {
        const value: string | null = row[column]
        const fresh = freshness(column, value)
        return `$${parameters.push({ value, ...(fresh && { fresh }) })}`
      })
      return `(${places.join(', ')})`
    })
    inserts.push(`insert into habeas.${table} (${list}) values ${values.join(', ')}`)
  }
  const [first = '', ...others] = inserts
  const parts = [`made as (${first} returning id, received_at)`, ...others.map((text, n) => `other_${n} as (${text})`)]
  return { text: `with ${parts.join(', ')} select id, received_at from made`, parameters }
}

function freshness(column: string, value: string | null): SampleParameter['fresh'] {
  if (value === null || column === 'organisation_id' || column === 'client_id') return undefined
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return { is: 'uuid', name: value }
  if (column === 'key') return { is: 'bytes', name: value }
  if (column === 'reference') return { is: 'reference', name: value }
  return undefined
}
