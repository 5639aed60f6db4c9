import t from 'tap'
import { exportDesk, type OpenRequest } from '../exports/support.ts'
import { form, pdf } from '../identity/files.ts'
import { startWorker } from '../letters/outbox.ts'
import { runAs } from '../support/database.ts'
import { startMailServer } from '../support/mail.ts'
import { type Answer, testService } from '../support/service.ts'

const service = await testService(t)
const now = '2026-03-02T09:00:00Z'
service.at(now)
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const writer = await acme.person('ana@example.org')

const proofs = {
  representative: ['rights', 'length', 'data', 'subject_identity', 'representative_identity', 'recipient'],
  parent: ['child_identity', 'parental_authority'],
  heir: ['death', 'quality'],
  designated_person: ['death', 'quality'],
} as const
type Capacity = keyof typeof proofs
const capacities = Object.keys(proofs) as Capacity[] // the keys of the table above

const act = (request: OpenRequest, action: string, body: object) =>
  desk.dpo('POST', `/v1/requests/${request.id}/${action}`, body)
const onRight = (request: OpenRequest, position: number, action: string, body: object) =>
  act(request, `rights/${request.rights[position]?.id}/${action}`, body)
const accept = (request: OpenRequest, capacity: Capacity, more: object = {}) =>
  act(request, 'confirm-authority', {
    note: 'the proof was checked',
    checklist: Object.fromEntries(proofs[capacity].map((item) => [item, true])),
    ...more,
  })
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

const [access, restriction, erasure, rectification] = [0, 1, 2, 3]
const rights = [{ right: 'access' }, { right: 'restriction' }, { right: 'erasure' }, { right: 'rectification' }]
const lift = { on: '2026-05-04', reasons: 'The data are accurate.' }
const done = { note: 'carried out', none_to_tell: true }

/** A letter written for another, its writer’s own identity proven beyond doubt. */
async function written(capacity: Capacity): Promise<OpenRequest> {
  const request = await desk.open(rights, { capacity, data_subject: { name: 'Zoé Victim' } })
  await desk.put(request.id, 'crm', [desk.record])
  await must(act(request, 'confirm-identity', { method: 'in_person', note: 'passport seen' }))
  return request
}

/** The same, half answered on a proof that was accepted: access released, a restriction in force, an erasure granted. */
async function halfAnswered(capacity: Capacity, more: object = {}): Promise<{ request: OpenRequest; exp: string }> {
  const request = await written(capacity)
  await must(accept(request, capacity, more))
  for (const position of [access, restriction, erasure]) {
    await must(onRight(request, position, 'decide', { outcome: 'granted' }))
  }
  await must(onRight(request, restriction, 'fulfil', done))
  const exp = await desk.ready(request.id)
  await must(desk.release(request.id, exp))
  // As the mail server has taken them: only then can a letter be sent again.
  await runAs(service.database.superuser, `update habeas.letters set state = 'sent', due_at = null`, [])
  return { request, exp }
}

/** How an authority falls that was accepted. */
const falls: Readonly<Record<string, (request: OpenRequest, capacity: Capacity) => Promise<unknown>>> = {
  'it was rejected': (request) => must(act(request, 'reject-authority', { note: 'forged' })),
  'the capacity was another': (request, capacity) =>
    must(act(request, 'correct', { capacity: capacity === 'heir' ? 'parent' : 'heir', reason: 'misread' })),
  'the person was another': (request) =>
    must(act(request, 'correct', { data_subject: { name: 'Zoé Other' }, reason: 'misread' })),
  'who writes does so for themselves, about somebody else': (request) =>
    must(act(request, 'correct', { capacity: 'self', reason: 'misread' })),
  'the mandate has ended': async () => service.at('2026-03-06T09:00:00Z'),
}

/** Every way by which something of the person could leave. Each answers what it was refused with. */
const waysOut: Readonly<Record<string, (request: OpenRequest, exp: string) => Promise<Answer>>> = {
  'a grant': (request) => onRight(request, rectification, 'decide', { outcome: 'granted' }),
  'a grant in part': (request) =>
    onRight(request, rectification, 'decide', {
      outcome: 'partially_granted',
      grounds: ['accurate_data'],
      reasons: 'The address is right.',
    }),
  'the word that nothing is held': (request) => onRight(request, rectification, 'decide', { outcome: 'no_data_held' }),
  'a refusal that tells what is held': (request) =>
    onRight(request, rectification, 'decide', {
      outcome: 'refused',
      grounds: ['accurate_data'],
      reasons: 'It is right.',
    }),
  'carrying out what was granted': (request) => onRight(request, erasure, 'fulfil', done),
  'the lifting of a restriction': (request) => onRight(request, restriction, 'lift', lift),
  'another release': (request, exp) => desk.release(request.id, exp),
  'the notice of the export, sent again': (request) => resent(request, 'export_ready'),
  'the decision, sent again': (request) => resent(request, 'decision'),
  'the fulfilment, sent again': (request) => resent(request, 'fulfilment'),
}

