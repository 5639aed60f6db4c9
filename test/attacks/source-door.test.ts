import t from 'tap'
import { linkPlaceholder } from '../../src/letters/layout.ts'
import { findLetter } from '../../src/letters/store.ts'
import { type LetterId, parseId } from '../../src/platform/identifiers.ts'
import { searchDesk } from '../sources/desk.ts'
import { callWith, testService } from '../support/service.ts'
import { placesOfText } from '../support/stored.ts'
import { digestRows, letterArrives } from './desk.ts'
import { comparable } from './operations.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await searchDesk(service, acme)
await desk.source('crm', { holds: 'Orders.' })
const { agent } = desk
const ndjson = { 'content-type': 'application/x-ndjson' }
const lines = (...n: number[]) =>
  n.map((each) => JSON.stringify({ category: 'orders', provided_by: 'third_party', data: { n: each } })).join('\n')
const asked = async (more: object = {}) => {
  const request = await desk.open(more)
  const [task] = await desk.ask(request.id, { note: 'The archive, too.' })
  if (task === undefined) throw new Error('the source is active')
  return { request, task, owner: desk.owner(task.id) }
}

t.test('the link shows whom to search for, and no more of the request; each look is recorded', async (t) => {
  const { request, owner } = await asked({
    message: 'I am ill.',
    requester: { name: 'Zoé', email: 'zoe@example.org', phone: '+33 1', postal_address: '3 rue des Lilas' },
    data_subject: { name: 'Zoé', identifiers: [{ type: 'customer', value: 'C-17' }] },
  })
  const { version } = await desk.show(request.id)
  const seen = await owner('POST', '/v1/tasks/open')
  t.same(seen.body, {
    object: 'owner_task',
    organisation: 'acme SAS',
    reference: request.reference,
    source: 'crm system',
    holds: 'Orders.',
    person: { name: 'Zoé', email: 'zoe@example.org', identifiers: [{ type: 'customer', value: 'C-17' }] },
    rights: [{ right: 'access', title: 'accès' }],
    note: 'The archive, too.',
    due_on: '2026-03-23',
    state: 'open',
    records: 0,
    corrections: [],
    statements: [],
    link_expires_at: '2026-04-01T22:00:00Z',
  })
  t.same(await desk.events(request.id), ['task_opened', 'task_viewed'])
  t.equal((await desk.show(request.id)).version, version, 'a look changes nothing')
})

t.test('of somebody who is represented, the address of who wrote is not shown as theirs', async (t) => {
  const { owner } = await asked({ capacity: 'parent', data_subject: { name: 'Léa' } })
  t.match((await owner('POST', '/v1/tasks/open')).body, { person: { name: 'Léa', email: null } })
})

t.test('the owner brings records, which answers the task, and puts the answer right', async (t) => {
  const { request, task, owner } = await asked()
  const brought = await owner('PUT', '/v1/tasks/records', lines(1, 2), ndjson)
  t.match(brought, { status: 200, body: { object: 'records', source: 'crm', count: 2 } })
  t.match(await desk.tasks(request.id), [{ state: 'found', records: 2 }])
  t.match(await desk.show(request.id), { tasks: { open: 0, answered: 1 }, warnings: [{ code: 'records_unreviewed' }] })
  const bad = await owner('PUT', '/v1/tasks/records', `${lines(3)}\n{`, ndjson)
  t.match(bad, { status: 400, body: { errors: [{ location: 'line 2' }] } })
  t.match(await desk.tasks(request.id), [{ state: 'found', records: 2 }], 'a broken delivery leaves the former one')
  t.match(await owner('POST', '/v1/tasks/answer', { answer: 'nothing_held' }), { status: 422 })
  t.match((await owner('PUT', '/v1/tasks/records', '', ndjson)).body, { count: 0 })
  t.match(await desk.tasks(request.id), [{ state: 'nothing_held', records: 0 }])
  const json = { 'content-type': 'application/json' }
  t.equal((await owner('PUT', '/v1/tasks/records', `[${lines(4)}]`, json)).body.count, 1)
  const { body } = await agent('GET', `/v1/requests/${request.id}/events?limit=100`)
  const answers = body.data.filter(({ type }: { type: string }) => type === 'task_answered')
  t.match(
    answers.map(({ actor, details }: { actor: object; details: object }) => ({ ...actor, ...details })),
    [
      { type: 'source', id: task.id, answer: 'found', records: 2, again: false },
      { answer: 'nothing_held', again: true },
      { answer: 'found', records: 1, again: true },
    ],
  )
})

