import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { sha256 as hashOf, unzip } from './exports/support.ts'
import { type ApiClient, apiClient, got } from './support/api-client.ts'
import { type Received, startMailServer } from './support/mail.ts'
import { runningService } from './support/running-service.ts'

// The main job, as two people do it who know nothing but the contract: from the form to the package. The client is typed by openapi.json
// and comes over a socket, letters come by SMTP, the export is compiled by the job of the worker.

const mail = await startMailServer(t)
const service = await runningService(t, { SMTP_URL: mail.url, MAIL_FROM: 'no-reply@habeas.example' })
const { url } = service
const anybody = apiClient(url)

const opened = got(
  await apiClient(url, service.operatorToken).POST('/v1/organisations', {
    body: {
      slug: 'atelier',
      name: 'Atelier Vert SAS',
      country: 'FR',
      contact: { dpo_email: 'dpo@atelier.example', postal_address: '1 rue Verte\n75001 Paris' },
    },
  }),
)
const admin = await signedIn(opened.client)
const newStaff = async (name: string, role: 'agent' | 'dpo') =>
  signedIn(got(await admin.POST('/v1/clients', { body: { name, role } })))
const agent = await newStaff('Desk', 'agent')
const dpo = await newStaff('DPO', 'dpo')
const deputy = await newStaff('Deputy', 'dpo')

/** A staff client's token: RFC 6749 section 4.4. */
async function signedIn({ id, secret }: { id: string; secret: string }): Promise<ApiClient> {
  const token = await anybody.POST('/oauth/token', {
    body: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    bodySerializer: (body) => new URLSearchParams({ ...body }).toString(),
  })
  return apiClient(url, got(token).access_token)
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
    const mine = got(await person.GET('/v1/me/requests')).data
    t.match(mine, [
      { reference: receipt.reference, status: 'received', rights: [{ right: 'access', title: words.title }] },
    ])
    t.equal(mine.length, 1)

    const id = await staffDecides(t, receipt.reference)
    t.match((await letters.next()).mail.subject, words.subjects.receipt, 'acknowledged by staff, in the same words')
    t.match((await letters.next()).mail.subject, words.subjects.decision)

    const made = await compiled(id)
    const path = { id, exp: made.id }
    const alone = await dpo.POST('/v1/requests/{id}/exports/{exp}/release', { params: { path }, body: {} })
    t.equal(alone.response.status, 403)
    t.equal(alone.error?.code, 'four_eyes', 'not by who asked for it')
    t.same(
      got(await person.GET('/v1/me/requests/{id}/exports', { params: { path } })).data,
      [],
      'nothing to see before its release',
    )
    got(await deputy.POST('/v1/requests/{id}/exports/{exp}/release', { params: { path } }))
    const ready = await letters.next()
    t.match(ready.mail.subject, words.subjects.ready)
    t.same(ready.mail.attachments, [], 'delivered behind the door, never by mail')

    await downloads(t, person, { path, words, sha256: made.sha256 })
    const answered = got(await dpo.GET('/v1/requests/{id}', { params: { path } }))
    t.match(answered, {
      clock_state: 'stopped',
      rights: [{ status: 'fulfilled', outcome: 'granted', answered_in_time: true }],
    })
    got(await dpo.POST('/v1/requests/{id}/close', { params: { path }, body: { reason: 'completed' } }))
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
  const params = { path: { slug: opened.slug } }
  const form = await anybody.GET('/v1/public/{slug}', { params, headers: { 'accept-language': locale } })
  t.match(got(form).rights[0], { right: 'access', title: words.title })
  const body = { requester: words.person, rights: [{ right: 'access' as const }], locale }
  const headers = { 'idempotency-key': randomUUID() }
  const receipt = got(await anybody.POST('/v1/public/{slug}/requests', { params, body, headers }))
  const again = await anybody.POST('/v1/public/{slug}/requests', { params, body, headers })
  t.same(got(again), receipt, 'sent twice, received once')

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

  const path = { ...params.path, vrf: receipt.verification.id }
  const wrong = code === '00000000' ? '00000001' : '00000000'
  const guessed = await anybody.POST('/v1/public/{slug}/verifications/{vrf}/redeem', {
    params: { path },
    body: { code: wrong },
  })
  t.equal(guessed.response.status, 401)
  const token = await anybody.POST('/v1/public/{slug}/verifications/{vrf}/redeem', { params: { path }, body: { code } })
  return { receipt, person: apiClient(url, got(token).access_token) }
}

