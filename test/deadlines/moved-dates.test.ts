import { hash } from 'node:crypto'
import t from 'tap'
import { recomputeWhereHolidaysChanged } from '../../src/deadlines/changed-holidays.ts'
import { holidaysDigest } from '../../src/organisations/holidays-digest.ts'
import { runAs } from '../support/database.ts'
import { watchedDesk } from './watched-desk.ts'

const desk = await watchedDesk(t)
const { service, acme, open, watchAt, digests, told, eventTypes, dpo, recompute } = desk
const read = async (id: string) => (await dpo('GET', `/v1/requests/${id}`)).body
const codes = (body: { warnings: { code: string }[] }) => body.warnings.map(({ code }) => code)

// Due Friday 3 April 2026: a working day in France, Good Friday in Alsace.
service.at('2026-03-03T09:00:00Z')
const friday = await open('2026-03-03T09:00:00Z', { assignee: 'ada@acme.example' })
const thursday = await open('2026-03-02T09:00:00Z', { assignee: 'ada@acme.example' })

t.test('another calendar moves a date: an event that says why, a warning, and a line for the assignee', async (t) => {
  t.equal(friday.due_on, '2026-04-03')
  t.equal((await acme.admin('PATCH', '/v1/organisation', { calendar: 'FR-67' })).status, 200)
  await recompute()
  const [moved, stayed] = [await read(friday.id), await read(thursday.id)]
  t.match(moved, { due_on: '2026-04-07', version: friday.version + 1 })
  t.same(codes(moved), ['holiday_calendar_changed'])
  t.match(codes((await dpo('GET', `/v1/requests/${friday.id}/clock`)).body), ['holiday_calendar_changed'])
  t.same((await eventTypes(friday.id)).slice(-2), ['clock_rules_changed', 'deadline_moved'])
  t.match(stayed, { due_on: '2026-04-02', version: thursday.version, warnings: [] }, 'and nothing where none moved')
  const history = await eventTypes(friday.id)
  await recompute()
  t.same(await eventTypes(friday.id), history, 'done again, it does nothing')
  await watchAt('2026-03-10T07:00:00Z')
  const [first, other] = await digests()
  t.match(
    first?.text,
    `${friday.reference} – Accès à vos données – échéance le 7 avril 2026, auparavant le 3 avril 2026`,
  )
  t.notMatch(first?.text, thursday.reference)
  t.equal(other?.to, 'dpo@acme.example')
  t.match((await told()).at(-1), { details: { counts: { moved: 1 }, reminded: [] } })
  await watchAt('2026-03-11T07:00:00Z')
  t.same(await digests(), [], 'told once')
})

t.test('a date that moved there and back before anybody was told is not told', async (t) => {
  for (const calendar of ['FR', 'FR-67']) {
    await acme.admin('PATCH', '/v1/organisation', { calendar })
    await recompute()
  }
  await watchAt('2026-03-12T07:00:00Z')
  t.same(await digests(), [])
  t.equal((await eventTypes(friday.id)).filter((type) => type === 'deadline_moved').length, 3, 'but each is an event')
})

const jobs = async () => {
  const [row] = await runAs(
    service.database.superuser,
    `select count(*)::int as n from pgboss.job where name = 'recompute-cases' and data->>'organisation' = $1`,
    [acme.id],
  )
  return Number(row?.n)
}

t.test('a holiday that the library did not know before has the open cases reckoned anew, once', async (t) => {
  const before = await jobs()
  await recomputeWhereHolidaysChanged(service.deps)
  t.equal(await jobs(), before, 'the holidays are those the cases were reckoned with')
  const newer = (calendar: string) => hash('sha256', `a newer list of ${calendar}`, 'buffer')
  await Promise.all([1, 2, 3].map(() => recomputeWhereHolidaysChanged(service.deps, newer)))
  t.equal(await jobs(), before + 1)
  const { body } = await dpo('GET', '/v1/events?limit=100')
  const changes = body.data.filter(({ type }: { type: string }) => type === 'holidays_changed')
  t.match(changes, [{ details: { calendar: 'FR-67', from: holidaysDigest('FR-67').toString('hex') } }])
  t.equal(changes.length, 1)
})

t.test('an installation that never noted its holidays notes them, and reckons once', async (t) => {
  await runAs(
    service.database.superuser,
    `alter table habeas.organisations no force row level security;
     update habeas.organisations set holidays = null;
     alter table habeas.organisations force row level security`,
  )
  const before = await jobs()
  await recomputeWhereHolidaysChanged(service.deps)
  await recomputeWhereHolidaysChanged(service.deps)
  t.equal(await jobs(), before + 1)
})

t.test('calendars differ in their digest, and one has always the same', async (t) => {
  t.same(holidaysDigest('FR'), holidaysDigest('FR'))
  t.notSame(holidaysDigest('FR'), holidaysDigest('FR-67'))
})

t.test('a corrected receipt is told for as long as the case is read', async (t) => {
  service.at('2026-03-12T09:00:00Z')
  const correct = (received_on: string) =>
    dpo('POST', `/v1/requests/${thursday.id}/correct`, { received_on, reason: 'The stamp.' })
  t.same(codes((await correct('2026-03-05')).body), ['receipt_moved_later'])
  t.same(codes((await correct('2026-02-27')).body), ['receipt_backdated'])
  t.same(codes((await correct('2026-03-02')).body), [], 'what was entered first is right after all')
  const late = await open('2026-02-20T09:00:00Z')
  t.same(codes(late), ['receipt_backdated'], 'entered three weeks after it came')
})
