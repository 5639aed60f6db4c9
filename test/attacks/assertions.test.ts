import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import { getOutbound, isPublicAddress } from '../../src/platform/http/outbound.ts'
import { KeysMissing, remoteKeys } from '../../src/platform/http/remote-keys.ts'
import { openDesk } from '../requests/desk.ts'
import { testCertificate } from '../support/mail-certificate.ts'
import { openIssuer } from '../support/oidc-issuer.ts'

/** The id_token by which a person proves their account, forged in every way that a token can be. */

const issuer = await openIssuer(t, { 'of-ana': { email: 'ana@example.org', email_verified: true } })
const desk = await openDesk(t, { remoteKeys: issuer.keys })
const { acme, agent, open, eventTypes, service } = desk
const settings = { issuer: issuer.issuer, audience: issuer.audience, jwks_url: issuer.jwksUrl }
await acme.admin('PATCH', '/v1/organisation', { settings: { identity: { issuer: settings } } })

const now = () => Math.floor(Date.now() / 1_000)
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What the issuer would say of a sign-in to Ana's account just now. */
function claimsFor(nonce: string): JWTPayload {
  const { issuer: iss, audience: aud } = issuer
  const person = { sub: 'of-ana', email: 'ana@example.org', email_verified: true }
  return { iss, aud, ...person, nonce, iat: now(), auth_time: now(), exp: now() + 600 }
}
/** Signed by the issuer's own key, whatever it says: so that only what it says can be wrong. */
async function signed(claims: JWTPayload, header: object = {}): Promise<string> {
  const { kid = '', ...key } = issuer.signingKey()
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(await importJWK(key, 'RS256'))
}

const request = await open()
const nonce = async (): Promise<string> =>
  (await agent('POST', `/v1/requests/${request.id}/account-sign-in`)).body.nonce
const confirm = (assertion: string) =>
  agent('POST', `/v1/requests/${request.id}/confirm-identity`, { method: 'account', note: 'signed in', assertion })

/** Refused, naming the place, and nothing has changed. */
async function isRefused(t: Test, assertion: string, member: string, what: string): Promise<void> {
  const history = await eventTypes(request)
  const answer = await confirm(assertion)
  const location = member === '' ? 'body.assertion' : `body.assertion.${member}`
  t.match(answer, { status: 422, body: { code: 'assertion_refused', errors: [{ location }] } }, what)
  t.notMatch(JSON.stringify(answer.body), /of-ana|ana@|evil/, 'the answer says nothing of what the token says')
  t.same(await eventTypes(request), history, 'nothing has changed')
}

t.test('each claim missing, of the wrong type, or another’s', async (t) => {
  const good = claimsFor(await nonce())
  const without = (claim: string) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== claim))
  for (const claim of ['iss', 'aud', 'sub', 'exp', 'iat', 'nonce']) {
    await isRefused(t, await signed(without(claim)), `payload.${claim}`, `no ${claim}`)
  }
  const forged: [string, JWTPayload][] = [
    ['iss', { iss: 'https://login.evil.example' }],
    ['iss', { iss: `${issuer.issuer}/` }],
    ['aud', { aud: 'another-shop' }],
    ['aud', { aud: ['another-shop', 'a-third'] }],
    ['aud', { aud: [] }],
    ['azp', { aud: ['shop', 'another-shop'] }],
    ['azp', { aud: ['shop', 'another-shop'], azp: 'another-shop' }],
    ['azp', { azp: 'another-shop' }],
    ['sub', { sub: '' }],
    ['nonce', { nonce: 'of-another-sign-in' }],
    ['exp', { exp: now() - 31 }],
    ['nbf', { nbf: now() + 60 }],
    ['iat', { iat: now() - 1_000, auth_time: now() - 1_000 }],
    ['iat', { iat: now() + 60 }],
    ['auth_time', { auth_time: now() - 1_000 }],
    ['auth_time', { auth_time: now() + 60 }],
  ]
  for (const [claim, changed] of forged) {
    await isRefused(t, await signed({ ...good, ...changed }), `payload.${claim}`, JSON.stringify(changed))
  }
  for (const claim of ['exp', 'iat', 'auth_time', 'nonce', 'sub']) {
    for (const value of [{}, [], true, 'tomorrow', null]) {
      if (typeof value === 'string' && (claim === 'nonce' || claim === 'sub')) continue
      const text = { ...good, [claim]: value } as JWTPayload // as no issuer would sign it
      await isRefused(t, await signed(text), `payload.${claim}`, `${claim} ${JSON.stringify(value)}`)
    }
  }
  t.equal(
    (await confirm(await signed({ ...good, aud: ['shop', 'another-shop'], azp: 'shop' }))).status,
    200,
    'as it should be',
  )
  await agent('POST', `/v1/requests/${request.id}/reject-identity`, { reason: 'for the next test' })
})

t.test('an address that is not a text, or not truly verified, is none', async (t) => {
  const good = claimsFor(await nonce())
  for (const changed of [
    { email_verified: 'true' },
    { email_verified: 1 },
    { email: ['ana@example.org'] },
    { email: '' },
  ]) {
    const answer = await confirm(await signed({ ...good, ...changed }))
    t.match(answer, { status: 422, body: { code: 'account_of_another' } }, JSON.stringify(changed))
  }
})

