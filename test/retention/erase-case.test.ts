import t from 'tap'
import { eventHash } from '../../src/evidence/chain.ts'
import { eventsOfRequest } from '../../src/evidence/store.ts'
import type { RequestId } from '../../src/platform/identifiers.ts'
import { done, fresh, openCase, openDesk, uuidOf } from '../attacks/desk.ts'
import { form, pdf } from '../identity/files.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { boxesOf, bytesOf, placesOfText, storedRows } from '../support/stored.ts'
import { closedCase, work } from './closed-case.ts'

const service = await testService(t)
const { superuser } = service.database
const desk = await openDesk(service, 'acme')
const { agent, dpo, auditor } = desk.staff
const c = await closedCase(desk)
const base = `/v1/requests/${c.id}`
const before = await storedRows(superuser)
const viewBefore = (await dpo('GET', base)).body
const eventsBefore = (await auditor('GET', `${base}/events?limit=100`)).body.data
const lettersBefore = (await auditor('GET', `${base}/letters?limit=100`)).body.data
const rowsOf = (tables: typeof before, table: string) =>
  (tables[table] ?? []).filter((row) => row.request_id === uuidOf('req', c.id))
const dataKey = bytesOf(before.requests?.find((row) => row.id === uuidOf('req', c.id))?.data_key)?.toString('hex') ?? ''

t.test('before: it is in every table, and everything is found and read', async (t) => {
  const kept = [
    'rights',
    'request_terms',
    'messages',
    'documents',
    'letters',
    'events',
    'record_uploads',
    'records',
    'exports',
  ]
  for (const table of [...kept, 'idempotent_answers']) t.ok(rowsOf(before, table).length > 0, table)
  t.equal(dataKey.length > 60, true)
  t.equal((await dpo('GET', `/v1/requests?email=${c.email}`)).body.data.length, 1)
})

t.test('on the last day that the policy keeps it, nothing happens; on the day after, it is erased', async (t) => {
  service.at('2031-03-02T22:59:00Z') // 2 March 2026 and five years, one minute before midnight in Paris
  await work(desk, 'retention')
  t.equal((await dpo('GET', base)).body.erased_at, null)
  service.at('2031-03-02T23:00:00Z')
  await work(desk, 'retention')
  t.match((await dpo('GET', base)).body.erased_at, /^2031-03-02T23:00:/)
})

t.test('nothing of it opens or names any more: rows, words, answers, and the details of its history', async (t) => {
  const after = await storedRows(superuser)
  const row = after.requests?.find(({ id }) => id === uuidOf('req', c.id))
  t.match(row, { data_key: null, detail: '\\x01', assignee: null, external_reference: null, erase_after: null })
  t.same([...new Set(rowsOf(after, 'rights').map(({ detail }) => detail))], ['\\x01'])
  t.same([...new Set(rowsOf(after, 'letters').map(({ detail, due_at }) => `${detail} ${due_at}`))], ['\\x01 null'])
  t.same([...new Set(rowsOf(after, 'exports').map(({ detail, sha256 }) => `${detail} ${sha256}`))], ['\\x01 null'])
  for (const table of ['request_terms', 'messages', 'documents', 'idempotent_answers']) {
    t.same(rowsOf(after, table), [], table)
  }
  for (const { place, safe, content } of boxesOf(service.keyring, after)) {
    if (safe.request === uuidOf('req', c.id))
      t.throws(() => safe.open(place, content), { name: 'BoxRefused' }, place.table)
  }
})

t.test('its records and the chunks of its packages follow, by the jobs that were queued with it', async (t) => {
  const queued = await runAs(
    superuser,
    `select name, data from pgboss.job where name like 'delete-%' and state = 'created'`,
  )
  t.same([...new Set(queued.map(({ name }) => name))].sort(), ['delete-export', 'delete-upload'])
  for (const { name, data } of queued) {
    await work(desk, String(name) as 'delete-export', data as Record<string, string>) // as they were enqueued
  }
  const after = await storedRows(superuser)
  for (const table of ['records', 'record_uploads']) t.same(rowsOf(after, table), [], table)
  t.same(after.export_chunks, [])
})

