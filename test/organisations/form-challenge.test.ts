import { createHmac, webcrypto } from 'node:crypto'
import { createChallenge, solveChallenge } from 'altcha-lib/v1'
import t from 'tap'
import { runAs } from '../support/database.ts'
import { type Answer, testService } from '../support/service.ts'

const origin = 'https://www.acme.example'
const service = await testService(t)
const acme = await service.organisation('acme', { allowed_origins: [origin] })
const other = await service.organisation('other')
const { call } = service
const hard = { required: true, difficulty: 1_000 }
for (const { admin } of [acme, other]) await admin('PATCH', '/v1/organisation', { settings: { challenge: hard } })
const off = await service.organisation('off')

type Challenge = {
  algorithm: string
  challenge: string
  maxnumber: number
  salt: string
  signature: string
  expires_at: string
}
const challengeOf = async (slug = 'acme'): Promise<Challenge> =>
  (await call('GET', `/v1/public/${slug}`)).body.challenge

/** What the README shows to front-end developers, with the browser's own cryptography. */
async function solve({ expires_at: _, ...challenge }: Challenge): Promise<string> {
  for (let number = 0; number <= challenge.maxnumber; number += 1) {
    const bytes = new TextEncoder().encode(challenge.salt + number)
    const digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex')
    if (digest === challenge.challenge) return btoa(JSON.stringify({ ...challenge, number }))
  }
  throw new Error('the challenge has no solution')
}
const letter = (email = 'zoe@example.org') => ({ requester: { name: 'Zoé', email }, rights: [{ right: 'access' }] })
const send = (solution: string | undefined, slug = 'acme', headers: Record<string, string> = {}) =>
  call('POST', `/v1/public/${slug}/requests`, letter(), {
    ...(solution !== undefined && { 'challenge-solution': solution }),
    ...headers,
  })
const signIn = (solution?: string) =>
  call(
    'POST',
    '/v1/public/acme/sign-in',
    { email: 'zoe@example.org' },
    solution === undefined ? {} : { 'challenge-solution': solution },
  )
const count = async (): Promise<number> => {
  const [row] = await runAs(service.database.superuser, 'select count(*)::int as count from habeas.requests')
  return Number(row?.count)
}
const codes = (answers: readonly Answer[]) => answers.map(({ status, body }) => body.code ?? status).sort()
const altered = (solution: string, change: object) => btoa(JSON.stringify({ ...JSON.parse(atob(solution)), ...change }))

t.test('it is off until an admin switches it on, and then everything is as it was', async (t) => {
  t.equal((await call('GET', '/v1/public/off')).body.challenge, null)
  t.equal((await send(undefined, 'off')).status, 202)
  t.equal((await send('nonsense', 'off')).status, 202, 'a solution that nobody asked for is not looked at')
  t.match((await off.admin('GET', '/v1/organisation')).body.settings.challenge, {
    required: false,
    difficulty: 100_000,
  })
})

t.test('an admin decides whether, and how hard, within bounds; the change is an event', async (t) => {
  const dpo = await off.client('dpo')
  const change = (challenge: object, as = off.admin) => as('PATCH', '/v1/organisation', { settings: { challenge } })
  for (const wrong of [
    {},
    { required: true, difficulty: 999 },
    { required: true, difficulty: 1_000_001 },
    { difficulty: 5_000 },
  ]) {
    t.equal((await change(wrong)).status, 400, JSON.stringify(wrong))
  }
  t.equal((await change({ required: true }, dpo)).status, 403)
  t.match(await change({ required: true }), {
    status: 200,
    body: { settings: { challenge: { required: true, difficulty: 100_000 } } },
  })
  t.match((await call('GET', '/v1/public/off')).body.challenge, { maxnumber: 100_000, algorithm: 'SHA-256' })
  t.equal((await send(undefined, 'off')).body.code, 'challenge_required')
  await change({ required: false })
  t.equal((await send(undefined, 'off')).status, 202)
  const { data } = (await off.admin('GET', '/v1/events?limit=100')).body
  const told = data.filter(({ type }: { type: string }) => type === 'organisation_changed')
  t.same(
    told.map(({ details }: { details: { fields: string[] } }) => details.fields),
    [['challenge'], ['challenge']],
  )
})

t.test('each form comes with a challenge of its own, which no cache keeps', async (t) => {
  const form = await call('GET', '/v1/public/acme')
  t.match(form.headers, { 'cache-control': 'no-store' })
  t.match(form.body.challenge, { algorithm: 'SHA-256', maxnumber: 1_000, salt: /expires=\d+/ })
  t.not((await challengeOf()).challenge, form.body.challenge.challenge)
  const lifetime = Date.parse(form.body.challenge.expires_at) - Date.now()
  t.ok(lifetime > 25 * 60_000 && lifetime <= 30 * 60_000)
})

