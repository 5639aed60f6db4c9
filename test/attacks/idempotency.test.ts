import { createHash } from 'node:crypto'
import t from 'tap'
import { jobHandlers } from '../../src/worker.ts'
import { runAs } from '../support/database.ts'
import { type Answer, callWith, testService } from '../support/service.ts'
import { callerAt, countRows, done, fresh, letter, openCase, openDesk, withPerson } from './desk.ts'
import { prepare } from './errands.ts'
import { comparable, type Errand, type Operation, readDocument, send, takesRecords } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const secondAdmin = await desk.organisation.client('admin')
/** Documented as taking no key: one gives a token of its own each time, one bytes, and after the last nobody is there to ask again. */
const keyless = ['issueToken', 'downloadMyExport', 'signOut']
/** Those that a crowd may meet: people's doors, and what makes or gives something. */
const crowded = [
  'sendRequest',
  'signIn',
  'redeemCode',
  'writeMyMessage',
  'openRequest',
  'createClient',
  'decideRight',
  'releaseExport',
]
const keyed = document.operations.filter(
  ({ id, method }) => (method === 'POST' || method === 'PUT') && !keyless.includes(id),
)

t.test('64–66: every POST and PUT of the document takes a key, but for three that say why not', async (t) => {
  t.ok(keyed.length > 35, `${keyed.length}`)
  const { body } = await service.call('GET', '/openapi.json')
  for (const id of keyless) {
    const { path } = document.find(id)
    t.match(body.paths[path].post.description, /Idempotency-Key.*no effect/)
  }
})

for (const operation of keyed) {
  const call = callerAt(desk, operation)

  t.test(`64–65: ${operation.id} under one key: the same answer to the same caller and body, for a day`, async (t) => {
    const errand = under(fresh('key'), await prepare(operation, desk))
    const first = await send(operation, errand, call)
    t.ok(first.status < 300, `${first.status} ${first.body?.code ?? ''}`)
    t.notOk(isReplay(first))
    const rows = await countFacts(operation)
    const again = await send(operation, errand, call)
    t.same(comparable(again), comparable(first), 'status, headers and secrets included')
    t.ok(isReplay(again))
    if (errand.otherBody !== undefined) {
      const mismatch = await send(operation, { ...errand, body: errand.otherBody }, call)
      t.match(mismatch, { status: 422, body: { code: 'idempotency_mismatch' } }, '64: another body')
      t.notOk(isReplay(mismatch))
    }
    t.same(await countFacts(operation), rows, 'and nothing is done twice')

    if (operation.door === 'staff') {
      const other = await send(operation, errand, secondAdmin)
      t.notOk(isReplay(other), '65: another caller is answered for themselves')
      t.not(other.body.code, 'idempotency_mismatch')
    }
    await age('23 hours 59 minutes')
    t.ok(isReplay(await send(operation, errand, call)), 'nearly a day later')
    await age('2 minutes')
    t.notOk(isReplay(await send(operation, errand, call)), 'a day later it is forgotten')
  })

  const crowd = crowded.includes(operation.id) ? 50 : 8
  t.test(`66: ${operation.id}, ${crowd} at once under one key: one effect`, async (t) => {
    const single = under(fresh('single'), await prepare(operation, desk))
    const effectOfOne = await effect(operation, () => send(operation, single, call))
    const errand = under(fresh('crowd'), await prepare(operation, desk))
    const answers: Answer[] = []
    const effectOfAll = await effect(operation, async () => {
      answers.push(...(await Promise.all(Array.from({ length: crowd }, () => send(operation, errand, call)))))
    })
    t.same(effectOfAll, effectOfOne, 'as many rows in each table as one call makes')
    const done = answers.filter(({ status }) => status < 300)
    t.equal(done.filter((answer) => !isReplay(answer)).length, 1, 'one is the first')
    t.equal(new Set(done.map((answer) => JSON.stringify(comparable(answer)))).size, 1, 'all that succeed say the same')
    const refusals = answers.filter(({ status }) => status >= 300).map(({ status, body }) => `${status} ${body.code}`)
    t.same(
      [...new Set(refusals)].filter((refusal) => refusal !== '409 idempotency_in_flight'),
      [],
      'the others are told that it is in flight',
    )
  })
}

t.test('65: on the public door the key alone is the caller; at another organisation it is another key', async (t) => {
  const other = await openDesk(service, 'other')
  const operation = document.find('sendRequest')
  const errand = under(fresh('public'), await prepare(operation, desk))
  const first = await send(operation, errand, service.call)
  const elsewhere = { ...errand, ids: { slug: other.organisation.slug } }
  const second = await send(operation, elsewhere, service.call)
  t.match([first.status, second.status], [202, 202])
  t.notOk(isReplay(second))
  t.not(second.body.reference, first.body.reference)
  t.ok(isReplay(await send(operation, errand, callWith(service.app, { authorization: 'Bearer nonsense' }))))
})

