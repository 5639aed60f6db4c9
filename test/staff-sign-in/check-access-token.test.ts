import fc from 'fast-check'
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import type { Instant } from '../../src/law/calendar.ts'
import { staffRoles } from '../../src/platform/actor.ts'
import { signatureAlgorithms } from '../../src/platform/crypto/verify-signed.ts'
import { checkAccessToken, type Rules, TokenRefused } from '../../src/staff-sign-in/check-access-token.ts'
import { sampled } from '../support/sampled.ts'

/** Tokens as issuers give them: by their own documents, with keys of these tests. */

const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
const key = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' }
const now = 1_800_000_000
const directory = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490'
const api = '6e74172b-be56-4843-9ff4-e66a39bb12e3'

const rules: Rules = {
  issuer: 'https://login.example.org/realms/staff',
  audience: 'habeas',
  algorithms: [...signatureAlgorithms],
  authorizedParties: null,
  rolesClaim: ['realm_access', 'roles'],
  roles: [
    { value: 'privacy', role: 'agent' },
    { value: 'dpo', role: 'dpo' },
  ],
}
const ofEntra: Rules = {
  ...rules,
  issuer: `https://login.microsoftonline.com/${directory}/v2.0`,
  audience: api,
  rolesClaim: ['roles'],
}

const keycloak = {
  exp: now + 300,
  iat: now,
  auth_time: now - 100,
  jti: 'onrtac:179a04e8-6a41-41bb-ab20-14d55a8581af',
  iss: rules.issuer,
  aud: ['habeas', 'account'],
  sub: '8befeac4-8963-49da-a9ac-f310e8d9822d',
  typ: 'Bearer',
  azp: 'dpo-tool',
  sid: '54db1502-a5dc-4a27-af62-eeef0694a628',
  realm_access: { roles: ['offline_access', 'dpo', 'privacy'] },
  scope: 'openid email profile',
  email_verified: true,
  preferred_username: 'ada',
  email: 'ada@example.org',
}
const entra = {
  aud: api,
  iss: ofEntra.issuer,
  iat: now,
  nbf: now,
  exp: now + 4_800,
  azp: '4c5d6e7f-0000-4000-8000-1a2b3c4d5e6f',
  azpacr: '0',
  name: 'Ada',
  oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
  preferred_username: 'ada@example.org',
  rh: '0.ARoA',
  roles: ['privacy'],
  scp: 'Requests.Manage',
  sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
  tid: directory,
  uti: 'fqiBqXLPj0eQa82S-IYFAA',
  ver: '2.0',
}

async function signed(claims: JWTPayload, header: object = { typ: 'JWT' }): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(privateKey)
}
type Given = { readonly rules?: Rules; readonly keys?: JSONWebKeySet; readonly at?: number }
const check = (token: string, { rules: by = rules, keys = { keys: [key] }, at = now }: Given = {}) =>
  checkAccessToken(token, { rules: by, keys, now: (at * 1_000) as Instant }) // milliseconds, as an instant is
const isRefused = (t: Test, token: string, member: string, given: Given = {}, what = member) =>
  t.rejects(check(token, given), new TokenRefused(member), what)

t.test('Keycloak: an access token as it gives it', async (t) => {
  t.same(await check(await signed(keycloak)), {
    subject: keycloak.sub,
    name: 'ada@example.org',
    role: 'dpo',
    expiresAt: (now + 300) * 1_000,
  })
  const profile = await signed(keycloak, { typ: 'at+jwt' })
  t.equal((await check(profile)).role, 'dpo', 'with "Use at+jwt as access token header type"')
})

t.test('Keycloak: neither its ID token nor any other of its tokens is one', async (t) => {
  for (const typ of ['ID', 'Refresh', 'Offline', 'Logout', 'DPoP', '', 1, ['Bearer']]) {
    await isRefused(t, await signed({ ...keycloak, typ }), 'typ', {}, String(typ))
    await isRefused(t, await signed({ ...keycloak, typ }, { typ: 'at+jwt' }), 'typ', {}, `at+jwt, ${typ}`)
  }
  const { typ: _, ...unsaid } = keycloak
  await isRefused(t, await signed(unsaid), 'typ', {}, 'one that does not say what it is')
  await isRefused(t, await signed({ ...keycloak, at_hash: 'JyMVmkVDihFu5cignwASQQ' }), 'typ')
})

