import t from 'tap'
import { feedBetween } from '../../src/evidence/store.ts'
import { lockOrganisation } from '../../src/organisations/store.ts'
import { runAs } from '../support/database.ts'
import { type TestOrganisation, testService } from '../support/service.ts'

const service = await testService(t)
let made = 0
const fresh = () => service.organisation(`changing-${made++}`)

const change = (organisation: TestOrganisation, body: object, headers: Record<string, string> = {}) =>
  organisation.admin('PATCH', '/v1/organisation', body, headers)
const read = (organisation: TestOrganisation) => organisation.admin('GET', '/v1/organisation')

async function changesOf({ id }: TestOrganisation) {
  const whole = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 100 }
  const rows = await service.database.db.transaction(id, (tx) => feedBetween(tx, service.keyring, whole))
  return rows.filter((row) => row.type === 'organisation_changed')
}

async function recomputations({ id }: TestOrganisation): Promise<number> {
  const rows = await runAs(
    service.database.superuser,
    `select count(*)::int as count from pgboss.job where name = 'recompute-cases' and data->>'organisation' = $1`,
    [id],
  )
  return Number(rows[0]?.count)
}

t.test('what an organisation decides for itself may change; everything else stays', async (t) => {
  const organisation = await fresh()
  const before = (await read(organisation)).body
  service.at('2026-04-01T08:00:00Z')
  const wanted = {
    name: 'Un autre nom',
    contact: { dpo_email: 'privacy@example.org', phone: '+33 1 00 00 00 00' },
    supervisory_authority: { name: 'Autorité', url: 'https://authority.example.org/' },
    allowed_origins: ['https://www.example.org'],
    locale: 'en',
  }
  const answer = await change(organisation, wanted)
  t.equal(answer.status, 200)
  t.equal(answer.headers.etag, '"2"')
  t.same(answer.body, {
    ...before,
    ...wanted,
    contact: { ...wanted.contact, postal_address: null },
    version: 2,
    updated_at: '2026-04-01T08:00:00Z',
  })
  const after = await read(organisation)
  t.same(after.body, answer.body)
  t.equal(after.headers.etag, '"2"')
})

t.test('a change is an event that names what changed, and says nothing of the values', async (t) => {
  const organisation = await fresh()
  const contact = { dpo_email: 'ada.lovelace@example.org' }
  await change(organisation, { name: 'Nouveau', contact, locale: 'fr' }, { 'acting-user': 'ada@example.org' })
  const [event, ...more] = await changesOf(organisation)
  t.equal(more.length, 0)
  t.same(event?.facts, { fields: ['name', 'contact'] })
  t.same(event?.detail, { acting_user: 'ada@example.org' })
})

t.test('a change that changes nothing writes nothing', async (t) => {
  const organisation = await fresh()
  const { body } = await read(organisation)
  const { name, contact, supervisory_authority, calendar, time_zone, regime, locale, allowed_origins, settings } = body
  const same = { name, contact, supervisory_authority, calendar, time_zone, regime, locale, allowed_origins, settings }
  for (const nothing of [{}, same, { locale: '??' }, { name: null, settings: null }]) {
    const answer = await change(organisation, nothing)
    t.equal(answer.status, 200)
    t.equal(answer.headers.etag, '"1"')
  }
  t.same((await read(organisation)).body, body)
  t.same(await changesOf(organisation), [])
  t.equal(await recomputations(organisation), 0)
})

t.test('calendar, zone and regime move the dates of open requests: a job commits with the change', async (t) => {
  for (const clock of [{ calendar: 'FR-67' }, { time_zone: 'Indian/Reunion' }, { regime: 'uk_gdpr' }]) {
    const organisation = await fresh()
    const answer = await change(organisation, clock)
    t.match(answer.body, clock)
    t.equal(await recomputations(organisation), 1)
    const [field = ''] = Object.keys(clock)
    const from = { calendar: 'FR', time_zone: 'Europe/Paris', regime: 'gdpr' }[field]
    t.same((await changesOf(organisation))[0]?.facts, {
      fields: [field],
      moves: [{ field, from, to: Object.values(clock)[0] }],
    })
  }
  const organisation = await fresh()
  await change(organisation, { name: 'Only the name' })
  t.equal(await recomputations(organisation), 0)
})

t.test('an unknown calendar or zone changes nothing', async (t) => {
  const organisation = await fresh()
  t.match((await change(organisation, { calendar: 'FR-99', name: 'x' })).body, {
    status: 400,
    code: 'unknown_calendar',
  })
  t.match((await change(organisation, { time_zone: 'UTC+1', name: 'x' })).body, { status: 400, code: 'invalid' })
  t.equal((await read(organisation)).headers.etag, '"1"')
})

t.test('a calendar is taken in any spelling and kept in one', async (t) => {
  const organisation = await fresh()
  t.equal((await change(organisation, { calendar: 'fr_67' })).body.calendar, 'FR-67')
  t.equal((await change(organisation, { calendar: 'FR-67' })).body.version, 2)
})

