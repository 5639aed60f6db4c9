import t from 'tap'
import { done, openCase, openDesk, uuidOf } from '../attacks/desk.ts'
import { form, pdf } from '../identity/files.ts'
import { runAs } from '../support/database.ts'
import { type Call, testService } from '../support/service.ts'
import { closedCase, work } from './closed-case.ts'

const service = await testService(t)
const { superuser } = service.database
const desk = await openDesk(service, 'acme')
const { admin, dpo, agent, auditor } = desk.staff
const erasedAt = async (id: string) => (await dpo('GET', `/v1/requests/${id}`)).body.erased_at
const cancelled = async () => {
  const { id } = await openCase(desk)
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  return id
}
const preview = async (query = '', call: Call = dpo) => (await done(call('GET', `/v1/retention/preview${query}`))).data
const setPolicy = async (retention: object) => {
  const changed = await admin('PATCH', '/v1/organisation', { settings: { retention } })
  if (changed.status === 200) await work(desk, 'recompute-retention', { organisation: desk.organisation.id })
  return changed
}

t.test('a legal hold shows, is told with its reason in the history, and is found by the list', async (t) => {
  const id = await cancelled()
  const held = await dpo('POST', `/v1/requests/${id}/hold`, { reason: 'Action before the court in Lyon.' })
  t.match(held, {
    status: 200,
    body: { status: 'closed', hold: { since: String, reason: 'Action before the court in Lyon.' } },
  })
  t.same(held.body.allowed_actions, ['reopen'], 'a hold is no step of the procedure')
  const { data } = (await auditor('GET', `/v1/requests/${id}/events`)).body
  t.match(data.at(-1), { type: 'hold_placed', details: { reason: 'Action before the court in Lyon.' } })
  const [facts] = await runAs(
    superuser,
    'select facts from habeas.events where request_id = $1 order by sequence desc limit 1',
    [uuidOf('req', id)],
  )
  t.same(facts, { facts: {} }, 'the reason is sealed')
  const ids = async (filter: string) =>
    (await done(auditor('GET', `/v1/requests?${filter}`))).data.map((request: { id: string }) => request.id)
  t.same(await ids('held=true'), [id])
  t.notOk((await ids('held=false')).includes(id))
  t.match(await dpo('POST', `/v1/requests/${id}/hold`, { reason: 'again' }), {
    status: 409,
    body: { code: 'action_not_allowed' },
  })
  const released = await dpo('POST', `/v1/requests/${id}/release-hold`, { reason: 'The judgment is final.' })
  t.match(released, { status: 200, body: { hold: null } })
  t.match(await dpo('POST', `/v1/requests/${id}/release-hold`, { reason: 'again' }), { status: 409 })
  t.same(await ids('held=true'), [])
})

t.test('an open request may be held, too, and stays what it was', async (t) => {
  const { id } = await openCase(desk)
  t.match((await dpo('POST', `/v1/requests/${id}/hold`, { reason: 'An inquiry.' })).body, {
    status: 'received',
    hold: {},
  })
  t.match(await agent('POST', `/v1/requests/${id}/hold`, { reason: 'An inquiry.' }), { status: 403 })
  t.match(await dpo('POST', `/v1/requests/${id}/hold`, {}), { status: 400 })
  const stale = await dpo('POST', `/v1/requests/${id}/release-hold`, { reason: 'over' }, { 'if-match': '"1"' })
  t.equal(stale.status, 412)
})

t.test('what is held is not erased, nor previewed; once released it is due at once', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const [held, other] = [await cancelled(), await cancelled()]
  await done(dpo('POST', `/v1/requests/${held}/hold`, { reason: 'An inquiry.' }))
  service.at('2031-03-03T09:00:00Z')
  t.notOk((await preview('?limit=100')).some((item: { request_id: string }) => item.request_id === held))
  await work(desk, 'retention')
  t.equal(await erasedAt(held), null)
  t.not(await erasedAt(other), null)
  await done(dpo('POST', `/v1/requests/${held}/release-hold`, { reason: 'It is over.' }))
  t.match(await preview(), [{ request_id: held, part: 'case_file', due_from: '2031-03-03' }])
  await work(desk, 'retention')
  t.not(await erasedAt(held), null)
})

