import { randomBytes } from 'node:crypto'
import t from 'tap'
import { jobHandlers } from '../../src/worker.ts'
import { form, pdf } from '../identity/files.ts'
import { runAs } from '../support/database.ts'
import { handIn, mailOf } from '../support/gateway.ts'
import { testService } from '../support/service.ts'
import { placesOfText } from '../support/stored.ts'
import { callerAt, done, fresh, grantedCase, letterArrives, openCase, openDesk, uuidOf, withPerson } from './desk.ts'
import { prepare } from './errands.ts'
import { type Errand, type Operation, readDocument, type Schema, send } from './operations.ts'
import { faultsOf } from './schema-walk.ts'

/** In every text that a person or staff may write, and in lower case: addresses are folded. */
const canary = `kanari${randomBytes(8).toString('hex')}`
/** In what is kept in the clear on purpose: finding it shows that the search finds. */
const control = `plain${randomBytes(8).toString('hex')}`

const service = await testService(t)
const { superuser } = service.database
// What PostgreSQL compresses can't be searched for
const compressible = await runAs(
  superuser,
  `select format('alter table %s alter column %I set storage external', attrelid::regclass, attname) as text
   from pg_attribute a join pg_class c on c.oid = attrelid
   where relnamespace in ('habeas'::regnamespace, 'pgboss'::regnamespace) and relkind in ('r', 'p')
     and attnum > 0 and not attisdropped and attstorage in ('x', 'm')`,
)
for (const { text } of compressible) await runAs(superuser, String(text))

const document = await readDocument(service.call)
const desk = await withPerson(await openDesk(service, 'acme'), `${canary}.zoe@example.org`)

/** Everything that can be said, where the errand says less. */
const person = { name: 'x', email: 'x@example.org', phone: 'x', postal_address: 'x' }
const dataSubject = { name: 'x', identifiers: [{ type: 'x', value: 'x' }] }
const rights = [
  { right: 'access', scope: 'x' },
  { right: 'rectification', corrections: [{ field: 'x', current: 'x', wanted: 'x' }], supplementary_statement: 'x' },
  { right: 'erasure', scope: 'x' },
  { right: 'restriction', scope: 'x' },
  { right: 'objection', situation: 'x', scope: 'x' },
  { right: 'portability', transfer_to: { name: 'x' } },
  {
    right: 'post_mortem',
    purpose: 'estate',
    directives: [{ instruction: 'keep', scope: 'x', recipient: 'x' }],
    designated_person: { name: 'x', email: 'x@example.org' },
    deceased: { name: 'x' },
  },
  { right: 'withdrawal', consents: ['x'] },
]
const transfer = { right: 'portability', transfer_to: { name: 'x', endpoint: 'https://x.example/in' } }
const further: Readonly<Record<string, object>> = {
  openRequest: {
    requester: person,
    data_subject: dataSubject,
    rights: [...rights, transfer],
    message: 'x',
    assignee: 'x@example.org',
    external_reference: 'x',
    metadata: { x: { x: ['x'] } },
  },
  sendRequest: { requester: person, data_subject: dataSubject, rights, message: 'x' },
  confirmAuthorityRequest: { answer_to: 'data_subject', contact: { email: 'x@example.org', postal_address: 'x' } },
  patchRequest: { external_reference: 'x', metadata: { x: 'x' } },
  correctRequest: { requester: person, data_subject: dataSubject },
  decideRight: {
    note: 'x',
    items: [{ activity: 'x', legal_basis: 'x', outcome: 'refused', grounds: ['legal_obligation'] }],
  },
  fulfilRight: {
    recipients: [{ name: 'x' }],
    none_to_tell: undefined,
    public_measures: 'x',
    systems: [{ system: 'x', what: 'x' }],
    remains: [{ activity: 'x', what: 'x', reasons: 'x' }],
  },
  tellRecipient: {
    email: 'x@example.org',
    postal_address: 'x',
    endpoint: 'https://x.example/in',
    known_as: 'x',
  },
  amendRight: { details: { scope: 'x' } },
  closeRequest: { forwarded_to: 'x' },
  recordLetterPosted: { tracking: 'x' },
  changeSource: { name: 'x', owner_email: 'x@example.org', holds: 'x' },
  answerTask: { answer: 'cannot', reason: 'x', note: 'x' },
  answerTaskForOwner: { answer: 'cannot', reason: 'x', note: 'x' },
}
/** One body says one right: the others are added by calls of their own. */
const variants: Readonly<Record<string, readonly object[]>> = {
  addRight: [...rights, transfer].map((right) => ({ ...right, reason: 'x' })),
  checkRestrictions: [
    {},
    { email: undefined, identifier: 'x' },
    { email: undefined, people: [{ email: 'x@example.org' }, { identifier: 'x' }] },
  ],
  checkSuppressions: [{}, { email: undefined, emails: ['x@example.org'] }],
}
/** What is said of carrying out another right than the errand's. */
const fulfilments = [
  {
    right: rights[1],
    body: {
      none_to_tell: true,
      corrections: [{ field: 'x', system: 'x', former: 'x', corrected: 'x' }],
      statement_kept_in: ['x'],
    },
  },
  { right: rights[7], body: { consents: ['x'] } },
] as const
/**
 * What is kept in the clear, or nowhere: the controller's own words about itself, names of programs, labels of systems and kinds of
 * data, and what is used and not stored.
 */
