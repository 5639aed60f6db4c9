import { createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import { staffRoles } from '../../src/platform/actor.ts'
import { openStaffDesk, rules } from '../staff-sign-in/desk.ts'
import { callWith } from '../support/service.ts'
import { readDocument } from './operations.ts'

/** The access token of an organisation's own issuer, forged in every way that a token can be. */

const desk = await openStaffDesk(t)
const { service, issuer, acme, bearer } = desk
const url = '/v1/organisation'
const now = () => Math.floor(Date.now() / 1_000)
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What the issuer would say of an administrator. */
function claims(): JWTPayload {
  const times = { iat: now(), exp: now() + 600 }
  return {
    iss: issuer.issuer,
    aud: issuer.api,
    sub: 'root',
    client_id: 'dpo-tool',
    jti: 'j',
    groups: ['admins'],
    ...times,
  }
}
/** Signed by the issuer's own key, whatever it says: so that only what it says can be wrong. */
async function signed(payload: JWTPayload, header: object = {}): Promise<string> {
  const { kid = '', ...key } = issuer.signingKey()
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid, ...header })
    .sign(await importJWK(key, 'RS256'))
}

const ladder: readonly string[] = staffRoles
const nobody = callWith(service.app, { organisation: acme.typeId })
const asNobody = await nobody('GET', url)
/** Refused as nobody is, and not with a word more. */
async function isRefused(t: Test, token: string, what: string): Promise<void> {
  const { status, body } = await bearer(token)('GET', url)
  const { request_id: _one, ...told } = body
  const { request_id: _other, ...expected } = asNobody.body
  t.same({ status, told }, { status: 401, told: expected }, what)
}

t.test('as it should be', async (t) => {
  t.equal((await bearer(await signed(claims()))('GET', url)).status, 200)
})

t.test('27: a token without a signature', async (t) => {
  for (const alg of ['none', 'None', 'NONE', '', 'nOnE']) {
    await isRefused(t, `${base64url({ alg, typ: 'at+jwt' })}.${base64url(claims())}.`, `alg ${alg}`)
    await isRefused(t, `${base64url({ alg, typ: 'at+jwt' })}.${base64url(claims())}.AAAA`, `alg ${alg}, with one`)
  }
  const [header, payload] = (await signed(claims())).split('.')
  await isRefused(t, `${header}.${payload}.`, 'cut off')
  await isRefused(t, `${header}.${payload}`, 'and its dot')
})

t.test('28: HMAC with the public key', async (t) => {
  const { d: _d, ...key } = issuer.signingKey()
  const published = await issuer.keys.at(issuer.jwksUrl, key.kid)
  for (const secret of [JSON.stringify(published.keys[0]), String(key.n), Buffer.from(String(key.n), 'base64url')]) {
    for (const alg of ['HS256', 'HS512']) {
      const signing = `${base64url({ alg, typ: 'at+jwt', kid: key.kid })}.${base64url(claims())}`
      const mac = createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret)
        .update(signing)
        .digest('base64url')
      await isRefused(t, `${signing}.${mac}`, `${alg} with what everybody knows`)
    }
  }
})

t.test('29: each claim missing, of the wrong type, or another’s', async (t) => {
  for (const claim of ['iss', 'aud', 'sub', 'exp', 'iat']) {
    const without = Object.fromEntries(Object.entries(claims()).filter(([name]) => name !== claim))
    await isRefused(t, await signed(without), `no ${claim}`)
    for (const value of [{}, [], true, 'tomorrow', null, '', 1e300, -1, 0]) {
      if (claim === 'sub' && value === 'tomorrow') continue // as good a name as any
      if (claim === 'iat' && (value === 0 || value === -1)) continue // told below: it lives too long
      const forged = { ...claims(), [claim]: value } as JWTPayload // as no issuer would sign it
      await isRefused(t, await signed(forged), `${claim} ${JSON.stringify(value)}`)
    }
  }
  const forged: JWTPayload[] = [
    { iss: `${issuer.issuer}/` },
    { iss: issuer.issuer.toUpperCase() },
    { iss: 'https://login.evil.example' },
    { aud: 'dpo-tool' },
    { aud: `${issuer.api}/` },
    { aud: [`${issuer.api} `] },
    { exp: now() - 1 },
    { exp: now() + 2 * 86_400 },
    { iat: 0 },
    { iat: now() + 120 },
    { nbf: now() + 120 },
    { sub: 'dpo-tool' },
    { sub: '\u0000' },
    { client_id: 'root' },
    { cnf: { jkt: 'of-the-tool' } },
    { at_hash: 'of-an-access-token' },
    { typ: 'ID' },
  ]
  for (const changed of forged) await isRefused(t, await signed({ ...claims(), ...changed }), JSON.stringify(changed))
})

t.test('30: tokens of other doors and kinds, whoever signed them', async (t) => {
  const { accessToken, idToken } = await issuer.signInStaff('root')
  await isRefused(t, idToken, 'an ID token')
  await isRefused(t, await signed(claims(), { typ: 'JWT' }), 'one that may be an ID token')
  await isRefused(t, await signed(claims(), { typ: 'logout+jwt' }), 'a logout token')
  await isRefused(t, await signed(claims(), { typ: 'staff+jwt' }), 'one that looks like ours')
  await isRefused(t, await issuer.signInProgram(), 'a program')
  const person = await acme.person('zoe@example.org')
  await isRefused(t, person.token, 'of the requester door')
  await isRefused(t, 'operator-token-of-the-tests', 'of the operator')
  const { operations } = await readDocument(service.call)
  const others = operations.filter(({ door }) => door !== 'staff' && door !== 'open')
  t.ok(others.length > 10)
  const call = bearer(accessToken)
  for (const { id, method, path } of others) {
    const { status } = await call(method, path.replace(/\{\w+\}/g, 'x'), method === 'GET' ? undefined : {})
    t.ok([401, 404].includes(status), `${id}: ${status}`)
  }
  t.equal((await call('GET', url)).status, 200, 'where it belongs it is good')
})

