import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createHabeas } from '../../openapi/client/habeas.ts'
import { roles } from '../../src/platform/actor.ts'
import { runAs } from '../support/database.ts'
import { callWith } from '../support/service.ts'
import { letter, openStaffDesk } from './desk.ts'

const { service, issuer, acme, settings, named, person, bearer } = await openStaffDesk(t)
const organisationUrl = '/v1/organisation'
const issuerUrl = `/v1/staff-issuers/${named.id}`
const refused = { status: 401, body: { code: 'unauthorized' } }

t.test('who has signed in with the issuer works with the role that the token gives', async (t) => {
  const [lin, ada, grace, root] = [
    await person('lin'),
    await person('ada'),
    await person('grace'),
    await person('root'),
  ]
  const opened = await ada('POST', '/v1/requests', letter)
  t.equal(opened.status, 201)
  const url = `/v1/requests/${opened.body.id}`
  t.equal((await lin('GET', url)).status, 200)
  t.match(await lin('POST', '/v1/requests', letter), { status: 403, body: { code: 'role_too_low' } })
  const extend = { ground: 'complexity', reasons: 'Forty systems.' }
  t.match(await ada('POST', `${url}/extend`, extend), { status: 403, body: { code: 'role_too_low' } })
  t.equal((await grace('POST', `${url}/extend`, extend)).status, 200, 'of two roles the higher')
  t.match(await grace('GET', '/v1/clients'), { status: 403 })
  t.equal((await root('GET', '/v1/clients')).status, 200, 'a claim that is one text is one value')
})

t.test('whose values are mapped to no role may do nothing', async (t) => {
  const guest = await person('guest')
  t.match(await guest('GET', organisationUrl), { status: 403, body: { code: 'role_too_low' } })
})

t.test('the history says who it was, and that the issuer says so', async (t) => {
  const [ada, lin] = [await person('ada'), await person('lin')]
  const { body: request } = await ada('POST', '/v1/requests', letter)
  const { body } = await lin('GET', `/v1/requests/${request.id}/events`)
  t.same(body.data[0].actor, {
    type: 'client',
    id: named.id,
    acting_user: 'ada@acme.example',
    asserted_by: 'issuer',
    subject: 'ada',
  })
  t.notMatch(JSON.stringify(body.data[0].details), /ada|acting/, 'once is enough')
  const { body: feed } = await acme.admin('GET', '/v1/events?limit=100')
  t.match(feed.data.at(-1).actor, { asserted_by: 'issuer' })
  const rows = await runAs(service.database.superuser, 'select actor, facts from habeas.events')
  t.notMatch(JSON.stringify(rows), /ada|acme\.example/, 'what is hashed as it stands names nobody')
  const tool = await acme.client('agent')
  const other = await tool('POST', '/v1/requests', letter, { 'acting-user': 'ada@acme.example' })
  const { body: told } = await lin('GET', `/v1/requests/${other.body.id}/events`)
  t.match(told.data[0].actor, { acting_user: 'ada@acme.example', asserted_by: 'client', subject: null })
})

t.test('any staff token says whom it speaks for', async (t) => {
  const ada = await person('ada')
  const { exp } = JSON.parse(Buffer.from(ada.token.split('.')[1] ?? '', 'base64url').toString())
  t.same((await ada('GET', '/v1/whoami')).body, {
    object: 'caller',
    organisation: acme.typeId,
    client: named.id,
    role: 'agent',
    acting_user: 'ada@acme.example',
    asserted_by: 'issuer',
    subject: 'ada',
    expires_at: new Date(exp * 1_000).toISOString().replace('.000', ''),
  })
  for (const role of roles) {
    const tool = await acme.client(role)
    const alone = { client: tool.id, role, acting_user: null, asserted_by: null, subject: null }
    t.match((await tool('GET', '/v1/whoami')).body, alone)
    const named = { acting_user: 'lin@acme.example', asserted_by: 'client', subject: null }
    t.match((await tool('GET', '/v1/whoami', undefined, { 'acting-user': 'lin@acme.example' })).body, named)
  }
  t.match(await (await person('guest'))('GET', '/v1/whoami'), { status: 403 })
})