t.test('Keycloak: roles of a client lie deeper, under names with dots', async (t) => {
  const claims = { ...keycloak, realm_access: {}, resource_access: { 'habeas.api': { roles: ['privacy'] } } }
  const by = { ...rules, rolesClaim: ['resource_access', 'habeas.api', 'roles'] }
  t.equal((await check(await signed(claims), { rules: by })).role, 'agent')
})

t.test('Keycloak: a service account is a program', async (t) => {
  const account = { ...keycloak, preferred_username: 'service-account-dpo-tool', email: undefined }
  await isRefused(t, await signed(account), 'sub')
  await isRefused(t, await signed({ ...keycloak, sub: 'dpo-tool' }), 'sub')
})

t.test('Entra: an access token of version 2 as it gives it', async (t) => {
  t.same(await check(await signed(entra), { rules: ofEntra }), {
    subject: entra.sub,
    name: 'ada@example.org',
    role: 'agent',
    expiresAt: (now + 4_800) * 1_000,
  })
})

t.test('Entra: an ID token for the same audience has no scopes, and a program’s token neither', async (t) => {
  const { scp: _, azp: _azp, ...idToken } = entra
  await isRefused(t, await signed({ ...idToken, nonce: 'n' }), 'typ', { rules: ofEntra })
  for (const scp of ['', [], {}, 1, true, null]) {
    await isRefused(t, await signed({ ...entra, scp }), 'typ', { rules: ofEntra }, JSON.stringify(scp))
  }
  await isRefused(t, await signed({ ...entra, idtyp: 'app' }), 'sub', { rules: ofEntra })
})

t.test('Entra: the directory of the token is that of its issuer', async (t) => {
  for (const tid of ['9188040d-6c67-4c5b-b112-36a304b66dad', '', 1, null]) {
    await isRefused(t, await signed({ ...entra, tid }), 'tid', { rules: ofEntra }, String(tid))
  }
  const iss = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0'
  await isRefused(t, await signed({ ...entra, iss }), 'iss', { rules: ofEntra }, 'of another directory')
})

t.test('Entra: a key signs for the directories that it is said to sign for', async (t) => {
  const token = await signed(entra)
  const keysOf = (issuer: string) => ({ keys: [{ ...key, issuer }] })
  const everywhere = keysOf('https://login.microsoftonline.com/{tenantid}/v2.0')
  t.equal((await check(token, { rules: ofEntra, keys: everywhere })).role, 'agent')
  t.equal((await check(token, { rules: ofEntra, keys: keysOf(ofEntra.issuer) })).role, 'agent')
  const ofConsumers = keysOf('https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0')
  await isRefused(t, token, 'kid', { rules: ofEntra, keys: ofConsumers }, 'a key for personal accounts')
  await isRefused(t, token, 'kid', { rules: ofEntra, keys: keysOf('') })
})

t.test('Entra: more groups than a token holds are none', async (t) => {
  const overage = { ...entra, roles: undefined, _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } }
  const by = { ...ofEntra, rolesClaim: ['groups'] }
  t.equal((await check(await signed(overage), { rules: by })).role, undefined)
})

t.test('a role is a whole value in its place, and of several the highest', async (t) => {
  const roleOf = async (realm_access: unknown) => (await check(await signed({ ...keycloak, realm_access }))).role
  t.equal(await roleOf({ roles: ['privacy', 'dpo'] }), 'dpo')
  t.equal(await roleOf({ roles: ['dpo', 'privacy'] }), 'dpo')
  t.equal(await roleOf({ roles: 'privacy' }), 'agent')
  for (const other of [
    { roles: [] },
    { roles: ['DPO', 'dpo ', 'dpos', 'x,dpo'] },
    { roles: 'privacy dpo' },
    { roles: [['dpo']] },
    { roles: { dpo: true } },
    { roles: [{ name: 'dpo' }] },
    { Roles: ['dpo'] },
    ['dpo'],
    'dpo',
    1,
    true,
    null,
    undefined,
  ]) {
    t.equal(await roleOf(other), undefined, JSON.stringify(other))
  }
  for (const rolesClaim of [['__proto__'], ['constructor', 'name'], ['toString'], ['realm_access', 'roles', '0']]) {
    const by: Rules = {
      ...rules,
      rolesClaim,
      roles: [
        { value: 'Object', role: 'admin' },
        { value: 'dpo', role: 'admin' },
      ],
    }
    t.equal((await check(await signed(keycloak), { rules: by })).role, undefined, rolesClaim.join('.'))
  }
})