t.test('solved, the form is taken; each solution counts once, for the form or for signing in', async (t) => {
  const [first, second] = [await solve(await challengeOf()), await solve(await challengeOf())]
  t.equal((await send(first)).status, 202)
  t.match(await send(first), { status: 422, body: { code: 'challenge_failed' } })
  t.match(await signIn(first), { status: 422, body: { code: 'challenge_failed' } })
  t.match(await signIn(), { status: 422, body: { code: 'challenge_required' } })
  t.equal((await signIn(second)).status, 202)
  t.match(await send(second), { status: 422, body: { code: 'challenge_failed' } })
})

t.test('of fifty at once with one solution one is taken, and one request is there', async (t) => {
  const before = await count()
  const solution = await solve(await challengeOf())
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(solution)))
  t.same(codes(answers), [202, ...Array.from({ length: 49 }, () => 'challenge_failed')])
  t.equal(await count(), before + 1)
})

t.test('wrong, altered, late or another organisation’s: nothing is done', async (t) => {
  const before = await count()
  const solution = await solve(await challengeOf())
  const given: { number: number; salt: string } = JSON.parse(atob(solution))
  const late = await createChallenge({ hmacKey: 'not the service’s', maxnumber: 10 })
  const own = await solveChallenge(late.challenge, late.salt, 'SHA-256', 10).promise
  const wrong = {
    nothing: '',
    text: 'no solution',
    'no JSON': btoa('[1,2'),
    'another shape': btoa('null'),
    'a list': btoa('[]'),
    'too long': 'A'.repeat(3_000),
    'another number': altered(solution, { number: given.number + 1 }),
    'a number as text': altered(solution, { number: String(given.number) }),
    'a negative number': altered(solution, { number: -1 }),
    'without a number': altered(solution, { number: undefined }),
    'another algorithm': altered(solution, { algorithm: 'SHA-1' }),
    'a later expiry': altered(solution, { salt: given.salt.replace(/expires=\d+/, 'expires=9999999999') }),
    'a spliced salt': altered(solution, { salt: given.salt.slice(0, -1) + String(given.number)[0] }),
    'another signature': altered(solution, { signature: '0'.repeat(64) }),
    'signed by somebody else': btoa(JSON.stringify({ ...late, number: own?.number })),
    'another organisation’s': await solve(await challengeOf('other')),
  }
  for (const [why, header] of Object.entries(wrong)) {
    t.match(await send(header), { status: 422, body: { code: 'challenge_failed' } }, why)
    t.match(await signIn(header), { status: 422, body: { code: 'challenge_failed' } }, why)
  }
  t.equal(await count(), before)
  t.equal((await send(solution)).status, 202, 'what was altered is not used up')
})

t.test('a challenge ends with its half hour of real time', async (t) => {
  const hmacKey = createHmac('sha256', service.keyring.key('form_challenge')).update(acme.id).digest('hex')
  for (const [seconds, code] of [
    [-2, 'challenge_failed'],
    [60, undefined],
  ] as const) {
    const made = await createChallenge({ hmacKey, maxnumber: 10, expires: new Date(Date.now() + seconds * 1_000) })
    const solved = await solveChallenge(made.challenge, made.salt, 'SHA-256', 10).promise
    t.equal((await send(btoa(JSON.stringify({ ...made, number: solved?.number })))).body.code, code)
  }
})

t.test('a form that is refused for what is in it uses nothing up', async (t) => {
  const solution = await solve(await challengeOf())
  const headers = { 'challenge-solution': solution }
  t.equal((await call('POST', '/v1/public/acme/requests', { ...letter(), rights: [] }, headers)).status, 400)
  t.equal((await call('POST', '/v1/public/acme/requests', letter(), headers)).status, 202)
})

t.test('with an Idempotency-Key the first answer comes again, also with another solution', async (t) => {
  const key = { 'idempotency-key': 'a-key-of-one-form-sent-twice' }
  const solution = await solve(await challengeOf())
  const first = await send(solution, 'acme', key)
  t.equal(first.status, 202)
  t.match(await send(solution, 'acme', key), {
    status: 202,
    body: first.body,
    headers: { 'idempotent-replayed': 'true' },
  })
  t.match(await send(await solve(await challengeOf()), 'acme', key), { status: 202, body: first.body })
})

t.test('a browser’s page may send the header', async (t) => {
  const preflight = await service.app.inject({
    method: 'OPTIONS',
    url: '/v1/public/acme/requests',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'challenge-solution',
    },
  })
  t.match(preflight.headers['access-control-allow-headers'], /Challenge-Solution/)
})
