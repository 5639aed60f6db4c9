import t from 'tap'
import { watchDeadlines, watchOrganisation } from '../../src/deadlines/watch.ts'
import { runAs } from '../support/database.ts'
import { watchedDesk } from './watched-desk.ts'

const desk = await watchedDesk(t)
const { service, acme, open, watchAt, digests, told, eventTypes, dpo } = desk
const kinds = (event: { details: { reminded: { kind: string }[] } }) => event.details.reminded.map(({ kind }) => kind)

// Received 2 March 2026, due Thursday 2 April.
const ada = await open('2026-03-02T09:00:00Z', { assignee: 'Ada@acme.example' })
const second = await open('2026-03-02T09:00:00Z', { assignee: 'ada@acme.example', rights: [{ right: 'erasure' }] })
const nobodys = await open('2026-03-02T09:00:00Z', { rights: [{ right: 'access' }, { right: 'portability' }] })

t.test('nothing is told before eight, on a day of rest, or when nothing is due', async (t) => {
  await watchAt('2026-03-19T06:59:59Z')
  t.same(await told(), [], 'a minute before eight in Paris')
  await watchAt('2026-03-08T12:00:00Z')
  t.same(await told(), [], 'a Sunday')
  await watchAt('2026-03-18T07:00:00Z')
  t.same(await told(), [], 'fifteen days before')
  t.same(await digests(), [])
})

t.test(
  'fourteen days before: one digest to the assignee of several requests, one to the DPO, none of the person',
  async (t) => {
    await watchAt('2026-03-19T07:00:00Z')
    const [first, other, ...more] = await digests()
    t.same(more, [])
    t.equal(first?.to.toLowerCase(), 'ada@acme.example', 'two spellings are one reader')
    t.equal(other?.to, 'dpo@acme.example')
    t.equal(first?.subject.replaceAll('\u00a0', ' '), 'Échéances au 19 mars 2026 : 2 demandes à regarder')
    t.match(first?.text, `${ada.reference} – Accès à vos données – échéance le 2 avril 2026, 14 jours restants`)
    t.match(first?.text, `${second.reference} – Effacement de vos données`)
    t.notMatch(first?.text, nobodys.reference)
    for (const { reference } of [ada, second, nobodys]) t.match(other?.text, reference)
    t.match(other?.text, /Accès à vos données et Portabilité/)
    for (const { text } of [first, other].filter((mail) => mail !== undefined)) {
      t.notMatch(text, /kanarienvogel|zoé|example\.org/i)
      t.notMatch(text, /https?:/, 'and no link')
    }
  },
)

t.test('the reminder is evidence on the organisation’s chain, and leaves each request as it was', async (t) => {
  const [event, ...more] = await told()
  t.same(more, [])
  t.match(event, {
    request_id: null,
    actor: { type: 'service' },
    details: { on: '2026-03-19', counts: { due_soon: 3 }, letters: [{ to: 'dpo' }, { to: 'assignee' }] },
  })
  t.match(
    event.details.reminded.find(({ request }: { request: string }) => request === ada.id),
    { kind: 'due_soon', due_on: '2026-04-02', threshold: 14 },
  )
  t.notMatch(JSON.stringify(event), /acme\.example/, 'addresses stand in the letters only')
  t.equal((await dpo('GET', `/v1/requests/${ada.id}`)).body.version, ada.version)
  t.notOk((await eventTypes(ada.id)).includes('digest_written'))
})

t.test(
  'told once: again the same day, by two instances at once, and again after the calendar was changed',
  async (t) => {
    await watchAt('2026-03-19T15:00:00Z')
    t.equal((await told()).length, 1)
    service.at('2026-03-26T07:30:00Z')
    await Promise.all([
      watchDeadlines(service.deps),
      watchDeadlines(service.deps),
      watchOrganisation(service.deps, acme.id),
      watchOrganisation(service.deps, acme.id),
    ])
    t.same((await told()).length, 2, 'seven days before, from four at once')
    t.same((await digests()).length, 2)
    for (const time_zone of ['America/Martinique', 'Europe/Paris']) {
      t.equal((await acme.admin('PATCH', '/v1/organisation', { time_zone })).status, 200)
    }
    await watchAt('2026-03-26T16:00:00Z')
    t.equal((await told()).length, 2, 'another zone’s eight o’clock is not another day')
  },
)

t.test('down for days: one digest catches up, with the days that are left', async (t) => {
  await watchAt('2026-04-01T09:00:00Z')
  const [first, other, ...more] = await digests()
  t.same(more, [])
  t.match(first?.text, 'échéance le 2 avril 2026, 1 jour restant')
  t.equal(other?.text.match(/\bHB-/g)?.length, 3, 'each request once, although three days before has passed as well')
})