t.test('what stays: reference, rights, dates, outcomes, statuses; the personal fields are null', async (t) => {
  const { body } = await auditor('GET', base)
  const blank = {
    requester: null,
    data_subject: null,
    message: null,
    assignee: null,
    external_reference: null,
    metadata: {},
    tasks: { open: 0, answered: 0 },
  }
  const { rights, warnings: _warnings, ...rest } = viewBefore
  t.same(
    body.rights,
    rights.map((right: object) => ({
      ...without(right, ['scope', 'direct_marketing', 'situation']),
      reasons: null,
      fulfilment: null,
      allowed_actions: [],
    })),
  )
  t.match(body, {
    ...rest,
    ...blank,
    allowed_actions: [],
    version: rest.version + 1,
    updated_at: String,
    erased_at: String,
  })
  t.equal((await auditor('GET', `/v1/requests?reference=${c.reference}`)).body.data[0].id, c.id)
  for (const filter of [
    `email=${c.email}`,
    `q=${c.canary}`,
    `external_reference=${c.canary}`,
    `assignee=${c.canary}@desk.example`,
  ]) {
    t.same((await auditor('GET', `/v1/requests?${filter}`)).body.data, [], filter)
  }
  t.equal((await auditor('GET', `${base}/clock`)).status, 200)
  for (const list of ['messages', 'documents', 'records', 'exports']) {
    t.match(await auditor('GET', `${base}/${list}`), { status: 200, body: { data: [] } }, list)
  }
})

t.test('letters stay as what, when and under which Message-ID, with a keyed fingerprint of their text', async (t) => {
  const { data } = (await auditor('GET', `${base}/letters?limit=100`)).body
  t.ok(data.length > 3)
  for (const [at, letter] of data.entries()) {
    const { subject: _subject, state, ...known } = without(lettersBefore[at], ['last_error'])
    t.match(letter, { ...known, subject: null, state: state === 'queued' ? 'failed' : state })
    t.match(await auditor('GET', `/v1/letters/${letter.id}/pdf`), { status: 404, body: { code: 'not_found' } })
  }
  const prints = await runAs(superuser, 'select text_print from habeas.letters where request_id = $1', [
    uuidOf('req', c.id),
  ])
  t.equal(new Set(prints.map(({ text_print }) => String(text_print))).size, prints.length)
})

t.test('the chain stands, with the erasing at its end: facts and counts, nothing personal', async (t) => {
  const { data } = (await auditor('GET', `${base}/events?limit=100`)).body
  t.same(data.slice(0, -1).map(hashes), eventsBefore.map(hashes))
  t.match(data.at(-1), {
    type: 'case_erased',
    actor: { type: 'service', id: null },
    details: {
      cause: 'retention',
      policy: { case_file_months: 60 },
      closed_on: '2026-03-02',
      kept_until: '2031-03-02',
      erased: { documents: 1, messages: 2, records: 1, uploads: 1, exports: 1, tasks: 1, letters: Number },
      objections_kept: 1,
    },
  })
  const rows = await service.deps.database.transaction(
    desk.organisation.id,
    (tx) => eventsOfRequest(tx, service.keyring, uuidOf('req', c.id) as RequestId, { after: 0, limit: 1_000 }), // of a request
  )
  for (const [at, row] of rows.entries()) {
    t.same(eventHash(row as never), row.hash, row.type) // as it was hashed when it was written
    t.same(row.previousHash, rows[at - 1]?.hash ?? null)
    t.equal(row.detail, null)
  }
  t.notMatch(JSON.stringify(rows.at(-1)?.facts), c.canary)
})