t.test('four eyes are switched off with a reason only, and the reason is kept when they are back', async (t) => {
  const organisation = await fresh()
  const off = (reason?: string) => ({ settings: { four_eyes: { required: false, reason } } })
  const refused = await change(organisation, off())
  t.equal(refused.status, 400)
  t.match(refused.body.errors, [{ location: 'body.settings.four_eyes.reason' }])
  t.equal((await change(organisation, off(' '))).status, 400)
  const reason = 'Une équipe d’une personne'
  t.same((await change(organisation, off(reason))).body.settings.four_eyes, { required: false, reason })
  const back = await change(organisation, { settings: { four_eyes: { required: true } } })
  t.same(back.body.settings.four_eyes, { required: true, reason: null })
  const [switchedOff, switchedOn] = await changesOf(organisation)
  t.same(switchedOff?.facts, { fields: ['four_eyes'] })
  t.same(switchedOff?.detail, { four_eyes: { required: false, reason } })
  t.same(switchedOn?.detail, { four_eyes: { required: true } })
})

t.test('an authority may be named no more', async (t) => {
  const organisation = await fresh()
  t.equal((await change(organisation, { supervisory_authority: null })).body.supervisory_authority, null)
})

t.test('25: what it is, and what the service counts, is not for a client to change', async (t) => {
  const organisation = await fresh()
  const columns = [
    'id',
    'slug',
    'country',
    'version',
    'last_sequence',
    'last_hash',
    'created_at',
    'updated_at',
    'object',
  ]
  for (const column of columns) {
    t.match(
      (await change(organisation, { [column]: 'x' })).body,
      { status: 400, errors: [{ location: `body.${column}` }] },
      column,
    )
  }
  t.match((await change(organisation, { settings: { retention: 1 } })).body, { status: 400 })
  t.equal((await read(organisation)).body.version, 1)
})

t.test('a change meant for another version is refused with the version there is', async (t) => {
  const organisation = await fresh()
  t.equal((await change(organisation, { name: 'First' }, { 'if-match': '"1"' })).status, 200)
  const late = await change(organisation, { name: 'Second' }, { 'if-match': '"1"' })
  t.equal(late.status, 412)
  t.equal(late.body.code, 'version_mismatch')
  t.equal(late.headers.etag, '"2"')
  t.equal((await read(organisation)).body.name, 'First')
  t.equal((await change(organisation, { name: 'Third' }, { 'if-match': '"1", "2"' })).status, 200)
  t.equal((await change(organisation, { name: 'Fourth' }, { 'if-match': '*' })).status, 200)
})

t.test('of ten changes at once for one version, one is made', async (t) => {
  const organisation = await fresh()
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => change(organisation, { name: `Name ${i}` }, { 'if-match': '"1"' })),
  )
  t.same(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(412)])
  t.equal((await changesOf(organisation)).length, 1)
})

t.test('ten changes at once without a version are all made, each an event', async (t) => {
  const organisation = await fresh()
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => change(organisation, { name: `Name ${i}` })))
  t.same(
    answers.map(({ body }) => body.version).sort((a, b) => a - b),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  )
  t.equal((await changesOf(organisation)).length, 10)
})

t.test('21: an organisation sees and changes itself alone', async (t) => {
  const [one, two] = [await fresh(), await fresh()]
  await change(one, { name: 'Only mine' })
  t.equal((await read(two)).body.version, 1)
  t.not((await read(two)).body.id, (await read(one)).body.id)
})

t.test('a change waits for no intake, and no intake for a change', async (t) => {
  const organisation = await fresh()
  await service.database.db.transaction(organisation.id, async (tx) => {
    await lockOrganisation(tx)
    // What a change holds; the statement below refers to the organisation, as every insert of the public door does
    const rows = await runAs(
      service.database.superuser,
      `set lock_timeout = '500ms'; insert into habeas.verifications (organisation_id, id, mailbox, purpose, expires_at, created_at)
       values ('${organisation.id}', gen_random_uuid(), '\\x00', 'sign_in', now(), now()) returning id`,
    )
    t.ok(rows)
  })
})

t.test('other reminders are an event, and have no request reckoned anew', async (t) => {
  const organisation = await fresh()
  const before = await recomputations(organisation)
  const deadline_watch = { days_before: [10, 5], unanswered_days: 15 }
  const { body } = await change(organisation, { settings: { deadline_watch } })
  t.match(body.settings, { four_eyes: { required: true, reason: null }, deadline_watch })
  t.same((await read(organisation)).body.settings, body.settings)
  t.equal(
    (await change(organisation, { settings: { deadline_watch } })).body.version,
    body.version,
    'the same again is none',
  )
  const [event, ...more] = await changesOf(organisation)
  t.equal(more.length, 0)
  t.same(event?.facts, { fields: ['deadline_watch'] })
  t.equal(await recomputations(organisation), before)
})
