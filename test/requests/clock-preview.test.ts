import t from 'tap'
import { deadlines } from '../law/deadlines.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const acme = await service.organisation('acme')
const auditor = await acme.client('auditor')
const preview = (body: object) => auditor('POST', '/v1/clock/preview', body)

t.test('every worked deadline, through the endpoint', async (t) => {
  for (const each of deadlines) {
    const { timeZone, calendar } = each.at ?? { timeZone: 'Europe/Paris', calendar: 'FR' }
    const { status, body } = await preview({
      received_at: each.received,
      time_zone: timeZone,
      calendar,
      regime: each.regime ?? 'gdpr',
      events: (each.events ?? []).map(({ largeVolume, ...event }) => ({
        ...event,
        ...(largeVolume === undefined ? {} : { large_volume: largeVolume }),
      })),
    })
    t.equal(status, 200)
    t.match(
      body,
      {
        object: 'clock',
        state: each.state ?? 'running',
        received_on: each.receivedOn,
        due_on: each.due,
        nominal_due_on: each.nominal ?? each.due,
        strict_due_on: each.strict ?? each.due,
        due_at: each.dueAt,
        paused_days: each.pausedDays === undefined ? 0 : each.pausedDays,
        extension: each.extensionValid === undefined ? null : { valid: each.extensionValid },
      },
      `${each.id}: ${each.source}`,
    )
    const codes = body.warnings.map((warning: { code: string }) => warning.code)
    for (const warning of each.warnings ?? []) t.ok(codes.includes(warning), `${each.id} warns ${warning}`)
  }
})

t.test('zone, calendar and regime are the organisation’s where they are not given', async (t) => {
  const { body } = await preview({ received_at: '2026-01-31T10:00:00+01:00' })
  t.match(body, { time_zone: 'Europe/Paris', calendar: 'FR', regime: 'gdpr', due_on: '2026-03-02' })
  t.ok(body.explanation.every((step: { rule: string; text: string }) => step.rule !== '' && step.text !== ''))
})

t.test('what does not exist is 400, with its place', async (t) => {
  const bad: [object, string][] = [
    [{ calendar: 'FX' }, 'body.calendar'],
    [{ time_zone: 'Europe/Pariss' }, 'body.time_zone'],
    [{ time_zone: '+01:00' }, 'body.time_zone'],
    [{ regime: 'ccpa' }, 'body.regime'],
    [{ received_at: '2026-01-31' }, 'body.received_at'],
    [{ received_at: '2026-01-31T10:00:00' }, 'body.received_at'],
    [{ events: [{ type: 'forgotten', at: '2026-02-01T00:00:00Z' }] }, 'body.events.0.type'],
  ]
  for (const [more, location] of bad) {
    const { status, body } = await preview({ received_at: '2026-01-31T10:00:00+01:00', ...more })
    t.equal(status, 400)
    t.equal(body.errors[0].location, location)
  }
  const near = await preview({ received_at: '2026-01-31T10:00:00+01:00', calendar: 'FR-6' })
  t.match(near.body, { code: 'unknown_calendar', detail: /FR-67/ })
})

t.test('a day outside the years that the calendars know is 400, given or reckoned', async (t) => {
  const received_at = '2026-01-31T10:00:00+01:00'
  const bad: [object, string][] = [
    [{ received_at: '9999-12-31T23:30:00Z' }, 'body.received_at'],
    [{ received_at: '9999-11-30T10:00:00Z' }, 'body.received_at'],
    [{ received_at: '0001-01-01T00:00:00+14:00' }, 'body.received_at'],
    [{ received_at: '2199-12-31T23:30:00Z' }, 'body.received_at'],
    [{ received_at: '2199-12-15T10:00:00Z' }, 'body.received_at'],
    [{ received_at, as_of: '9999-12-31T23:59:59Z' }, 'body.as_of'],
    [{ received_at, events: [{ type: 'extension_notified', at: '2200-01-02T00:00:00Z' }] }, 'body.events.0.at'],
  ]
  for (const [body, location] of bad) {
    const answer = await preview(body)
    t.match(answer, { status: 400, body: { code: 'invalid', errors: [{ location, message: /1970 to 2199/ }] } })
  }
  const paused = [
    { type: 'identity_requested', at: '2100-01-02T00:00:00Z' },
    { type: 'identity_provided', at: '2199-12-20T00:00:00Z' },
  ]
  const reckoned = await preview({ received_at: '2100-01-01T10:00:00Z', events: paused })
  t.match(reckoned, { status: 400, body: { errors: [{ message: /due dates/ }] } })
  t.match(await preview({ received_at: '2199-11-15T10:00:00Z' }), { status: 200, body: { due_on: '2199-12-16' } })
  t.match(await preview({ received_at: '1970-01-02T10:00:00Z' }), { status: 200, body: { due_on: '1970-02-02' } })
})

t.test('every calendar that a controller in Europe may have can be named', async (t) => {
  const members = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
  const area = ['IS', 'LI', 'NO']
  const nations = ['GB', 'GB-ENG', 'GB-SCT', 'GB-WLS', 'GB-NIR', 'CH']
  const departments = '57 67 68 GP MQ GF RE YT MF BL 971 972 973 974 976'.split(' ').map((code) => `FR-${code}`)
  t.equal(members.length, 27)
  for (const calendar of [...members, ...area, ...nations, ...departments]) {
    // Received 1 December: due on New Year's Day, which all of them keep.
    const { status, body } = await preview({ received_at: '2025-12-01T12:00:00Z', time_zone: 'Europe/Paris', calendar })
    t.match({ status, nominal: body.nominal_due_on }, { status: 200, nominal: '2026-01-01' }, calendar)
    t.ok(body.due_on >= '2026-01-02', calendar)
  }
  for (const calendar of ['Germany', 'US', 'FR-75', '§']) {
    const { status, body } = await preview({ received_at: '2025-12-01T12:00:00Z', calendar })
    t.match({ status, code: body.code }, { status: 400, code: 'unknown_calendar' }, calendar)
    t.match(body.errors[0].message, /expected a calendar such as [A-Z]{2}/, 'with names that exist')
  }
})

t.test('the preview is explained in the language that is asked for, else in the organisation’s', async (t) => {
  const body = { received_at: '2026-01-31T10:00:00+01:00' }
  const explained = async (language?: string) => {
    const headers = language === undefined ? {} : { 'accept-language': language }
    const answer = await auditor('POST', '/v1/clock/preview', body, headers)
    return [answer.headers['content-language'], answer.body.explanation[0].text.slice(0, 8)]
  }
  t.same(await explained(), ['fr', 'Demande '], 'the organisation is French')
  t.same(await explained('en-GB'), ['en', 'Received'])
  t.same(await explained('de, fr;q=0.5, en;q=0.8'), ['en', 'Received'])
  t.same(await explained('de'), ['fr', 'Demande '])
})
