import t from 'tap'
import { createHabeas, HabeasProblem } from '../../openapi/client/habeas.ts'
import { issuedTokens } from '../../openapi/client/token.ts'
import { rejection } from '../support/rejection.ts'
import { type Front, frontOf, type Turn } from './front.ts'

const json = { 'content-type': 'application/json' }
const token = (access_token: string): Turn => ({
  status: 200,
  headers: json,
  body: { access_token, token_type: 'Bearer', expires_in: 600, scope: 'dpo' },
})
const empty: Turn = { status: 200, headers: json, body: { object: 'list', data: [], has_more: false } }
const refused: Turn = {
  status: 401,
  body: { code: 'unauthorized', status: 401, detail: 'expired', title: '', type: '' },
}

function clientAt({ url }: Front) {
  return createHabeas({
    url,
    credentials: { clientId: 'cli_1', clientSecret: 'hbs_+&=' },
    retrying: { pause: async () => {} },
  })
}
const issues = ({ calls }: Front) => calls.filter(({ path }) => path === '/oauth/token')
const bearers = ({ calls }: Front) =>
  calls.filter(({ path }) => path !== '/oauth/token').map(({ headers }) => headers.authorization)

t.test('one token serves many calls, also those that begin together', async (t) => {
  const front = await frontOf(t)
  const habeas = clientAt(front)
  front.next(token('first'), empty, empty, empty, empty)
  await Promise.all([habeas.get('/v1/clients'), habeas.get('/v1/clients'), habeas.get('/v1/clients')])
  await habeas.get('/v1/clients')
  t.equal(issues(front).length, 1)
  t.same(Object.fromEntries(new URLSearchParams(issues(front)[0]?.body.toString())), {
    grant_type: 'client_credentials',
    client_id: 'cli_1',
    client_secret: 'hbs_+&=',
  })
  t.same(bearers(front), Array(4).fill('Bearer first'))
})

t.test('a token that is refused is renewed once, and the call is made again', async (t) => {
  const front = await frontOf(t)
  const habeas = clientAt(front)
  front.next(token('old'), refused, token('new'), empty)
  t.match(await habeas.get('/v1/clients'), { data: [] })
  t.same(bearers(front), ['Bearer old', 'Bearer new'])
  front.next(refused, token('newer'), refused)
  t.match(await rejection(HabeasProblem, habeas.get('/v1/clients')), { status: 401, code: 'unauthorized' })
  t.equal(issues(front).length, 3)
})

t.test('a POST whose token is refused is made again with the same key: it was not done', async (t) => {
  const front = await frontOf(t)
  const habeas = clientAt(front)
  front.next(token('old'), refused, token('new'), { status: 201, headers: json, body: { id: 'cli_2' } })
  await habeas.post('/v1/clients', { body: { name: 'tool', role: 'dpo' } })
  const keys = front.calls.filter(({ path }) => path === '/v1/clients').map(({ headers }) => headers['idempotency-key'])
  t.equal(keys.length, 2)
  t.equal(keys[0], keys[1])
})

t.test('what needs no token asks for none', async (t) => {
  const front = await frontOf(t)
  front.next({ status: 200, headers: json, body: { object: 'list', data: [] } })
  await clientAt(front).get('/v1/languages')
  t.same(bearers(front), [undefined])
  t.equal(issues(front).length, 0)
})

t.test('wrong credentials are told by their error (RFC 6749), and asked about again with the next call', async (t) => {
  const front = await frontOf(t)
  const habeas = clientAt(front)
  front.next({ status: 401, headers: json, body: { error: 'invalid_client', error_description: 'unknown client' } })
  t.match(await rejection(HabeasProblem, habeas.get('/v1/clients')), {
    status: 401,
    code: 'invalid_client',
    detail: 'unknown client',
  })
  front.next(token('right'), empty)
  t.match(await habeas.get('/v1/clients'), { data: [] })
})

t.test('a service that cannot give a token now is asked again with the call', async (t) => {
  const front = await frontOf(t)
  front.next({ status: 503 }, 'break', token('late'), empty)
  t.match(await clientAt(front).get('/v1/clients'), { data: [] })
})

t.test('a token is renewed a minute before its end', async (t) => {
  let now = 1000
  let issued = 0
  const tokens = issuedTokens(
    async () => {
      issued += 1
      return { access_token: `token ${issued}`, expires_in: 600 }
    },
    () => now,
  )
  t.equal(await tokens.token(), 'token 1')
  now += 539_999
  t.equal(await tokens.token(), 'token 1')
  now += 1
  t.equal(await tokens.token(), 'token 2')
})

t.test('many who see one token refused get one new one', async (t) => {
  let issued = 0
  const tokens = issuedTokens(async () => ({ access_token: `token ${++issued}`, expires_in: 600 }))
  const old = await tokens.token()
  const renewed = [1, 2, 3].map(async () => {
    tokens.refused(old)
    return tokens.token()
  })
  t.same(await Promise.all(renewed), ['token 2', 'token 2', 'token 2'])
  tokens.refused(old)
  t.equal(await tokens.token(), 'token 2')
})

t.test('a token of one’s own is sent as it is; where it comes from a function, that is asked each time', async (t) => {
  const front = await frontOf(t)
  const fixed = createHabeas({ url: front.url, credentials: { token: 'mine' } })
  front.next(empty, refused)
  await fixed.get('/v1/clients')
  t.equal((await rejection(HabeasProblem, fixed.get('/v1/clients'))).status, 401)
  let asked = 0
  const fresh = createHabeas({ url: front.url, credentials: { token: () => `fresh ${++asked}` } })
  front.next(refused, empty)
  await fresh.get('/v1/clients')
  t.same(bearers(front), ['Bearer mine', 'Bearer mine', 'Bearer fresh 1', 'Bearer fresh 2'])
})