const notPersonal =
  /^(createOrganisation|changeOrganisation|replaceRegister|changeLetterStyle|changeLetterWording|previewLetterWording|createClient|createStaffIssuer|changeStaffIssuer|issueToken|previewClock|downloadMyExport|redeemCode|redeemMyContact)\.|\.(locale|assertion|kind|key)$|^reviewRecords\.(source|category)$|^(create|change)Source\.activities$/
/** What must be there before a call in other words can succeed. */
const presupposed: Readonly<Record<string, (body: { email: string }) => Promise<unknown>>> = {
  liftSuppression: ({ email }) =>
    openCase(desk, { requester: { name: 'x', email }, rights: [{ right: 'objection', direct_marketing: true }] }),
}
/** Written by the second test, which knows what they must fit. */
const fitting = /^(replaceRecords|bringTaskRecords|importSuppressions)\.|^reviewRecord\.redact$/

const seen = new Set<string>()

/** A copy of a body with the canary in every text of its own words. */
function planted(schemaGiven: Schema, value: unknown, place: string): unknown {
  const schema = document.resolve(schemaGiven)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    const chosen = choices.find((choice) => faultsOf(document, choice, value).length === 0)
    if (chosen === undefined) throw new Error(`nothing of the contract fits ${place}`)
    return planted(chosen, value, place)
  }
  if (Array.isArray(value)) return value.map((item) => planted(schema.items ?? {}, item, place))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const declared = schema.properties?.[name] ?? {}
        return [name, member === undefined ? member : planted(declared, member, `${place}.${name}`)]
      }),
    )
  }
  if (typeof value !== 'string' || notPersonal.test(place) || !isOwnWords(schema)) return value
  seen.add(place)
  if (schema.format === 'email') return `${canary}.${seen.size}@example.org`
  if (value.startsWith('https:')) return `https://${canary}.example/in`
  return `${canary} ${seen.size}`
}

/** Without what is left out on purpose. */
function said(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}

function isOwnWords({ enum: listed, const: only, format, pattern }: Schema): boolean {
  return (
    listed === undefined &&
    only === undefined &&
    (format === 'email' || format === 'uri' || (format === undefined && pattern === undefined))
  )
}

/** Every place of a body where somebody's own words may stand. */
function placesOf(given: Schema, place: string): string[] {
  const schema = document.resolve(given)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return choices.flatMap((choice) => placesOf(choice, place))
  const within = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    placesOf(member, `${place}.${name}`),
  )
  const items = schema.items === undefined ? [] : placesOf(schema.items, place)
  const own = schema.type === 'string' && isOwnWords(schema) ? [place] : []
  return [...own, ...within, ...items]
}

