import t from 'tap'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { watchedDesk } from './watched-desk.ts'

const { service, acme, dpo, open } = await watchedDesk(t)
const { call } = service
const made = await dpo('POST', '/v1/calendar-feeds', { name: 'Office of Ada' })
const path = `/v1/calendar/${made.body.secret}.ics`
const calendar = async () => (await call('GET', path)).raw.toString('utf8')
const eventsOf = (text: string) => text.replaceAll('\r\n ', '').split('BEGIN:VEVENT').slice(1)

t.test('a feed has 256 random bits, shown once and stored as their hash', async (t) => {
  t.equal(made.status, 201)
  t.match(made.body, { object: 'calendar_feed', name: 'Office of Ada', secret: /^hbs_[\w-]{43}$/ })
  t.equal(made.body.url, `${service.deps.publicUrl}${path}`)
  const { body } = await dpo('GET', '/v1/calendar-feeds')
  t.same(body.data, [
    {
      id: made.body.id,
      object: 'calendar_feed',
      name: 'Office of Ada',
      created_at: made.body.created_at,
      warnings: [],
    },
  ])
  const rows = await runAs(
    service.database.superuser,
    'select row_to_json(f)::text as row from habeas.calendar_feeds f',
  )
  t.notMatch(JSON.stringify(rows), made.body.secret)
})

t.test('each open request is a day: at its due date, while paused at the strict one and marked so', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const running = await open('2026-03-02T09:00:00Z', { rights: [{ right: 'access' }, { right: 'erasure' }] })
  const paused = await open('2026-02-27T09:00:00Z')
  const ask = { doubt: 'unknown', question: 'Which contract?', accepted_methods: ['known_facts'] }
  const asked = await dpo('POST', `/v1/requests/${paused.id}/ask-identity`, ask)
  const given = await call('GET', path)
  t.equal(given.status, 200)
  t.equal(given.headers['content-type'], 'text/calendar; charset=utf-8')
  t.equal(given.headers['cache-control'], 'private, no-cache')
  const [first, second, ...more] = eventsOf(await calendar())
  t.same(more, [])
  t.match(first, `UID:${paused.id}`, 'the next due first')
  t.match(first, 'DTSTART;VALUE=DATE:20260327\r\n', 'the strict date')
  t.match(first, `SUMMARY:${paused.reference} (suspendue\\, date stricte) – Accès à vos données\r\n`)
  t.match(first, 'STATUS:TENTATIVE')
  t.match(first, `SEQUENCE:${asked.body.version}\r\n`)
  t.match(second, `UID:${running.id}`)
  t.match(second, 'DTSTART;VALUE=DATE:20260402\r\nDTEND;VALUE=DATE:20260403\r\n')
  t.match(second, `SUMMARY:${running.reference} – Accès à vos données et Effacement de vos données\r\n`)
  t.notMatch(await calendar(), /kanarienvogel|zoé|@|example/i, 'and nothing of a person')
})

t.test('a moved date keeps its UID under a higher sequence, and a closed request is gone', async (t) => {
  const sequence = (text = '') => Number(/SEQUENCE:(\d+)/.exec(text)?.[1])
  const [before, running] = eventsOf(await calendar())
  const uid = /UID:(\S+)/.exec(before ?? '')?.[1]
  const proven = { method: 'known_facts', note: 'matches' }
  service.at('2026-03-09T09:00:00Z')
  t.equal((await dpo('POST', `/v1/requests/${uid}/confirm-identity`, proven)).status, 200)
  const after = eventsOf(await calendar()).find((event) => event.includes(`UID:${uid}`))
  t.match(after, 'DTSTART;VALUE=DATE:20260403', 'seven days later')
  t.ok(sequence(after) > sequence(before))
  await dpo('POST', `/v1/requests/${/UID:(\S+)/.exec(running ?? '')?.[1]}/cancel`, {})
  t.equal(eventsOf(await calendar()).length, 1)
})

t.test('the same calendar is not sent twice to who has it', async (t) => {
  const { headers } = await call('GET', path)
  const again = await call('GET', path, undefined, { 'if-none-match': `W/"x", ${headers.etag}` })
  t.match(
    { status: again.status, etag: again.headers.etag, bytes: again.raw.length },
    { status: 304, etag: headers.etag, bytes: 0 },
  )
  await open('2026-03-09T09:00:00Z')
  t.equal((await call('GET', path, undefined, { 'if-none-match': String(headers.etag) })).status, 200)
})

