import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createHabeas, type Habeas, HabeasProblem } from '../openapi/client/habeas.ts'
import { sha256 as hashOf, unzip } from './exports/support.ts'
import { type Received, startMailServer } from './support/mail.ts'
import { rejection } from './support/rejection.ts'
import { runningService } from './support/running-service.ts'

// The main job, as two people do it who know nothing but the contract: from the form to the package. The client is typed by openapi.json
// and comes over a socket, letters come by SMTP, the export is compiled by the job of the worker.

const mail = await startMailServer(t)
const service = await runningService(t, { SMTP_URL: mail.url, MAIL_FROM: 'no-reply@habeas.example' })
const { url } = service
const anybody = createHabeas({ url })

const operator = createHabeas({ url, credentials: { token: service.operatorToken } })
const opened = await operator.post('/v1/organisations', {
  body: {
    slug: 'atelier',
    name: 'Atelier Vert SAS',
    country: 'FR',
    contact: { dpo_email: 'dpo@atelier.example', postal_address: '1 rue Verte\n75001 Paris' },
  },
})
const admin = staffAs(opened.client)
const newStaff = async (name: string, role: 'agent' | 'dpo') =>
  staffAs(await admin.post('/v1/clients', { body: { name, role } }))
const agent = await newStaff('Desk', 'agent')
const dpo = await newStaff('DPO', 'dpo')
const deputy = await newStaff('Deputy', 'dpo')

function staffAs({ id, secret }: { id: string; secret: string }): Habeas {
  return createHabeas({ url, credentials: { clientId: id, clientSecret: secret } })
}

const records = [
  { category: 'contact', data: { name: 'Zoé', phone: '+33639980001' }, provided_by: 'subject' },
  { category: 'orders', data: { number: 'ORDER-A17', total: 12.5 }, provided_by: 'observed' },
  { category: 'orders', data: { number: 'ORDER-B4', total: 99 }, provided_by: 'observed' },
] as const

/** What the letters of a language say, and the page in the package. */
const languages = {
  fr: {
    person: { name: 'Zoé Łukasiewicz', email: 'zoe@personne.example' },
    title: 'Accès à vos données',
    subjects: {
      receipt: /^Votre demande (HB-\S+)\s: accusé de réception$/,
      decision: /notre réponse$/,
      ready: /vos données/,
    },
    code: /saisissez\s+ce\s+code/,
    cover: /<html lang="fr"/,
  },
  en: {
    person: { name: 'Ada Byron', email: 'ada@person.example' },
    title: 'Access to your data',
    subjects: {
      receipt: /^Your request (HB-\S+): acknowledgement of receipt$/,
      decision: /our answer$/,
      ready: /your data are ready$/,
    },
    code: /enter\s+this\s+code/,
    cover: /<html lang="en"/,
  },
}
type Words = (typeof languages)['fr' | 'en']

for (const locale of ['fr', 'en'] as const) {
  t.test(`from the form to the package, in ${locale}`, async (t) => {
    const words = languages[locale]
    const letters = lettersTo(words.person.email)
    const { receipt, person } = await writes(t, { locale, words, letters })
    const mine = (await person.get('/v1/me/requests')).data
    t.match(mine, [
      { reference: receipt.reference, status: 'received', rights: [{ right: 'access', title: words.title }] },
    ])
    t.equal(mine.length, 1)

    const id = await staffDecides(t, receipt.reference)
    t.match((await letters.next()).mail.subject, words.subjects.receipt, 'acknowledged by staff, in the same words')
    t.match((await letters.next()).mail.subject, words.subjects.decision)

    const made = await compiled(id)
    const path = { id, exp: made.id }
    const alone = dpo.post('/v1/requests/{id}/exports/{exp}/release', { path, body: {} })
    t.match(await rejection(HabeasProblem, alone), { status: 403, code: 'four_eyes' }, 'not by who asked for it')
    const { data: before } = await person.get('/v1/me/requests/{id}/exports', { path })
    t.same(before, [], 'nothing to see before its release')
    await deputy.post('/v1/requests/{id}/exports/{exp}/release', { path })
    const ready = await letters.next()
    t.match(ready.mail.subject, words.subjects.ready)
    t.same(ready.mail.attachments, [], 'delivered behind the door, never by mail')

    await downloads(t, person, { path, words, sha256: made.sha256 })
    const answered = await dpo.get('/v1/requests/{id}', { path })
    t.match(answered, {
      clock_state: 'stopped',
      rights: [{ status: 'fulfilled', outcome: 'granted', answered_in_time: true }],
    })
    await dpo.post('/v1/requests/{id}/close', { path, body: { reason: 'completed' } })
    await isOnRecord(t, id)
    const said = letters.all().flatMap(({ mail: { subject, text, html } }) => [subject, text, html])
    t.notMatch(said.join(), /\+33639980001|ORDER-A17|ORDER-B4/, 'no letter holds any of the data')
  })
}

