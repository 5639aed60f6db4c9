import t from 'tap'
import { form, pdf } from '../identity/files.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { callerAt, digestRows, done, openCase, openDesk, refusedCallerAt } from './desk.ts'
import { prepare } from './errands.ts'
import { type Operation, readDocument, type Schema, send, takesRecords } from './operations.ts'
import { type ClosedPlace, closedPlaces, withFields } from './schema-walk.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const columns = await columnsOfAllTables()
/** The bodies that RFC 6749 has unknown fields ignored in (section 3.2). */
const tolerant = ['issueToken']

t.test('25: the columns of every table are among the names tried, as they are and as code calls them', async (t) => {
  t.ok(columns.length > 150, `${columns.length}`)
  for (const name of ['organisation_id', 'organisationId', 'secret_hash', 'identityLevel', 'version', 'role']) {
    t.ok(columns.includes(name), name)
  }
})

for (const operation of document.operations.filter(
  (each) => jsonOf(each) !== undefined && !tolerant.includes(each.id),
)) {
  t.test(`25: ${operation.id} refuses every column as a further field, at every depth`, async (t) => {
    const errand = await prepare(operation, desk)
    const body = typeof errand.body === 'string' ? linesOf(errand.body) : (errand.body ?? {})
    const places = closedPlaces(document, jsonOf(operation) ?? {}, body)
    t.ok(places.length > 0, 'the document closes it')
    const before = await digestRows(service.database)
    for (const { place, names } of places.flatMap((closed) => inPortions(closed, 30))) {
      const more = withFields(body, place, Object.fromEntries(names.map((name) => [name, 'x'])))
      const headers = { ...errand.headers, 'content-type': 'application/json' }
      const answer = await send(operation, { ...errand, body: more, headers }, refusedCallerAt(desk, operation))
      const at = ['body', ...place].join('.')
      if (operation.id === 'importSuppressions') {
        t.match(answer, { status: 200, body: { added: 0, renewed: 0, bad: 1 } }, `${at}: told as a bad line`)
        continue
      }
      t.match({ status: answer.status, code: answer.body.code }, { status: 400, code: 'invalid' }, at)
      if (takesRecords(operation)) continue // tells the first field of the first bad record
      const refused = answer.body.errors.map(({ location }: { location: string }) => location)
      t.same(refused.sort(), names.map((name) => `${at}.${name}`).sort(), `${at}: each is refused by its name`)
    }
    const after = await digestRows(service.database)
    if (takesRecords(operation)) t.same(onlyRecords(after), onlyRecords(before), 'and the former records stay')
    else t.same(after, before, 'and nothing was changed')
  })
}

for (const operation of document.operations.filter(({ bodies }) => 'multipart/form-data' in bodies)) {
  t.test(`25: ${operation.id} refuses every column as a further part`, async (t) => {
    const errand = await prepare(operation, desk)
    const before = await digestRows(service.database)
    for (const { names } of inPortions({ place: [], declared: ['kind', 'file'] }, 6)) {
      const fields = { kind: 'evidence', ...Object.fromEntries(names.map((name) => [name, 'x'])) }
      const { body, headers } = form(fields, { name: 'proof.pdf', content: pdf() })
      const answer = await send(operation, { ...errand, body, headers }, callerAt(desk, operation))
      t.match({ status: answer.status, code: answer.body.code }, { status: 400, code: 'invalid' }, `${names}`)
    }
    t.same(await digestRows(service.database), before, 'and nothing was changed')
  })
}

t.test('25: what is open in a body, the details of a right, takes only the fields of that right', async (t) => {
  const c = await openCase(desk)
  const before = await digestRows(service.database)
  const declared = ['ground', 'scope']
  for (const name of columns.filter((each) => !declared.includes(each))) {
    const body = { details: { [name]: 'x' }, reason: 'misread' }
    const { status } = await desk.staff.admin('POST', `/v1/requests/${c.id}/rights/${c.rights[0]?.id}/amend`, body)
    if (status !== 400) t.fail(`${name}: ${status}`)
  }
  t.same(await digestRows(service.database), before, 'and nothing was changed')
})

t.test('25: metadata keeps its names to itself', async (t) => {
  const { id } = await openCase(desk)
  const metadata = Object.fromEntries(columns.slice(0, 200).map((name) => [name, 'x']))
  const plain = await done(desk.staff.admin('PATCH', `/v1/requests/${id}`, { metadata: { note: 'x' } }))
  const full = await done(desk.staff.admin('PATCH', `/v1/requests/${id}`, { metadata }))
  t.same(full.metadata, metadata)
  t.same({ ...full, metadata: 0, version: 0, updated_at: 0 }, { ...plain, metadata: 0, version: 0, updated_at: 0 })
})

t.test('25: filters take the declared names only', async (t) => {
  const queries = document.operations.filter(({ id, path }) => /^(list|readFeed)/.test(id) && !path.includes('{'))
  t.ok(queries.length >= 4)
  for (const operation of queries) {
    for (const name of ['organisation_id', 'organisationId', 'client_id', 'secret_hash', 'mailbox', '__proto__']) {
      const { status } = await send(operation, { query: `?${name}=x` }, callerAt(desk, operation))
      t.equal(status, 400, `${operation.id} by ${name}`)
    }
  }
})

t.test(
  '25: a token request has unknown parameters ignored (RFC 6749 section 3.2), and gains nothing by them',
  async (t) => {
    const issue = document.find('issueToken')
    const errand = await prepare(issue, desk)
    const more = columns.filter((name) => !['scope', 'client_id'].includes(name)).map((name) => `&${name}=admin`)
    for (let at = 0; at < more.length; at += 50) {
      const body = `${errand.body}${more.slice(at, at + 50).join('')}`
      t.match(await send(issue, { ...errand, body }, service.call), { status: 200, body: { scope: 'auditor' } })
    }
  },
)

function jsonOf({ bodies }: Operation): Schema | undefined {
  return bodies['application/json']
}

/** The columns a place does not declare, as many at a time as one answer can list. */
function inPortions(
  { place, declared }: ClosedPlace,
  size: number,
): { place: ClosedPlace['place']; names: string[] }[] {
  const names = columns.filter((name) => !declared.includes(name))
  const portions = Array.from({ length: Math.ceil(names.length / size) }, (_, at) =>
    names.slice(at * size, (at + 1) * size),
  )
  return portions.map((portion) => ({ place, names: portion }))
}

/** Every column of every table, as the database writes it and as code would. */
async function columnsOfAllTables(): Promise<string[]> {
  const rows = await runAs(
    service.database.superuser,
    `select distinct column_name as name from information_schema.columns where table_schema = 'habeas' order by 1`,
  )
  const names = rows.map(({ name }) => String(name))
  return [
    ...new Set(names.flatMap((name) => [name, name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())])),
  ]
}

function linesOf(text: string): unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** An upload that was given up leaves a trace until a job has deleted it, which nobody reads. */
function onlyRecords({
  'habeas.record_uploads': _uploads,
  'pgboss.job': _jobs,
  ...rest
}: Record<string, string>): object {
  return rest
}
