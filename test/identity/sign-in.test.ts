import t from 'tap'
import { redeemCode } from '../../src/identity/redeem-code.ts'
import { insertVerification, newVerification } from '../../src/identity/verification.ts'
import type { Instant } from '../../src/law/calendar.ts'
import { type LetterDetail, letterBoxes } from '../../src/letters/tables.ts'
import { codeFor } from '../../src/platform/crypto/codes.ts'
import { organisationSafe, type Sealed } from '../../src/platform/crypto/safe.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { registerTokens } from '../../src/platform/http/tokens.ts'
import { type LetterId, type OrganisationId, parseId, type RequestId } from '../../src/platform/identifiers.ts'
import { Problem } from '../../src/platform/problem.ts'
import type { Command } from '../../src/requests/action-schemas.ts'
import { changeCase } from '../../src/requests/change-case.ts'
import { correctRequest } from '../../src/requests/correct-request.ts'
import { mailboxOf } from '../../src/requests/fingerprints.ts'
import { runAs } from '../support/database.ts'
import { type Answer, testService } from '../support/service.ts'
import { until } from '../support/until.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
await service.organisation('other')
const agent = await acme.client('agent')
const { call, code } = service

const signIn = async (email: string, slug = 'acme'): Promise<{ id: string; expires_at: string }> => {
  const asked = await call('POST', `/v1/public/${slug}/sign-in`, { email })
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body))
  return asked.body.verification
}
const redeem = (verification: string, typed: string, slug = 'acme', headers: Record<string, string> = {}) =>
  call('POST', `/v1/public/${slug}/verifications/${verification}/redeem`, { code: typed }, headers)
/** A code that is none of these challenges'. */
const wrong = (right: string) => (right === '00000000' ? '00000001' : '00000000')
/** In every organisation: what goes to an address only a safe can tell. */
const lettersTo = async (email: string, type: string): Promise<number> => {
  const text = 'select organisation_id as organisation, id, detail from habeas.letters where type = $1'
  const rows = await runAs(service.database.superuser, text, [type])
  const stored = rows as { organisation: OrganisationId; id: LetterId; detail: Sealed<LetterDetail> }[] // the columns of the text
  return stored.filter(({ organisation, ...row }) => {
    const { detail } = letterBoxes.open(organisationSafe(service.keyring, organisation), row)
    return detail.to.email === email
  }).length
}
/** What can be told from an answer, apart from what must differ in each: its ids and its times. */
const told = ({ status, headers, body }: Answer) => {
  const { 'x-request-id': _id, date: _date, ratelimit: _limit, ...kept } = headers
  return {
    status,
    headers: kept,
    body: JSON.stringify(body).replace(/vrf_[0-9a-z]{26}|\d{4}-[0-9T:-]+Z|[0-9a-f-]{36}/g, '…'),
  }
}

t.test('known and unknown people get the same bytes and the same letter (attack 8)', async (t) => {
  const opened = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: 'Known', email: 'known@example.org' },
    rights: [{ right: 'access' }],
  })
  t.equal(opened.status, 201)
  const known = await call('POST', '/v1/public/acme/sign-in', { email: 'known@example.org' })
  const unknown = await call('POST', '/v1/public/acme/sign-in', { email: 'other@example.org' })
  t.equal(known.status, 202)
  t.same(told(known), told(unknown))
  t.match(known.body, {
    verification: { id: /^vrf_/, method: 'mailbox_code', expires_at: /^2026-05-04T09:1\d:\d\dZ$/ },
  })
  t.equal(await lettersTo('known@example.org', 'code'), 1)
  t.equal(await lettersTo('other@example.org', 'code'), 1)
  t.equal((await redeem(unknown.body.verification.id, code(unknown.body.verification.id))).status, 200, 'also a token')
})

t.test('an organisation that is not there, an address that is none', async (t) => {
  t.equal((await call('POST', '/v1/public/nobody/sign-in', { email: 'a@example.org' })).status, 404)
  for (const email of ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', 'a', '']) {
    t.equal((await call('POST', '/v1/public/acme/sign-in', { email })).status, 400, JSON.stringify(email))
  }
})

