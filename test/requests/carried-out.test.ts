import t from 'tap'
import { register } from '../../src/cli/demo/processing.ts'
import { uuidOf } from '../attacks/desk.ts'
import { form, pdf } from '../identity/files.ts'
import { searchDesk } from '../sources/desk.ts'
import { runAs } from '../support/database.ts'
import { type Made, openDesk } from './desk.ts'

const { service, acme, agent, open, act, onRight, proven, eventTypes } = await openDesk(t)
const mine = await acme.person('ana@example.org')
await acme.admin('PUT', '/v1/register', register)

/** A request whose one right is granted. */
async function granted(right: object, decision: object = {}): Promise<Made> {
  const request = await open([right])
  await proven(request)
  const decided = await onRight(request, 'decide', { outcome: 'granted', ...decision })
  if (decided.status !== 200) throw new Error(JSON.stringify(decided.body))
  return request
}
type Event = { type: string; details: Record<string, unknown> }
async function eventOf({ id }: Made, type: string): Promise<Event | undefined> {
  const { data } = (await agent('GET', `/v1/requests/${id}/events?limit=100`)).body
  return data.find((event: Event) => event.type === type)
}
/** What of an event is hashed as it stands. */
async function factsOf({ id }: Made, type: string): Promise<string> {
  const rows = await runAs(
    service.database.superuser,
    'select facts::text as facts from habeas.events where request_id = $1 and type = $2',
    [uuidOf('req', id), type],
  )
  return rows.map(({ facts }) => String(facts)).join()
}
const behindTheDoor = async ({ id }: Made) => (await mine('GET', `/v1/me/requests/${id}`)).body.rights[0].fulfilment
type Refused = { status: number; body: { code: string; errors?: { location: string }[] } }
const placesOf = ({ body }: Refused) => (body.errors ?? []).map(({ location }) => location)

t.test('a withdrawal counts from its receipt, and is recorded with the day on which it stopped', async (t) => {
  const request = await granted({ right: 'withdrawal', consents: ['newsletter', 'advertising'] })
  t.notOk((await eventTypes(request)).includes('consent_withdrawn'), 'a grant stops nothing yet')
  service.at('2026-03-03T09:00:00Z')
  const recipients = [{ name: 'Brevo', told_at: '2026-03-03T08:00:00Z' }]
  const done = await onRight(request, 'fulfil', { note: 'unsubscribed', recipients, stopped_on: '2026-03-02' })
  service.at('2026-03-02T09:00:00Z')
  t.match(done.body.rights[0].fulfilment, {
    note: 'unsubscribed',
    consents: ['newsletter', 'advertising'],
    withdrawn_on: '2026-03-02',
    stopped_on: '2026-03-02',
    recipients: [{ name: 'Brevo', told_at: '2026-03-03T08:00:00Z', not_told: null }],
  })
  t.match((await eventOf(request, 'consent_withdrawn'))?.details, {
    withdrawn_on: '2026-03-02',
    stopped_on: '2026-03-02',
    consents: ['newsletter', 'advertising'],
  })
  t.match((await eventOf(request, 'right_fulfilled'))?.details, { recipients })
  t.notMatch(
    await factsOf(request, 'consent_withdrawn'),
    /newsletter/,
    'what a person consented to is not hashed as it stands',
  )
  t.match(await behindTheDoor(request), { consents: ['newsletter', 'advertising'], withdrawn_on: '2026-03-02' })
})

t.test('the consents that ended are those named, else those of the letter, else all', async (t) => {
  const named = await granted({ right: 'withdrawal', consents: ['newsletter'] })
  const byName = await onRight(named, 'fulfil', { note: 'done', consents: ['Newsletter of 2024'] })
  t.match(byName.body.rights[0].fulfilment, { consents: ['Newsletter of 2024'], stopped_on: '2026-03-02' })
  const all = await granted({ right: 'withdrawal' })
  const ofAll = await onRight(all, 'fulfil', { note: 'done' })
  t.equal(ofAll.body.rights[0].fulfilment.consents, null)
  t.equal((await eventOf(all, 'consent_withdrawn'))?.details.consents, 'all')
})

t.test('neither a refused withdrawal nor a marketing objection withdraws a consent', async (t) => {
  const refused = await open([{ right: 'withdrawal' }])
  await onRight(refused, 'decide', { outcome: 'refused', grounds: ['no_consent_given'], reasons: 'None was given.' })
  t.notOk((await eventTypes(refused)).includes('consent_withdrawn'))
  const objection = await granted({ right: 'objection', direct_marketing: true })
  const done = await onRight(objection, 'fulfil', { note: 'stopped' })
  t.notOk((await eventTypes(objection)).includes('consent_withdrawn'))
  t.match(done.body.rights[0].fulfilment, { withdrawn_on: null, consents: null })
  t.equal(await behindTheDoor(objection), undefined, 'the note is of the desk')
})

