import { setTimeout as delay } from 'node:timers/promises'
import { placeOfChunk } from './exports/tables.ts'
import type { Keyring } from './platform/crypto/keyring.ts'
import { type CaseSafe, caseSafe, newCaseSafe, organisationSafe, type Safe } from './platform/crypto/safe.ts'
import type { Connection } from './platform/database/connection.ts'
import type { ExportId, OrganisationId, RequestId } from './platform/identifiers.ts'

/**
 * Seals what a version before encryption has left in the clear. The migration brought it into the form of the boxes' content: here it is
 * only put into boxes. A row is plain while its first column named here does not begin with a box's version byte, so that whoever is killed
 * begins again where it stopped; all of one row is sealed at once.
 */
const plainTables = [
  { table: 'rights', columns: ['detail'] },
  { table: 'events', columns: ['detail'] },
  { table: 'letters', columns: ['detail'] },
  { table: 'messages', columns: ['detail'] },
  { table: 'documents', columns: ['detail', 'sha256', 'content'] },
  { table: 'records', columns: ['data', 'reason'] },
] as const
/** Of one transaction: what is read of it is held, twice as hexadecimal digits. */
const batch = { rows: 500, bytes: 4 * 1024 * 1024 }
const isPlain = (column: string) => `substring(${column} from 1 for 1) <> '\\x01'`

/** How long is waited for others' transactions, in seconds. A start that says why it fails is better than one that hangs. */
const patience = 60

/** The last row of a batch: the next one begins behind it, and does not look through what is done. */
type Last = readonly [organisation: string, id: string]
const beginning: Last = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000']
const behind = '(organisation_id, id) > ($1::uuid, $2::uuid)'

type Found = { organisation_id: OrganisationId; id: string; request_id: RequestId | null; data_key: Buffer | null }
type Boxed = Found & Record<string, Buffer | string | null>
type PlainRequest = { organisation_id: OrganisationId; id: RequestId; detail: Buffer }
type PlainExport = Found & {
  id: ExportId
  request_id: RequestId
  attempt: number
  detail: Buffer
  sha256: Buffer | null
}

/**
 * Seals every plain row of a database, as its owner, under the lock of the migrations and before anything is served. Nothing to do, and
 * nothing looked through, once it is done. Then the tables are written anew (`vacuum full`): what was plain is in no data file any more,
 * and the constraints that let only boxes in are found to hold for all of it.
 * @throws where a transaction that began before all was sealed does not end: the next start goes on with the tables.
 */
export async function sealPlainRows(connection: Connection, keyring: Keyring): Promise<void> {
  const [state] = await rowsOf<{ sealed: boolean }>(connection, 'select sealed from habeas.keyring')
  if (state === undefined || state.sealed) return
  await inBatches(connection, ['requests'], (last) => sealRequests(connection, keyring, last))
  for (const { table, columns } of plainTables) {
    await inBatches(connection, ['requests', table], (last) => sealTable(connection, keyring, { table, columns, last }))
  }
  await inBatches(connection, ['requests', 'exports', 'export_chunks'], (last) => sealExport(connection, keyring, last))
  await inBatches(connection, ['idempotent_answers'], () => keyBodies(connection, keyring))
  await untilNobodySeesPlainRows(connection)
  for (const table of [
    'requests',
    ...plainTables.map((each) => each.table),
    'exports',
    'export_chunks',
    'idempotent_answers',
  ]) {
    await connection.send({ text: `vacuum (full, analyze) habeas.${table}`, as: 'script' })
  }
  // Statistics hold samples of what is in the columns: those of the plain rows go as well. Whoever owns no database is warned, and skips it.
  await connection.send({ text: 'vacuum full pg_catalog.pg_statistic', as: 'script' })
  const unproven = await rowsOf<{ name: string; table: string }>(
    connection,
    `select conname as name, conrelid::regclass::text as table from pg_constraint
     where connamespace = 'habeas'::regnamespace and not convalidated`,
  )
  for (const { name, table } of unproven) {
    await connection.send({ text: `alter table ${table} validate constraint ${name}`, as: 'script' })
  }
  await connection.send({ text: 'update habeas.keyring set sealed = true', as: 'script' })
}

/**
 * A vacuum keeps what anybody may still look at: the snapshots of this database, each as old as the oldest transaction that was writing
 * anywhere on the server when it was taken. So first whoever writes is waited for, then whoever has looked in the meantime.
 */