t.test('every action on it answers 409, and none is allowed', async (t) => {
  const file = form({ kind: 'evidence' }, { name: 'late.pdf', content: pdf() })
  const right = `rights/${c.rights[1]?.id}`
  const refused = [
    dpo('POST', `${base}/reopen`, { reason: 'late' }),
    dpo('POST', `${base}/hold`, { reason: 'late' }),
    dpo('POST', `${base}/release-hold`, { reason: 'late' }),
    dpo('POST', `${base}/close`, { reason: 'completed' }),
    dpo('POST', `${base}/${right}/decide`, { outcome: 'granted' }),
    dpo('POST', `${base}/${right}/lift`, { on: '2031-05-02', reasons: 'late' }),
    dpo('POST', `${base}/rights`, { right: 'access', reason: 'late' }),
    dpo('PATCH', base, { assignee: 'late@desk.example' }),
    dpo('POST', `${base}/messages`, { text: 'late' }),
    agent('POST', `${base}/documents`, file.body, file.headers),
    agent('POST', `${base}/exports`, { kind: 'access', format: 'json' }),
    agent('PUT', `${base}/records/crm`, [{ category: 'late', data: {}, provided_by: 'subject' }]),
    dpo('POST', `${base}/exports/${c.exp}/revoke`, {}),
    dpo('POST', `${base}/exports/${c.exp}/release`, {}),
    agent('POST', `/v1/letters/${c.letters[0]}/resend`, {}),
  ]
  for (const answer of await Promise.all(refused)) {
    t.match(answer, { status: 409, body: { code: 'action_not_allowed', allowed_actions: [] } })
    t.same(answer.body.allowed_actions, [])
  }
})

t.test('18, 21: its exports and documents are a 404, and to the person it does not exist', async (t) => {
  const absent = [
    `${base}/exports/${c.exp}`,
    `${base}/exports/${c.exp}/content`,
    `${base}/documents/${c.document}/content`,
  ]
  for (const url of absent) t.match(await dpo('GET', url), { status: 404, body: { code: 'not_found' } }, url)
  const person = await desk.organisation.person(c.email)
  const unknown = 'req_01h2xcejqtf2nbrexx3vqjhp41'
  t.same((await person('GET', '/v1/me/requests')).body.data, [])
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['GET', '/messages', undefined],
    ['POST', '/messages', { text: 'hello?' }],
    ['GET', '/documents', undefined],
    ['POST', '/cancel', {}],
    ['GET', '/exports', undefined],
    ['POST', `/exports/${c.exp}/download`, undefined],
  ] as const) {
    const [mine, nobodys] = await Promise.all(
      [c.id, unknown].map((id) => person(method, `/v1/me/requests/${id}${path}`, body)),
    )
    t.equal(mine?.status, 404, `${method} ${path}`)
    t.same(without(mine?.body, ['request_id']), without(nobodys?.body, ['request_id']))
  }
})

t.test(
  '68: once vacuumed, the key is in no page of the data files; the write-ahead log is recycled later',
  async (t) => {
    for (const table of ['requests', 'rights', 'letters', 'exports', 'events'])
      await runAs(superuser, `vacuum full habeas.${table}`)
    await runAs(superuser, 'checkpoint')
    const places = await placesOfText(superuser, Buffer.from(dataKey, 'hex').toString('latin1'))
    t.same(
      places.filter((place) => place !== 'write-ahead log'),
      [],
    )
    t.same(
      (await placesOfText(superuser, c.canary)).filter((place) => place !== 'write-ahead log'),
      [],
    )
  },
)

t.test('the ledger tells of it, with the hash of the event and nothing else', async (t) => {
  const { data } = (await auditor('GET', `${base}/events?limit=100`)).body
  t.same(await service.deps.erasures.read(), {
    lines: [
      { organisation: desk.organisation.typeId, request: c.id, at: '2031-03-02T23:00:00Z', event: data.at(-1).hash },
    ],
    unreadable: 0,
  })
})