t.test('27: a token without a signature', async (t) => {
  const claims = base64url(claimsFor(await nonce()))
  for (const alg of ['none', 'None', 'NONE', '']) {
    const member = alg === '' ? '' : 'header.alg'
    await isRefused(t, `${base64url({ alg })}.${claims}.`, member, `alg ${alg}`)
  }
  const [header, payload] = (await signed(claimsFor(await nonce()))).split('.')
  await isRefused(t, `${header}.${payload}.`, 'signature', 'cut off')
})

t.test('28: HMAC with the public key', async (t) => {
  const claims = base64url(claimsFor(await nonce()))
  const { d: _d, ...key } = issuer.signingKey()
  const published = await issuer.keys.at(issuer.jwksUrl, key.kid)
  for (const secret of [JSON.stringify(published.keys[0]), String(key.n), Buffer.from(String(key.n), 'base64url')]) {
    const signing = `${base64url({ alg: 'HS256', kid: key.kid })}.${claims}`
    const mac = createHmac('sha256', secret).update(signing).digest('base64url')
    await isRefused(t, `${signing}.${mac}`, 'header.alg', 'a secret that everybody knows')
  }
})

t.test('31: a key that the token brings along, or points to, and extensions nobody knows', async (t) => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), alg: 'RS256' }
  const { kid = '' } = issuer.signingKey()
  const claims = claimsFor(await nonce())
  const forge = (header: object) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey)
  await isRefused(t, await forge({ kid, jwk }), 'signature', 'jwk')
  await isRefused(t, await forge({ kid, jku: 'https://login.evil.example/jwks' }), 'signature', 'jku')
  await isRefused(t, await forge({ kid, x5u: 'https://login.evil.example/chain' }), 'signature', 'x5u')
  await isRefused(t, await forge({ jwk }), 'signature', 'no kid')
  issuer.later(31_000)
  const asked = issuer.asked()
  await isRefused(t, await forge({ kid: '../../jwks', jwk }), 'header.kid', 'a kid that is a path')
  await isRefused(t, await forge({ kid: 'another' }), 'header.kid', 'another kid')
  t.equal(issuer.asked(), asked + 1, 'whoever invents key ids has the keys fetched once in a while')
  await isRefused(t, await signed(claims, { typ: 'at+jwt' }), 'header.typ', 'an access token of the issuer')
  await isRefused(t, await signed(claims, { typ: 'logout+jwt' }), 'header.typ', 'a logout token')
  const [, payload, signature] = (await signed(claims)).split('.')
  const critical = base64url({ alg: 'RS256', kid, crit: ['b64'], b64: false })
  await isRefused(t, `${critical}.${payload}.${signature}`, 'signature', 'crit, over another header')
  const unknown = base64url({ alg: 'RS256', kid, crit: ['of-tomorrow'], 'of-tomorrow': true })
  await isRefused(t, `${unknown}.${payload}.${signature}`, 'header', 'an extension that must be understood')
})

t.test('what is no token at all', async (t) => {
  const good = await signed(claimsFor(await nonce()))
  for (const text of ['x', 'a.b', 'a.b.c', 'a.b.c.d.e', `${good}.x`, 'e30.e30.e30', `${base64url([])}.e30.e30`]) {
    await isRefused(t, text, '', text)
  }
  const [header = '', payload = '', signature = ''] = good.split('.')
  const changed = base64url({ ...claimsFor(await nonce()), sub: 'evil' })
  await isRefused(t, `${header}.${changed}.${signature}`, 'signature', 'another payload')
  await isRefused(t, `${header}.${payload}.${signature.slice(0, -4)}AAAA`, 'signature', 'another signature')
})

t.test('50: an issuer that redirects to its keys has none', async (t) => {
  issuer.later(3_700_000)
  issuer.answerWith((response) => response.writeHead(302, { location: `${issuer.issuer}/jwks` }).end())
  await isRefused(t, await signed(claimsFor(await nonce())), 'signature', 'a redirect')
  issuer.later(31_000)
  issuer.answerWith((response) => response.end('<html>'))
  await isRefused(t, await signed(claimsFor(await nonce())), 'signature', 'no keys')
  issuer.later(31_000)
  issuer.answerWith((response) => response.end(`{"keys":[${'{},'.repeat(30_000)}{}]}`))
  await isRefused(t, await signed(claimsFor(await nonce())), 'signature', 'more than anybody reads')
  issuer.answerWith(undefined)
  issuer.later(31_000)
})

t.test('48: an issuer whose name leads inside is not asked', async (t) => {
  let heard = 0
  const inside = createServer(testCertificate, (_request, response) => {
    heard += 1
    response.end(JSON.stringify({ keys: [issuer.signingKey()] }))
  })
  await once(inside.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => inside.close())
  const { port } = inside.address() as AddressInfo // it listens on TCP
  const keys = remoteKeys({
    fetch: () =>
      getOutbound(`https://login.example.org:${port}/jwks`, 'application/json', {
        ports: [port],
        allows: isPublicAddress,
        resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
        limitMs: 5_000,
        ca: testCertificate.cert,
      }),
  })
  await t.rejects(keys.at('https://login.example.org/jwks', undefined), new KeysMissing('unusable'))
  t.equal(heard, 0)
})

t.test('after all of it the person can still prove who they are', async (t) => {
  const assertion = await issuer.signIn('of-ana', { nonce: await nonce() })
  t.equal((await confirm(assertion)).status, 200)
  t.notMatch(service.logged.join('\n'), assertion.split('.')[1] ?? '', 'no token is logged')
})