t.test('the eleventh code of an hour is not sent; the answer is the same (attack 10)', async (t) => {
  const asked: Answer[] = []
  for (let i = 0; i < 11; i += 1) {
    asked.push(
      await call('POST', '/v1/public/acme/sign-in', { email: i % 2 ? 'Flood@Example.ORG' : 'flood@example.org' }),
    )
  }
  t.same(told(asked[10] as Answer), told(asked[0] as Answer)) // both were pushed above
  t.equal((await lettersTo('flood@example.org', 'code')) + (await lettersTo('Flood@Example.ORG', 'code')), 10)
  t.equal((await signIn('flood@example.org', 'other')).id.slice(0, 4), 'vrf_')
  t.equal(await lettersTo('flood@example.org', 'code'), 6, 'another organisation counts for itself')
  const [tenth, eleventh] = asked.slice(9).map((answer) => answer.body.verification.id)
  t.equal((await redeem(eleventh, code(eleventh))).status, 401, 'nobody was sent this code')
  t.equal((await redeem(tenth, code(tenth))).status, 200)
  service.at('2026-05-04T10:30:00Z')
  const later = await signIn('flood@example.org')
  t.equal(await lettersTo('flood@example.org', 'code'), 7)
  t.equal((await redeem(later.id, code(later.id))).status, 200)
})

t.test('many at once are counted one after the other', async (t) => {
  await Promise.all(Array.from({ length: 25 }, () => signIn('crowd@example.org')))
  t.equal(await lettersTo('crowd@example.org', 'code'), 10)
})

t.test('a code is redeemed once, however it is spaced', async (t) => {
  const { id } = await signIn('once@example.org')
  const right = code(id)
  const redeemed = await redeem(id, ` ${right.slice(0, 4)} ${right.slice(4)} `)
  t.match(redeemed, { status: 200, body: { access_token: String, token_type: 'Bearer', expires_in: 1800 } })
  t.same(Object.keys(redeemed.body).sort(), ['access_token', 'expires_in', 'token_type'])
  t.equal((await redeem(id, right)).status, 401)
})

t.test('a challenge takes five tries (attack 11)', async (t) => {
  const guessed = await signIn('guess@example.org')
  for (let i = 0; i < 5; i += 1) t.equal((await redeem(guessed.id, wrong(code(guessed.id)))).status, 401)
  t.equal((await redeem(guessed.id, code(guessed.id))).status, 401, 'the sixth, though right')
  const almost = await signIn('guess@example.org')
  for (let i = 0; i < 4; i += 1) await redeem(almost.id, wrong(code(almost.id)))
  t.equal((await redeem(almost.id, code(almost.id))).status, 200, 'the fifth')
})

t.test('twenty wrong codes a day for one address: no new code gives them back (attack 12)', async (t) => {
  service.at('2026-05-05T09:00:00Z')
  for (let challenge = 0; challenge < 4; challenge += 1) {
    const { id } = await signIn('budget@example.org')
    for (let i = 0; i < 5; i += 1) await redeem(id, wrong(code(id)))
  }
  const fresh = await signIn('budget@example.org')
  t.equal((await redeem(fresh.id, code(fresh.id))).status, 401)
  const others = await signIn('bystander@example.org')
  t.equal((await redeem(others.id, code(others.id))).status, 200, 'others are not concerned')
  const elsewhere = await signIn('budget@example.org', 'other')
  t.equal((await redeem(elsewhere.id, code(elsewhere.id), 'other')).status, 200, 'nor is another organisation')
  service.at('2026-05-06T08:59:00Z')
  const early = await signIn('budget@example.org')
  t.equal((await redeem(early.id, code(early.id))).status, 401, 'within a day of the first wrong one')
  service.at('2026-05-06T09:20:00Z')
  const later = await signIn('budget@example.org')
  t.equal((await redeem(later.id, code(later.id))).status, 200)
})

t.test('a right code gives no wrong ones back either', async (t) => {
  for (let challenge = 0; challenge < 5; challenge += 1) {
    const { id } = await signIn('mixed@example.org')
    for (let i = 0; i < 4; i += 1) await redeem(id, wrong(code(id)))
    const last = await redeem(id, code(id))
    t.equal(last.status, challenge < 4 ? 200 : 401, `after ${(challenge + 1) * 4} wrong ones`)
  }
})

t.test('of fifty redemptions at once one wins (attack 13)', async (t) => {
  const { id } = await signIn('fifty@example.org')
  const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(id, code(id))))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal(answers.filter(({ status }) => status === 401).length, 49)
})

