import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Keyring } from '../../src/platform/crypto/keyring.ts'
import { caseSafe, organisationSafe, type Place, type Safe } from '../../src/platform/crypto/safe.ts'
import type { ConnectionFields } from '../../src/platform/database/connection-target.ts'
import type { OrganisationId, RequestId } from '../../src/platform/identifiers.ts'
import { runAs } from './database.ts'

/** Every sealed column, and how the content of its box is written. Said here a second time, apart from the code. */
export const sealedColumns: Readonly<Record<string, Readonly<Record<string, 'json' | 'bytes'>>>> = {
  requests: { detail: 'json' },
  rights: { detail: 'json' },
  events: { detail: 'json' },
  letters: { detail: 'json' },
  messages: { detail: 'json' },
  documents: { detail: 'json', sha256: 'bytes', content: 'bytes' },
  records: { data: 'bytes', reason: 'json' },
  exports: { detail: 'json', sha256: 'bytes' },
  export_chunks: { content: 'bytes' },
  calendar_feeds: { name: 'json' },
  gateways: { name: 'json' },
  webhook_endpoints: { detail: 'json' },
  sources: { detail: 'json' },
  tasks: { detail: 'json' },
  contact_changes: { detail: 'json' },
}

export type StoredRow = Record<string, unknown>

/** A box as it stands in a table: where, and what should open it. */
export type Box = {
  readonly place: Place
  readonly safe: Safe
  readonly content: Buffer
  readonly form: 'json' | 'bytes'
}

/** The rows of every table of ours, as JSON; bytes are `\x` and hexadecimal digits. */
export async function storedRows(superuser: ConnectionFields): Promise<Record<string, StoredRow[]>> {
  const tables = await runAs(
    superuser,
    `select tablename as name from pg_tables where schemaname = 'habeas' order by 1`,
  )
  const found: Record<string, StoredRow[]> = {}
  for (const { name } of tables) {
    const rows = await runAs(superuser, `select to_jsonb(t) as row from habeas."${name}" t order by t::text`)
    found[String(name)] = rows.map(({ row }) => row as StoredRow) // to_jsonb makes an object
  }
  return found
}

/** Every box of a database. */
export function boxesOf(keyring: Keyring, tables: Record<string, StoredRow[]>): Box[] {
  const keys = new Map((tables.requests ?? []).map((row) => [row.id, row.data_key]))
  const exports = new Map((tables.exports ?? []).map((row) => [row.id, row]))
  const lastOf = (id: unknown) =>
    Math.max(...(tables.export_chunks ?? []).filter((row) => row.export_id === id).map((row) => Number(row.position)))
  return Object.entries(sealedColumns).flatMap(([table, columns]) =>
    (tables[table] ?? []).flatMap((row) => {
      const ofExport = exports.get(row.export_id)
      const id = table === 'requests' ? row.id : (row.request_id ?? ofExport?.request_id ?? null)
      const request = id as RequestId | null // as it was stored
      const organisation = row.organisation_id as OrganisationId // as it was stored
      const safe =
        request === null
          ? organisationSafe(keyring, organisation)
          : caseSafe(keyring, { organisationId: organisation, id: request, dataKey: bytesOf(keys.get(request)) })
      const chunk = `${row.export_id}/${ofExport?.attempt}/${row.position}/${row.position === lastOf(row.export_id) ? 'last' : 'more'}`
      return Object.entries(columns).flatMap(([column, form]): Box[] => {
        const content = bytesOf(row[column])
        const place = { table, column, row: table === 'export_chunks' ? chunk : String(row.id) }
        return content === null ? [] : [{ place, safe, content, form }]
      })
    }),
  )
}

/** The rows with every box opened: JSON as it is, bytes as hexadecimal digits; without the data keys. */
export function openedRows(keyring: Keyring, tables: Record<string, StoredRow[]>): Record<string, StoredRow[]> {
  const opened = new Map(
    boxesOf(keyring, tables).map(({ place, safe, content, form }) => {
      const plain = safe.open(place, content)
      return [
        content.toString('hex'),
        form === 'json' ? JSON.parse(plain.toString('utf8')) : `\\x${plain.toString('hex')}`,
      ]
    }),
  )
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows.map(({ data_key: _key, ...row }) => {
        const columns = Object.keys(sealedColumns[table] ?? {})
        return {
          ...row,
          ...Object.fromEntries(
            columns.map((column) => [column, opened.get(bytesOf(row[column])?.toString('hex') ?? '') ?? null]),
          ),
        }
      }),
    ]),
  )
}

export function bytesOf(value: unknown): Buffer | null {
  return typeof value === 'string' && value.startsWith('\\x') ? Buffer.from(value.slice(2), 'hex') : null
}

/**
 * Where a text can be read in what a database leaves on the disk: every table of ours and of the queue as text (bytes as the text they
 * may be), the data files once they are written, the write-ahead log, the server's own log. Case counts.
 */
export async function placesOfText(superuser: ConnectionFields, text: string): Promise<string[]> {
  const tables = await runAs(
    superuser,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('habeas', 'pgboss', 'drizzle') order by 1`,
  )
  const places: string[] = []
  for (const { name } of tables) {
    const rows = await runAs(superuser, `select t::text as row from ${name} t`)
    if (rows.some(({ row }) => withBytes(String(row)).includes(text))) places.push(`table ${name}`)
  }
  await runAs(superuser, 'checkpoint')
  const [{ folder, oid } = {}] = await runAs(
    superuser,
    `select current_setting('data_directory') as folder, oid::text from pg_database where datname = current_database()`,
  )
  const dataFolder = String(folder)
  const folders = { 'data files': join(dataFolder, 'base', String(oid)), 'write-ahead log': join(dataFolder, 'pg_wal') }
  for (const [what, each] of Object.entries(folders)) {
    const files = readdirSync(each, { withFileTypes: true }).filter((entry) => entry.isFile())
    if (files.some((file) => holds(join(each, file.name), text))) places.push(what)
  }
  if (holds(join(dataFolder, '..', 'postgres.log'), text)) places.push('log of the server')
  return places
}

/** A row's text, and behind it the bytes it shows in hexadecimal digits, as text. */
function withBytes(row: string): string {
  const shown = [...row.matchAll(/\\x((?:[0-9a-f]{2})+)/g)].map(([, digits = '']) =>
    Buffer.from(digits, 'hex').toString('latin1'),
  )
  return [row, ...shown].join('\n')
}

/** A file may be gone by the time it is read: a server recycles its log and drops what is replaced. */
function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file).includes(text)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
