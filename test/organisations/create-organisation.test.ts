import t from 'tap'
import { eventHash } from '../../src/evidence/chain.ts'
import { events } from '../../src/evidence/tables.ts'
import { runAs } from '../support/database.ts'
import { callWith, testService } from '../support/service.ts'
import { idOf, operatorDesk } from './operator-desk.ts'

const { token, service, operator, minimal, create, countOf } = await operatorDesk(t)

t.test('an organisation of a country has what the country has', async (t) => {
  service.at('2026-03-02T09:30:00Z')
  const { status, body, headers } = await create(minimal('port'))
  t.equal(status, 201)
  t.equal(headers.etag, '"1"')
  const { id, client, ...rest } = body
  t.match(id, /^org_[0-9a-z]{26}$/)
  t.same(rest, {
    object: 'organisation',
    slug: 'port',
    name: 'Épicerie du Port',
    country: 'FR',
    calendar: 'FR',
    time_zone: 'Europe/Paris',
    locale: 'fr',
    regime: 'gdpr',
    contact: { dpo_email: 'dpo@example.org', postal_address: null, phone: null },
    supervisory_authority: { name: 'CNIL', url: 'https://www.cnil.fr/' },
    allowed_origins: [],
    settings: {
      four_eyes: { required: true, reason: null },
      deadline_watch: { days_before: [14, 7, 3, 1], unanswered_days: 30 },
      challenge: { required: false, difficulty: 100_000 },
      download_step_up: { required: false },
      collect: 'on_verification',
      inbound_address: null,
      identity: {
        levels: {},
        methods: ['mailbox_code', 'address_on_file', 'known_facts', 'document', 'in_person'],
        issuer: null,
      },
      retention: {
        identity_documents: { days: 0, reason: null },
        exports: { days: 30, reason: null },
        case_files: { months: 60, reason: null },
        objection_fingerprints: { years: 3, reason: null },
      },
    },
    version: 1,
    created_at: '2026-03-02T09:30:00Z',
    updated_at: '2026-03-02T09:30:00Z',
  })
  t.match(client, { id: /^cli_/, object: 'client', role: 'admin', secret: /^hbs_[\w-]{43}$/ })
  t.match((await create({ ...minimal('desk'), country: 'GB' })).body, {
    regime: 'uk_gdpr',
    calendar: 'GB',
    locale: 'en',
  })
})

t.test('what is given goes before what the country has', async (t) => {
  const given = {
    calendar: 'fr-67',
    time_zone: 'Indian/Reunion',
    locale: 'en_GB',
    regime: 'uk_gdpr',
    supervisory_authority: { name: 'An authority', url: 'https://authority.example.org' },
    allowed_origins: ['https://shop.example.org', 'https://shop.example.org', 'http://localhost:3000'],
    contact: {
      dpo_email: 'dpo@example.org',
      postal_address: '1 quai du Port\n13002 Marseille',
      phone: '+33 4 91 00 00 00',
    },
  }
  const { status, body } = await create({ ...minimal('given'), ...given })
  t.equal(status, 201)
  t.match(body, {
    ...given,
    calendar: 'FR-67',
    locale: 'en-GB',
    allowed_origins: ['https://shop.example.org', 'http://localhost:3000'],
    supervisory_authority: { name: 'An authority', url: 'https://authority.example.org/' },
  })
  t.equal(body.allowed_origins.length, 2, 'an origin given twice counts once')
})

t.test('a locale that is none falls back to that of the country', async (t) => {
  t.equal((await create({ ...minimal('babel'), locale: '!!' })).body.locale, 'fr')
})

t.test('null is as good as absent', async (t) => {
  const nothing = {
    calendar: null,
    time_zone: null,
    locale: null,
    regime: null,
    supervisory_authority: null,
    allowed_origins: null,
  }
  t.match((await create({ ...minimal('null-is'), ...nothing })).body, {
    calendar: 'FR',
    regime: 'gdpr',
    allowed_origins: [],
  })
})

t.test('an unknown calendar is refused with those that come near', async (t) => {
  const { status, body } = await create({ ...minimal('near'), calendar: 'FR-99' })
  t.equal(status, 400)
  t.equal(body.code, 'unknown_calendar')
  t.match(body.detail, /FR-67/)
  t.match(body.errors, [{ location: 'body.calendar' }])
  t.match((await create({ ...minimal('far'), calendar: 'XX' })).body, { code: 'unknown_calendar', detail: /FR/ })
  t.equal(await countOf('near'), 0)
})

t.test('a country without defaults has to say its calendar and zone', async (t) => {
  const { status, body } = await create({ ...minimal('far-away'), country: 'US' })
  t.equal(status, 400)
  t.same(
    body.errors.map((each: { location: string }) => each.location),
    ['body.calendar', 'body.time_zone'],
  )
  const told = { country: 'US', calendar: 'IE', time_zone: 'America/New_York' }
  t.match((await create({ ...minimal('far-away'), ...told })).body, {
    ...told,
    locale: 'en',
    supervisory_authority: null,
  })
})