t.test('of fifty wrong codes at once five are tried', async (t) => {
  const { id } = await signIn('fifty-wrong@example.org')
  await Promise.all(Array.from({ length: 50 }, () => redeem(id, wrong(code(id)))))
  const text = `select sum(failures)::int as failures from habeas.code_budgets where mailbox = $1`
  const [row] = await runAs(service.database.superuser, text, [
    mailboxOf(service.keyring, acme.id, 'fifty-wrong@example.org'),
  ])
  t.equal(Number(row?.failures), 5)
})

t.test('wrong, used, late, foreign and unknown are one answer, to the byte (attack 14)', async (t) => {
  const mine = await signIn('mine@example.org')
  const second = await signIn('mine@example.org')
  const foreign = await signIn('mine@example.org', 'other')
  const used = await signIn('mine@example.org')
  await redeem(used.id, code(used.id))
  const late = await signIn('mine@example.org')
  const answers = {
    wrong: await redeem(mine.id, wrong(code(mine.id))),
    notDigits: await redeem(mine.id, 'not a code'),
    ofAnotherChallenge: await redeem(mine.id, code(second.id)),
    used: await redeem(used.id, code(used.id)),
    foreign: await redeem(foreign.id, code(foreign.id)),
    unknown: await redeem('vrf_01h2xcejqtf2nbrexx3vqjhp41', code(mine.id)),
    late: await (async () => {
      service.at('2026-05-06T09:50:00Z')
      return redeem(late.id, code(late.id))
    })(),
  }
  for (const [why, answer] of Object.entries(answers)) {
    t.equal(answer.status, 401, why)
    t.same(told(answer), told(answers.wrong), why)
    t.equal(answer.body.code, 'unauthorized', why)
    t.ok(answer.headers['www-authenticate'], why)
  }
  t.equal((await redeem(foreign.id, code(foreign.id), 'other')).status, 401, 'late there by now')
})

t.test('a code ends to the millisecond of service time (attack 15)', async (t) => {
  const tokens = await registerTokens(createServer(), { keyring: service.keyring, issuer: 'http://localhost' })
  const deps = { keyring: service.keyring, outbox: service.deps.outbox, tokens, log: service.app.log }
  const started = Date.parse('2026-06-01T12:00:00.250Z') as Instant // a literal
  const tryAt = (expiry: number) =>
    service.deps.database.transaction(acme.id, async (tx) => {
      const row = newVerification(acme.id, mailboxOf(service.keyring, acme.id, 'exact@example.org'), 'sign_in', started)
      await insertVerification(tx, row)
      const now = (row.expiresAt + expiry) as Instant // moved by whole milliseconds
      return redeemCode(tx, deps, { verification: row.id, code: codeFor(service.keyring, row.id) }, now)
    })
  t.match(await tryAt(-1), { token_type: 'Bearer' })
  t.ok((await tryAt(0)) instanceof Problem, 'at the instant that was told')
  t.ok((await tryAt(1)) instanceof Problem, 'one millisecond later')
})

t.test(
  'a redeemed code proves the mailbox on every open request of the address, and answers an ask for it',
  async (t) => {
    service.at('2026-06-02T09:00:00Z')
    const open = async (email: string) => {
      const requester = { name: 'Zoé', email }
      const made = await agent('POST', '/v1/requests', { channel: 'web', requester, rights: [{ right: 'access' }] })
      return made.body.id
    }
    const [plain, asked, closed, others] = [
      await open('prove@example.org'),
      await open('Prove@EXAMPLE.org'),
      await open('prove@example.org'),
      await open('someone@example.org'),
    ]
    const question = { doubt: 'a new address', question: 'Is it you?', accepted_methods: ['mailbox_code', 'document'] }
    t.equal((await agent('POST', `/v1/requests/${asked}/ask-identity`, question)).body.clock_state, 'paused')
    t.equal((await agent('POST', `/v1/requests/${closed}/cancel`, {})).body.status, 'closed')
    const before = (await agent('GET', `/v1/requests/${closed}`)).body
    await acme.person('prove@example.org')
    const after = async (id: string) => (await agent('GET', `/v1/requests/${id}`)).body
    t.match((await after(plain)).identity, { level: 'mailbox', method: 'mailbox_code' })
    t.match(await after(asked), { status: 'in_progress', clock_state: 'running', identity: { level: 'mailbox' } })
    t.same(await after(closed), before, 'a closed one stays as it is')
    t.match((await after(others)).identity, { level: 'none' })
    const { data } = (await agent('GET', `/v1/requests/${plain}/events`)).body
    t.match(data.at(-1), { type: 'mailbox_proven', actor: { type: 'requester' } })
    const { version } = await after(plain)
    await acme.person('prove@example.org')
    t.equal((await after(plain)).version, version, 'what is proven is not proven again')
  },
)

