import t from 'tap'
import { openIssuer } from '../support/oidc-issuer.ts'
import { openDesk } from './desk.ts'

const issuer = await openIssuer(t, {
  ana: { email: 'Ana@EXAMPLE.org', email_verified: true },
  ana2: { email: 'ana@example.org', email_verified: false },
  bob: { email: 'bob@example.org', email_verified: true },
  'customer-7': {},
})
const desk = await openDesk(t, { remoteKeys: issuer.keys })
const { service, acme, agent, open, act, dpo, eventTypes } = desk
const settings = { issuer: issuer.issuer, audience: issuer.audience, jwks_url: issuer.jwksUrl }
const identity = (given: object) => acme.admin('PATCH', '/v1/organisation', { settings: { identity: given } })
const openSignIn = ({ id }: { id: string }) => agent('POST', `/v1/requests/${id}/account-sign-in`)
const read = async ({ id }: { id: string }) => (await dpo('GET', `/v1/requests/${id}`)).body
const confirm = (request: { id: string }, assertion: string | undefined, headers: Record<string, string> = {}) =>
  agent(
    'POST',
    `/v1/requests/${request.id}/confirm-identity`,
    { method: 'account', note: 'signed in', assertion },
    headers,
  )
const nonceFor = async (request: { id: string }): Promise<string> => (await openSignIn(request)).body.nonce

/** A person signs in for this request, and the site's server sends what the issuer says. */
async function signedIn(request: { id: string }, account: string) {
  const assertion = await issuer.signIn(account, { nonce: await nonceFor(request) })
  return { assertion, answer: await confirm(request, assertion) }
}

t.test('without an issuer nobody signs in, and an assertion proves nothing', async (t) => {
  const request = await open()
  t.match(await openSignIn(request), { status: 422, body: { code: 'not_permitted' } })
  t.match(await confirm(request, 'e.y.z'), { status: 422, body: { code: 'not_permitted' } })
  t.match(await confirm(request, undefined), { status: 422, body: { code: 'not_permitted' } })
  t.equal((await read(request)).identity.level, 'none')
})

t.test('an issuer is set by its name, its audience and its keys, and then accounts are offered', async (t) => {
  const set = await identity({ issuer: settings })
  t.same(set.body.settings.identity.issuer, { ...settings, jwks: null, max_age_seconds: 900 })
  t.ok(set.body.settings.identity.methods.includes('account'))
  const shown = await acme.admin('PATCH', '/v1/organisation', { settings: set.body.settings })
  t.equal(shown.body.version, set.body.version, 'what is shown can be sent, and changes nothing')
})

t.test(
  'a sign-in that is opened for a request proves the person who writes it, by their verified address',
  async (t) => {
    const request = await open([{ right: 'access' }])
    const asking = { doubt: 'a new address', question: 'Who?', accepted_methods: ['account'] }
    await act(request, 'ask-identity', { ...asking, told: { by: 'other', at: '2026-03-02T09:00:00Z' } })
    const before = await read(request)
    const opened = await openSignIn(request)
    t.match(opened, {
      status: 201,
      body: {
        object: 'account_sign_in',
        nonce: /^[\w-]{43}$/,
        issuer: issuer.issuer,
        audience: 'shop',
        max_age_seconds: 900,
        expires_at: '2026-03-02T09:30:0',
      },
    })
    t.equal((await read(request)).version, before.version, 'nothing that is shown has changed')
    const assertion = await issuer.signIn('ana', { nonce: opened.body.nonce })
    const answer = await confirm(request, assertion)
    t.match(answer, {
      status: 200,
      body: { identity: { status: 'proven', level: 'verified', method: 'account' }, clock_state: 'running' },
    })
    const events = (await dpo('GET', `/v1/requests/${request.id}/events`)).body.data
    t.match(events.at(-2), {
      type: 'identity_confirmed',
      details: { method: 'account', account_known_by: 'email', account: 'ana', note: 'signed in' },
    })
  },
)

