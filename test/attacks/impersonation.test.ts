import t from 'tap'
import { type LetterDetail, letterBoxes } from '../../src/letters/tables.ts'
import { caseSafe, type Sealed } from '../../src/platform/crypto/safe.ts'
import type { Statement } from '../../src/platform/database/statement.ts'
import type { Database, Tx } from '../../src/platform/database/transaction.ts'
import type { LetterId, OrganisationId, RequestId } from '../../src/platform/identifiers.ts'
import { runAs } from '../support/database.ts'
import { type Answer, testService } from '../support/service.ts'
import { type Case, compiledExport, done, fresh, grantedCase, openCase, openDesk } from './desk.ts'
import { prepare } from './errands.ts'
import { readDocument, send } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const { dpo, agent } = desk.staff
const canary = 'Kanarienvogel'
const victim = { name: 'Zoé Łukasiewicz', email: desk.email }

const sendForm = (body: object): Promise<Answer> => service.call('POST', '/v1/public/acme/requests', body)
/** An answer without what differs in any case: ids, reference, times, codes. */
const masked = ({ status, headers, raw }: Answer) => {
  const { 'x-request-id': _id, date: _date, ratelimit: _left, ...kept } = headers
  const text = raw
    .toString('utf8')
    .replace(/\w{3}_[0-9a-z]{26}|[0-9a-f]{8}-[0-9a-f-]{27}|HB-[0-9A-Z-]+|\d{4}-\d\d-\d\dT[0-9:]+Z/g, '…')
  return { status, kept, text }
}
const shown = (id: string) => done(agent('GET', `/v1/requests/${id}`))

t.test('1: the victim’s name with the attacker’s mailbox: the same answer, and nothing about the victim', async (t) => {
  const { id, exp } = await compiledExport(desk)
  await done(dpo('POST', `/v1/requests/${id}/exports/${exp}/release`, {}))
  await done(agent('POST', `/v1/requests/${id}/messages`, { text: canary }))
  const before = await shown(id)
  const rights = [{ right: 'access' }]
  const named = await sendForm({ requester: { name: victim.name, email: 'mallory@example.org' }, rights })
  const nobody = await sendForm({ requester: { name: 'Nobody Known', email: 'nobody@example.org' }, rights })
  t.same(masked(named), masked(nobody))
  const about = { name: victim.name, identifiers: [{ type: 'email', value: victim.email }] }
  const requester = { name: victim.name, email: 'mallory@example.org' }
  t.same(masked(await sendForm({ requester, data_subject: about, rights })), masked(nobody), 'nor as whose data it is')
  const letters = await letterTexts('nobody@example.org')
  t.equal(letters.size, 1)
  t.same(await letterTexts('mallory@example.org'), letters, 'and the same letter')

  const mallory = await desk.organisation.person('mallory@example.org')
  const list = await mallory('GET', '/v1/me/requests')
  t.equal(list.body.data.length, 2, 'both of their own')
  t.notMatch(list.raw.toString(), new RegExp(`${canary}|${desk.email}|${id}`))
  const absent = await mallory('GET', '/v1/me/requests/req_01h2xcejqtf2nbrexx3vqjhp41')
  for (const path of ['', '/messages', '/documents', '/exports']) {
    t.same(masked(await mallory('GET', `/v1/me/requests/${id}${path}`)), masked(absent), path)
  }
  t.equal((await mallory('POST', `/v1/me/requests/${id}/exports/${exp}/download`)).status, 404)
  const cases: Case[] = list.body.data
  for (const own of cases) {
    const url = `/v1/requests/${own.id}/rights/${own.rights[0]?.id}/decide`
    for (const outcome of ['granted', 'no_data_held']) {
      t.match(await dpo('POST', url, { outcome }), { status: 422, body: { code: 'identity_level_too_low' } })
    }
  }
  t.same(await shown(id), before, 'the victim’s request is as it was')
})

t.test(
  '4: no call of the person turns one right into another, or adds one; what they write is a message',
  async (t) => {
    const c = await grantedCase(desk, { right: 'access' })
    const before = (await shown(c.id)).rights
    const turned = { right: 'erasure', rights: [{ right: 'erasure' }], details: { right: 'erasure' } }
    const writes = document.operations.filter(({ door, method }) => door === 'requester' && method === 'POST')
    t.ok(writes.length >= 7)
    for (const operation of writes.filter(({ id }) => id !== 'signOut')) {
      const errand = await prepare(operation, desk)
      if (Buffer.isBuffer(errand.body)) continue // a form of fixed fields: 25 tries each of them
      const ids = { ...errand.ids, ...(errand.ids?.exp === undefined ? { id: c.id } : {}) }
      for (const [field, value] of Object.entries(turned)) {
        const refused = await send(
          operation,
          { ...errand, ids, body: { ...Object(errand.body), [field]: value } },
          desk.person,
        )
        t.equal(refused.status, 400, `${operation.id}: ${field}`)
      }
    }
    for (const method of ['POST', 'PUT', 'PATCH'] as const) {
      for (const path of ['', '/rights', `/rights/${c.rights[0]?.id}`, `/rights/${c.rights[0]?.id}/amend`]) {
        const { status } = await desk.person(method, `/v1/me/requests/${c.id}${path}`, turned)
        t.ok(status === 404 || status === 405, `${method} ${path}: ${status}`)
        t.equal((await desk.person(method, `/v1/requests/${c.id}${path}`, turned)).status < 400, false)
      }
    }
    await done(desk.person('POST', `/v1/me/requests/${c.id}/messages`, { text: 'Erase it all instead.' }))
    t.same((await shown(c.id)).rights, before)
  },
)

