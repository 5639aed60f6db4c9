import t from 'tap'
import { mailboxOf } from '../../src/requests/fingerprints.ts'
import { runAs } from '../support/database.ts'
import { type Call, callWith, testService } from '../support/service.ts'
import { done, letterArrives, openDesk } from './desk.ts'
import { prepare } from './errands.ts'
import { readDocument, send } from './operations.ts'

const service = await testService(t, {
  env: { RATE_LIMIT_FORM: '5', RATE_LIMIT_REQUESTS: '4', RATE_LIMIT_SIGN_IN: '12', RATE_LIMIT_REDEEM: '3' },
})
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const { slug } = desk.organisation
const intake = { requester: { name: 'Ana', email: 'ana@example.org' }, rights: [{ right: 'access' }] }
const doors = {
  form: { limit: 5, knock: (from: Call) => from('GET', `/v1/public/${slug}`) },
  requests: { limit: 4, knock: (from: Call) => from('POST', `/v1/public/${slug}/requests`, intake) },
  'sign-in': {
    limit: 12,
    knock: (from: Call) => from('POST', `/v1/public/${slug}/sign-in`, { email: 'ana@example.org' }),
  },
  redeem: {
    limit: 3,
    knock: (from: Call) =>
      from('POST', `/v1/public/${slug}/verifications/vrf_01h2xcejqtf2nbrexx3vqjhp41/redeem`, { code: '12345678' }),
  },
}

t.test('76: a flood on the public door gets 429 with Retry-After; its network’s staff are still served', async (t) => {
  const flood = callerFrom('203.0.113.9')
  for (const [bucket, { limit, knock }] of Object.entries(doors)) {
    const answers = await Promise.all(Array.from({ length: 60 }, () => knock(flood)))
    const refused = answers.filter(({ status }) => status === 429)
    t.equal(refused.length, 60 - limit, bucket)
    for (const { body, headers } of refused) {
      t.match(body, { code: 'rate_limited' })
      const wait = Number(headers['retry-after'])
      t.ok(wait >= 1 && wait <= 60, `${wait}`)
      t.match(headers['ratelimit-policy'], `"${bucket}";q=${limit};w=60`)
    }
    t.not((await knock(callerFrom('203.0.113.10'))).status, 429, 'nor is another network refused')
  }
  const staff = callerFrom('203.0.113.9', { authorization: `Bearer ${desk.staff.agent.token}` })
  t.equal((await staff('GET', '/v1/requests')).status, 200)
  t.equal((await staff('POST', '/v1/requests', { ...intake, channel: 'web' })).status, 201)
  const person = callerFrom('203.0.113.9', { authorization: `Bearer ${desk.person.token}` })
  t.equal((await person('GET', '/v1/me/requests')).status, 200)
  const errand = await prepare(document.find('issueToken'), desk)
  const token = await flood('POST', '/oauth/token', String(errand.body), { ...errand.headers })
  t.equal(token.status, 200, 'and a tool behind the same network still gets its token')
})

t.test('76: a flood of preflights of ever new origins is refused', async (t) => {
  const headers = (at: number) => ({ origin: `https://${at}.example`, 'access-control-request-method': 'POST' })
  const url = `/v1/public/${slug}/requests`
  const preflights = Array.from({ length: 30 }, (_, at) =>
    service.app.inject({ method: 'OPTIONS', url, headers: headers(at), remoteAddress: '203.0.113.40' }),
  )
  const statuses = (await Promise.all(preflights)).map(({ statusCode }) => statusCode)
  t.equal(statuses.filter((status) => status === 429).length, 30 - doors.form.limit)
})

t.test('34: on the real doors an IPv6 /64 is one network, and mapped IPv4 is IPv4', async (t) => {
  const { knock, limit } = doors.requests
  const statuses = []
  for (let at = 0; at <= limit; at += 1) statuses.push((await knock(callerFrom(`2001:db8:7:7::${at + 1}`))).status)
  t.same(statuses, [202, 202, 202, 202, 429])
  t.equal((await knock(callerFrom('2001:db8:7:8::1'))).status, 202)
  for (let at = 0; at < limit; at += 1) await knock(callerFrom('198.51.100.77'))
  t.equal((await knock(callerFrom('::ffff:198.51.100.77'))).status, 429)
})