t.test('for any rules and values the role is the highest that a value has, and none where none has', async (t) => {
  const value = fc.constantFrom('a', 'b', 'c', 'A', '', 'admin', 'a b')
  const anyRules = fc.array(fc.record({ value, role: fc.constantFrom(...staffRoles) }), { minLength: 1, maxLength: 8 })
  const anyValues = fc.array(value, { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(anyRules, anyValues, async (roles, values) => {
      const given = { ...keycloak, realm_access: { roles: values } }
      const { role } = await check(await signed(given), { rules: { ...rules, roles } })
      const ranks = roles.filter((rule) => values.includes(rule.value)).map((rule) => staffRoles.indexOf(rule.role))
      t.equal(role, staffRoles[Math.max(...ranks)])
    }),
    sampled(250),
  )
})

t.test('people are called by an address, else by their user name, else by what the issuer calls them', async (t) => {
  const nameOf = async (changed: JWTPayload) => (await check(await signed({ ...keycloak, ...changed }))).name
  t.equal(await nameOf({}), 'ada@example.org')
  t.equal(await nameOf({ email_verified: undefined }), 'ada@example.org', 'an issuer that says nothing of that')
  t.equal(await nameOf({ email_verified: false }), 'ada', 'an address that anybody may have typed is none')
  t.equal(await nameOf({ email_verified: 'false' }), 'ada')
  for (const email of ['ada', 'a@b@c', 'ada@example.org\r\nbcc: x', ['ada@example.org'], { toString: 1 }, 7, '']) {
    t.equal(await nameOf({ email }), 'ada', JSON.stringify(email))
  }
  t.equal(await nameOf({ email: undefined, preferred_username: undefined, upn: 'ada@corp' }), 'ada@corp')
  for (const preferred_username of ['\u0000', 'a\nb', '\u202eada', 'x'.repeat(255), ' ', '\ud800', 1]) {
    t.equal(await nameOf({ email: undefined, preferred_username }), keycloak.sub, JSON.stringify(preferred_username))
  }
})

t.test('who may have been given the token is said, where that is decided, by each name there is for it', async (t) => {
  const by = { ...rules, authorizedParties: ['dpo-tool', 'second'] }
  t.ok(await check(await signed(keycloak), { rules: by }))
  t.ok(await check(await signed({ ...keycloak, client_id: 'second' }), { rules: by }))
  for (const changed of [
    { azp: 'other' },
    { azp: undefined },
    { client_id: 'other' },
    { appid: 'other' },
    { azp: ['dpo-tool'] },
  ]) {
    await isRefused(t, await signed({ ...keycloak, ...changed }), 'azp', { rules: by }, JSON.stringify(changed))
  }
  await isRefused(t, await signed({ ...keycloak, azp: 1 }), 'azp', {}, 'no text')
})

t.test('a token that is bound to a key of the tool is not for whoever bears it', async (t) => {
  await isRefused(t, await signed({ ...keycloak, cnf: { jkt: 'x' } }), 'cnf')
  await isRefused(t, await signed({ ...keycloak, typ: undefined, cnf: { 'x5t#S256': 'x' } }, { typ: 'at+jwt' }), 'cnf')
})

t.test('it holds from its beginning to its end, which is a day later at most', async (t) => {
  const token = await signed({ ...keycloak, nbf: now })
  t.ok(await check(token, { at: now - 60 }))
  await isRefused(t, token, 'nbf', { at: now - 61 })
  t.ok(await check(token, { at: now + 299 }))
  await isRefused(t, token, 'exp', { at: now + 300 }, 'without tolerance: RFC 7519 section 4.1.4')
  t.ok(await check(await signed({ ...keycloak, exp: now + 86_400 })))
  await isRefused(t, await signed({ ...keycloak, exp: now + 86_401 }), 'exp', {}, 'for ever')
  await isRefused(t, await signed({ ...keycloak, iat: now + 61 }), 'iat', {}, 'from tomorrow')
})

t.test('RFC 9068: the type may be written in full, and no other is taken', async (t) => {
  const { typ: _, ...claims } = keycloak
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) t.ok(await check(await signed(claims, { typ })), typ)
  for (const typ of ['id+jwt', 'logout+jwt', 'dpop+jwt', 'token-introspection+jwt', 'staff+jwt', 'x', '']) {
    await isRefused(t, await signed(claims, { typ }), 'typ', {}, typ)
  }
})