t.test('4: a proof is of one letter: another from the same mailbox begins with none', async (t) => {
  const proven = await grantedCase(desk, { right: 'access' })
  await sendForm({ requester: victim, rights: [{ right: 'erasure' }] })
  const { data } = await done(desk.person('GET', '/v1/me/requests?limit=1'))
  const [erasure]: Case[] = data // the newest
  t.match((await shown(erasure?.id ?? '')).identity, { level: 'none' })
  const granted = await dpo('POST', `/v1/requests/${erasure?.id}/rights/${erasure?.rights[0]?.id}/decide`, {
    outcome: 'granted',
  })
  t.match(granted, { status: 422, body: { code: 'identity_level_too_low' } })
  t.match((await shown(proven.id)).rights, [{ right: 'access' }])
})

t.test('4: staff changes no right into another; one found later is recorded, with who found it and why', async (t) => {
  const c = await openCase(desk, { rights: [{ right: 'access' }] })
  const amend = `/v1/requests/${c.id}/rights/${c.rights[0]?.id}/amend`
  const turned = await dpo('POST', amend, { details: { right: 'erasure' }, reason: 'they wrote so' })
  t.equal(turned.status, 400)
  t.equal(
    (await dpo('POST', amend, { details: { ground: 'a' }, reason: 'they wrote so' })).status,
    400,
    'nor by its fields',
  )
  await done(agent('POST', `/v1/requests/${c.id}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await done(agent('POST', `/v1/requests/${c.id}/rights`, { right: 'erasure', reason: 'on page two' }))
  const { rights, identity } = await shown(c.id)
  t.same(
    rights.map(({ right, status }: { right: string; status: string }) => `${right} ${status}`),
    ['access pending', 'erasure pending'],
  )
  t.match(identity, { level: 'verified' }, 'it was the same letter, and so the same person')
  const { data } = await done(agent('GET', `/v1/requests/${c.id}/events`))
  t.match(data.at(-1), {
    type: 'right_added',
    actor: { type: 'client', id: agent.id },
    details: { reason: 'on page two' },
  })
})

t.test(
  '9: the same statements in the same order for known and unknown addresses (the clock is in the soak)',
  async (t) => {
    const calls: Record<string, (email: string) => Promise<Answer>> = {
      'sign-in': (email) => service.call('POST', '/v1/public/acme/sign-in', { email }),
      intake: (email) => sendForm({ requester: { name: 'Zoé', email }, rights: [{ right: 'access' }] }),
      'another address': (email) => desk.person('POST', '/v1/me/contact', { email }),
    }
    for (const [what, call] of Object.entries(calls)) {
      await call(`${fresh('warm')}@example.org`)
      const [known, unknown] = [
        await statementsOf(() => call(desk.email)),
        await statementsOf(() => call(`${fresh('no')}@example.org`)),
      ]
      t.ok(known.length > 2, what)
      t.same(unknown, known, what)
    }
  },
)

/** The texts of the letters that went to a mailbox about its requests, without what differs in any case. */
async function letterTexts(email: string): Promise<Set<string>> {
  const rows = await runAs(
    service.database.superuser,
    `select l.organisation_id, l.id, l.request_id, l.detail, r.data_key from habeas.letters l
     join habeas.requests r on r.organisation_id = l.organisation_id and r.id = l.request_id where l.type = 'receipt'`,
  )
  const stored = rows as {
    organisation_id: OrganisationId
    id: LetterId
    request_id: RequestId
    detail: Sealed<LetterDetail>
    data_key: Buffer
  }[] // the columns of the text
  const details = stored.map(
    ({ organisation_id: organisationId, request_id: requestId, id, detail, data_key: dataKey }) =>
      letterBoxes.open(caseSafe(service.keyring, { organisationId, id: requestId, dataKey }), { id, requestId, detail })
        .detail,
  )
  const own = details.filter(({ to }) => to.email === email)
  return new Set(own.map(({ to, text }) => text.replaceAll(to.name ?? '', '…').replace(/HB-[0-9A-Z-]+/g, '…')))
}

/** The names of the statements that a call runs, and how many values and rows each takes and gives. */
async function statementsOf(call: () => Promise<unknown>): Promise<string[]> {
  const { database } = service.deps
  const kept = { transaction: database.transaction, inOneTrip: database.inOneTrip }
  const names: string[] = []
  const watched = (tx: Tx): Tx => {
    const run = <V, R>(statement: Statement<V, R>, values: V): Promise<R> => {
      names.push(statement.name)
      return tx.run(statement, values)
    }
    return Object.assign(Object.create(tx), { run })
  }
  const spy: Partial<Database> = {
    transaction: (organisation, work, reading) => kept.transaction(organisation, (tx) => work(watched(tx)), reading),
    inOneTrip: (organisation, work, reading) => kept.inOneTrip(organisation, (tx) => work(watched(tx)), reading),
  }
  Object.assign(database, spy)
  try {
    await call()
  } finally {
    Object.assign(database, kept)
  }
  return names
}