async function untilNobodySeesPlainRows(connection: Connection): Promise<void> {
  const [after] = await rowsOf<{ xact: string }>(connection, 'select pg_current_xact_id()::text as xact')
  await untilNone(
    connection,
    `select 1 from pg_snapshot_xmin(pg_current_snapshot()) oldest where oldest <= $1::text::xid8`,
    [after?.xact],
  )
  const looking = await rowsOf<{ transaction: string }>(
    connection,
    `select l.virtualtransaction as transaction from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'virtualxid' and a.datname = current_database() and a.pid <> pg_backend_pid()`,
  )
  await untilNone(connection, 'select 1 from pg_locks where virtualtransaction = any($1::text[])', [
    looking.map(({ transaction }) => transaction),
  ])
}

async function untilNone(connection: Connection, text: string, parameters: readonly unknown[]): Promise<void> {
  const steps = patience * 10
  for (let step = 0; (await rowsOf(connection, text, parameters)).length > 0; step += 1) {
    if (step === steps)
      throw new Error('a transaction that began before all was sealed is still open: end it and start again')
    await delay((patience * 1000) / steps)
  }
}

/**
 * One transaction after another until one finds nothing. Forced row level security and the triggers of history bind the owner too: both are
 * lifted within each transaction, and nobody else ever sees them lifted.
 */
async function inBatches(
  connection: Connection,
  tables: readonly string[],
  work: (last: Last) => Promise<Last | undefined>,
): Promise<void> {
  const forced = (how: string) => tables.map((table) => `alter table habeas.${table} ${how} row level security`)
  const triggers = (how: string) =>
    tables.includes('events') ? [`alter table habeas.events ${how} trigger append_only`] : []
  for (let last: Last | undefined = beginning; last !== undefined; ) {
    const before = ['begin', ...forced('no force'), ...triggers('disable')].join('; ')
    await connection.send({ text: before, as: 'script' })
    last = await work(last)
    await connection.send({ text: [...forced('force'), ...triggers('enable'), 'commit'].join('; '), as: 'script' })
  }
}

async function sealRequests(connection: Connection, keyring: Keyring, last: Last): Promise<Last | undefined> {
  const found = await rowsOf<PlainRequest>(
    connection,
    `select organisation_id, id, detail from habeas.requests where ${behind} and ${isPlain('detail')}
     order by organisation_id, id limit ${batch.rows}`,
    last,
  )
  const rows = found.map(({ organisation_id: organisation, id, detail }) => {
    const { safe, dataKey } = newCaseSafe(keyring, organisation, id)
    const { assignee, external_reference: reference } = JSON.parse(detail.toString('utf8'))
    return [
      organisation,
      id,
      dataKey,
      safe.seal({ table: 'requests', column: 'detail', row: id }, detail),
      typeof assignee === 'string' ? safe.fingerprint('assignee', assignee) : null,
      typeof reference === 'string' ? safe.fingerprint('reference', reference) : null,
    ]
  })
  await update(connection, 'requests', ['data_key', 'detail', 'assignee', 'external_reference'], rows)
  return lastOf(found)
}

/** As many rows as a batch takes, and one in any case. */
async function sealTable(
  connection: Connection,
  keyring: Keyring,
  { table, columns, last }: { readonly table: string; readonly columns: readonly string[]; readonly last: Last },
): Promise<Last | undefined> {
  const [first = ''] = columns
  const size = columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ')
  const found = await rowsOf<Boxed>(
    connection,
    `select s.organisation_id, s.id, s.request_id, r.data_key, ${columns.map((column) => `s.${column}`).join(', ')}
     from (
       select *, sum(${size}) over (order by organisation_id, id) - (${size}) as bytes_before
       from (select * from habeas.${table} where ${behind} and ${isPlain(first)} order by organisation_id, id limit ${batch.rows}) plain
     ) s
     left join habeas.requests r on r.organisation_id = s.organisation_id and r.id = s.request_id
     where s.bytes_before < ${batch.bytes}
     order by s.organisation_id, s.id`,
    last,
  )
  const rows = found.map((row) => {
    const safe = safeOf(keyring, row)
    const boxes = columns.map((column) => {
      const plain = row[column]
      return Buffer.isBuffer(plain) ? safe.seal({ table, column, row: row.id }, plain) : null
    })
    return [row.organisation_id, row.id, ...boxes]
  })
  await update(connection, table, columns, rows)
  return lastOf(found)
}