const headers = { 'acting-user': `${canary}.acting@example.org` }

async function call(operation: Operation, errand: Errand) {
  const caller = callerAt(desk, operation)
  const key = { 'idempotency-key': fresh(canary) }
  const answer = await send(operation, { ...errand, headers: { ...errand.headers, ...headers, ...key } }, caller)
  if (answer.status >= 300) throw new Error(`${operation.id}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

t.test('67, 68: the canary stands in every text that anybody may write, and is taken', async (t) => {
  for (const operation of document.operations) {
    const json = operation.bodies['application/json']
    const bodies = variants[operation.id] ?? [further[operation.id] ?? {}]
    for (const more of bodies) {
      const errand = await prepare(operation, desk)
      const isObject = typeof errand.body === 'object' && !Buffer.isBuffer(errand.body)
      const body =
        isObject && json !== undefined ? planted(json, said({ ...errand.body, ...more }), operation.id) : errand.body
      await presupposed[operation.id]?.(body as { email: string }) // it speaks of a mailbox
      await call(operation, { ...errand, ...(body !== undefined && { body: body as object }) }) // as it was, with other words
    }
  }
  const fulfil = document.find('fulfilRight')
  for (const { right = {}, body } of fulfilments) {
    const { id, rights: invoked } = await grantedCase(desk, right)
    const said = planted(fulfil.bodies['application/json'] ?? {}, { note: 'x', ...body }, fulfil.id)
    await call(fulfil, { ids: { id, right: invoked[0]?.id ?? '' }, body: said as object }) // as it was, with other words
  }
  const writable = document.operations.flatMap(({ id, bodies }) => placesOf(bodies['application/json'] ?? {}, id))
  t.same(
    [...new Set(writable)].filter((place) => !seen.has(place) && !notPersonal.test(place) && !fitting.test(place)),
    [],
    'every text of the contract',
  )
  t.ok(seen.size > 60)
})

t.test('67, 68: and in papers, records, packages, letters, searches, and what is refused', async (t) => {
  const { agent, dpo } = desk.staff
  const opened = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: `${canary} Zoé`, email: desk.email, postal_address: `${canary} rue` },
    rights: [{ right: 'access' }, { right: 'portability' }],
  })
  const { id, rights: invoked } = await done(Promise.resolve(opened))
  const file = form(
    { kind: 'evidence' },
    { name: `${canary}.pdf`, content: Buffer.concat([pdf(), Buffer.from(`\n% ${canary}`)]) },
  )
  const { id: paper } = await done(
    agent('POST', `/v1/requests/${id}/documents`, file.body, { ...file.headers, ...headers }),
  )
  await done(desk.person('POST', `/v1/me/requests/${id}/documents`, file.body, file.headers))
  t.ok((await agent('GET', `/v1/requests/${id}/documents/${paper}/content`)).raw.includes(canary), 'a document')

  const attached = [{ name: `${canary}.pdf`, type: 'application/pdf', content: pdf() }]
  const refused = { ...attached[0], name: `${canary}.exe`, type: 'text/plain', content: Buffer.from(canary) }
  const mail = mailOf({
    from: `${canary} <${canary}.mail@example.org>`,
    to: `${canary}@acme.example`,
    subject: canary,
    id: `<${canary}@example.org>`,
    text: canary,
    attachments: [...attached, refused],
  })
  const { request: mailed } = await done(handIn(desk.gateway, mail))
  t.ok(JSON.stringify(await done(agent('GET', `/v1/requests/${mailed}`))).includes(canary), 'a mail')
  await done(agent('POST', `/v1/requests/${mailed}/cancel`, {}))
  const unreadable = await handIn(desk.gateway, `From: ${canary}\r\nSubject: ${canary}\r\n\r\n${canary}`)
  t.equal(unreadable.status, 400)

  const record = {
    category: 'profile',
    provided_by: 'subject',
    purpose: 'sales',
    source_id: canary,
    data: { [canary]: { name: canary } },
  }
  const lines = `${JSON.stringify(record)}\n${JSON.stringify({ ...record, source_id: `${canary}-2` })}\n`
  await done(agent('PUT', `/v1/requests/${id}/records/crm`, lines, { 'content-type': 'application/x-ndjson' }))
  const [first] = (await done(agent('GET', `/v1/requests/${id}/records`))).data
  const review = { redact: [`/${canary}/name`], reason: canary }
  await done(agent('PATCH', `/v1/requests/${id}/records/${first.id}`, review))

  const list = `${JSON.stringify({ email: `${canary}.list@example.org`, objected_on: '2026-01-02' })}\n${canary}\n`
  t.match(
    await done(dpo('POST', '/v1/suppressions/import', list, { 'content-type': 'application/x-ndjson' })),
    { added: 1, bad: 1 },
    'a list',
  )

  await done(dpo('POST', `/v1/requests/${id}/confirm-identity`, { method: 'in_person', note: canary }))
  for (const { id: right } of invoked)
    await done(dpo('POST', `/v1/requests/${id}/rights/${right}/decide`, { outcome: 'granted', note: canary }))
  for (const format of ['json', 'csv', 'zip']) {
    const asked = await done(agent('POST', `/v1/requests/${id}/exports`, { kind: 'access', format }, headers))
    const payload = { organisation: desk.organisation.id, export: uuidOf('exp', asked.id) }
    await jobHandlers(service.deps)['compile-export'](payload, new AbortController().signal)
    await done(dpo('POST', `/v1/requests/${id}/exports/${asked.id}/release`, {}))
    const got = await desk.person('POST', `/v1/me/requests/${id}/exports/${asked.id}/download`)
    t.equal(got.status, 200)
    if (format === 'json') t.ok(got.raw.includes(canary), 'a package')
  }
  t.ok(JSON.stringify(await letterArrives(t, service, desk.email)).includes(canary), 'a letter')

  for (const query of [
    `email=${canary}.zoe@example.org`,
    `q=${canary}`,
    `assignee=${canary}.1@example.org`,
    `external_reference=${canary}`,
  ]) {
    t.equal((await agent('GET', `/v1/requests?${query}`)).status, 200, query)
  }
  t.ok((await done(agent('GET', `/v1/requests?q=${canary}`))).data.length > 0, 'found by a word')
  for (const [method, url, body] of [
    ['GET', `/v1/requests/${canary}`],
    ['GET', `/v1/${canary}?q=${canary}`],
    ['POST', '/v1/requests', `{"channel":"${canary}`],
    ['POST', '/v1/requests', { channel: canary, requester: { name: canary }, [canary]: canary }],
    ['POST', '/oauth/token', { client_secret: canary }],
  ] as const) {
    t.ok((await agent(method, url, body)).status >= 400, `${method} ${url}`)
  }
  const taken = {
    channel: 'web',
    requester: { name: canary },
    reply_by: 'post',
    rights: [{ right: 'access' }],
    external_reference: `${canary} taken`,
  }
  await done(agent('POST', '/v1/requests', taken))
  t.equal((await agent('POST', '/v1/requests', taken)).status, 409)
})

t.test('67: no log of the service holds it', async (t) => {
  t.ok(service.logged.length > 100)
  t.same(
    service.logged.filter((line) => line.includes(canary)),
    [],
  )
})

t.test('68: no table read as text, no data file, no write-ahead log and no log of the server holds it', async (t) => {
  await done(desk.staff.admin('PATCH', '/v1/organisation', { name: control }))
  const plain = await placesOfText(superuser, control)
  for (const place of ['table habeas.organisations', 'data files', 'write-ahead log'])
    t.ok(plain.includes(place), `the search finds what is plain: ${place}`)
  t.same(await placesOfText(superuser, canary), [])
})