t.test('a secret opens its own organisation’s calendar, and nothing else', async (t) => {
  const other = await service.organisation('other', { locale: 'en' })
  const feed = (await other.admin('POST', '/v1/calendar-feeds', { name: 'Other' })).body
  const empty = await call('GET', `/v1/calendar/${feed.secret}.ics`)
  t.match(empty.raw.toString(), 'NAME:GDPR deadlines')
  t.same(eventsOf(empty.raw.toString()), [])
  t.equal((await call('GET', '/v1/requests', undefined, { authorization: `Bearer ${feed.secret}` })).status, 401)
  t.equal((await dpo('DELETE', `/v1/calendar-feeds/${feed.id}`)).status, 404, 'nobody else revokes it')
  t.equal((await call('GET', `/v1/calendar/${feed.secret}.ics`)).status, 200)
})

t.test(
  'what a calendar program adds to the address does not close the calendar; staff’s reads refuse a stray query',
  async (t) => {
    t.equal((await call('GET', `${path}?nocache=1`)).raw.toString(), (await call('GET', path)).raw.toString())
    t.equal((await call('GET', '/v1/public/acme?utm_source=mail')).status, 200)
    const { id } = await open('2026-03-02T09:00:00Z')
    t.match(await dpo('GET', `/v1/requests/${id}/assessment?nocache=1`), { status: 400, body: { code: 'invalid' } })
  },
)

t.test('wrong, revoked and malformed secrets are one and the same 404', async (t) => {
  const { body } = await dpo('POST', '/v1/calendar-feeds', { name: 'To be revoked' })
  t.equal((await dpo('DELETE', `/v1/calendar-feeds/${body.id}`)).status, 204)
  t.equal((await dpo('DELETE', `/v1/calendar-feeds/${body.id}`)).status, 404)
  t.equal((await dpo('GET', '/v1/calendar-feeds')).body.data.length, 1)
  const { secret } = made.body
  const wrong = [
    body.secret,
    `${secret.slice(0, -2)}AA`,
    secret.toUpperCase(),
    'x',
    `${secret}%00`,
    '%F0%9F%92%A9',
    '..%2f',
  ]
  const answers = await Promise.all(wrong.map((each) => call('GET', `/v1/calendar/${each}.ics`)))
  for (const [at, { status, body: said }] of answers.entries()) {
    t.match({ status, code: said.code, detail: said.detail }, { status: 404, code: 'not_found' }, wrong[at])
  }
  t.equal(new Set(answers.slice(0, 4).map(({ body: { request_id, ...said } }) => JSON.stringify(said))).size, 1)
})

t.test('67: the log holds the pattern of the route, never a secret', async (t) => {
  await call('POST', path, {})
  await call('GET', `${path}?x=${made.body.secret}`)
  await call('GET', `/v1/calendar/${made.body.secret}`)
  const log = service.logged.join('')
  t.match(log, '/v1/calendar/:secret.ics')
  t.notMatch(log, /hbs_/)
})

t.test('making and revoking a feed are events of the organisation; the secret is in none', async (t) => {
  const { body } = await dpo('GET', '/v1/events?limit=100')
  const feeds = body.data.filter(({ type }: { type: string }) => type.startsWith('calendar_feed'))
  t.same(
    feeds.map(({ type }: { type: string }) => type),
    ['calendar_feed_created', 'calendar_feed_created', 'calendar_feed_revoked'],
  )
  t.match(feeds[0], { request_id: null, details: { feed: made.body.id, name: 'Office of Ada' } })
  t.notMatch(JSON.stringify(body), /hbs_/)
})

t.test('only a DPO makes one, with a name; who reads it too often has to wait', async (t) => {
  const agent = await acme.client('agent')
  t.equal((await agent('POST', '/v1/calendar-feeds', { name: 'Mine' })).status, 403)
  t.equal((await dpo('POST', '/v1/calendar-feeds', { name: '' })).status, 400)
  t.equal((await dpo('POST', '/v1/calendar-feeds', { name: 'x', role: 'admin' })).status, 400)
  const narrow = await testService(t, { env: { RATE_LIMIT_CALENDAR: '2' } })
  const tries = []
  for (let at = 0; at < 3; at++) tries.push((await narrow.call('GET', '/v1/calendar/hbs_guessed.ics')).status)
  t.same(tries, [404, 404, 429])
})