t.test('65: a person’s key is no other person’s, and neither opens the other’s request', async (t) => {
  const eve = await withPerson(desk, 'eve@acme.example')
  const operation = document.find('writeMyMessage')
  const errand = under(fresh('mine'), await prepare(operation, desk))
  t.equal((await send(operation, errand, desk.person)).status, 201)
  const stolen = await send(operation, errand, eve.person)
  t.match({ status: stolen.status, replay: isReplay(stolen) }, { status: 404, replay: false })
  const signedInAgain = await desk.organisation.person(desk.email)
  t.ok(isReplay(await send(operation, errand, signedInAgain)), 'a new sign-in is the same person')
})

t.test('65: a key belongs to one route, and to one resource of it', async (t) => {
  const key = fresh('route')
  const [one, two] = [await openCase(desk), await openCase(desk)]
  const write = (path: string, body: object) => desk.staff.admin('POST', path, body, { 'idempotency-key': key })
  const answers = [
    await write(`/v1/requests/${one.id}/cancel`, { reason: 'x' }),
    await write(`/v1/requests/${two.id}/cancel`, { reason: 'x' }),
    await write(`/v1/requests/${two.id}/reopen`, { reason: 'x' }),
    await write('/v1/requests', letter(desk)),
  ]
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 200, 201],
  )
  t.same(answers.map(isReplay), [false, false, false, false])
})

t.test('64: a refusal is not kept: mended, the same key and body go through', async (t) => {
  const { id, rights } = await openCase(desk)
  const decide = () =>
    desk.staff.dpo('POST', `/v1/requests/${id}/rights/${rights[0]?.id}/decide`, { outcome: 'granted' }, headers)
  const headers = { 'idempotency-key': fresh('refused') }
  t.match(await decide(), { status: 422, body: { code: 'identity_level_too_low' } })
  await done(desk.staff.dpo('POST', `/v1/requests/${id}/confirm-identity`, { method: 'in_person', note: 'x' }))
  const granted = await decide()
  t.match({ status: granted.status, replay: isReplay(granted) }, { status: 200, replay: false })
})

t.test('64: what is kept is sealed, and forgotten by the sweep', async (t) => {
  const headers = { 'idempotency-key': fresh('canary') }
  const body = { name: 'Canary', role: 'dpo' }
  const { secret } = await done(desk.staff.admin('POST', '/v1/clients', body, headers))
  const guessed = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const dump = async () =>
    runAs(service.database.superuser, 'select row_to_json(a)::text as row from habeas.idempotent_answers a')
  const kept = (await dump()).map(({ row }) => String(row)).join()
  for (const clear of [secret, Buffer.from(secret).toString('hex'), headers['idempotency-key'], guessed]) {
    t.notOk(kept.includes(clear))
  }
  await age('1 day')
  await jobHandlers(service.deps).sweep({}, new AbortController().signal)
  t.same(await dump(), [])
})

function under(key: string, errand: Errand): Errand {
  return { ...errand, headers: { ...errand.headers, 'idempotency-key': key } }
}

function isReplay({ headers }: Answer): boolean {
  return headers['idempotent-replayed'] === 'true'
}

/** Real time passes for the answers that are kept. */
async function age(by: string): Promise<void> {
  await runAs(
    service.database.superuser,
    `update habeas.idempotent_answers set created_at = created_at - interval '${by}'`,
  )
}

/**
 * Rows by table. An upload that was given up leaves some until a job has deleted them, which nobody reads; that job is asked for once the answer
 * has been sent, and may come while the next operation is under way.
 */
async function countFacts(operation: Operation): Promise<Record<string, number>> {
  const trace = takesRecords(operation) ? ['habeas.record_uploads', 'habeas.records'] : []
  const counted = Object.entries(await countRows(service.database)).filter(([table]) => !trace.includes(table))
  const [row] = await service.database.look(
    `select count(*)::int as jobs from pgboss.job where name <> 'delete-upload'`,
  )
  return {
    ...Object.fromEntries(counted.map(([table, count]) => [table, Number(count)])),
    'pgboss.job': Number(row?.jobs),
  }
}

/** By how many rows each table grows, or shrinks. */
async function effect(operation: Operation, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await countFacts(operation)
  await work()
  const after = await countFacts(operation)
  return Object.fromEntries(Object.entries(after).map(([table, count]) => [table, count - (before[table] ?? 0)]))
}
