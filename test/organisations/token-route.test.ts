import t, { type Test } from 'tap'
import { type Answer, callWith, testService } from '../support/service.ts'

const service = await testService(t)
const organisation = await service.organisation('tokens')
const client = await organisation.client('dpo')
const { id, secret } = client

const form = 'application/x-www-form-urlencoded'
const grant = { grant_type: 'client_credentials' }

function ask(parameters: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Answer> {
  const body = typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString()
  return service.call('POST', '/oauth/token', body, { 'content-type': form, ...headers })
}

function basic(name: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` }
}

/** RFC 6749 section 5.2. */
function refusedWith(t: Test, answer: Answer, status: number, error: string): void {
  t.equal(answer.status, status)
  t.equal(answer.body.error, error)
  t.same(Object.keys(answer.body).sort(), ['error', 'error_description'])
  t.match(answer.body.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, 'the characters that section 5.2 allows')
  t.match(answer.headers['content-type'], /^application\/json/)
  t.equal(answer.headers['cache-control'], 'no-store')
  t.equal(answer.headers.pragma, 'no-cache')
  if (status === 401) t.match(answer.headers['www-authenticate'], /^Basic realm=/)
  else t.notOk(answer.headers['www-authenticate'])
}

t.test('a client in the form gets a token with its role, for ten minutes', async (t) => {
  const answer = await ask({ ...grant, client_id: id, client_secret: secret })
  t.equal(answer.status, 200)
  const { access_token, ...rest } = answer.body
  t.same(rest, { token_type: 'Bearer', expires_in: 600, scope: 'dpo' })
  t.equal(answer.headers['cache-control'], 'no-store')
  t.equal(answer.headers.pragma, 'no-cache')
  const call = callWith(service.app, { authorization: `Bearer ${access_token}` })
  t.equal((await call('GET', '/v1/organisation')).body.slug, 'tokens')
})

t.test('a client may use HTTP Basic instead, in any case, and name itself in the form too', async (t) => {
  t.equal((await ask(grant, basic(id, secret))).status, 200)
  const { authorization = '' } = basic(id, secret)
  t.equal((await ask(grant, { authorization: authorization.replace('Basic', 'bAsIc') })).status, 200)
  t.equal((await ask({ ...grant, client_id: id }, basic(id, secret))).status, 200)
})

t.test('id and secret within Basic are form-encoded (RFC 6749 section 2.3.1)', async (t) => {
  const encoded = (text: string) => [...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')
  t.equal((await ask(grant, basic(encoded(id), encoded(secret)))).status, 200)
  refusedWith(t, await ask(grant, basic(id, `${secret}%zz`)), 401, 'invalid_client')
})

t.test('each ask gives a token of its own, also under one Idempotency-Key', async (t) => {
  const headers = { ...basic(id, secret), 'idempotency-key': 'the-same-key-0123456789' }
  const [first, second] = [await ask(grant, headers), await ask(grant, headers)]
  t.not(first.body.access_token, second.body.access_token)
  t.notOk(second.headers['idempotent-replayed'])
})

t.test('a scope may be the role, or be left out', async (t) => {
  const with_ = (scope: string) => ask({ ...grant, client_id: id, client_secret: secret, scope })
  t.equal((await with_('dpo')).body.scope, 'dpo')
  t.equal((await with_('')).body.scope, 'dpo', 'a parameter without a value is as good as absent')
  for (const scope of ['admin', 'auditor', 'dpo auditor', 'DPO'])
    refusedWith(t, await with_(scope), 400, 'invalid_scope')
})

t.test('parameters that RFC 6749 does not know are ignored', async (t) => {
  const answer = await ask({
    ...grant,
    client_id: id,
    client_secret: secret,
    audience: 'x',
    resource: 'y',
    __proto__x: 'z',
  })
  t.equal(answer.status, 200)
  t.equal(
    (await ask(`${new URLSearchParams({ ...grant, client_id: id, client_secret: secret })}&__proto__=1`)).status,
    200,
  )
})

t.test('a missing or repeated parameter is invalid_request', async (t) => {
  const credentials = basic(id, secret)
  refusedWith(t, await ask({}, credentials), 400, 'invalid_request')
  refusedWith(t, await ask('', credentials), 400, 'invalid_request')
  refusedWith(t, await ask('grant_type=', credentials), 400, 'invalid_request')
  refusedWith(
    t,
    await ask('grant_type=client_credentials&grant_type=client_credentials', credentials),
    400,
    'invalid_request',
  )
  const twice = `grant_type=client_credentials&client_id=${id}&client_id=${id}&client_secret=${secret}`
  refusedWith(t, await ask(twice), 400, 'invalid_request')
  refusedWith(t, await service.call('POST', '/oauth/token', undefined, credentials), 400, 'invalid_request')
})

t.test('both ways of authenticating at once are invalid_request', async (t) => {
  refusedWith(
    t,
    await ask({ ...grant, client_id: id, client_secret: secret }, basic(id, secret)),
    400,
    'invalid_request',
  )
  refusedWith(t, await ask({ ...grant, client_secret: secret }, basic(id, secret)), 400, 'invalid_request')
  refusedWith(t, await ask({ ...grant, client_id: 'cli_other' }, basic(id, secret)), 400, 'invalid_request')
})

t.test('another grant is unsupported_grant_type', async (t) => {
  for (const grant_type of ['password', 'authorization_code', 'refresh_token', 'CLIENT_CREDENTIALS']) {
    refusedWith(t, await ask({ grant_type, client_id: id, client_secret: secret }), 400, 'unsupported_grant_type')
  }
})

t.test('whoever is not a client learns nothing of which part was wrong', async (t) => {
  const stranger = 'cli_01h2xcejqtf2nbrexx3vqjhp41'
  const wrong: [string, string][] = [
    [id, `${secret}x`],
    [id, secret.slice(0, -1)],
    [id, 'x'],
    [stranger, secret],
    [organisation.typeId, secret],
    ['admin', secret],
    [id.toUpperCase(), secret],
    [id, '\u0000'],
  ]
  const answers: Answer[] = []
  for (const [name, password] of wrong) {
    answers.push(
      await ask({ ...grant, client_id: name, client_secret: password }),
      await ask(grant, basic(name, password)),
    )
  }
  for (const answer of answers) refusedWith(t, answer, 401, 'invalid_client')
  t.equal(new Set(answers.map((answer) => answer.raw.toString())).size, 1, 'the same bytes for all')
})

t.test('a client that does not authenticate, or by another scheme, is invalid_client', async (t) => {
  refusedWith(t, await ask(grant), 401, 'invalid_client')
  refusedWith(t, await ask({ ...grant, client_id: id }), 401, 'invalid_client')
  refusedWith(t, await ask({ ...grant, client_secret: secret }), 401, 'invalid_client')
  for (const authorization of [
    'Bearer x',
    'Basic',
    'Basic !',
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
    'Digest x',
  ]) {
    refusedWith(t, await ask(grant, { authorization }), 401, 'invalid_client')
  }
})

t.test('36: nothing but a form is read', async (t) => {
  const json = JSON.stringify({ ...grant, client_id: id, client_secret: secret })
  for (const type of [
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
  ]) {
    const answer = await ask(json, { 'content-type': type })
    t.equal(answer.status, 415, type)
    t.equal(answer.body.code, 'unsupported_media_type')
  }
  t.equal((await service.call('POST', '/v1/clients', 'name=x', { 'content-type': form })).status, 401)
  t.equal(
    (await organisation.admin('POST', '/v1/clients', 'name=x&role=dpo', { 'content-type': form })).status,
    415,
    'and a form only here',
  )
})

t.test('a form beyond 8 KiB is too large', async (t) => {
  t.equal((await ask({ ...grant, client_id: id, client_secret: 'x'.repeat(9_000) })).status, 413)
})

t.test('no secret, id or token reaches the log', async (t) => {
  const log = service.logged.join('\n')
  t.notOk(log.includes(secret))
  t.notOk(log.includes('hbs_'))
  t.match(log, /client_not_authenticated/, 'a failed attempt does, without them')
})

t.test('asks are limited per network in a bucket apart from people who sign in', async (t) => {
  const limited = await testService(t, { env: { RATE_LIMIT_SIGN_IN: '2' } })
  const wrong = () => limited.call('POST', '/oauth/token', 'grant_type=client_credentials', { 'content-type': form })
  t.equal((await wrong()).status, 401)
  t.equal((await wrong()).status, 401)
  const third = await wrong()
  t.equal(third.status, 429)
  t.equal(third.body.code, 'rate_limited')
  t.ok(Number(third.headers['retry-after']) >= 1)
  const signIn = await limited.call('POST', '/v1/public/nobody/sign-in', { email: 'a@example.org' })
  t.not(signIn.status, 429)
})
