import t from 'tap'
import { testService } from '../support/service.ts'

const service = await testService(t)
const acme = await service.organisation('acme')
const given = {
  name: 'Keycloak',
  issuer: 'https://login.example.org/realms/staff',
  audience: 'habeas',
  roles_claim: ['realm_access', 'roles'],
  roles: [
    { value: 'privacy-team', role: 'agent' },
    { value: 'dpo', role: 'dpo' },
  ],
}
const url = '/v1/staff-issuers'
const history = async (organisation = acme) => {
  const { body } = await organisation.admin('GET', '/v1/events?limit=100')
  return body.data.filter(({ type }: { type: string }) => type.startsWith('staff_issuer'))
}

t.test('an issuer is named with what its tokens are checked by, and what they give', async (t) => {
  const made = await acme.admin('POST', url, given)
  t.match(made, {
    status: 201,
    body: {
      id: /^cli_/,
      object: 'staff_issuer',
      ...given,
      jwks_url: null,
      jwks: null,
      authorized_parties: null,
    },
  })
  t.notOk(
    made.body.algorithms.some((alg: string) => /^HS|none/i.test(alg)),
    'asymmetric ones alone',
  )
  t.same((await acme.admin('GET', `${url}/${made.body.id}`)).body, made.body)
  t.same((await acme.admin('GET', url)).body.data, [made.body])
})

t.test('it is one of the clients, but none that gets tokens here, is listed or deleted among them', async (t) => {
  const { body: list } = await acme.admin('GET', url)
  const [{ id }] = list.data
  const { body: clients } = await acme.admin('GET', '/v1/clients')
  t.notMatch(JSON.stringify(clients), id)
  t.equal((await acme.admin('DELETE', `/v1/clients/${id}`)).status, 404)
  for (const secret of ['', 'null', 'undefined', 'hbs_']) {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    t.match(await service.call('POST', '/oauth/token', form.toString(), headers), { status: 401 })
  }
})

t.test('an issuer whose people may administer does not make up for the last client that does', async (t) => {
  const lonely = await service.organisation('lonely')
  await lonely.admin('POST', url, { ...given, roles: [{ value: 'root', role: 'admin' }] })
  const { body } = await lonely.admin('GET', '/v1/clients')
  const gone = await lonely.admin('DELETE', `/v1/clients/${body.data[0].id}`)
  t.match(gone, { status: 409, body: { code: 'last_admin' } }, 'who cannot be reached administers nothing')
})

t.test('a change is of what is given; one that changes nothing is none', async (t) => {
  const { body: list } = await acme.admin('GET', url)
  const [before] = list.data
  const one = `${url}/${before.id}`
  const events = (await history()).length
  t.same((await acme.admin('PATCH', one, {})).body, before)
  t.same(
    (await acme.admin('PATCH', one, { name: given.name, roles: given.roles, authorized_parties: null })).body,
    before,
  )
  t.equal((await history()).length, events)
  const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'a' }
  const kept = (await acme.admin('PATCH', one, { jwks: { keys: [{ ...key, use: 'sig' }] }, algorithms: ['EdDSA'] }))
    .body
  t.match(kept, { jwks: { keys: [key] }, jwks_url: null, algorithms: ['EdDSA'], roles: given.roles })
  const elsewhere = { jwks_url: 'https://login.example.org/keys' }
  t.match(
    (await acme.admin('PATCH', one, elsewhere)).body,
    { ...elsewhere, jwks: null },
    'one in the place of the other',
  )
  t.match((await acme.admin('PATCH', one, { jwks_url: null })).body, { jwks_url: null, jwks: null })
  t.equal((await history()).length, events + 3)
})