t.test('31: a key that the token brings along, or points to, and extensions nobody knows', async (t) => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), alg: 'RS256' }
  const { kid = '' } = issuer.signingKey()
  const forge = (header: object) =>
    new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', ...header }).sign(privateKey)
  await isRefused(t, await forge({ kid, jwk }), 'jwk')
  await isRefused(t, await forge({ kid, jku: 'https://login.evil.example/jwks' }), 'jku')
  await isRefused(t, await forge({ kid, x5u: 'https://login.evil.example/chain' }), 'x5u')
  await isRefused(t, await forge({ kid, x5c: ['AAAA'] }), 'x5c')
  await isRefused(t, await forge({ jwk }), 'no kid')
  issuer.later(31_000)
  const asked = issuer.asked()
  for (const each of ['../../jwks', 'another', '', '\u0000', kid.toUpperCase()]) {
    await isRefused(t, await forge({ kid: each, jwk }), `kid ${JSON.stringify(each)}`)
  }
  t.equal(issuer.asked(), asked + 1, 'whoever invents key ids has the keys fetched once in a while')
  const [, payload, signature] = (await signed(claims())).split('.')
  for (const header of [
    { crit: ['b64'], b64: false },
    { crit: ['of-tomorrow'], 'of-tomorrow': true },
    { crit: [] },
    { zip: 'DEF' },
  ]) {
    const critical = base64url({ alg: 'RS256', typ: 'at+jwt', kid, ...header })
    await isRefused(t, `${critical}.${payload}.${signature}`, JSON.stringify(header))
  }
})

t.test('what is no token at all, and a good one that was altered', async (t) => {
  const good = await signed(claims())
  const [header = '', payload = '', signature = ''] = good.split('.')
  const texts = [
    'x',
    'a.b',
    'a.b.c',
    'a.b.c.d.e',
    `${good}.x`,
    'e30.e30.e30',
    `${base64url([])}.e30.e30`,
    `.${payload}.`,
  ]
  for (const text of [...texts, 'x'.repeat(13_000), `${'.'.repeat(9_000)}`]) await isRefused(t, text, text.slice(0, 40))
  const raised = base64url({ ...claims(), sub: 'evil' })
  await isRefused(t, `${header}.${raised}.${signature}`, 'another payload')
  await isRefused(t, `${header}.${payload}.${signature.slice(0, -4)}AAAA`, 'another signature')
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const twin = last[last.indexOf(signature.at(-1) ?? '') ^ 1]
  await isRefused(t, `${header}.${payload}.${signature.slice(0, -1)}${twin}`, 'the same signature, spelt otherwise')
  await isRefused(t, `${header}.${payload}.${signature}=`, 'with padding')
})

t.test('24: each operation of a sample is for the same roles as with a client’s token', async (t) => {
  const lowest = { getOrganisation: 'auditor', listRequests: 'auditor', readFeed: 'auditor', listDirectives: 'dpo' }
  const administering = {
    listClients: 'admin',
    listStaffIssuers: 'admin',
    listGateways: 'admin',
    listCalendarFeeds: 'dpo',
  }
  const document = await readDocument(service.call)
  for (const { value, role } of rules) {
    const token = await signed({ ...claims(), sub: `a-${role}`, groups: [value] })
    for (const [id, needed] of Object.entries({ ...lowest, ...administering })) {
      const { status } = await bearer(token)('GET', document.find(id).path)
      const may = ladder.indexOf(role) >= ladder.indexOf(needed)
      t.equal(status, may ? 200 : 403, `${role}: ${id}`)
    }
  }
  for (const groups of [[], ['everybody'], ['admin', 'intake', 'agent', 'Admins'], 'intake', { admins: true }]) {
    const token = await signed({ ...claims(), groups, role: 'admin', roles: ['admins'] })
    t.match(await bearer(token)('GET', url), { status: 403, body: { code: 'role_too_low' } }, JSON.stringify(groups))
  }
})

t.test('21: a token reaches the organisation that has named its issuer, and no other by any id', async (t) => {
  const other = await service.organisation('other')
  const made = await (await other.client('agent'))('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T08:00:00Z',
    requester: { name: 'Zoé', email: 'zoe@example.org' },
    rights: [{ right: 'access' }],
  })
  const root = bearer(await signed(claims()))
  t.equal((await root('GET', `/v1/requests/${made.body.id}`)).status, 404)
  t.equal((await bearer(await signed(claims()), other)('GET', url)).status, 401)
})

t.test('32: its issuer deleted, on every staff route', async (t) => {
  const root = bearer(await signed(claims()))
  t.equal((await root('GET', url)).status, 200)
  t.equal((await acme.admin('DELETE', `/v1/staff-issuers/${desk.named.id}`)).status, 204)
  const { operations } = await readDocument(service.call)
  for (const { id, method, path } of operations.filter(({ door }) => door === 'staff')) {
    const { status } = await root(method, path.replace(/\{\w+\}/g, 'x'), method === 'GET' ? undefined : {})
    t.equal(status, 401, id)
  }
})

t.test('67: no token, and nothing of what one says, is in the log', async (t) => {
  const lines = service.logged.join('\n')
  t.notMatch(lines, /eyJ|"root"|acme\.example|admins|dpo-tool/)
  t.match(lines, /"event":"staff_token_refused"/)
})
