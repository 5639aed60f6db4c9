import { createHash } from 'node:crypto'
import t from 'tap'
import { canonicalEmail } from '../../src/platform/http/email.ts'
import { uuidOf } from '../attacks/desk.ts'
import { type Made, openDesk } from '../requests/desk.ts'
import { runAs } from '../support/database.ts'
import type { Answer } from '../support/service.ts'

const { service, acme, act, agent, dpo, open, onRight, proven } = await openDesk(t)
const auditor = await acme.client('auditor')
const marketing = await acme.client('marketing')

const objection = { right: 'objection', direct_marketing: true }
const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
const by = (email: string) => ({ requester: { name: 'Ana Kos', email } })
const suppressed = async (email: string): Promise<boolean> =>
  (await must(marketing('POST', '/v1/suppressions/check', { email }))).suppressed
const statement = async (email: string, right: object = objection, more: object = {}) =>
  open([right], { ...by(email), ...more })
const granted = async (request: Made, position = 0) => {
  await must(onRight(request, 'decide', { outcome: 'granted', told }, position))
}

t.test('an objection to marketing holds from its receipt on, whoever has decided or proven nothing', async (t) => {
  t.equal(await suppressed('zoe@example.org'), false)
  await must(
    service.call('POST', '/v1/public/acme/requests', {
      requester: { name: 'Zoé', email: 'Zoe@Example.org' },
      rights: [{ right: 'access' }, objection],
    }),
  )
  t.same(await must(marketing('POST', '/v1/suppressions/check', { email: 'zoe@example.org' })), {
    object: 'suppression',
    suppressed: true,
  })
  t.equal(await suppressed('ZOE@example.org'), true)
  await statement('plain@example.org', { right: 'objection', direct_marketing: false })
  await statement('access@example.org', { right: 'access' })
  t.equal(await suppressed('plain@example.org'), false, 'another objection is decided first (art. 21(1))')
  t.equal(await suppressed('access@example.org'), false)
})

t.test('one found in the letter later, or amended into one, holds as soon as it is found', async (t) => {
  const found = await statement('found@example.org', { right: 'access' })
  await must(act(found, 'rights', { ...objection, reason: 'on page two' }))
  t.equal(await suppressed('found@example.org'), true)
  const amended = await statement('amended@example.org', { right: 'objection', direct_marketing: false })
  await must(onRight(amended, 'amend', { details: { direct_marketing: true }, reason: 'misread' }))
  t.equal(await suppressed('amended@example.org'), true)
  await must(onRight(amended, 'amend', { details: { direct_marketing: false }, reason: 'misread again' }))
  t.equal(await suppressed('amended@example.org'), false)
})

t.test(
  'granted, carried out and closed it holds; dropped, given up, refused or no such request it does not',
  async (t) => {
    const kept = await statement('kept@example.org')
    await granted(kept)
    t.equal(await suppressed('kept@example.org'), true)
    await must(onRight(kept, 'fulfil', { note: 'stopped', told }))
    await must(act(kept, 'close', { reason: 'completed' }))
    t.equal(await suppressed('kept@example.org'), true)
    const ends = {
      dropped: (request: Made) => onRight(request, 'drop', { reason: 'not asked for' }),
      cancelled: (request: Made) => act(request, 'cancel', { told }),
      refused: (request: Made) =>
        onRight(request, 'decide', { outcome: 'refused', grounds: ['not_controller'], reasons: 'Not ours.', told }),
      'not-controller': (request: Made) => act(request, 'close', { reason: 'not_controller', told }),
      'no-request': (request: Made) => act(request, 'close', { reason: 'not_a_rights_request', told }),
    }
    for (const [name, end] of Object.entries(ends)) {
      const email = `${name}@example.org`
      const request = await statement(email)
      t.equal(await suppressed(email), true, name)
      await must(end(request))
      t.equal(await suppressed(email), false, name)
    }
    const reopened = await statement('reopened@example.org')
    await must(act(reopened, 'cancel', { told }))
    await must(act(reopened, 'reopen', { reason: 'a mistake' }))
    t.equal(await suppressed('reopened@example.org'), true)
  },
)

t.test('“we hold nothing” is no leave to write tomorrow', async (t) => {
  const request = await statement('nothing@example.org')
  await must(onRight(request, 'decide', { outcome: 'no_data_held', told }))
  t.equal(await suppressed('nothing@example.org'), true)
})