t.test('a code proves nothing on a request whose address changes meanwhile (attack 3)', async (t) => {
  const requester = { name: 'Zoé', email: 'race@example.org' }
  const made = await agent('POST', '/v1/requests', { channel: 'web', requester, rights: [{ right: 'access' }] })
  const { id } = await signIn('race@example.org')
  const actor = { type: 'service', organisation: acme.id } as const
  const request = parseId('req', made.body.id) as RequestId // just answered
  const redeeming = await service.deps.database.transaction(acme.id, async (tx) => {
    let answer: Promise<Answer> | undefined
    await changeCase(tx, service.deps, { request, actor, now: service.deps.now() }, async (c) => {
      answer = redeem(id, code(id))
      await somebodyWaits()
      const command = { requester: { name: 'Zoé', email: 'new@example.org' }, reason: 'a typing error' }
      await correctRequest(c, command as Command<'correct'>, { actor, at: service.deps.now() }, tx) // its other fields are optional
    })
    return { answer }
  })
  t.equal((await redeeming.answer)?.status, 200, 'the mailbox is proven all the same')
  const { identity, requester: now } = (await agent('GET', `/v1/requests/${made.body.id}`)).body
  t.match({ identity, now }, { identity: { level: 'none' }, now: { email: 'new@example.org' } })
})

/** Returns once a statement of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  const text = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await until(async () => (await runAs(service.database.superuser, text)).length > 0)
}

t.test('fifty redemptions at once under one Idempotency-Key are one (attack 66)', async (t) => {
  const { id } = await signIn('crowd-with-key@example.org')
  const key = { 'idempotency-key': 'one-key-for-all-of-them' }
  const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(id, code(id), 'acme', key)))
  const tokens = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.access_token))
  t.equal(tokens.size, 1)
  t.ok(answers.every(({ status, body }) => status === 200 || (status === 409 && body.code === 'idempotency_in_flight')))
})

t.test('an Idempotency-Key repeats the first token, and no guess is free (attack 64)', async (t) => {
  const { id } = await signIn('again@example.org')
  const key = { 'idempotency-key': 'a-random-key-of-the-client' }
  const guesses = []
  for (let i = 0; i < 4; i += 1) guesses.push(await redeem(id, wrong(code(id)), 'acme', key))
  t.same(
    guesses.map(({ status }) => status),
    [401, 401, 401, 401],
  )
  const first = await redeem(id, code(id), 'acme', key)
  t.equal(first.status, 200, 'the fifth try: four guesses under the same key were counted')
  const second = await redeem(id, code(id), 'acme', key)
  t.match(second, { status: 200, headers: { 'idempotent-replayed': 'true' } })
  t.same(second.body, first.body)
  t.equal((await redeem(id, wrong(code(id)), 'acme', key)).status, 422, 'another body')
  t.equal((await redeem(id, code(id))).status, 401, 'used, without the key')

  const spent = await signIn('spent@example.org')
  for (let i = 0; i < 5; i += 1) await redeem(spent.id, wrong(code(spent.id)), 'acme', key)
  t.equal((await redeem(spent.id, code(spent.id), 'acme', key)).status, 401)
})

t.test('a key makes a repeated sign-in one letter', async (t) => {
  const key = { 'idempotency-key': 'another-random-key-of-it' }
  const ask = () => call('POST', '/v1/public/acme/sign-in', { email: 'key@example.org' }, key)
  const [first, second] = [await ask(), await ask()]
  t.same(second.body, first.body)
  t.equal(await lettersTo('key@example.org', 'code'), 1)
})

t.test('neither an address nor a code is in the log', async (t) => {
  const { id } = await signIn('canary@example.org')
  await redeem(id, wrong(code(id)))
  await redeem(id, code(id))
  const log = service.logged.join('')
  t.notMatch(log, /canary|@/)
  t.notMatch(log, new RegExp(code(id)))
  t.match(log, /"event":"code_refused"/)
})