/** Writes bytes into columns of many rows at once; each row begins with its organisation and id. */
async function update(
  connection: Connection,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | Buffer | null)[])[],
): Promise<void> {
  const names = ['organisation_id', 'id', ...columns]
  const arrays = names.map((_, at) => `$${at + 1}::${at < 2 ? 'uuid' : 'bytea'}[]`)
  await connection.send({
    text: `update habeas.${table} t set ${columns.map((column) => `${column} = given.${column}`).join(', ')}
           from unnest(${arrays.join(', ')}) as given (${names.join(', ')})
           where t.organisation_id = given.organisation_id and t.id = given.id`,
    parameters: names.map((_, at) => rows.map((row) => row[at])),
    as: 'prepared',
  })
}

/** One export with all its chunks in one transaction: bytes of a package may begin like a box, so only the export tells. */
async function sealExport(connection: Connection, keyring: Keyring, last: Last): Promise<Last | undefined> {
  const [found] = await rowsOf<PlainExport>(
    connection,
    `select e.organisation_id, e.id, e.request_id, r.data_key, e.attempt, e.detail, e.sha256
     from habeas.exports e join habeas.requests r on r.organisation_id = e.organisation_id and r.id = e.request_id
     where (e.organisation_id, e.id) > ($1::uuid, $2::uuid) and ${isPlain('e.detail')}
     order by e.organisation_id, e.id limit 1`,
    last,
  )
  if (found === undefined) return undefined
  const { organisation_id: organisation, id, request_id: request, data_key: dataKey, attempt, detail, sha256 } = found
  const safe = caseSafe(keyring, { organisationId: organisation, id: request, dataKey })
  await sealChunks(connection, safe, { organisation, export: id, attempt })
  const place = (column: string) => ({ table: 'exports', column, row: id })
  await connection.send({
    text: 'update habeas.exports set detail = $3, sha256 = $4 where organisation_id = $1 and id = $2',
    parameters: [organisation, id, safe.seal(place('detail'), detail), sha256 && safe.seal(place('sha256'), sha256)],
    as: 'prepared',
  })
  return [organisation, id]
}

async function sealChunks(
  connection: Connection,
  safe: CaseSafe,
  run: { readonly organisation: OrganisationId; readonly export: ExportId; readonly attempt: number },
): Promise<void> {
  const key = [run.organisation, run.export]
  const positions = await rowsOf<{ position: number }>(
    connection,
    'select position from habeas.export_chunks where organisation_id = $1 and export_id = $2 order by position',
    key,
  )
  for (const [at, { position }] of positions.entries()) {
    const [chunk] = await rowsOf<{ content: Buffer }>(
      connection,
      'select content from habeas.export_chunks where organisation_id = $1 and export_id = $2 and position = $3',
      [...key, position],
    )
    if (chunk === undefined) throw new Error('a chunk that was there is gone')
    const place = placeOfChunk({ ...run, position, isLast: at === positions.length - 1 })
    await connection.send({
      text: 'update habeas.export_chunks set content = $4 where organisation_id = $1 and export_id = $2 and position = $3',
      parameters: [...key, position, safe.seal(place, chunk.content)],
      as: 'prepared',
    })
  }
}

/** A plain hash of a body could be compared with guesses. It has 32 bytes, a keyed fingerprint 24. */
async function keyBodies(connection: Connection, keyring: Keyring): Promise<Last | undefined> {
  const found = await rowsOf<{ organisation_id: OrganisationId; key: Buffer; body_hash: Buffer }>(
    connection,
    `select organisation_id, key, body_hash from habeas.idempotent_answers where octet_length(body_hash) = 32 limit ${batch.rows}`,
  )
  const sent = found.map(({ organisation_id: organisation, key, body_hash: plain }) =>
    connection.send({
      text: 'update habeas.idempotent_answers set body_hash = $3 where organisation_id = $1 and key = $2',
      parameters: [organisation, key, keyring.fingerprint(organisation, 'body', plain.toString('hex'))],
      as: 'prepared',
    }),
  )
  await Promise.all(sent)
  return found.length > 0 ? beginning : undefined
}

function lastOf(found: readonly { organisation_id: string; id: string }[]): Last | undefined {
  const last = found.at(-1)
  return last && [last.organisation_id, last.id]
}

function safeOf(
  keyring: Keyring,
  { organisation_id: organisation, request_id: request, data_key: dataKey }: Found,
): Safe {
  if (request === null) return organisationSafe(keyring, organisation)
  return caseSafe(keyring, { organisationId: organisation, id: request, dataKey })
}

async function rowsOf<Row>(connection: Connection, text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const rows: readonly unknown[] = await connection.send({ text, parameters, as: 'prepared' })
  return rows as Row[] // the columns of the text
}