const rectification = {
  right: 'rectification',
  corrections: [{ field: 'job_title', current: 'Buyer', wanted: 'Head of procurement' }],
  supplementary_statement: 'I left the company in 2024.',
}

t.test(
  'a rectification says what was corrected where, on which documents, and where the statement is kept',
  async (t) => {
    const request = await granted(rectification)
    const upload = async (kind: string): Promise<string> => {
      const { body, headers } = form({ kind }, { name: 'proof.pdf', content: pdf() })
      return (await agent('POST', `/v1/requests/${request.id}/documents`, body, headers)).body.id
    }
    const [proof, mandate] = [await upload('evidence'), await upload('authority')]
    const fulfil = (more: object) => onRight(request, 'fulfil', { note: 'corrected', none_to_tell: true, ...more })
    const strange = await fulfil({ evidence: [proof, mandate] })
    t.same([strange.status, strange.body.code, placesOf(strange)], [422, 'not_permitted', ['body.evidence.1']])
    const other = await granted(rectification)
    const foreign = await onRight(other, 'fulfil', { note: 'x', none_to_tell: true, evidence: [proof] })
    t.equal(foreign.status, 404, 'a document of another request')
    const corrections = [{ field: 'job_title', system: 'crm', former: 'Buyer', corrected: 'Head of procurement' }]
    const systems = [{ system: 'newsletter', what: 'Nothing to correct there.', on: '2026-03-02' }]
    const done = await fulfil({ corrections, systems, evidence: [proof], statement_kept_in: ['crm'] })
    t.match(done.body.rights[0].fulfilment, { corrections, systems, evidence: [proof], statement_kept_in: ['crm'] })
    const event = await eventOf(request, 'right_fulfilled')
    t.match(event?.details, { corrections, statement_kept_in: ['crm'] })
    t.notMatch(await factsOf(request, 'right_fulfilled'), /Buyer|procurement|crm/)
    t.match(await behindTheDoor(request), {
      corrections: [{ field: 'job_title', system: 'crm', corrected: 'Head of procurement' }],
      statement_kept_in: ['crm'],
    })
  },
)

t.test('a statement is kept where one was given', async (t) => {
  const { supplementary_statement: _, ...without } = rectification
  const request = await granted(without)
  const refused = await onRight(request, 'fulfil', { note: 'x', none_to_tell: true, statement_kept_in: ['crm'] })
  t.same([refused.status, placesOf(refused)], [400, ['body.statement_kept_in']])
})

t.test('the owner of a system gets corrections and statement with the task, once they are granted', async (t) => {
  const desk = await searchDesk(service, await service.organisation('owners'))
  await desk.source('crm')
  const open = () => desk.open({ rights: [rectification] })
  const decide = async (id: string, decision: object) => {
    await desk.dpo('POST', `/v1/requests/${id}/confirm-identity`, { method: 'in_person', note: 'was here' })
    const { rights } = (await desk.dpo('GET', `/v1/requests/${id}`)).body
    return desk.dpo('POST', `/v1/requests/${id}/rights/${rights[0].id}/decide`, decision)
  }
  const opened = async (id: string) => {
    const [task] = await desk.tasks(id)
    return (await desk.owner(task.id)('POST', '/v1/tasks/open', {})).body
  }
  const { id } = await open()
  await desk.ask(id)
  t.match(await opened(id), { corrections: [], statements: [] }, 'nobody needs them before')
  t.equal((await decide(id, { outcome: 'granted' })).status, 200)
  const letters = async (request: string) => {
    const { data } = (await desk.agent('GET', `/v1/requests/${request}/letters`)).body
    return data.filter(({ type }: { type: string }) => type === 'rectification_task')
  }
  t.match(await letters(id), [{ state: 'queued', subject: /«.crm system.».: données à rectifier$/ }])
  t.ok((await desk.events(id)).includes('task_handed_over'))
  t.match(await opened(id), {
    corrections: [{ field: 'job_title', current: 'Buyer', wanted: 'Head of procurement' }],
    statements: ['I left the company in 2024.'],
  })
  const partial = await open()
  const reasons = { grounds: ['accurate_data'], reasons: 'The title is right.' }
  await desk.ask(partial.id)
  await decide(partial.id, { outcome: 'partially_granted', ...reasons })
  t.same((await opened(partial.id)).corrections, [], 'which of them, staff says')
  t.same((await opened(partial.id)).statements, ['I left the company in 2024.'])

  const nothingHeld = await open()
  const [task] = await desk.ask(nothingHeld.id)
  await desk.on(nothingHeld.id, task?.id ?? '', 'answer', { answer: 'nothing_held' })
  await decide(nothingHeld.id, { outcome: 'granted' })
  t.same(await letters(nothingHeld.id), [], 'there is nothing to correct')
  const refused = await open()
  await desk.ask(refused.id)
  await decide(refused.id, { outcome: 'refused', ...reasons })
  t.same(await letters(refused.id), [])
})