t.test('the typed client brings along whom it works for, and tells who it is that works', async (t) => {
  await service.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = service.app.server.address() as AddressInfo // it listens on a port
  const habeas = createHabeas({
    url: `http://127.0.0.1:${port}`,
    organisation: acme.typeId,
    credentials: { token: async () => (await issuer.signInStaff('grace')).accessToken },
  })
  t.match(await habeas.get('/v1/whoami'), { role: 'dpo', acting_user: 'grace@acme.example' })
  t.equal(
    (await habeas.get('/v1/public/{slug}', { path: { slug: 'acme' } })).name,
    'acme SAS',
    'and nobody where that is enough',
  )
})

t.test('a name without an address is one, too', async (t) => {
  await acme.admin('PATCH', issuerUrl, { roles: [{ value: 'audit', role: 'agent' }] })
  const lin = await person('lin')
  const { body: request } = await lin('POST', '/v1/requests', letter)
  const { body } = await lin('GET', `/v1/requests/${request.id}/events`)
  t.match(body.data[0].actor, { acting_user: 'lin', subject: 'lin', asserted_by: 'issuer' })
  await acme.admin('PATCH', issuerUrl, { roles: settings.roles })
})

t.test('a token of an issuer is taken for the organisation that the tool names, and for none without', async (t) => {
  const { token } = await person('ada')
  const authorization = `Bearer ${token}`
  for (const organisation of [undefined, '', 'acme', 'org_01h2xcejqtf2nbrexx3vqjhp41', named.id]) {
    const call = callWith(service.app, { authorization, ...(organisation !== undefined && { organisation }) })
    t.match(await call('GET', organisationUrl), refused, String(organisation))
  }
})

t.test('a token from /oauth/token is of one organisation, and a tool that believes otherwise is told', async (t) => {
  const other = await service.organisation('believed')
  t.equal((await acme.admin('GET', organisationUrl, undefined, { organisation: acme.typeId })).status, 200)
  for (const organisation of [other.typeId, 'acme', '']) {
    const answer = await acme.admin('GET', organisationUrl, undefined, { organisation })
    t.match(answer, { status: 400, body: { errors: [{ location: 'headers.organisation' }] } }, organisation)
  }
})

t.test('who names the issuer and audience of another gets neither its calls nor its roles', async (t) => {
  const mallory = await service.organisation('mallory')
  const own = await mallory.admin('POST', '/v1/staff-issuers', {
    ...settings,
    roles: [{ value: 'everybody', role: 'admin' }],
  })
  t.equal(own.status, 201, 'one directory may serve several controllers of a group')
  const [guest, ada] = [await person('guest'), await person('ada')]
  t.match(await guest('GET', organisationUrl), { status: 403 }, 'what another maps counts there alone')
  const { body } = await ada('POST', '/v1/requests', letter)
  t.equal(
    (await mallory.admin('GET', `/v1/requests/${body.id}`)).status,
    404,
    'the letter is where the tool has sent it',
  )
  const seen = await (await person('guest', mallory))('GET', organisationUrl)
  t.equal(seen.body.slug, 'mallory', 'who works for both is in each what it says')
  t.equal((await mallory.admin('DELETE', `/v1/staff-issuers/${own.body.id}`)).status, 204)
  t.equal((await ada('GET', organisationUrl)).status, 200)
  t.match(await (await person('guest', mallory))('GET', organisationUrl), refused)
})

t.test('an organisation without an issuer takes no such token', async (t) => {
  const none = await service.organisation('none')
  const logged = service.logged.length
  t.match(await (await person('root', none))('GET', organisationUrl), refused)
  t.match(
    service.logged.slice(logged).join('\n'),
    /"fields":"issuer","event":"staff_token_refused"/,
    'for whoever sets it up',
  )
})