t.test('each is kept in the history, whole, and what names somebody only where it can be erased', async (t) => {
  const own = await service.organisation('kept')
  const { body } = await own.admin('POST', url, given)
  await own.admin('PATCH', `${url}/${body.id}`, { roles: [{ value: 'dpo', role: 'admin' }] })
  await own.admin('DELETE', `${url}/${body.id}`)
  t.match(await history(own), [
    { type: 'staff_issuer_created', details: { client: body.id, role: 'dpo', ...given } },
    {
      type: 'staff_issuer_changed',
      details: { client: body.id, role: 'admin', roles: [{ value: 'dpo', role: 'admin' }] },
    },
    { type: 'staff_issuer_deleted', details: { client: body.id, role: 'admin', issuer: given.issuer } },
  ])
})

t.test('one that is ended is gone, and may be named anew', async (t) => {
  const own = await service.organisation('anew')
  const { body } = await own.admin('POST', url, given)
  const twice = await own.admin('POST', url, given)
  t.match(twice, { status: 422, body: { code: 'not_permitted' } }, 'which of two would decide?')
  t.equal((await own.admin('POST', url, { ...given, audience: 'another' })).status, 201)
  t.equal((await own.admin('DELETE', `${url}/${body.id}`)).status, 204)
  for (const method of ['GET', 'DELETE'] as const)
    t.equal((await own.admin(method, `${url}/${body.id}`)).status, 404, method)
  t.equal((await own.admin('PATCH', `${url}/${body.id}`, { name: 'x' })).status, 404)
  const again = await own.admin('POST', url, given)
  t.equal(again.status, 201)
  t.not(again.body.id, body.id)
})

t.test('an organisation names ten of them', async (t) => {
  const many = await service.organisation('many')
  const statuses = []
  for (let i = 0; i < 11; i++) statuses.push((await many.admin('POST', url, { ...given, audience: `api-${i}` })).status)
  t.same(statuses, [...new Array(10).fill(201), 422])
})

t.test('what would make no sense, or a hole, is refused with its place', async (t) => {
  const own = await service.organisation('holes')
  const rsa1024 = { kty: 'RSA', n: 'q'.repeat(171), e: 'AQAB' }
  const wrong: [string, object][] = [
    ['issuer', { issuer: 'http://login.example.org' }],
    ['issuer', { issuer: 'https://127.0.0.1/realms/staff' }],
    ['issuer', { issuer: 'https://login.example.org?x=1' }],
    ['issuer', { issuer: 'https://user:word@login.example.org' }],
    ['audience', { audience: '' }],
    ['jwks_url', { jwks_url: 'https://169.254.169.254/keys' }],
    ['jwks_url', { jwks_url: 'file:///etc/passwd' }],
    ['jwks', { jwks: { keys: [] } }],
    ['jwks.keys.0', { jwks: { keys: [rsa1024] } }],
    ['jwks.keys.0', { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }],
    [
      'jwks',
      {
        jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] },
        jwks_url: 'https://login.example.org/keys',
      },
    ],
    ['algorithms.0', { algorithms: ['HS256'] }],
    ['algorithms.0', { algorithms: ['none'] }],
    ['algorithms', { algorithms: [] }],
    ['authorized_parties', { authorized_parties: [] }],
    ['roles_claim', { roles_claim: [] }],
    ['roles_claim', { roles_claim: 'roles' }],
    ['roles', { roles: [] }],
    ['roles.0.role', { roles: [{ value: 'x', role: 'operator' }] }],
    ['roles.0.role', { roles: [{ value: 'x', role: 'intake' }] }],
    ['roles.0.value', { roles: [{ value: '', role: 'dpo' }] }],
  ]
  for (const [place, change] of wrong) {
    const { status, body } = await own.admin('POST', url, { ...given, ...change })
    t.equal(status, 400, JSON.stringify(change))
    t.ok(
      body.errors?.[0]?.location.startsWith(`body.${place.split('.')[0]}`),
      `${place}: ${JSON.stringify(body.errors)}`,
    )
  }
  t.same((await own.admin('GET', url)).body.data, [])
})