t.test('what has not the form of an organisation is refused, field by field', async (t) => {
  const wrong: [string, Record<string, unknown>][] = [
    ['body.slug', { slug: 'a' }],
    ['body.slug', { slug: 'Épicerie' }],
    ['body.slug', { slug: 'a'.repeat(64) }],
    ['body.slug', { slug: 'a_b' }],
    ['body.slug', { slug: 'ab\n' }],
    ['body.name', { name: ' ' }],
    ['body.name', { name: 'a\u202eb' }],
    ['body.country', { country: 'fr' }],
    ['body.country', { country: 'FRA' }],
    ['body.time_zone', { time_zone: '+01:00' }],
    ['body.time_zone', { time_zone: 'Europe/Atlantis' }],
    ['body.regime', { regime: 'ccpa' }],
    ['body.contact.dpo_email', { contact: { dpo_email: 'dpo' } }],
    ['body.contact.dpo_email', { contact: {} }],
    ['body.supervisory_authority.url', { supervisory_authority: { name: 'A', url: 'http://a.example' } }],
    ['body.allowed_origins.0', { allowed_origins: ['https://shop.example.org/'] }],
    ['body.allowed_origins.0', { allowed_origins: ['*'] }],
    ['body.allowed_origins.0', { allowed_origins: ['http://shop.example.org'] }],
  ]
  for (const [location, change] of wrong) {
    const { status, body } = await create({ ...minimal('wrong'), ...change })
    t.equal(status, 400, `${location} ${JSON.stringify(change)}`)
    t.equal(body.code, 'invalid')
    t.same(
      body.errors.map((each: { location: string }) => each.location),
      [location],
    )
  }
})

t.test('25: no column of an organisation but the declared fields can be set', async (t) => {
  const columns = [
    'id',
    'version',
    'settings',
    'last_sequence',
    'last_hash',
    'created_at',
    'updated_at',
    'client',
    'role',
    'organisation_id',
  ]
  for (const column of columns) {
    t.match((await create({ ...minimal('columns'), [column]: 1 })).body, {
      status: 400,
      errors: [{ location: `body.${column}` }],
    })
  }
  t.equal(await countOf('columns'), 0)
})

t.test('a slug belongs to one organisation', async (t) => {
  t.equal((await create(minimal('twice'))).status, 201)
  const { status, body } = await create(minimal('twice'))
  t.equal(status, 409)
  t.equal(body.code, 'slug_taken')
  t.equal(await countOf('twice'), 1)
})

t.test('its chain begins with its creation and that of its client', async (t) => {
  const { body } = await create(minimal('chain'))
  const organisation = idOf(body.id)
  const rows = await service.database.db.transaction(organisation, (tx) =>
    tx.db.select().from(events).orderBy(events.sequence),
  )
  t.match(rows, [
    {
      type: 'organisation_created',
      sequence: 1,
      requestId: null,
      streamId: organisation,
      actor: { type: 'operator' },
      facts: { slug: 'chain', country: 'FR', calendar: 'FR', time_zone: 'Europe/Paris', regime: 'gdpr' },
      previousHash: null,
    },
    {
      type: 'client_created',
      sequence: 2,
      facts: { client: body.client.id, role: 'admin' },
      previousHash: rows[0]?.hash,
    },
  ])
  t.equal(rows.length, 2)
  for (const row of rows) t.same(eventHash(row as never), row.hash) // rows as stored have the columns that are hashed
  const [head] = await runAs(
    service.database.superuser,
    'select last_sequence, last_hash from habeas.organisations where id = $1',
    [organisation],
  )
  t.equal(head?.last_sequence, 2)
})

t.test('secrets are stored as their hash only, and are in no log', async (t) => {
  const { body } = await create(minimal('secret'), { 'idempotency-key': 'secret-0123456789' })
  const { secret } = body.client
  for (const table of ['clients', 'organisations', 'events', 'idempotent_answers']) {
    const rows = await runAs(service.database.superuser, `select row_to_json(r)::text as row from habeas.${table} r`)
    const text = rows.map((row) => String(row.row)).join('\n')
    t.ok(text.length > 0, table)
    t.notOk(text.includes(secret.slice(4)), table)
    t.notOk(text.includes(Buffer.from(secret).toString('hex')), `${table}, as bytes`)
  }
  t.notOk(service.logged.join('\n').includes('hbs_'))
  t.notOk(service.logged.join('\n').includes(token))
})

t.test('24: only the operator opens this door, and learns nothing else from a refusal', async (t) => {
  const { id, secret } = (await create(minimal('stranger'))).body.client
  const form = callWith(service.app, { 'content-type': 'application/x-www-form-urlencoded' })
  const signedIn = await form(
    'POST',
    '/oauth/token',
    `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`,
  )
  t.equal(signedIn.status, 200)
  const admin = callWith(service.app, { authorization: `Bearer ${signedIn.body.access_token}` })
  const answers = [
    await service.call('POST', '/v1/organisations', minimal('nope')),
    await admin('POST', '/v1/organisations', minimal('nope')),
    await callWith(service.app, { authorization: `Bearer ${token}x` })('POST', '/v1/organisations', minimal('nope')),
    await callWith(service.app, { authorization: `Bearer ${token.slice(0, -1)}` })(
      'POST',
      '/v1/organisations',
      minimal('nope'),
    ),
    await callWith(service.app, { authorization: `Basic ${token}` })('POST', '/v1/organisations', minimal('nope')),
    await callWith(service.app, { authorization: 'Bearer ' })('POST', '/v1/organisations', minimal('nope')),
  ]
  for (const { status, body, headers } of answers) {
    t.equal(status, 401)
    t.equal(body.code, 'unauthorized')
    t.equal(headers['www-authenticate'], 'Bearer')
  }
  t.equal(await countOf('nope'), 0)
})

t.test('30: the operator token opens no other door', async (t) => {
  t.equal((await operator('GET', '/v1/organisation')).status, 401)
  t.equal((await operator('GET', '/v1/clients')).status, 401)
})

t.test('without an operator token there is no operator door', async (t) => {
  const closed = await testService(t, { env: { OPERATOR_TOKEN: '' } })
  const answer = await callWith(closed.app, { authorization: 'Bearer undefined' })(
    'POST',
    '/v1/organisations',
    minimal('nobody'),
  )
  t.equal(answer.status, 404)
  t.equal(answer.body.code, 'not_found')
})