t.test('a duplicate that came from another mailbox leaves that one objected to', async (t) => {
  const first = await statement('one@example.org')
  const second = await statement('two@example.org')
  await must(act(second, 'close', { reason: 'duplicate', duplicate_of: first.id, told }))
  t.equal(await suppressed('two@example.org'), true)
})

t.test(
  'a stranger’s form names the mailbox that is told of it, and no other address it names is silenced',
  async (t) => {
    const named = {
      data_subject: {
        name: 'Ana Kos',
        identifiers: [
          { type: 'customer', value: 'K-17' },
          { type: 'e-mail', value: 'Former@example.org' },
        ],
      },
    }
    const request = await statement('writer@example.org', objection, named)
    t.same([await suppressed('writer@example.org'), await suppressed('former@example.org')], [true, false])
    await granted(request)
    t.same([await suppressed('writer@example.org'), await suppressed('former@example.org')], [true, true])
    await must(onRight(request, 'revise', { reason: 'another person' }))
    t.same([await suppressed('writer@example.org'), await suppressed('former@example.org')], [true, false])
  },
)

t.test(
  'who writes for another objects to nothing themselves, and for the other once the authority is accepted',
  async (t) => {
    const request = await statement('lawyer@example.org', objection, {
      capacity: 'parent',
      data_subject: { name: 'Léa Kos', identifiers: [{ type: 'e-mail', value: 'lea@example.org' }] },
    })
    const both = async () => [await suppressed('lawyer@example.org'), await suppressed('lea@example.org')]
    t.same(await both(), [false, false])
    await must(act(request, 'confirm-authority', { note: 'livret de famille' }))
    await granted(request)
    t.same(await both(), [false, true])
    await must(act(request, 'reject-authority', { note: 'forged', told }))
    t.same(await both(), [false, false])
  },
)

t.test('an address keyed wrong is let go; one that the person moves on from was theirs', async (t) => {
  const wrong = await statement('wrong@example.org')
  await must(act(wrong, 'correct', { requester: { name: 'Ana Kos', email: 'right@example.org' }, reason: 'misread' }))
  t.same([await suppressed('wrong@example.org'), await suppressed('right@example.org')], [false, true])
  const moved = await statement('old@example.org')
  const person = await acme.person('old@example.org')
  const { verification } = await must(person('POST', '/v1/me/contact', { email: 'new@example.org' }))
  await must(
    person('POST', '/v1/me/contact/redeem', { verification: verification.id, code: service.code(verification.id) }),
  )
  t.same([await suppressed('old@example.org'), await suppressed('new@example.org')], [true, true])
  await must(onRight(moved, 'drop', { reason: 'asked for something else' }))
  t.same([await suppressed('old@example.org'), await suppressed('new@example.org')], [false, false])
})