t.test('a nonce serves once, also after the proof was rejected, and only the request it was made for', async (t) => {
  const [request, other] = [await open(), await open()]
  const { assertion, answer } = await signedIn(request, 'ana')
  t.equal(answer.status, 200)
  await act(request, 'reject-identity', { reason: 'taken over by somebody' })
  const spent = {
    status: 422,
    body: { code: 'assertion_refused', errors: [{ location: 'body.assertion.payload.nonce' }] },
  }
  t.match(await confirm(request, assertion), spent)
  t.equal((await read(request)).identity.level, 'none')
  const foreign = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  t.match(await confirm(other, foreign), spent)
  t.match(await confirm(other, await issuer.signIn('ana', { nonce: 'made-up' })), spent)
  t.equal((await confirm(request, foreign)).status, 200, 'where it belongs it is good')
})

t.test('a nonce serves for half an hour', async (t) => {
  const request = await open()
  const assertion = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  service.at('2026-03-02T09:31:00Z')
  t.match(await confirm(request, assertion), { status: 422, body: { errors: [{ location: /nonce$/ }] } })
  service.at('2026-03-02T09:00:00Z')
})

t.test('a repetition under the same key gets the first answer, though the nonce is spent', async (t) => {
  const request = await open()
  const assertion = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  const key = { 'idempotency-key': 'confirmed-once' }
  const first = await confirm(request, assertion, key)
  const again = await confirm(request, assertion, key)
  t.equal(first.status, 200)
  t.same([again.status, again.body], [200, first.body])
})

t.test('of fifty who send the same assertion at once one is answered with success', async (t) => {
  const request = await open()
  const assertion = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(request, assertion)))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal((await eventTypes(request)).filter((type) => type === 'identity_confirmed').length, 1)
})

t.test('another’s account, or an address that nobody has verified, proves nothing and spends nothing', async (t) => {
  const request = await open()
  const nonce = await nonceFor(request)
  for (const account of ['bob', 'ana2', 'customer-7']) {
    const answer = await confirm(request, await issuer.signIn(account, { nonce }))
    t.match(answer, { status: 422, body: { code: 'account_of_another' } }, account)
    t.notMatch(JSON.stringify(answer.body), /bob|ana2|customer-7|example\.org/, 'whose it is is not told')
  }
  t.equal((await read(request)).identity.level, 'none')
  t.equal((await confirm(request, await issuer.signIn('ana', { nonce }))).status, 200)
})

t.test('an account is known by its name among the identifiers of who writes for themselves', async (t) => {
  const subject = (type: string) => ({ data_subject: { name: 'Ana', identifiers: [{ type, value: 'customer-7' }] } })
  t.equal((await signedIn(await open(undefined, subject('account')), 'customer-7')).answer.status, 200)
  t.equal((await signedIn(await open(undefined, subject('sub')), 'customer-7')).answer.status, 200)
  const refused = { status: 422, body: { code: 'account_of_another' } }
  t.match((await signedIn(await open(undefined, subject('contract')), 'customer-7')).answer, refused)
  const forChild = await open(undefined, { ...subject('account'), capacity: 'parent' })
  t.match((await signedIn(forChild, 'customer-7')).answer, refused, 'the account of the child is not the parent’s')
})

t.test('an assertion goes with its method, and no other', async (t) => {
  const request = await open()
  const assertion = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  const body = { method: 'known_facts', note: 'compared', assertion }
  t.match(await act(request, 'confirm-identity', body), { status: 422, body: { code: 'not_permitted' } })
  t.match(await confirm(request, undefined), { status: 422, body: { errors: [{ location: 'body.assertion' }] } })
})