/** The person's letters, one after the other as they come. */
function lettersTo(address: string) {
  let read = 0
  const all = () => mail.received.filter(({ rcpt }) => rcpt.includes(address))
  return {
    all,
    next: async (): Promise<Received> => {
      const position = read++
      await mail.arrival(() => all().length > position)
      const letter = all()[position]
      if (letter === undefined) throw new Error('the letter that arrived is gone')
      return letter
    },
  }
}

type Writing = { locale: 'fr' | 'en'; words: Words; letters: ReturnType<typeof lettersTo> }

/** The person reads the form, sends it, reads the letter and types its code. */
async function writes(t: Test, { locale, words, letters }: Writing) {
  const path = { slug: opened.slug }
  const form = await anybody.get('/v1/public/{slug}', { path, headers: { 'accept-language': locale } })
  t.match(form.rights[0], { right: 'access', title: words.title })
  const body = { requester: words.person, rights: [{ right: 'access' as const }], locale }
  const filled = { path, body, idempotencyKey: randomUUID() }
  const receipt = await anybody.post('/v1/public/{slug}/requests', filled)
  t.same(await anybody.post('/v1/public/{slug}/requests', filled), receipt, 'sent twice, received once')

  const { mail: letter, rcpt, from } = await letters.next()
  t.same(rcpt, [words.person.email])
  t.equal(from, 'no-reply@habeas.example')
  t.match(letter.subject, words.subjects.receipt)
  t.equal(words.subjects.receipt.exec(letter.subject ?? '')?.[1], receipt.reference)
  t.match(letter, {
    from: { value: [{ name: 'Atelier Vert SAS' }] },
    replyTo: { value: [{ address: 'dpo@atelier.example' }] },
  })
  t.equal(letter.headers.get('content-language'), locale)
  t.match(letter.text, words.code)
  const [code = ''] = /\b\d{8}\b/.exec(letter.text ?? '') ?? []
  t.ok(code !== '' && typeof letter.html === 'string' && letter.html.includes(code), 'as text and as HTML')

  const place = { ...path, vrf: receipt.verification.id }
  const redeem = (typed: string) =>
    anybody.post('/v1/public/{slug}/verifications/{vrf}/redeem', { path: place, body: { code: typed } })
  const guessed = await rejection(HabeasProblem, redeem(code === '00000000' ? '00000001' : '00000000'))
  t.equal(guessed.status, 401)
  const { access_token: token } = await redeem(code)
  return { receipt, person: createHabeas({ url, credentials: { token } }) }
}

/** Finds the request, acknowledges it, makes sure who asks, brings in the records, and grants. */
async function staffDecides(t: Test, reference: string): Promise<string> {
  const [found, ...others] = (await agent.get('/v1/requests', { query: { reference: [reference] } })).data
  if (found === undefined) throw new Error('staff does not find the request')
  t.same(others, [])
  t.match(found, { channel: 'web', identity: { status: 'unproven', level: 'mailbox', needed: 'verified' } })
  const path = { id: found.id }
  await agent.post('/v1/requests/{id}/acknowledge', { path, body: {} })
  await agent.post('/v1/requests/{id}/confirm-identity', {
    path,
    body: { method: 'known_facts', note: 'customer number and last order' },
  })
  const upload = await agent.put('/v1/requests/{id}/records/{source}', {
    path: { ...path, source: 'shop' },
    body: records,
  })
  t.match(upload, { source: 'shop', count: records.length })
  const right = found.rights[0]?.id ?? ''
  const decided = await dpo.post('/v1/requests/{id}/rights/{right}/decide', {
    path: { ...path, right },
    body: { outcome: 'granted' },
  })
  t.match(decided.rights, [{ status: 'decided', outcome: 'granted', answered_at: null }])
  return found.id
}