async function resent(request: OpenRequest, type: string): Promise<Answer> {
  const { data } = (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body
  const letter = data.find((each: { type: string }) => each.type === type)
  return desk.agent('POST', `/v1/letters/${letter.id}/resend`)
}

for (const capacity of capacities) {
  t.test(`5: ${capacity} without authority: nothing is released, granted or said`, async (t) => {
    const request = await written(capacity)
    const exp = await desk.ready(request.id)
    const beginnings = Object.entries(waysOut).filter(([way]) => /grant$|part$|held$/.test(way))
    t.equal(beginnings.length, 4)
    for (const [way, attempt] of beginnings) {
      t.match(await attempt(request, exp), { status: 422, body: { code: 'authority_not_accepted' } }, way)
    }
    t.match(await desk.release(request.id, exp), { status: 422, body: { code: 'right_not_granted' } })
    t.same((await writer('GET', `/v1/me/requests/${request.id}/exports`)).body.data, [])
    t.equal((await writer('POST', `/v1/me/requests/${request.id}/exports/${exp}/download`)).status, 404)
    const { data } = (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body
    t.same(data, [], 'and no letter was written')
  })

  for (const [how, fall] of Object.entries(falls)) {
    const isMandate = how === 'the mandate has ended'
    t.test(`5: ${capacity}: what was accepted has fallen, since ${how}`, async (t) => {
      service.at(now)
      const { request, exp } = await halfAnswered(capacity, isMandate ? { valid_until: '2026-03-05' } : {})
      const download = `/v1/me/requests/${request.id}/exports/${exp}/download`
      t.equal((await writer('POST', download)).status, 200, 'until then it is theirs to fetch')
      const filed = form({ kind: 'letter' }, { name: 'answer.pdf', content: pdf() })
      const { id: letter } = await must(
        desk.agent('POST', `/v1/requests/${request.id}/documents`, filed.body, filed.headers),
      )
      const scan = `/v1/me/requests/${request.id}/documents/${letter}/content`
      t.equal((await writer('GET', scan)).status, 200)
      const before = (await writer('GET', `/v1/me/requests/${request.id}`)).body.rights
      t.match(before[access], { status: 'fulfilled', outcome: 'granted' })

      await fall(request, capacity)
      const person = isMandate ? await acme.person('ana@example.org') : writer
      for (const [way, attempt] of Object.entries(waysOut)) {
        t.match(await attempt(request, exp), { status: 422, body: { code: 'authority_not_accepted' } }, way)
      }
      t.equal((await person('POST', download)).status, 404)
      t.equal((await person('GET', scan)).status, 404, 'nor a letter that was filed for them')
      t.same((await person('GET', `/v1/me/requests/${request.id}/exports`)).body.data, [])
      for (const each of [(await person('GET', `/v1/me/requests/${request.id}`)).body, await listed(person, request)]) {
        t.match(each.rights[access], { status: 'decided', outcome: null, reasons: null, remedies: null })
        t.match(each.rights[restriction], { status: 'decided', outcome: null, reasons: null, remedies: null })
        t.match(each.rights[erasure], { status: 'decided', outcome: null, reasons: null, remedies: null })
      }
      service.at(now)
    })
  }
}

async function listed(person: typeof writer, { id }: OpenRequest) {
  const { data } = (await person('GET', '/v1/me/requests?limit=100')).body
  return data.find((each: { id: string }) => each.id === id)
}

t.test('5: the same ways are open once the authority is accepted anew', async (t) => {
  for (const way of Object.keys(waysOut)) {
    const { request, exp } = await halfAnswered('parent')
    await must(act(request, 'reject-authority', { note: 'by mistake' }))
    t.equal((await waysOut[way]?.(request, exp))?.status, 422)
    await must(accept(request, 'parent'))
    t.equal((await waysOut[way]?.(request, exp))?.status, 200, way)
  }
})

for (const [how, falls] of Object.entries({
  'was rejected': (request: OpenRequest) => must(act(request, 'reject-authority', { note: 'forged' })),
  'has ended': async () => service.at('2026-03-06T09:00:00Z'),
  'has the answer sent to the person now': (request: OpenRequest) =>
    must(accept(request, 'representative', { answer_to: 'data_subject', contact: { email: 'zoe@victim.example' } })),
})) {
  t.test(
    `5: an answer that waits in the outbox does not leave once the mandate ${how}, and staff is told`,
    async (t) => {
      service.at(now)
      await runAs(service.database.superuser, `update habeas.letters set state = 'sent', due_at = null`, [])
      const request = await written('representative')
      await must(accept(request, 'representative', { valid_until: '2026-03-05' }))
      await must(onRight(request, erasure, 'decide', { outcome: 'granted' }))
      await must(onRight(request, erasure, 'fulfil', done))
      await falls(request)
      await must(act(request, 'ask-clarification', { question: 'Which data?', large_volume: false }))
      const server = await startMailServer(t)
      const worker = startWorker(service.deps, server)
      await server.arrival(() => server.received.length > 0)
      await worker.stop()
      t.same(worker.errors, [])
      t.notMatch(
        server.received.map(({ mail }) => mail.text).join(),
        /effac|eras/i,
        'only what says nothing of the person',
      )
      const { data } = (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body
      const answers = data.filter(({ type }: { type: string }) => type === 'decision' || type === 'fulfilment')
      t.match(answers, [
        { state: 'failed', last_error: 'authority_not_accepted' },
        { state: 'failed', last_error: 'authority_not_accepted' },
      ])
      const shown = (await desk.agent('GET', `/v1/requests/${request.id}`)).body
      t.ok(shown.warnings.some(({ code }: { code: string }) => code === 'answer_held_back'))
      t.match(shown.rights[erasure], { status: 'fulfilled', answered_at: null }, 'the person was never told')
      t.equal((await desk.events(request.id, 'letter_held_back')).length, 2)
      service.at(now)
    },
  )
}