t.test('a hold keeps the content of an export and the identity documents, too', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  await setPolicy({ identity_documents: { days: 10, reason: 'Doubts are raised late.' } })
  const c = await closedCase(desk)
  const { id } = await openCase(desk)
  const upload = form({ kind: 'identity' }, { name: 'card.pdf', content: pdf() })
  await done(agent('POST', `/v1/requests/${id}/documents`, upload.body, upload.headers))
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  for (const each of [c.id, id]) await done(dpo('POST', `/v1/requests/${each}/hold`, { reason: 'An inquiry.' }))
  service.at('2026-06-02T09:00:00Z')
  const contents = async () => {
    await work(desk, 'sweep')
    const [row] = await runAs(
      superuser,
      `select (select status from habeas.exports where id = $1) as status,
         (select content is not null from habeas.documents where request_id = $2) as is_kept`,
      [uuidOf('exp', c.exp), uuidOf('req', id)],
    )
    return row
  }
  t.same(await contents(), { status: 'released', is_kept: true })
  t.match(
    (await agent('GET', `/v1/requests/${c.id}/exports/${c.exp}`)).body,
    { status: 'expired' },
    'nobody downloads it',
  )
  for (const each of [c.id, id]) await done(dpo('POST', `/v1/requests/${each}/release-hold`, { reason: 'over' }))
  const due = await preview('?as_of=2026-06-02')
  t.match(
    due.filter(({ part }: { part: string }) => part !== 'case_file'),
    [
      { part: 'export', id: c.exp, request_id: c.id, rule: { after: 'release', days: 30 }, due_from: '2026-04-01' },
      {
        part: 'identity_document',
        id: /^doc_/,
        request_id: id,
        rule: { after: 'closure', days: 10 },
        due_from: '2026-03-13',
      },
    ],
  )
  t.same(await contents(), { status: 'expired', is_kept: false })
  t.same((await preview('?as_of=2026-06-02')).length, 0)
})

t.test(
  'identity documents wait for their last day; a reopened request keeps them, and a shorter policy lets them go',
  async (t) => {
    service.at('2026-03-02T09:00:00Z')
    const made: string[] = []
    for (const _ of [1, 2]) {
      const { id } = await openCase(desk)
      const upload = form({ kind: 'identity' }, { name: 'card.pdf', content: pdf() })
      await done(agent('POST', `/v1/requests/${id}/documents`, upload.body, upload.headers))
      await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
      made.push(id)
    }
    const [reopened = '', closed = ''] = made
    await done(dpo('POST', `/v1/requests/${reopened}/reopen`, { reason: 'a mistake' }))
    const isKept = async (id: string) => {
      await work(desk, 'sweep')
      return (await done(agent('GET', `/v1/requests/${id}/documents`))).data[0].deleted_at === null
    }
    service.at('2026-03-12T22:00:00Z')
    t.same([await isKept(reopened), await isKept(closed)], [true, true], 'ten days, to their end in Paris')
    service.at('2026-03-12T23:30:00Z')
    t.same([await isKept(reopened), await isKept(closed)], [true, false])
    await done(dpo('POST', `/v1/requests/${reopened}/cancel`, {}))
    t.equal(await isKept(reopened), true)
    t.equal((await setPolicy({ identity_documents: { days: 0 } })).status, 200)
    service.at('2026-03-14T09:00:00Z')
    t.equal(await isKept(reopened), false)
    const { data } = (await auditor('GET', `/v1/requests/${reopened}/events?limit=100`)).body
    t.match(data.at(-1), { type: 'document_deleted', details: { kind: 'identity' } })
  },
)

t.test('closing a held case keeps its identity documents, until the hold ends', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  await setPolicy({ identity_documents: { days: 0 } })
  const { id } = await openCase(desk)
  const upload = form({ kind: 'identity' }, { name: 'card.pdf', content: pdf() })
  await done(agent('POST', `/v1/requests/${id}/documents`, upload.body, upload.headers))
  await done(dpo('POST', `/v1/requests/${id}/hold`, { reason: 'A forged card.' }))
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  service.at('2026-03-04T09:00:00Z')
  const deletedAt = async () => {
    await work(desk, 'sweep')
    return (await done(agent('GET', `/v1/requests/${id}/documents`))).data[0].deleted_at
  }
  t.equal(await deletedAt(), null)
  await done(dpo('POST', `/v1/requests/${id}/release-hold`, { reason: 'It is settled.' }))
  t.equal(await deletedAt(), '2026-03-04T09:00:00Z')
})

