import t from 'tap'
import { rememberMove } from '../../src/deadlines/store.ts'
import { lockLetterBudget, spendReceipt } from '../../src/letters/outbox-store.ts'
import { spend } from '../../src/organisations/form-challenge.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { screenRequests } from '../../src/requests/screen-requests.ts'
import { closedCase, work } from '../retention/closed-case.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { callerAt, countRows, digestRows, done, openCase, openDesk } from './desk.ts'
import { prepare } from './errands.ts'
import { readDocument, send } from './operations.ts'

const service = await testService(t)
const { app, superuser } = service.database
const document = await readDocument(service.call)
const [acme, other] = [await openDesk(service, 'acme'), await openDesk(service, 'other')]
// Everything that can be done, in both tenants: rows as the service writes them
for (const desk of [acme, other]) {
  for (const operation of document.operations) {
    const errand = await prepare(operation, desk)
    const headers = { ...errand.headers, 'idempotency-key': `${desk.organisation.slug}-${operation.id}` }
    await send(operation, { ...errand, headers }, callerAt(desk, operation))
  }
}
// and what only a job writes
for (const desk of [acme, other]) {
  const { id } = await openCase(desk)
  const request = parseId('req', id) ?? (undefined as never) // the id of a request just made
  await service.database.db.transaction(desk.organisation.id, (tx) => rememberMove(tx, request, null))
}
// what lies behind a form that is flooded, or costs work
for (const { organisation } of [acme, other]) {
  await service.deps.database.transaction(organisation.id, async (tx) => {
    const now = service.deps.now()
    await spendReceipt(tx, { now, each: 1, latest: now })
    await lockLetterBudget(tx, now)
    await Promise.all(spend(tx, { challenge: Buffer.from(organisation.slug), expiresAt: now }))
  })
}
await screenRequests(service.deps)
// And of a case whose file is erased, what outlives it
for (const desk of [acme, other]) {
  await done(desk.staff.admin('PATCH', '/v1/organisation', { settings: { retention: { case_files: { months: 12 } } } }))
  await closedCase(desk)
}
service.at('2027-06-01T09:00:00Z')
await work(acme, 'retention')
/** Of no tenant: the wrapped root key, and where the feed stands. */
const ofNobody = ['keyring', 'feed_epochs']
/** Nobody may change these, whatever the setting. */
const appendOnly = [
  'events',
  'signing_keys',
  'checkpoints',
  'checkpoint_deliveries',
  'register_versions',
  'letter_versions',
]
const tables = Object.keys(await countRows(service.database))
  .filter((name) => name.startsWith('habeas.'))
  .map((name) => name.slice('habeas.'.length))
  .filter((name) => !ofNobody.includes(name))
const tenantOf = (table: string) => (table === 'organisations' ? 'id' : 'organisation_id')
const mine = acme.organisation.id
/** What comes of a statement of the app in this tenant: the SQLSTATE of its refusal, or that it was done. */
const as = (organisation: string, text: string): Promise<string> =>
  runAs(app, `set app.organisation = '${organisation}'; ${text}`).then(
    () => 'done',
    ({ sqlstate }) => String(sqlstate),
  )

t.test('73: a whole register is in the tables, of two tenants', async (t) => {
  for (const table of tables) {
    const rows = await runAs(superuser, `select distinct "${tenantOf(table)}" as of from habeas."${table}"`)
    t.ok(rows.length >= 2, table)
  }
})

t.test('73: without its tenant’s setting no row is seen, changed or deleted, in any table', async (t) => {
  const before = await digestRows(service.database)
  for (const setting of [
    'reset app.organisation',
    `set app.organisation = ''`,
    `set app.organisation = '${crypto.randomUUID()}'`,
  ]) {
    const statements = tables.flatMap((table) => {
      const own = tenantOf(table)
      const changes = [
        `delete from habeas."${table}" returning 1`,
        `update habeas."${table}" set "${own}" = "${own}" returning 1`,
      ]
      // and no organisation is ever deleted
      const tried = table === 'organisations' ? changes.slice(1) : changes
      return [`select * from habeas."${table}"`, ...(appendOnly.includes(table) ? [] : tried)]
    })
    const [, ...found] = await runAs(app, [setting, ...statements].join('; ')) // the rows of each statement
    t.equal(found.length, statements.length)
    for (const [at, text] of statements.entries()) t.same(found[at], [], `${setting}; ${text}`)
  }
  t.same(await digestRows(service.database), before)
})

t.test(
  '72: a row as the service writes it is put into no other tenant, moved to none, and points into none',
  async (t) => {
    const theirs = other.organisation.id
    const before = await digestRows(service.database)
    for (const table of tables) {
      const tenant = tenantOf(table)
      const [found] = await runAs(
        superuser,
        `select row_to_json(r) as row from habeas."${table}" r where "${tenant}" = $1
         order by (to_jsonb(r) ->> 'request_id') is null limit 1`, // one that points to its request, where there is any
        [mine],
      )
      const row = found?.row as Record<string, unknown> // row_to_json makes an object
      t.equal(await as(theirs, insertOf(table, row)), '42501', `${table}: another’s row`)
      t.same(await as(theirs, insertOf(table, { ...row, [tenant]: null })), '42501', `${table}: nobody’s row`)
      if (!appendOnly.includes(table)) {
        const move = `update habeas."${table}" set "${tenant}" = '${mine}' returning 1`
        t.equal(await as(theirs, move), '42501', `${table}: own rows given away`)
      }
      // The parents, by what the service calls them; `events` outlives them; letters and answers know their request by its id alone
      const parents = ['request_id', 'upload_id', 'export_id'].filter((column) => column in row)
      if (parents.length === 0 || ['events', 'letters', 'idempotent_answers'].includes(table)) continue
      const unused = { id: crypto.randomUUID(), position: 99_999, source: 'elsewhere', secret_hash: '\\x00' }
      const astray = { ...row, [tenant]: theirs, ...unused }
      const known = Object.fromEntries(Object.entries(astray).filter(([column]) => column in row))
      t.equal(
        await as(theirs, insertOf(table, known)),
        '23503',
        `${table}: a row of one’s own that points into another tenant`,
      )
    }
    t.same(await digestRows(service.database), before)
  },
)

function insertOf(table: string, row: object): string {
  const json = JSON.stringify(row).replaceAll("'", "''")
  return `insert into habeas."${table}" select * from json_populate_record(null::habeas."${table}", '${json}')`
}