t.test('34: sign-ins are capped by their subject, whatever network they come from', async (t) => {
  const email = 'subject@example.org'
  const before = await lettersTo(email)
  for (let at = 0; at < 15; at += 1) {
    const answer = await callerFrom(`198.51.100.${at + 1}`)('POST', `/v1/public/${slug}/sign-in`, { email })
    t.equal(answer.status, 202, 'the same answer, always')
  }
  t.equal((await lettersTo(email)) - before, 10, 'ten letters an hour')
})

t.test('33: forged X-Forwarded-For, Forwarded and their like give no fresh bucket', async (t) => {
  const { knock, limit } = doors.redeem
  const headersOf = (at: number) => ({
    'x-forwarded-for': `198.51.100.${at}, 10.0.0.${at}`,
    'x-real-ip': `198.51.100.${at}`,
    'x-client-ip': `198.51.100.${at}`,
    'true-client-ip': `198.51.100.${at}`,
    'cf-connecting-ip': `198.51.100.${at}`,
    forwarded: `for=198.51.100.${at};host=evil.example;proto=https`,
  })
  const statuses = []
  for (let at = 0; at <= limit; at += 1) {
    const call = callerFrom('203.0.113.20', headersOf(at))
    statuses.push((await knock(call)).status)
  }
  t.same(statuses, [401, 401, 401, 429])
})

const forged = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'evil.example',
  'x-original-url': '/evil.example',
  'x-rewrite-url': '/evil.example',
  forwarded: 'for=1.2.3.4;host=evil.example;proto=evil.example',
  origin: 'https://evil.example',
  referer: 'https://evil.example/',
}

t.test('33, 35: a forged Host or X-Forwarded-Host reaches no link, no token, no letter', async (t) => {
  const forger = (token: string) => callWith(service.app, { ...forged, authorization: `Bearer ${token}` })
  const admin = forger(desk.staff.admin.token)
  for (const operation of document.operations) {
    const errand = await prepare(operation, desk)
    const token =
      operation.door === 'operator'
        ? desk.operatorToken
        : operation.door === 'staff'
          ? desk.staff.admin.token
          : desk.person.token
    const headers = { ...errand.headers, ...forged }
    const call = operation.door === 'open' ? callerFrom('203.0.113.33') : forger(token)
    const answer = await send(operation, { ...errand, headers }, call)
    const said = JSON.stringify(answer.headers) + answer.raw.toString('latin1')
    t.notOk(said.includes('evil.example'), operation.id)
  }
  const page = await admin('GET', '/v1/requests?limit=1')
  t.match(page.headers.link, /^<\/v1\/requests\?/, 'relative, so that it leads back to where it was asked')
  const made = await admin('POST', '/v1/requests', { ...intake, channel: 'web' })
  t.match(made.headers.location, /^\/v1\/requests\/req_/)

  const email = 'forged@example.org'
  const signIn = callerFrom('203.0.113.34', forged)
  const [sent] = await Promise.all([
    letterArrives(t, service, email),
    done(signIn('POST', `/v1/public/${slug}/sign-in`, { email })),
  ])
  t.notOk(sent.raw.includes('evil.example'))
})

/** Who calls from this address, through no proxy. */
function callerFrom(remoteAddress: string, always: Record<string, string> = {}): Call {
  return async (method, url, payload, headers = {}) => {
    const given = payload !== undefined && { payload }
    const answer = await service.app.inject({
      method,
      url,
      remoteAddress,
      headers: { ...always, ...headers },
      ...given,
    })
    const { statusCode: status, rawPayload: raw } = answer
    const isJson = raw.length > 0 && /json/.test(String(answer.headers['content-type']))
    return { status, headers: answer.headers, raw, body: isJson ? answer.json() : undefined }
  }
}

/** How many letters an address was written in all. */
async function lettersTo(email: string): Promise<number> {
  const mailbox = mailboxOf(service.keyring, desk.organisation.id, email)
  const [row] = await runAs(
    service.database.superuser,
    `select count(*)::int as count from habeas.letters l join habeas.verifications v on v.id = l.verification_id where v.mailbox = $1`,
    [mailbox],
  )
  return Number(row?.count)
}
