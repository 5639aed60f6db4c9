import t from 'tap'
import { mailOf } from '../../src/letters/mail-of-letter.ts'
import { findLetter } from '../../src/letters/store.ts'
import type { LetterId, OrganisationId } from '../../src/platform/identifiers.ts'
import { startWorker } from '../letters/outbox.ts'
import { runAs } from '../support/database.ts'
import { startMailServer } from '../support/mail.ts'
import { testService } from '../support/service.ts'
import { searchDesk } from './desk.ts'

const service = await testService(t)
const server = await startMailServer(t)
let organisations = 0

async function collecting() {
  organisations += 1
  service.at('2026-06-01T09:00:00Z')
  const acme = await service.organisation(`remind-${organisations}`, { locale: 'en' })
  const desk = await searchDesk(service, acme)
  return {
    ...desk,
    acme,
    told: async (id: string) => (await desk.events(id)).filter((type) => type === 'task_reminded'),
  }
}

/** The letters to an address that wait in the outbox or were sent, as mails, in the order they were written. */
async function mailsTo(organisation: OrganisationId, address: string) {
  const rows = await runAs(
    service.database.superuser,
    'select id from habeas.letters where organisation_id = $1 order by id',
    [organisation],
  )
  const filling = { keyring: service.keyring, from: 'no-reply@acme.example', publicUrl: 'https://habeas.example' }
  const found = await service.deps.database.transaction(
    organisation,
    (tx) => Promise.all(rows.map(({ id }) => findLetter(tx, service.keyring, id as LetterId))), // as it was stored
  )
  const mails = found.flatMap((letter) => (letter === undefined ? [] : [mailOf(letter, filling)]))
  return mails.filter(({ to }) => to.address.toLowerCase() === address)
}

/** Sends what waits, until the mail server was told of so many letters. */
async function sending(letters: number): Promise<void> {
  const worker = startWorker({ ...service.deps, database: service.deps.database }, server)
  await server.reaching('rcpt', letters)
  await worker.stop()
}

const oneLine = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ')

t.test('a letter about several requests that fails stands in the history of the organisation', async (t) => {
  const desk = await collecting()
  await desk.source('crm')
  for (const _ of [1, 2]) await desk.ask((await desk.open()).id, { due_on: '2026-06-12' })
  await sending(2)
  await desk.watch('2026-06-09T07:00:00Z')
  server.answer('rcpt', { code: 550, text: 'no such mailbox' })
  await sending(3)
  const { data } = (await desk.acme.admin('GET', '/v1/events?limit=100')).body
  t.match(
    data.filter(({ type }: { type: string }) => type === 'letter_failed'),
    [{ request_id: null, details: { type: 'collection_task' } }],
  )
})

t.test('an owner is reminded of all that is due in one letter a day, with the day and the link of each', async (t) => {
  const desk = await collecting()
  const owner = 'shared@acme.example'
  await desk.source('crm', { owner_email: owner })
  await desk.source('archive', { owner_email: 'Shared@acme.example' })
  await desk.source('shop')
  const [one, other, later] = [await desk.open(), await desk.open(), await desk.open()]
  const tasks = [
    ...(await desk.ask(one.id, { due_on: '2026-06-12' })),
    ...(await desk.ask(other.id, { due_on: '2026-06-11' })),
  ].filter((_, at) => at % 3 !== 2)
  await desk.ask(later.id, { due_on: '2026-06-22' })
  const before = (await mailsTo(desk.acme.id, owner)).length
  t.equal(before, 3, 'the first letter of each request goes at once')
  await desk.watch('2026-06-09T07:00:00Z')
  await desk.watch('2026-06-09T09:00:00Z')
  const mails = (await mailsTo(desk.acme.id, owner)).slice(before)
  t.equal(mails.length, 1)
  const [mail] = mails
  t.match(oneLine(mail?.subject), /^Reminder, searches to be made: 4 \(the first by 11.June.2026\)$/)
  const text = oneLine(mail?.text)
  for (const { reference, day } of [
    { reference: one.reference, day: 12 },
    { reference: other.reference, day: 11 },
  ]) {
    for (const system of ['crm', 'archive']) {
      t.match(text, new RegExp(`${reference} – ${system} system – due on ${day}.June.2026 http\\S+/tasks#hbs_`), system)
    }
  }
  t.notMatch(text, later.reference, 'what is not due yet')
  t.same(new Set(text.match(/hbs_[\w-]+/g)), new Set(tasks.map(({ id }) => desk.linkOf(id))), 'each its own link')
  t.notMatch(`${mail?.subject} ${mail?.text} ${mail?.html}`, /Zoé|Łukasiewicz|zoe@/, 'nothing of the person')
  const opened = await Promise.all(tasks.map(({ id }) => desk.owner(id)('POST', '/v1/tasks/open')))
  t.same(
    opened.map(({ body }) => body.reference).toSorted(),
    [one.reference, one.reference, other.reference, other.reference].toSorted(),
  )
  t.equal((await desk.told(one.id)).length, 3)
  t.equal((await desk.told(other.id)).length, 3)
  t.equal((await desk.letters(one.id)).length, 2, 'a letter about two requests belongs to neither')
})

t.test('a reminder of one request is a letter of that request', async (t) => {
  const desk = await collecting()
  await desk.source('crm')
  const { id } = await desk.open()
  await desk.ask(id, { due_on: '2026-06-12' })
  await desk.watch('2026-06-09T07:00:00Z')
  t.equal((await desk.letters(id)).length, 2)
})

t.test('a task that does not open keeps no other of its owner waiting, nor another owner', async (t) => {
  const desk = await collecting()
  await desk.source('crm')
  await desk.source('shop')
  const [damaged, whole] = [await desk.open(), await desk.open()]
  const [task] = await desk.ask(damaged.id, { due_on: '2026-06-12' })
  await desk.ask(whole.id, { due_on: '2026-06-12' })
  await runAs(
    service.database.superuser,
    `update habeas.tasks set detail = set_byte(detail, length(detail) - 1, get_byte(detail, length(detail) - 1) # 1)
     where secret_hash = sha256(convert_to($1, 'utf8'))`,
    [desk.linkOf(task?.id ?? '')],
  )
  await t.rejects(desk.watch('2026-06-09T07:00:00Z'), { name: 'AggregateError' }, 'whoever runs the service is told')
  t.equal((await desk.told(whole.id)).length, 2)
  t.equal((await desk.told(damaged.id)).length, 1, 'the other system of the same request')
})