/** Asks for an export and looks until the worker's job has made it; the runner's timeout ends a wait in vain. */
async function compiled(id: string): Promise<{ id: string; sha256: string | null }> {
  const asked = await dpo.post('/v1/requests/{id}/exports', { path: { id }, body: { kind: 'access', format: 'zip' } })
  for (;;) {
    const path = { id, exp: asked.id }
    const { status, sha256 } = await dpo.get('/v1/requests/{id}/exports/{exp}', { path })
    if (status === 'ready') return { id: asked.id, sha256 }
    if (status !== 'queued' && status !== 'compiling') throw new Error(`the export is ${status}`)
    await delay(10)
  }
}

/** The person takes the package: whole, as announced, and readable. */
async function downloads(
  t: Test,
  person: Habeas,
  { path, words, sha256 }: { path: { id: string; exp: string }; words: Words; sha256: string | null },
): Promise<void> {
  const [offered] = (await person.get('/v1/me/requests/{id}/exports', { path })).data
  t.match(offered, { id: path.exp, format: 'zip', sha256 })
  const given = { path, as: 'bytes' } as const
  const taken = await person.call('post', '/v1/me/requests/{id}/exports/{exp}/download', given)
  const bytes = Buffer.from(taken.data)
  t.equal(hashOf(bytes), sha256)
  t.match(taken.headers.get('content-disposition'), /^attachment;/)
  const files = await unzip(bytes)
  const manifest: { files: { path: string; bytes: number; sha256: string }[] } = JSON.parse(
    contentOf(files, 'manifest.json'),
  )
  for (const file of manifest.files) t.equal(hashOf(files.get(file.path) ?? Buffer.alloc(0)), file.sha256, file.path)
  t.equal(manifest.files.length, files.size - 2, 'every file but the manifest itself and its signature')
  t.same(JSON.parse(contentOf(files, 'records.json')).records, {
    contact: [records[0].data],
    orders: [records[1].data, records[2].data],
  })
  t.match(contentOf(files, 'cover.html'), words.cover)
  t.match(contentOf(files, 'orders.csv'), /^number,total\r\nORDER-A17,12.5\r\nORDER-B4,99\r\n$/)
}

/** The history tells all of it, chained; every letter has gone out. */
async function isOnRecord(t: Test, id: string): Promise<void> {
  const { data: events } = await deputy.get('/v1/requests/{id}/events', { path: { id }, query: { limit: 100 } })
  const types = events.map(({ type }) => type)
  const told = [
    'request_received',
    'identity_confirmed',
    'right_decided',
    'export_released',
    'export_downloaded',
    'request_closed',
  ]
  t.same(
    types.filter((type) => told.includes(type)),
    told,
    'in the order in which it happened',
  )
  t.ok(events.every((event, i) => event.sequence === i + 1 && event.previous_hash === (events[i - 1]?.hash ?? null)))
  t.same(await lettersOf(id), ['sent', 'sent', 'sent', 'sent'])
}

/** What became of the letters, once all have been recorded as taken: the mail server has them a moment earlier. */
async function lettersOf(id: string): Promise<string[]> {
  for (;;) {
    const letters = (await deputy.get('/v1/requests/{id}/letters', { path: { id } })).data
    const states = letters.map(({ state }) => state)
    if (!states.includes('queued')) return states
    await delay(10)
  }
}

function contentOf(files: ReadonlyMap<string, Buffer>, path: string): string {
  const content = files.get(path)
  if (content === undefined) throw new Error(`the package has no ${path}`)
  return content.toString()
}