/** Finds the request, acknowledges it, makes sure who asks, brings in the records, and grants. */
async function staffDecides(t: Test, reference: string): Promise<string> {
  const [found, ...others] = got(
    await agent.GET('/v1/requests', { params: { query: { reference: [reference] } } }),
  ).data
  if (found === undefined) throw new Error('staff does not find the request')
  t.same(others, [])
  t.match(found, { channel: 'web', identity: { status: 'unproven', level: 'mailbox', needed: 'verified' } })
  const params = { path: { id: found.id } }
  got(await agent.POST('/v1/requests/{id}/acknowledge', { params, body: {} }))
  got(
    await agent.POST('/v1/requests/{id}/confirm-identity', {
      params,
      body: { method: 'known_facts', note: 'customer number and last order' },
    }),
  )
  const upload = await agent.PUT('/v1/requests/{id}/records/{source}', {
    params: { path: { id: found.id, source: 'shop' } },
    body: [...records],
    headers: { 'content-type': 'application/x-ndjson' },
    bodySerializer: (lines) =>
      (Array.isArray(lines) ? lines : [lines]).map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  t.match(got(upload), { source: 'shop', count: records.length })
  const right = found.rights[0]?.id ?? ''
  const decided = await dpo.POST('/v1/requests/{id}/rights/{right}/decide', {
    params: { path: { id: found.id, right } },
    body: { outcome: 'granted' },
  })
  t.match(got(decided).rights, [{ status: 'decided', outcome: 'granted', answered_at: null }])
  return found.id
}

/** Asks for an export and looks until the worker's job has made it; the runner's timeout ends a wait in vain. */
async function compiled(id: string): Promise<{ id: string; sha256: string | null }> {
  const asked = got(
    await dpo.POST('/v1/requests/{id}/exports', { params: { path: { id } }, body: { kind: 'access', format: 'zip' } }),
  )
  for (;;) {
    const path = { id, exp: asked.id }
    const { status, sha256 } = got(await dpo.GET('/v1/requests/{id}/exports/{exp}', { params: { path } }))
    if (status === 'ready') return { id: asked.id, sha256 }
    if (status !== 'queued' && status !== 'compiling') throw new Error(`the export is ${status}`)
    await delay(10)
  }
}

/** The person takes the package: whole, as announced, and readable. */
async function downloads(
  t: Test,
  person: ApiClient,
  { path, words, sha256 }: { path: { id: string; exp: string }; words: Words; sha256: string | null },
): Promise<void> {
  const [offered] = got(await person.GET('/v1/me/requests/{id}/exports', { params: { path } })).data
  t.match(offered, { id: path.exp, format: 'zip', sha256 })
  const taken = await person.POST('/v1/me/requests/{id}/exports/{exp}/download', {
    params: { path },
    parseAs: 'arrayBuffer',
  })
  const bytes = Buffer.from(got(taken))
  t.equal(hashOf(bytes), sha256)
  t.match(taken.response.headers.get('content-disposition'), /^attachment;/)
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
  const params = { path: { id }, query: { limit: 100 } }
  const events = got(await deputy.GET('/v1/requests/{id}/events', { params })).data
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
    const letters = got(await deputy.GET('/v1/requests/{id}/letters', { params: { path: { id } } })).data
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