t.test('on the day, and each working day after it', async (t) => {
  await watchAt('2026-04-02T06:00:00Z')
  t.same(kinds((await told()).at(-1)), ['due_today', 'due_today', 'due_today'])
  await watchAt('2026-04-03T06:00:00Z')
  await watchAt('2026-04-04T06:00:00Z')
  await watchAt('2026-04-06T06:00:00Z')
  await watchAt('2026-04-07T06:00:00Z')
  const events = (await told()).slice(-2)
  t.same(
    events.map((event: { details: { on: string } }) => event.details.on),
    ['2026-04-03', '2026-04-07'],
    'not on Saturday, nor on Easter Monday',
  )
  for (const event of events) t.same(kinds(event), ['overdue', 'overdue', 'overdue'])
  t.match((await digests()).at(-1)?.text, 'échéance le 2 avril 2026, 5 jours de retard')
})

t.test('what is answered or given up is told no more', async (t) => {
  for (const { id } of [ada, second, nobodys]) t.equal((await dpo('POST', `/v1/requests/${id}/cancel`, {})).status, 200)
  const before = (await told()).length
  await watchAt('2026-04-08T06:00:00Z')
  t.equal((await told()).length, before)
})

t.test('a question unanswered for thirty days, and what only a pause keeps in time, once a week', async (t) => {
  service.at('2026-04-10T09:00:00Z')
  const paused = await open('2026-04-10T09:00:00Z', { assignee: 'bob@acme.example' })
  const ask = { doubt: 'unknown', question: 'Which contract?', accepted_methods: ['known_facts'] }
  t.equal((await dpo('POST', `/v1/requests/${paused.id}/ask-identity`, ask)).status, 200)
  await watchAt('2026-05-04T07:00:00Z')
  t.same(await digests(), [], 'twenty-four days are not thirty')
  await watchAt('2026-05-11T07:00:00Z')
  const [bob] = await digests()
  t.match(
    bob?.text,
    `${paused.reference} – Accès à vos données – question posée il y a 31 jours, date stricte le 11 mai 2026`,
  )
  await watchAt('2026-05-12T07:00:00Z')
  t.same(await digests(), [], 'not every day')
  await watchAt('2026-05-18T07:00:00Z')
  t.equal((await digests()).length, 2, 'the next week again')
  const proven = { method: 'known_facts', note: 'matches', answered_at: '2026-05-18T06:00:00Z' }
  t.equal((await dpo('POST', `/v1/requests/${paused.id}/confirm-identity`, proven)).status, 200)
  await watchAt('2026-05-26T07:00:00Z')
  const [risky] = await digests()
  t.match(
    risky?.text,
    /échéance le 17 juin 2026, date stricte le 11 mai 2026/,
    'at risk; the Tuesday after Whit Monday',
  )
})

t.test('thresholds are the organisation’s', async (t) => {
  const { admin } = await service.organisation('other', { locale: 'en' })
  const bad = [
    { days_before: [0], unanswered_days: 30 },
    { days_before: [61], unanswered_days: 30 },
    { days_before: [1.5], unanswered_days: 30 },
    { days_before: Array.from({ length: 11 }, (_, at) => at + 1), unanswered_days: 30 },
    { days_before: [7], unanswered_days: 0 },
    { days_before: [7] },
  ]
  for (const deadline_watch of bad) {
    t.equal((await admin('PATCH', '/v1/organisation', { settings: { deadline_watch } })).status, 400)
  }
  t.same((await admin('GET', '/v1/organisation')).body.settings.deadline_watch, {
    days_before: [14, 7, 3, 1],
    unanswered_days: 30,
  })
  const deadline_watch = { days_before: [2, 10, 2], unanswered_days: 10 }
  const changed = await admin('PATCH', '/v1/organisation', { settings: { deadline_watch } })
  t.same(changed.body.settings.deadline_watch, { days_before: [10, 2], unanswered_days: 10 })
  t.same(changed.body.settings.four_eyes, { required: true, reason: null }, 'the rest of the settings stays')
  service.at('2026-06-01T09:00:00Z')
  const made = await admin('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-06-01T09:00:00Z',
    requester: { name: 'Zoé', email: 'zoe@example.org' },
    rights: [{ right: 'access' }],
    assignee: 'dpo@OTHER.example',
  })
  await watchAt('2026-06-17T07:00:00Z')
  t.notOk(
    (await digests()).some(({ to }) => to.endsWith('other.example')),
    'fourteen days before is not told',
  )
  await watchAt('2026-06-19T07:00:00Z')
  const [own, ...more] = (await digests()).filter(({ to }) => /other\.example$/i.test(to))
  t.same(more, [], 'a DPO who has it gets one letter')
  t.match(
    own?.text,
    `${made.body.reference} – Access to your data – due on 1 July 2026, 12 days left`,
    'ten days before is a Sunday',
  )
})

t.test('an organisation that cannot be looked at keeps no other from its digest', async (t) => {
  const { id } = await service.organisation('broken')
  await runAs(
    service.database.superuser,
    `alter table habeas.organisations no force row level security;
     update habeas.organisations set calendar = 'FR', time_zone = 'Europe/Paris', settings = 'null' where id = '${id}';
     alter table habeas.organisations force row level security`,
  )
  const before = (await told()).length
  service.at('2026-06-22T07:00:00Z')
  await t.rejects(watchDeadlines(service.deps), { name: 'AggregateError', message: '1 could not be done' })
  t.equal((await told()).length, before + 1, 'a Monday, and one request is at risk')
})
