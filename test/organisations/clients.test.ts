import t from 'tap'
import { feedBetween } from '../../src/evidence/store.ts'
import { roles } from '../../src/platform/actor.ts'
import { newId, showId } from '../../src/platform/identifiers.ts'
import { callWith, testService } from '../support/service.ts'

const service = await testService(t)
const organisation = await service.organisation('clients')
const { admin } = organisation

type Shown = { id: string; role: string; name: string }
const clientsOf = async (call = admin): Promise<Shown[]> => (await call('GET', '/v1/clients?limit=100')).body.data

function ask(id: string, secret: string) {
  const form = callWith(service.app, { 'content-type': 'application/x-www-form-urlencoded' })
  return form('POST', '/oauth/token', `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`)
}

t.test('a client is made with a role, and its secret is shown once', async (t) => {
  service.at('2026-03-02T09:30:00Z')
  for (const role of roles) {
    const { status, body } = await admin('POST', '/v1/clients', { name: `Tool of ${role}`, role })
    t.equal(status, 201)
    const { id, secret, ...rest } = body
    const { created_at, ...given } = rest
    t.match(id, /^cli_[0-9a-z]{26}$/)
    t.match(secret, /^hbs_[\w-]{43}$/)
    t.same(given, { object: 'client', name: `Tool of ${role}`, role })
    t.match(created_at, /^2026-03-02T09:30:\d\dZ$/)
    t.match((await ask(id, secret)).body, { scope: role })
    const listed = (await admin('GET', '/v1/clients')).body.data.find((each: Shown) => each.id === id)
    t.same(listed, { id, ...rest }, 'the list says the same, without the secret')
  }
  t.notOk((await admin('GET', '/v1/clients')).raw.includes('hbs_'))
})

t.test('what is not a client is refused, field by field', async (t) => {
  const wrong: [string, object][] = [
    ['body.role', { name: 'Tool' }],
    ['body.role', { name: 'Tool', role: 'owner' }],
    ['body.name', { role: 'dpo' }],
    ['body.name', { name: '', role: 'dpo' }],
    ['body.name', { name: 'a'.repeat(201), role: 'dpo' }],
    ['body.secret', { name: 'Tool', role: 'dpo', secret: 'mine' }],
    ['body.id', { name: 'Tool', role: 'dpo', id: 'cli_01h2xcejqtf2nbrexx3vqjhp41' }],
    ['body.organisation_id', { name: 'Tool', role: 'dpo', organisation_id: organisation.typeId }],
  ]
  for (const [location, body] of wrong) {
    const answer = await admin('POST', '/v1/clients', body)
    t.match(answer.body, { status: 400, code: 'invalid', errors: [{ location }] }, location)
  }
})

t.test('under one key a client is made once, and its secret is shown again to the same caller only', async (t) => {
  const headers = { 'idempotency-key': 'client-key-0123456789' }
  const body = { name: 'Once', role: 'agent' }
  const first = await admin('POST', '/v1/clients', body, headers)
  const again = await admin('POST', '/v1/clients', body, headers)
  t.same(again.body, first.body)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal((await clientsOf()).filter((client) => client.name === 'Once').length, 1)
  const other = await organisation.client('admin')
  t.not((await other('POST', '/v1/clients', body, headers)).body.id, first.body.id)
})

t.test(
  '24: clients and settings are the business of admins; everybody of the staff reads the organisation',
  async (t) => {
    const target = await organisation.client('auditor')
    for (const role of ['intake', 'auditor', 'agent', 'dpo'] as const) {
      const call = await organisation.client(role)
      const tries = [
        await call('GET', '/v1/clients'),
        await call('POST', '/v1/clients', { name: 'x', role: 'admin' }),
        await call('DELETE', `/v1/clients/${target.id}`),
        await call('PATCH', '/v1/organisation', { name: 'x' }),
      ]
      for (const { status, body } of tries)
        t.match({ status, code: body.code }, { status: 403, code: 'role_too_low' }, role)
      t.equal((await call('GET', '/v1/organisation')).status, role === 'intake' ? 403 : 200, role)
    }
    t.equal((await target('GET', '/v1/organisation')).status, 200, 'and nothing was deleted')
  },
)