t.test('every secret that does not fit is one and the same 401, and changes nothing', async (t) => {
  const own = await asked()
  const closed = await asked()
  await agent('POST', `/v1/requests/${closed.request.id}/cancel`, {})
  const cancelled = await asked()
  await desk.on(cancelled.request.id, cancelled.task.id, 'cancel', { reason: 'Shut down.' })
  service.at('2025-01-02T09:00:00Z')
  const expired = await asked()
  service.at('2026-03-02T09:00:00Z')
  const secret = desk.linkOf(own.task.id)
  const secrets = {
    'of a closed request': desk.linkOf(closed.task.id),
    'of a search that was called off': desk.linkOf(cancelled.task.id),
    expired: desk.linkOf(expired.task.id),
    'one digit off': secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A'),
    'without its prefix': secret.slice(4),
    'in capitals': secret.toUpperCase(),
    'the id of the task': own.task.id,
    'a token of staff': agent.token,
  }
  const before = await digestRows(service.database)
  const absent = comparable(await service.call('POST', '/v1/tasks/open'))
  t.equal(absent.status, 401)
  const calls = [
    ['POST', '/v1/tasks/open'],
    ['POST', '/v1/tasks/answer', { answer: 'nothing_held' }],
    ['PUT', '/v1/tasks/records', lines(1), ndjson],
  ] as const
  for (const [what, each] of Object.entries(secrets)) {
    const call = callWith(service.app, { authorization: `Bearer ${each}` })
    for (const [method, url, body, headers] of calls) {
      t.same(comparable(await call(method, url, body, headers)), absent, `${what}: ${url}`)
    }
  }
  for (const query of [`?secret=${secret}`, `?access_token=${secret}`]) {
    t.equal((await service.call('POST', `/v1/tasks/open${query}`)).status, 401, 'an address opens nothing')
  }
  t.same(await digestRows(service.database), before)
})

t.test('what was answered once under a key is told to nobody whose link works no more', async (t) => {
  const { request, owner } = await asked()
  const key = { 'idempotency-key': 'owner-looks-once-more' }
  t.equal((await owner('POST', '/v1/tasks/open', undefined, key)).status, 200)
  t.equal((await owner('POST', '/v1/tasks/open', undefined, key)).headers['idempotent-replayed'], 'true')
  await agent('POST', `/v1/requests/${request.id}/cancel`, {})
  t.equal((await owner('POST', '/v1/tasks/open', undefined, key)).status, 401)
  await desk.dpo('POST', `/v1/requests/${request.id}/reopen`, { reason: 'a mistake' })
  t.equal((await owner('POST', '/v1/tasks/open')).status, 200, 'reopened, the link works as before')
})

t.test('17: a scanner that follows the link gets the same page as everybody, and uses nothing up', async (t) => {
  const { task, owner } = await asked()
  const before = await digestRows(service.database)
  for (const accept of ['text/html', '*/*']) {
    const { status, headers, raw } = await service.call('GET', '/tasks', undefined, { accept, 'accept-language': 'fr' })
    t.equal(status, 200)
    t.match(headers, { 'referrer-policy': 'no-referrer', 'content-security-policy': /^default-src 'none'.*'sha256-/ })
    t.notMatch(raw.toString(), desk.linkOf(task.id))
    t.match(raw.toString(), /<html lang="fr">/)
  }
  t.same(await digestRows(service.database), before)
  t.equal((await owner('POST', '/v1/tasks/open')).status, 200)
})

t.test('16: the secret is in the letter behind a #, and in no row, file or log', async (t) => {
  const mailed = await desk.source('mailed')
  const request = await desk.open()
  const [task] = await desk.ask(request.id, { sources: [mailed] })
  const secret = desk.linkOf(task?.id ?? '')
  await desk.owner(task?.id ?? '')('POST', '/v1/tasks/open')
  const [shown] = await desk.letters(request.id)
  const id = parseId('ltr', shown.id) as LetterId // of a letter just listed
  const stored = await service.database.db.transaction(acme.id, (tx) => findLetter(tx, service.keyring, id))
  t.ok(stored?.detail.text.includes(linkPlaceholder(0)), 'stored without it')
  const { mail } = await letterArrives(t, service, 'mailed@acme.example')
  t.ok(mail.text?.includes(`/tasks#${secret}`))
  t.ok(String(mail.html).includes(`/tasks#${secret}"`))
  t.notMatch(`${mail.subject} ${mail.text}`, /Zoé|zoe@|Łukasiewicz/, 'and nothing of the person')
  t.same(await placesOfText(service.database.superuser, secret), [])
  t.same(
    service.logged.filter((line) => line.includes(secret)),
    [],
  )
})

t.test('guesses are limited like codes', async (t) => {
  const limited = await testService(t, { env: { RATE_LIMIT_REDEEM: '3' } })
  const guess = () => limited.call('POST', '/v1/tasks/open', undefined, { authorization: 'Bearer hbs_guess' })
  const statuses = [await guess(), await guess(), await guess(), await guess()].map(({ status }) => status)
  t.same(statuses, [401, 401, 401, 429])
})
