import { and, eq, sql } from 'drizzle-orm'
import { integer } from 'drizzle-orm/pg-core'
import { readFileSync } from 'node:fs'
import { tenantSchema, instant, id, json, bytea, civilDate } from '../../../src/platform/database/columns.ts'
import { openDatabase } from '../../../src/platform/database/transaction.ts'
import { statement, rawStatement } from '../../../src/platform/database/statement.ts'
import { placeholdersOf } from '../../../src/platform/database/placeholders.ts'
import { newId } from '../../../src/platform/identifiers.ts'
import { realNow } from '../../../src/platform/clock.ts'
import postgres from 'postgres'

const target = { host: process.env.H ?? '/tmp/pgdb/run', port: 54999, user: 'postgres', database: 'postgres' }
const db = openDatabase(target, { size: 4 })
const notes = tenantSchema.table('notes', { organisationId: id<'org'>('organisation_id').notNull(), id: id<'req'>('id').notNull(), at: instant().notNull(), on: civilDate(), j: json().$type<{a: number}>(), b: bytea() , n: integer()})
const insert = statement('insert_note', (d) => d.insert(notes).values(placeholdersOf(notes)))
const select = statement('select_note', (d) => d.select().from(notes).where(and(eq(notes.organisationId, sql.placeholder('o')), eq(notes.id, sql.placeholder('id')))))
const rawInsert = rawStatement<{ o: string, id: string, at: number}, {n: number}>('x', 'insert into habeas.notes (organisation_id, id, at) values ($1, $2, $3) returning at', (v) => [v.o, v.id, v.at])
const rawSelect = rawStatement<{ o: string, id: string}, {n: number}>('x', 'select * from habeas.notes where organisation_id = $1 and id = $2', (v) => [v.o, v.id])
const org = newId('org')
const mk = () => ({ organisationId: org, id: newId('req'), at: realNow(), on: null, j: { a: 1 }, b: Buffer.from([1,2,3]), n: null })
const row = mk()
await db.inOneTrip(org, (tx) => [tx.run(insert, row)])
const plain = postgres({ host: target.host, port: 54999, user: 'postgres', database: 'postgres', max: 4, onnotice() {} })
const pids = async () => (await plain.unsafe(`select pid from pg_stat_activity where backend_type = 'client backend'`)).map((r) => r.pid as number)
const cpu = (ps: number[]) => ps.reduce((s, p) => { const f = readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1]!.split(' '); return s + Number(f[11]) + Number(f[12]) }, 0) * 10_000
async function bench(name: string, n: number, par: number, f: () => Promise<unknown>) {
  for (let i = 0; i < 500; i++) await f()
  const ps = await pids(); const c0 = cpu(ps); const u0 = process.cpuUsage()
  const t = performance.now(); let left = n
  await Promise.all(Array.from({ length: par }, async () => { while (left-- > 0) await f() }))
  const dt = performance.now() - t; const u = process.cpuUsage(u0); const c = cpu(ps) - c0
  console.log(name.padEnd(36), String(Math.round(n / dt * 1000)).padStart(7), '/s  client', ((u.user + u.system) / n).toFixed(1), 'µs  server', (c / n).toFixed(1), 'µs')
}
for (let round = 0; round < 2; round++) {
await bench('plain insert pool4', 20000, 16, async () => { const r = mk(); return plain.unsafe('insert into habeas.notes (organisation_id,id,at,j,b) values ($1,$2,$3,$4,$5) returning id', [r.organisationId, r.id, new Date(r.at), JSON.stringify(r.j), r.b], { prepare: true }) })
await bench('inOneTrip drizzle insert', 20000, 16, () => { const r = mk(); return db.inOneTrip(org, (tx) => [tx.run(insert, r)]) })
await bench('inOneTrip raw insert', 20000, 16, () => db.inOneTrip(org, (tx) => [tx.run(rawInsert, { o: org, id: newId('req'), at: realNow() })]))
await bench('transaction awaited drizzle insert', 10000, 16, () => { const r = mk(); return db.transaction(org, (tx) => tx.run(insert, r)) })
await bench('plain select pool4', 20000, 16, () => plain.unsafe('select * from habeas.notes where organisation_id=$1 and id=$2', [org, row.id], { prepare: true }))
await bench('inOneTrip drizzle select', 20000, 16, () => db.inOneTrip(org, (tx) => [tx.run(select, { o: org, id: row.id })]))
await bench('inOneTrip raw select', 20000, 16, () => db.inOneTrip(org, (tx) => [tx.run(rawSelect, { o: org, id: row.id })]))
await bench('lookup drizzle', 20000, 16, () => db.lookup(select, { o: org, id: row.id }))
await bench('lookup raw', 20000, 16, () => db.lookup(rawSelect, { o: org, id: row.id }))
}
await plain.end(); await db.close()