t.test('78: without a token nothing is told', async (t) => {
  for (const [method, url] of [
    ['GET', '/v1/organisation'],
    ['PATCH', '/v1/organisation'],
    ['GET', '/v1/clients'],
    ['POST', '/v1/clients'],
    ['DELETE', '/v1/clients/cli_01h2xcejqtf2nbrexx3vqjhp41'],
  ] as const) {
    const answer = await service.call(method, url, method === 'PATCH' || method === 'POST' ? {} : undefined)
    t.equal(answer.status, 401, `${method} ${url}`)
    t.equal(answer.headers['www-authenticate'], 'Bearer')
  }
})

t.test('32: the tokens of a deleted client die at once, and it gets no new one', async (t) => {
  const doomed = await organisation.client('dpo')
  t.equal((await doomed('GET', '/v1/organisation')).status, 200)
  const deleted = await admin('DELETE', `/v1/clients/${doomed.id}`)
  t.equal(deleted.status, 204)
  t.equal(deleted.raw.length, 0)
  t.equal((await doomed('GET', '/v1/organisation')).status, 401)
  t.match((await ask(doomed.id, doomed.secret)).body, { error: 'invalid_client' })
  t.notOk((await clientsOf()).some(({ id }) => id === doomed.id))
})

t.test('a client deleted before is not there to be deleted', async (t) => {
  const doomed = await organisation.client('agent')
  t.equal((await admin('DELETE', `/v1/clients/${doomed.id}`)).status, 204)
  const again = await admin('DELETE', `/v1/clients/${doomed.id}`)
  t.equal(again.status, 404)
  t.equal(again.body.code, 'not_found')
})

t.test('21: a client of another organisation, an absent one and no id at all are one and the same 404', async (t) => {
  const other = await service.organisation('other-clients')
  const theirs = await other.client('agent')
  const bodies = await Promise.all(
    [theirs.id, showId('cli', newId('cli')), organisation.typeId, 'cli_x', 'x'].map(async (id) => {
      const { status, body } = await admin('DELETE', `/v1/clients/${id}`)
      return JSON.stringify({ status, ...body, request_id: '' })
    }),
  )
  t.equal(new Set(bodies).size, 1)
  t.match(bodies[0], /"status":404/)
  t.equal((await theirs('GET', '/v1/organisation')).status, 200)
  t.notOk((await clientsOf()).some(({ id }) => id === theirs.id))
})

t.test('the last admin stays', async (t) => {
  const small = await service.organisation('small')
  const [first] = await clientsOf(small.admin)
  t.ok(first)
  const refused = await small.admin('DELETE', `/v1/clients/${first?.id}`)
  t.equal(refused.status, 409)
  t.equal(refused.body.code, 'last_admin')
  t.equal((await small.admin('GET', '/v1/clients')).status, 200)
  const second = await small.client('admin')
  t.equal((await second('DELETE', `/v1/clients/${first?.id}`)).status, 204)
  t.equal((await small.admin('GET', '/v1/clients')).status, 401)
  t.equal((await second('DELETE', `/v1/clients/${second.id}`)).body.code, 'last_admin', 'also for the one that is left')
})

t.test('of two last admins who delete each other at once, one stays', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const pair = await service.organisation(`pair-${round}`)
    const second = await pair.client('admin')
    const [first] = await clientsOf(pair.admin)
    const answers = await Promise.all([
      pair.admin('DELETE', `/v1/clients/${second.id}`),
      second('DELETE', `/v1/clients/${first?.id}`),
    ])
    const statuses = answers.map(({ status }) => status).sort()
    t.equal(statuses[0], 204)
    t.ok(statuses[1] === 401 || statuses[1] === 409, `the other was refused with ${statuses[1]}`)
    const left = await Promise.all([pair.admin('GET', '/v1/clients'), second('GET', '/v1/clients')])
    t.same(left.map(({ status }) => status).sort(), [200, 401])
  }
})