t.test('an erasure says what was erased where, and what remains, why and until when', async (t) => {
  const request = await granted(
    { right: 'erasure' },
    {
      outcome: 'partially_granted',
      grounds: ['legal_obligation'],
      reasons: 'Invoices are kept for ten years.',
      items: [
        { activity: 'newsletter', outcome: 'granted' },
        { activity: 'invoicing', outcome: 'refused' },
        { activity: 'service', outcome: 'refused', grounds: ['legal_claims'] },
      ],
    },
  )
  const systems = [{ system: 'crm', what: 'Account and notes erased.', on: '2026-03-02' }]
  const fulfil = (remains: object[]) =>
    onRight(request, 'fulfil', { note: 'erased', none_to_tell: true, systems, remains })
  const unknown = await fulfil([{ activity: 'bookkeeping', what: 'x' }])
  t.same([unknown.status, unknown.body.code, placesOf(unknown)], [422, 'unknown_activity', ['body.remains.0.activity']])
  const misfit = await fulfil([{ what: 'x', grounds: ['accurate_data'] }])
  t.same([misfit.body.code, placesOf(misfit)], ['ground_does_not_fit', ['body.remains.0.grounds']])
  t.equal((await fulfil([{ until: '2030-01-01' }])).status, 400, 'of what?')
  const done = await fulfil([
    { activity: 'service', what: 'The contract', reasons: 'A claim is pending.', until: '2031-03-02' },
    { what: 'Backups', grounds: [], until: '2026-06-01' },
  ])
  t.match(done.body.rights[0].fulfilment.remains, [
    {
      activity: 'service',
      what: 'The contract',
      grounds: ['legal_claims'],
      until: '2031-03-02',
      retention: 'contract + P5Y',
    },
    { activity: null, what: 'Backups', grounds: [], until: '2026-06-01', retention: null },
    { activity: 'invoicing', name: 'Invoicing and accounting', what: null, grounds: ['legal_obligation'], until: null },
  ])
  t.match(await behindTheDoor(request), {
    systems,
    remains: [
      {
        name: 'Providing the service: contracts and subscriptions',
        what: 'The contract',
        reasons: /droits en justice.*\nA claim is pending\.$/,
        until: '2031-03-02',
        retention: 'contract + 5 ans',
      },
      { name: null, what: 'Backups', reasons: null, until: '2026-06-01' },
      { name: 'Invoicing and accounting', reasons: /obligation légale/, until: null, retention: 'contract + 5 ans' },
    ],
  })
  const event = await eventOf(request, 'right_fulfilled')
  t.match(event?.details, { systems, remains: [{ what: 'The contract', until: '2031-03-02' }, {}, {}] })
  t.match(JSON.parse(await factsOf(request, 'right_fulfilled')), { systems: 1, remains: 3 })
  const revised = await onRight(request, 'revise', { reason: 'The claim was dropped.' })
  t.equal(revised.body.rights[0].fulfilment, null)
})

t.test('nothing was done before the request came, nor will have been', async (t) => {
  const request = await granted({ right: 'erasure' })
  const on = (day: string) =>
    onRight(request, 'fulfil', { note: 'x', none_to_tell: true, systems: [{ system: 'crm', what: 'y', on: day }] })
  for (const day of ['2026-03-01', '2026-03-03']) {
    const refused = await on(day)
    t.same([refused.status, placesOf(refused)], [400, ['body.systems.0.on']])
  }
  t.equal((await on('2026-03-02')).status, 200)
  const withdrawal = await granted({ right: 'withdrawal' })
  const refused = await onRight(withdrawal, 'fulfil', { note: 'x', stopped_on: '2026-03-03' })
  t.same([refused.status, placesOf(refused)], [400, ['body.stopped_on']])
})

t.test('what belongs to another right is refused at its place', async (t) => {
  const request = await granted({ right: 'restriction' })
  const refused = await onRight(request, 'fulfil', {
    note: 'x',
    none_to_tell: true,
    corrections: [{ field: 'name' }],
    remains: [{ what: 'y' }],
    consents: ['z'],
    stopped_on: '2026-03-02',
    statement_kept_in: ['crm'],
  })
  t.equal(refused.status, 400)
  t.same(placesOf(refused).sort(), [
    'body.consents',
    'body.corrections',
    'body.remains',
    'body.statement_kept_in',
    'body.stopped_on',
  ])
  t.equal((await act(request, 'close', { reason: 'completed' })).status, 422, 'it changed nothing')
})