t.test('a reopened case is not due, and its time begins anew with the next closure', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const { id } = await openCase(desk)
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  service.at('2031-03-01T09:00:00Z')
  await done(dpo('POST', `/v1/requests/${id}/reopen`, { reason: 'a mistake' }))
  service.at('2031-03-05T09:00:00Z')
  await work(desk, 'retention')
  t.equal((await dpo('GET', `/v1/requests/${id}`)).body.erased_at, null)
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  service.at('2036-03-05T22:00:00Z')
  await work(desk, 'retention')
  t.equal((await dpo('GET', `/v1/requests/${id}`)).body.erased_at, null)
  service.at('2036-03-06T01:00:00Z')
  await work(desk, 'retention')
  t.not((await dpo('GET', `/v1/requests/${id}`)).body.erased_at, null)
})

t.test('the clock of an erased case shows the dates that stood, also where what shortened one is erased', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const { id } = await openCase(desk, { rights: [{ right: 'access', health_data: 'recent' }, { right: 'erasure' }] })
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  const clock = async () => (await done(dpo('GET', `/v1/requests/${id}/clock`))).rights
  const stood = await clock()
  t.match(stood, [{ act_by: '2026-03-10' }, { act_by: null }])
  service.at('2031-03-03T09:00:00Z')
  await work(desk, 'retention')
  t.same(await clock(), stood)
})

t.test('a case whose boxes or key are damaged is erased all the same', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const cases = await Promise.all([openCase(desk), openCase(desk)])
  for (const { id } of cases) await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  const [first, second] = cases.map(({ id }) => uuidOf('req', id))
  const flipped = (column: string) => `${column} = set_byte(${column}, 40, get_byte(${column}, 40) # 1)`
  await runAs(superuser, `update habeas.letters set ${flipped('detail')} where request_id = $1`, [first])
  await runAs(superuser, `update habeas.requests set ${flipped('detail')} where id = $1`, [first])
  await runAs(superuser, `update habeas.requests set ${flipped('data_key')} where id = $1`, [second])
  service.at('2031-03-05T09:00:00Z')
  await work(desk, 'retention')
  for (const { id } of cases) t.not((await dpo('GET', `/v1/requests/${id}`)).body.erased_at, null)
})

t.test('who objected to marketing is still heeded, as a fingerprint, until the policy lets go of it', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const other = await openDesk(service, fresh('shop').slice(0, 40))
  await done(
    other.staff.admin('PATCH', '/v1/organisation', { settings: { retention: { case_files: { months: 12 } } } }),
  )
  const objected = await closedCase(other)
  const kept = () =>
    runAs(superuser, 'select * from habeas.objections where organisation_id = $1', [other.organisation.id])
  service.at('2027-03-03T09:00:00Z')
  await work(other, 'retention')
  t.not((await other.staff.dpo('GET', `/v1/requests/${objected.id}`)).body.erased_at, null)
  t.match(
    await kept(),
    [{ kept_until: '2030-03-03', request_id: null, objected_on: '2026-03-02' }],
    'three years from then',
  )
  await work(other, 'recompute-retention', { organisation: other.organisation.id })
  t.match(await kept(), [{ kept_until: '2030-03-03' }], 'also where the policy is looked at again')
  const check = async (email: string) =>
    (await done(other.staff.marketing('POST', '/v1/suppressions/check', { email }))).suppressed
  t.same([await check(objected.email), await check('nobody@example.org')], [true, false])
  t.notMatch(JSON.stringify(await kept()), new RegExp(objected.canary))
  service.at('2030-03-03T09:00:00Z')
  await work(other, 'sweep')
  t.equal((await kept()).length, 1)
  t.equal(await check(objected.email), true)
  service.at('2030-03-04T09:00:00Z')
  await work(other, 'sweep')
  t.equal(await check(objected.email), false)
  t.same(await kept(), [])
})

function hashes({ id, type, at, hash, previous_hash: previous }: Record<string, unknown>) {
  return { id, type, at, hash, previous }
}

function without(row: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))
}