t.test('a token that comes without its organisation is refused, and the log says for want of what', async (t) => {
  const { accessToken } = await issuer.signInStaff('ada')
  for (const organisation of [undefined, 'acme', 'org_1']) {
    const logged = service.logged.length
    const headers = { authorization: `Bearer ${accessToken}`, ...(organisation !== undefined && { organisation }) }
    t.match(await callWith(service.app, headers)('GET', organisationUrl), refused)
    const lines = service.logged.slice(logged).join('\n')
    t.match(lines, /"fields":"organisation","event":"staff_token_refused"/)
    t.notMatch(lines, /ada|eyJ|org_1/)
  }
  const logged = service.logged.length
  t.match(await callWith(service.app, { authorization: 'Bearer nothing' })('GET', organisationUrl), refused)
  t.notMatch(service.logged.slice(logged).join('\n'), /staff_token_refused/, 'what looks like no token of an issuer')
})

t.test('an ID token is no access token, also where its audience is the one that is named', async (t) => {
  const tools = await acme.admin('POST', '/v1/staff-issuers', { ...settings, audience: 'dpo-tool' })
  t.equal(tools.status, 201)
  const { idToken } = await issuer.signInStaff('root')
  const logged = service.logged.length
  t.match(await bearer(idToken)('GET', organisationUrl), refused)
  const lines = service.logged.slice(logged).join('\n')
  t.match(lines, /"event":"staff_token_refused"/)
  t.match(lines, /"fields":"typ"/, 'the log says why, and the answer does not')
  t.notMatch(lines, /root|eyJ/)
  await acme.admin('DELETE', `/v1/staff-issuers/${tools.body.id}`)
})

t.test('a program with a secret at the issuer is nobody of the staff', async (t) => {
  const token = await issuer.signInProgram()
  t.match(await bearer(token)('GET', organisationUrl), refused)
})

t.test('tools that are not among those authorised bring nobody in', async (t) => {
  const ada = await person('ada')
  await acme.admin('PATCH', issuerUrl, { authorized_parties: ['another-tool'] })
  t.match(await ada('GET', organisationUrl), refused, 'known from before')
  t.match(await (await person('ada'))('GET', organisationUrl), refused)
  await acme.admin('PATCH', issuerUrl, { authorized_parties: ['another-tool', 'dpo-tool'] })
  t.equal((await ada('GET', organisationUrl)).status, 200)
  await acme.admin('PATCH', issuerUrl, { authorized_parties: null })
})

t.test('what the roles mean changes at once, also for a token that is known', async (t) => {
  const ada = await person('ada')
  t.match(await ada('GET', '/v1/clients'), { status: 403 })
  await acme.admin('PATCH', issuerUrl, { roles: [{ value: 'privacy', role: 'admin' }] })
  t.equal((await ada('GET', '/v1/clients')).status, 200)
  await acme.admin('PATCH', issuerUrl, { roles: [{ value: 'nobody', role: 'admin' }] })
  t.match(await ada('GET', organisationUrl), { status: 403 })
  await acme.admin('PATCH', issuerUrl, { roles: settings.roles })
  t.equal((await ada('GET', organisationUrl)).status, 200)
})

t.test(
  'what another process has changed holds here with the next call, for reads, writes and one request',
  async (t) => {
    const ada = await person('ada')
    const { body: request } = await ada('POST', '/v1/requests', letter)
    const revise = () =>
      runAs(
        service.database.superuser,
        `update habeas.clients set revision = revision + 1 where name = 'The directory' and revoked_at is null`,
      )
    const calls = [
      () => ada('GET', organisationUrl),
      () => ada('GET', `/v1/requests/${request.id}`),
      () => ada('POST', '/v1/requests', letter),
    ]
    for (const call of calls) {
      t.ok((await call()).status < 300)
      await revise()
      t.match(await call(), refused, 'what was found before counts no more')
      t.ok((await call()).status < 300, 'and is found anew')
    }
  },
)