t.test('clients are listed in pages, in the order they were made', async (t) => {
  const paged = await service.organisation('paged')
  const made = [...(await clientsOf(paged.admin)).map(({ id }) => id)]
  for (let i = 0; i < 4; i += 1) made.push((await paged.client('agent')).id)
  const seen: string[] = []
  let url: string | undefined = '/v1/clients?limit=2'
  while (url !== undefined) {
    const answer: Awaited<ReturnType<typeof paged.admin>> = await paged.admin('GET', url)
    t.equal(answer.status, 200)
    t.ok(answer.body.data.length <= 2)
    seen.push(...answer.body.data.map((client: Shown) => client.id))
    t.equal(answer.body.has_more, answer.body.next_cursor !== undefined)
    url = /<([^>]+)>; rel="next"/.exec(String(answer.headers.link ?? ''))?.[1]
  }
  t.same(seen, made)
})

t.test('46: a cursor of another organisation, or a tampered one, is refused', async (t) => {
  const cursorOf = async (slug: string) => {
    const call = (await service.organisation(slug)).admin
    await call('POST', '/v1/clients', { name: 'One more', role: 'agent' })
    return { call, cursor: String((await call('GET', '/v1/clients?limit=1')).body.next_cursor) }
  }
  const [one, two] = [await cursorOf('cursor-one'), await cursorOf('cursor-two')]
  t.equal((await one.call('GET', `/v1/clients?cursor=${one.cursor}`)).status, 200)
  for (const cursor of [two.cursor, `${one.cursor}A`, one.cursor.slice(1), 'x']) {
    t.match((await one.call('GET', `/v1/clients?cursor=${cursor}`)).body, { status: 400, code: 'invalid_cursor' })
  }
})

t.test('making and deleting a client are events of the organisation, with who sat before the tool', async (t) => {
  const recorded = await service.organisation('recorded')
  const made = await recorded.admin(
    'POST',
    '/v1/clients',
    { name: 'Ada’s tool', role: 'agent' },
    { 'acting-user': 'ada@example.org' },
  )
  t.equal((await recorded.admin('DELETE', `/v1/clients/${made.body.id}`)).status, 204)
  const whole = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 100 }
  const fed = await service.database.db.transaction(recorded.id, (tx) => feedBetween(tx, service.keyring, whole))
  const rows = fed.toSorted((a, b) => a.sequence - b.sequence)
  t.match(rows.slice(2), [
    {
      type: 'client_created',
      sequence: 3,
      actor: { type: 'client' },
      facts: { client: made.body.id, role: 'agent' },
      detail: { name: 'Ada’s tool', acting_user: 'ada@example.org' },
      previousHash: rows[1]?.hash,
    },
    {
      type: 'client_revoked',
      sequence: 4,
      facts: { client: made.body.id, role: 'agent' },
      previousHash: rows[2]?.hash,
    },
  ])
  t.equal(rows.length, 4)
  t.notOk(
    JSON.stringify(rows.map(({ facts, actor }) => [facts, actor])).includes('Ada'),
    'what is hashed as it stands names nobody',
  )
})

t.test('a refused deletion records nothing', async (t) => {
  const quiet = await service.organisation('quiet')
  const [first] = await clientsOf(quiet.admin)
  await quiet.admin('DELETE', `/v1/clients/${first?.id}`)
  await quiet.admin('DELETE', `/v1/clients/${showId('cli', newId('cli'))}`)
  const whole = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 100 }
  const rows = await service.database.db.transaction(quiet.id, (tx) => feedBetween(tx, service.keyring, whole))
  t.equal(rows.length, 2)
})

t.test('a deletion repeated under its key is answered as before', async (t) => {
  const doomed = await organisation.client('agent')
  const headers = { 'idempotency-key': 'delete-key-0123456789' }
  t.equal((await admin('DELETE', `/v1/clients/${doomed.id}`, undefined, headers)).status, 204)
  const again = await admin('DELETE', `/v1/clients/${doomed.id}`, undefined, headers)
  t.equal(again.status, 204)
  t.equal(again.raw.length, 0)
  t.equal(again.headers['idempotent-replayed'], 'true')
})