t.test(
  'the policy: bounds, and a reason for longer than the default, kept in the history of the organisation',
  async (t) => {
    for (const [refused, field] of [
      [{ case_files: { months: 11 } }, 'months'],
      [{ case_files: { months: 241, reason: 'x' } }, 'months'],
      [{ case_files: { months: 61 } }, 'reason'],
      [{ case_files: { years: 5 } }, ''],
      [{ exports: { days: 6 } }, 'days'],
      [{ exports: { days: 31 } }, 'reason'],
      [{ identity_documents: { days: 1 } }, 'reason'],
      [{ identity_documents: { days: 31, reason: 'x' } }, 'days'],
      [{ objection_fingerprints: { years: 2 } }, 'years'],
      [{ objection_fingerprints: { years: 4 } }, 'reason'],
    ] as const) {
      const answer = await setPolicy(refused)
      t.match(answer, { status: 400, body: { code: 'invalid' } }, JSON.stringify(refused))
      t.ok(answer.body.errors[0].location.endsWith(field), `${answer.body.errors[0].location} ${field}`)
    }
    t.equal(
      (await dpo('PATCH', '/v1/organisation', { settings: { retention: { case_files: { months: 24 } } } })).status,
      403,
    )
    const changed = await setPolicy({ case_files: { months: 120, reason: 'Contracts under private law.' } })
    t.match(changed.body.settings.retention, {
      case_files: { months: 120, reason: 'Contracts under private law.' },
      exports: { days: 30, reason: null },
    })
    const { data } = await done(auditor('GET', '/v1/events?limit=100'))
    const last = data.filter(({ type }: { type: string }) => type === 'organisation_changed').at(-1)
    t.match(last.details, {
      fields: ['retention'],
      retention: { case_files: { months: 120, reason: 'Contracts under private law.' } },
    })
  },
)

t.test('a changed policy moves the last day of every closed case, and of no other', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  await setPolicy({ case_files: { months: 60 } })
  const [closed, { id: open }] = [await cancelled(), await openCase(desk)]
  const lastDays = () =>
    runAs(superuser, 'select erase_after::text as day from habeas.requests where id = any ($1) order by id', [
      [uuidOf('req', closed), uuidOf('req', open)],
    ])
  t.same(await lastDays(), [{ day: '2031-03-02' }, { day: null }])
  await setPolicy({ case_files: { months: 12 } })
  t.same(await lastDays(), [{ day: '2027-03-02' }, { day: null }])
  service.at('2027-03-03T09:00:00Z')
  await setPolicy({ case_files: { months: 24 } })
  await work(desk, 'retention')
  t.equal(await erasedAt(closed), null, 'kept longer by now')
  await runAs(superuser, `update habeas.requests set erase_after = '2027-03-02' where id = $1`, [uuidOf('req', closed)])
  await work(desk, 'retention')
  t.equal(await erasedAt(closed), null, 'what is stored only finds it; the policy decides, under the lock')
})

t.test('the preview is paged, changes nothing, and looks at any day', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const before = await runAs(superuser, 'select count(*), sum(version) from habeas.requests')
  const all = await preview('?as_of=2045-01-01&limit=100')
  t.ok(all.length > 3)
  const paged: unknown[] = []
  let cursor: string | undefined
  do {
    const answer = await dpo(
      'GET',
      `/v1/retention/preview?as_of=2045-01-01&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    )
    paged.push(...answer.body.data)
    cursor = answer.body.next_cursor
  } while (cursor)
  t.same(paged, all)
  t.match(all.at(-1), { object: 'retention_item', reference: /^HB-/, rule: { after: 'closure', months: 24 } })
  t.same(await preview('?as_of=2026-03-02'), [])
  t.equal((await agent('GET', '/v1/retention/preview')).status, 403)
  t.same(await runAs(superuser, 'select count(*), sum(version) from habeas.requests'), before)
})

t.test('the job finds what is due by an index, among many that are not', async (t) => {
  await runAs(
    superuser,
    `set session_replication_role = replica;
     insert into habeas.requests select made.*
     from (select * from habeas.requests where closed_at is not null and erased_at is null limit 1) r, generate_series(1, 5000) n,
       lateral jsonb_populate_record(null::habeas.requests, to_jsonb(r) || jsonb_build_object(
         'id', gen_random_uuid(), 'reference', 'HB-' || n, 'external_reference', null, 'erase_after', '2040-01-01')) made`,
  )
  await runAs(superuser, 'analyze habeas.requests')
  const plan = await runAs(
    superuser,
    `explain select r.organisation_id, r.id from habeas.requests r join habeas.organisations o on o.id = r.organisation_id
     where r.erase_after < '2031-03-04' and r.held_at is null and r.erase_after < (now() at time zone o.time_zone)::date
       and (r.erase_after, r.organisation_id, r.id) > ('0001-01-01', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000')
     order by r.erase_after, r.organisation_id, r.id limit 100`,
  )
  t.match(plan.map((line) => Object.values(line).join(' ')).join('\n'), /Index (Only )?Scan using requests_to_erase/)
})