t.test('an issuer that is ended takes its tokens with it at once, also those that are known', async (t) => {
  const second = await acme.admin('POST', '/v1/staff-issuers', { ...settings, audience: 'https://other.example.org' })
  t.equal(second.status, 201)
  const { service: another, issuer: login, acme: own, named: first, person: one } = await openStaffDesk(t)
  const ada = await one('ada')
  const made = await ada('POST', '/v1/requests', letter, { 'idempotency-key': 'before-the-end' })
  t.equal(made.status, 201)
  const url = `/v1/requests/${made.body.id}`
  t.equal((await ada('GET', url)).status, 200)
  t.equal((await own.admin('DELETE', `/v1/staff-issuers/${first.id}`)).status, 204)
  t.match(await ada('GET', organisationUrl), refused)
  t.match(await ada('GET', url), refused)
  t.match(
    await ada('POST', '/v1/requests', letter, { 'idempotency-key': 'before-the-end' }),
    refused,
    'nor is it told again',
  )
  t.match(await (await one('ada'))('GET', organisationUrl), refused, 'a new one neither')
  t.equal(another.logged.join('\n').includes(login.issuer), false)
})

t.test('the issuer changes its key, and whoever signs in after that is known by the new one', async (t) => {
  const before = await person('ada')
  t.equal((await before('GET', organisationUrl)).status, 200)
  await issuer.rotate()
  issuer.later(31_000)
  const after = await person('ada')
  t.equal((await after('GET', organisationUrl)).status, 200)
  t.equal((await before('GET', organisationUrl)).status, 200, 'a token that was verified stays so until it ends')
})

t.test('while the issuer is away the keys of before serve for an hour, then sign-ins wait', async (t) => {
  const [one, two] = [await person('ada'), await person('grace')]
  issuer.answerWith((response) => response.writeHead(503).end())
  issuer.later(11 * 60_000)
  t.equal((await one('GET', organisationUrl)).status, 200)
  issuer.later(60 * 60_000)
  const logged = service.logged.length
  const away = await two('GET', organisationUrl)
  t.match(away, { status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '30' } })
  t.match(service.logged.slice(logged).join('\n'), /"fields":"keys","event":"staff_token_refused"/)
  t.equal((await one('GET', organisationUrl)).status, 200, 'whoever is known works on')
  issuer.answerWith(undefined)
  issuer.later(31_000)
  t.equal((await two('GET', organisationUrl)).status, 200)
})

t.test('an issuer that says it is another has no keys', async (t) => {
  const liar = await openStaffDesk(t)
  const ada = await liar.person('ada')
  liar.issuer.answerWith((response) =>
    response.end(JSON.stringify({ issuer: 'https://login.example.com', jwks_uri: liar.issuer.jwksUrl })),
  )
  t.match(await ada('GET', organisationUrl), refused)
  t.match(liar.service.logged.join('\n'), /"fields":"keys"/)
})

t.test('so many sign-ins are looked into for one network, and who is known is not counted', async (t) => {
  const narrow = await openStaffDesk(t, { RATE_LIMIT_SIGN_IN: '6' })
  const ada = await narrow.person('ada')
  for (let i = 0; i < 20; i++) t.equal((await ada('GET', organisationUrl)).status, 200)
  const [header, payload] = ada.token.split('.')
  const statuses = []
  for (let i = 0; i < 8; i++) {
    const forged = narrow.bearer(`${header}.${payload}.${Buffer.from(`forged ${i}`).toString('base64url')}`)
    statuses.push((await forged('GET', organisationUrl)).status)
  }
  t.same(statuses, [401, 401, 401, 401, 401, 429, 429, 429])
  t.equal((await ada('GET', organisationUrl)).status, 200)
})