t.test('new keys of the issuer are fetched when a token names one, old ones no longer count', async (t) => {
  const [request, other] = [await open(), await open()]
  const stale = await issuer.signIn('ana', { nonce: await nonceFor(other) })
  await issuer.rotate()
  const assertion = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  const unknown = {
    status: 422,
    body: { code: 'assertion_refused', errors: [{ location: 'body.assertion.header.kid' }] },
  }
  const asked = issuer.asked()
  t.match(await confirm(request, assertion), unknown, 'looked for half a minute ago, and not again')
  t.equal(issuer.asked(), asked)
  issuer.later(31_000)
  t.equal((await confirm(request, assertion)).status, 200)
  t.equal(issuer.asked(), asked + 1)
  t.match(await confirm(other, stale), unknown)
})

t.test('while the issuer is away its last keys serve for an hour; then 503, and nothing has changed', async (t) => {
  const [request, other] = [await open(), await open()]
  const assertion = await issuer.signIn('ana', { nonce: await nonceFor(request) })
  const later = await issuer.signIn('ana', { nonce: await nonceFor(other) })
  issuer.answerWith((response) => response.writeHead(503).end())
  issuer.later(50 * 60_000)
  t.equal((await confirm(request, assertion)).status, 200)
  issuer.later(15 * 60_000)
  const history = await eventTypes(other)
  const away = await confirm(other, later)
  t.match(away, { status: 503, headers: { 'retry-after': '30' }, body: { code: 'unavailable' } })
  t.same(await eventTypes(other), history)
  issuer.answerWith(undefined)
  issuer.later(31_000)
  t.equal((await confirm(other, later)).status, 200, 'the nonce was not spent')
})

t.test('an account is not asked of anybody once the organisation offers it no more', async (t) => {
  const request = await open()
  await identity({ methods: ['known_facts'] })
  t.match(await openSignIn(request), { status: 422, body: { code: 'method_not_offered' } })
  await identity({ methods: ['account'] })
  t.match(await identity({ issuer: null }), {
    status: 400,
    body: { errors: [{ location: 'body.settings.identity.issuer' }] },
  })
  await identity({ methods: null })
  t.equal((await identity({ issuer: null })).body.settings.identity.issuer, null)
  await identity({ issuer: settings })
})

t.test('whoever is proven, or closed, signs in no more', async (t) => {
  const request = await open()
  await desk.proven(request)
  t.match(await openSignIn(request), { status: 409, body: { code: 'action_not_allowed' } })
  t.equal((await agent('POST', '/v1/requests/req_01h2xcejqtf2nbrexx3vqjhp41/account-sign-in')).status, 404)
})

t.test('keys may be given with the settings: public ones, and nothing private', async (t) => {
  const { d, p, q, dp, dq, qi, ...open_ } = issuer.signingKey()
  const { jwks_url: _url, ...named } = settings
  const given = (keys: object[]) => identity({ issuer: { ...named, jwks: { keys } } })
  t.match(await given([{ ...open_, d, p, q, dp, dq, qi }]), {
    status: 400,
    body: { errors: [{ location: /^body\.settings\.identity\.issuer\.jwks\.keys\.0/ }] },
  })
  t.equal((await given([{ kty: 'oct', k: 'c2VjcmV0' }])).status, 400)
  t.equal((await given([{ ...open_, n: 'AQAB' }])).status, 400, 'a modulus of 24 bits')
  t.equal((await identity({ issuer: { ...settings, jwks: { keys: [open_] } } })).status, 400, 'one or the other')
  t.equal((await identity({ issuer: { ...settings, jwks_url: 'https://10.0.0.1/jwks' } })).status, 400)
  t.equal((await identity({ issuer: { ...settings, issuer: 'http://login.example.org' } })).status, 400)
  const set = await given([open_])
  t.equal(set.status, 200)
  const again = await acme.admin('PATCH', '/v1/organisation', { settings: set.body.settings })
  t.equal(again.body.version, set.body.version)
  const asked = issuer.asked()
  issuer.later(3_600_000)
  t.equal((await signedIn(await open(), 'ana')).answer.status, 200)
  t.equal(issuer.asked(), asked, 'nothing is fetched')
})