t.test('a batch is answered in its order: up to a thousand addresses', async (t) => {
  await statement('batch@example.org')
  const emails = Array.from({ length: 1_000 }, (_, at) => (at % 300 === 7 ? 'Batch@example.org' : `b${at}@example.org`))
  const { data, ...list } = await must(marketing('POST', '/v1/suppressions/check', { emails }))
  t.same(list, { object: 'list', has_more: false })
  t.same(
    data,
    emails.map((email) => ({ object: 'suppression', suppressed: email === 'Batch@example.org' })),
  )
  const more = await marketing('POST', '/v1/suppressions/check', { emails: [...emails, 'one@example.org'] })
  t.match(more, {
    status: 400,
    body: { code: 'invalid', errors: [{ location: 'body.emails', message: /1000 items/ }] },
  })
  const bad = await marketing('POST', '/v1/suppressions/check', { emails: ['a@example.org', 'none'] })
  t.equal(bad.status, 400)
  t.same(bad.body.errors, [{ location: 'body.emails.1', message: 'expected one e-mail address' }], 'which of them')
  t.notMatch(bad.raw.toString(), /none"/)
  t.equal((await marketing('POST', '/v1/suppressions/check', { email: 'a@example.org', emails })).status, 400)
})

t.test(
  'who sends may ask this and nothing else; who hands in forms may not; another tenant knows nothing',
  async (t) => {
    t.equal((await marketing('GET', '/v1/requests')).status, 403)
    t.equal((await marketing('GET', '/v1/suppressions')).status, 403)
    t.equal((await marketing('POST', '/v1/clock/preview', { received_at: '2026-01-31T10:00:00Z' })).status, 403)
    const intake = await acme.client('intake')
    t.equal((await intake('POST', '/v1/suppressions/check', { email: 'zoe@example.org' })).status, 403)
    t.equal((await auditor('POST', '/v1/suppressions/check', { email: 'zoe@example.org' })).body.suppressed, true)
    const other = await service.organisation('other')
    t.equal((await other.admin('POST', '/v1/suppressions/check', { email: 'zoe@example.org' })).body.suppressed, false)
    t.equal((await service.call('POST', '/v1/suppressions/check', { email: 'zoe@example.org' })).status, 401)
  },
)

const ndjson = { 'content-type': 'application/x-ndjson' }
const importing = (lines: readonly unknown[], call = dpo) =>
  call('POST', '/v1/suppressions/import', lines.map((line) => `${JSON.stringify(line)}\n`).join(''), ndjson)
const counts = async () => must(auditor('GET', '/v1/suppressions'))
const line = (email: string, objected_on: string) => ({ email, objected_on })

t.test(
  'a list is taken over: what is new, what is known, and each bad line by its number; twice is once',
  async (t) => {
    const before = await counts()
    const lines = [
      line('list1@example.org', '2025-11-04'),
      line('LIST1@example.org', '2025-12-01'),
      line('list2@example.org', '2024-02-29'),
      { email: 'list3@example.org' },
      line('no address', '2025-11-04'),
      line('list4@example.org', '2026-03-03'),
      line('list5@example.org', '2019-05-25'),
      { ...line('list6@example.org', '2025-11-04'), name: 'Ana' },
    ]
    const answer = await must(importing(lines))
    t.same(answer, {
      object: 'suppression_import',
      added: 2,
      renewed: 0,
      known: 1,
      over: 1,
      bad: 4,
      bad_lines: [
        { line: 4, message: 'objected_on: expected a value: this field is required' },
        { line: 5, message: 'email: expected one e-mail address' },
        { line: 6, message: 'objected_on: expected no day to come' },
        { line: 8, message: answer.bad_lines[3].message },
      ],
    })
    t.notMatch(JSON.stringify(answer), /list6|Ana/)
    t.same([await suppressed('list1@example.org'), await suppressed('list2@example.org')], [true, true])
    t.same([await suppressed('list4@example.org'), await suppressed('list5@example.org')], [false, false])
    const after = await counts()
    t.equal(after.by_source.import, before.by_source.import + 2)
    t.equal(after.suppressed, before.suppressed + 2)
    t.match(await must(importing(lines)), { added: 0, renewed: 0, known: 3, over: 1, bad: 4 })
    t.match(await must(importing([line('list2@example.org', '2026-01-02')])), { added: 0, renewed: 1, known: 0 })
    const asArray = await dpo('POST', '/v1/suppressions/import', [line('list7@example.org', '2026-01-02'), 'list8'])
    t.match(asArray.body, { added: 1, bad: 1, bad_lines: [{ line: 2 }] })
    const events = (await must(auditor('GET', '/v1/events?limit=100'))).data.filter(
      ({ type }: { type: string }) => type === 'suppressions_imported',
    )
    t.same(
      events.map(({ details }: { details: object }) => details),
      [
        { added: 2, renewed: 0, known: 1, over: 1, bad: 4 },
        { added: 0, renewed: 1, known: 0, over: 0, bad: 0 },
        { added: 1, renewed: 0, known: 0, over: 0, bad: 1 },
      ],
      'what changed nothing is no event',
    )
    t.equal((await importing([], agent)).status, 403)
    const csv = await dpo('POST', '/v1/suppressions/import', '{', { 'content-type': 'text/csv' })
    t.match(csv, { status: 415, headers: { accept: 'application/x-ndjson, application/json' } })
    t.match(csv.body.detail, 'application/x-ndjson or application/json')
    const noList = await dpo('POST', '/v1/suppressions/import', { a: 1 })
    t.equal(noList.status, 400)
    t.notMatch(JSON.stringify(noList.body), /record|replaced/, 'a list holds none')
  },
)

t.test('what a list and a request both say is ended by neither alone', async (t) => {
  await must(importing([line('both@example.org', '2025-11-04')]))
  const request = await statement('both@example.org')
  await must(onRight(request, 'drop', { reason: 'not asked for' }))
  t.equal(await suppressed('both@example.org'), true)
})

t.test(
  'a consent given anew ends it, with its reason in the history; an old list does not undo that, a new objection does',
  async (t) => {
    const email = 'again@example.org'
    const request = await statement(email)
    await must(importing([line(email, '2025-11-04')]))
    const lift = (more: object = {}) =>
      dpo('POST', '/v1/suppressions/lift', { email, consented_on: '2026-03-02', reason: 'Double opt-in.', ...more })
    t.match(await lift({ consented_on: '2026-03-03' }), { status: 400, body: { code: 'invalid' } })
    t.match(await lift({ consented_on: '2026-03-01' }), { status: 422, body: { code: 'not_permitted' } })
    t.equal(await suppressed(email), true)
    t.same((await lift()).body, { object: 'suppression', suppressed: false })
    t.equal(await suppressed(email), false)
    t.equal((await counts()).lifted, 1)
    t.match(await lift(), { status: 404, body: { code: 'not_found' } })
    const { data } = await must(auditor('GET', '/v1/events?limit=100'))
    const event = data.find(({ type }: { type: string }) => type === 'suppression_lifted')
    t.same(event.details, { consented_on: '2026-03-02', sources: ['import', 'request'], reason: 'Double opt-in.' })
    t.notMatch(JSON.stringify(data), /again@/)
    t.match(await must(importing([line(email, '2025-11-04')])), { added: 0, known: 1 })
    t.match(await must(importing([line(email, '2026-01-01')])), { added: 0, renewed: 1 })
    t.equal(await suppressed(email), false)
    await granted(request)
    t.equal(await suppressed(email), false, 'nor does the work on the request it came with')
    await statement(email)
    t.equal(await suppressed(email), true)
    t.equal((await agent('POST', '/v1/suppressions/lift', { email })).status, 403)
  },
)

t.test('a changed policy moves the last day of each, and the sweep takes what is over', async (t) => {
  const other = await service.organisation('policy')
  const staff = await other.client('dpo')
  await must(importing([line('ana@example.org', '2024-02-29')], staff))
  const last = async () =>
    runAs(service.database.superuser, 'select kept_until from habeas.objections where organisation_id = $1', [other.id])
  t.match(await last(), [{ kept_until: '2027-02-28' }])
  const policy = { objection_fingerprints: { years: 8, reason: 'Our campaigns go by old lists.' } }
  await must(other.admin('PATCH', '/v1/organisation', { settings: { retention: policy } }))
  const { jobHandlers } = await import('../../src/worker.ts')
  const handlers = jobHandlers(service.deps)
  await handlers['recompute-retention']({ organisation: other.id }, new AbortController().signal)
  t.match(await last(), [{ kept_until: '2032-02-29' }])
  service.at('2032-03-01T09:00:00Z')
  t.equal((await staff('POST', '/v1/suppressions/check', { email: 'ana@example.org' })).body.suppressed, false)
  await handlers.sweep({}, new AbortController().signal)
  t.same(await last(), [])
  service.at('2026-03-02T09:00:00Z')
})

t.test('68: of an address on the list nothing is stored but a keyed fingerprint', async (t) => {
  const canary = 'kanarienvogel@example.org'
  await must(importing([line(canary, '2026-01-02')]))
  const rows = await runAs(service.database.superuser, 'select row_to_json(o)::text as text from habeas.objections o')
  t.ok(rows.length > 0)
  const plain = createHash('sha256').update(canonicalEmail(canary)).digest('hex')
  for (const { text } of rows) {
    t.notMatch(String(text), /kanarienvogel/i)
    t.notMatch(String(text), new RegExp(`${plain}|${Buffer.from(canary).toString('hex')}`))
  }
  t.notMatch(service.logged.join('\n'), /kanarienvogel/)
  const [{ id = '' } = {}] = await runAs(
    service.database.superuser,
    'select count(*)::text as id from habeas.objections where organisation_id <> $1',
    [uuidOf('org', acme.typeId)],
  )
  t.equal(id, '0')
})

t.test('twenty forms at once from one mailbox are one mailbox, and each can be taken back by itself', async (t) => {
  const made = await Promise.all(Array.from({ length: 20 }, () => statement('many@example.org')))
  const before = (await counts()).suppressed
  for (const request of made.slice(1)) await must(act(request, 'cancel', { told }))
  t.equal((await counts()).suppressed, before)
  t.equal(await suppressed('many@example.org'), true)
  const [first] = made
  if (first !== undefined) await must(act(first, 'cancel', { told }))
  t.equal(await suppressed('many@example.org'), false)
  t.equal((await counts()).suppressed, before - 1)
  t.ok(await proven(await statement('last@example.org')))
})
