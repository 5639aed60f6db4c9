import { createHash } from 'node:crypto'
import t from 'tap'
import { runAs } from '../support/database.ts'
import { type Call, testService } from '../support/service.ts'
import { form, jpeg, pdf, png } from './files.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const other = await service.organisation('other')
const agent = await acme.client('agent')
const auditor = await acme.client('auditor')
const foreign = await other.client('admin')
const zoe = await acme.person('zoe@example.org')
const eve = await acme.person('eve@example.org')
const zoeElsewhere = await other.person('zoe@example.org')

const open = async (email = 'zoe@example.org'): Promise<string> => {
  const made = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: 'Zoé', email },
    rights: [{ right: 'access' }],
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}
type File = { name?: string; content?: Buffer; type?: string; part?: string }
const upload = (as: Call, url: string, kind: string, file: File = {}, headers: Record<string, string> = {}) => {
  const sent = form({ kind }, { name: file.name ?? 'paper.pdf', content: file.content ?? pdf(), ...file })
  return as('POST', url, sent.body, { ...sent.headers, ...headers })
}
const byStaff = (id: string, kind: string, file?: File) => upload(agent, `/v1/requests/${id}/documents`, kind, file)
const byZoe = (id: string, kind: string, file?: File) => upload(zoe, `/v1/me/requests/${id}/documents`, kind, file)
const eventsOf = async (id: string) => (await agent('GET', `/v1/requests/${id}/events`)).body.data
const stored = async (id: string): Promise<number> =>
  (await agent('GET', `/v1/requests/${id}/documents?limit=100`)).body.data.length

t.test('staff files a document, reads it, and each look is recorded', async (t) => {
  const id = await open()
  const before = (await agent('GET', `/v1/requests/${id}`)).body
  const filed = await byStaff(id, 'letter', { name: 'Réponse signée.PDF' })
  const sha256 = createHash('sha256').update(pdf()).digest('hex')
  t.equal(filed.status, 201)
  t.same(filed.body, {
    id: filed.body.id,
    object: 'document',
    kind: 'letter',
    media_type: 'application/pdf',
    filename: 'Réponse signée.pdf',
    bytes: pdf().length,
    sha256,
    uploaded_by: 'staff',
    answers: null,
    created_at: filed.body.created_at,
    deleted_at: null,
  })
  t.match(filed.body.id, /^doc_[0-9a-z]{26}$/)
  t.match((await eventsOf(id)).at(-1), {
    type: 'document_added',
    details: { document: filed.body.id, kind: 'letter', media_type: 'application/pdf', bytes: pdf().length, sha256 },
  })
  const after = (await agent('GET', `/v1/requests/${id}`)).body
  t.equal(after.version, before.version + 1, 'a document is a change of the request')
  t.equal(after.status, 'received', 'and no step of the procedure')

  const read = await agent('GET', `/v1/requests/${id}/documents/${filed.body.id}/content`)
  t.equal(read.status, 200)
  t.ok(read.raw.equals(pdf()))
  t.match(read.headers, {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${filed.body.id}.pdf"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-length': String(pdf().length),
  })
  t.match((await eventsOf(id)).at(-1), { type: 'document_viewed', details: { document: filed.body.id } })
  t.equal((await agent('GET', `/v1/requests/${id}`)).body.version, after.version, 'looking changes nothing')
  t.same((await auditor('GET', `/v1/requests/${id}/documents`)).body.data, [filed.body])
})

t.test('the person hands in papers, and sees their own and letters only', async (t) => {
  const id = await open()
  const own = await byZoe(id, 'authority', { name: 'mandat.png', content: png() })
  t.match(own, { status: 201, body: { kind: 'authority', media_type: 'image/png', uploaded_by: 'requester' } })
  t.match((await eventsOf(id)).at(-1), { type: 'document_added', actor: { type: 'requester' } })
  await byStaff(id, 'evidence', { name: 'note.pdf' })
  const letter = await byStaff(id, 'letter', { name: 'reply.pdf' })
  const { body } = await zoe('GET', `/v1/me/requests/${id}/documents`)
  t.same(body.data, [own.body, letter.body])
  t.equal(await stored(id), 3)
  t.equal((await byZoe(id, 'letter')).status, 400, 'a letter of the organisation is not the person’s to send')
})

t.test('a list goes on where its page ended', async (t) => {
  const id = await open()
  const all: string[] = []
  for (let i = 0; i < 5; i += 1) all.push((await byStaff(id, 'evidence')).body.id)
  const seen: string[] = []
  let url = `/v1/requests/${id}/documents?limit=2`
  for (let pages = 0; pages < 3; pages += 1) {
    const page = await agent('GET', url)
    seen.push(...page.body.data.map((document: { id: string }) => document.id))
    t.equal(page.body.has_more, pages < 2)
    url = /<([^>]+)>/.exec(String(page.headers.link))?.[1] ?? ''
  }
  t.same(seen, all)
  const { next_cursor } = (await agent('GET', `/v1/requests/${id}/documents?limit=2`)).body
  const another = await open()
  const elsewhere = await agent('GET', `/v1/requests/${another}/documents?cursor=${next_cursor}`)
  t.match(elsewhere, { status: 400, body: { code: 'invalid_cursor' } }, 'a cursor belongs to its list (attack 46)')
})

t.test('identity documents are gone once they are checked, and at closure; the rest stays (attack 7)', async (t) => {
  const id = await open()
  const card = (await byZoe(id, 'identity', { name: 'Zoé.jpg', content: jpeg() })).body
  const proof = (await byZoe(id, 'evidence')).body
  const content = (document: string) => agent('GET', `/v1/requests/${id}/documents/${document}/content`)
  t.equal((await content(card.id)).status, 200)
  await agent('POST', `/v1/requests/${id}/confirm-identity`, { method: 'document', note: 'the card was looked at' })
  t.equal((await content(card.id)).status, 404)
  t.equal((await content(proof.id)).status, 200)
  const [listed] = (await zoe('GET', `/v1/me/requests/${id}/documents`)).body.data
  t.match(listed, { id: card.id, filename: null, sha256: card.sha256, deleted_at: /^2026-05-04T/ })
  const [row] = await runAs(
    service.database.superuser,
    `select content is null as gone, octet_length(detail) as size from habeas.documents where kind = 'identity' and deleted_at is not null`,
  )
  t.same(row, { gone: true, size: 31 }, 'an empty object in a box: no name is left')

  const second = await open()
  const kept = (await byZoe(second, 'identity')).body
  await zoe('POST', `/v1/me/requests/${second}/cancel`)
  t.equal((await agent('GET', `/v1/requests/${second}/documents/${kept.id}/content`)).status, 404)
  t.match((await byZoe(second, 'identity')).body, { code: 'not_permitted' }, 'a closed request needs no proof')
  t.equal((await byZoe(second, 'evidence')).status, 201, 'anything else is still taken')
  t.equal((await byStaff(second, 'letter')).status, 201)
})

t.test('a type is told by content and name: the rest is 415, and nothing is stored (attacks 52 to 57)', async (t) => {
  const id = await open()
  for (const [name, content] of [
    ['page.html', Buffer.from('<script>alert(1)</script>')],
    ['card.pdf', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['card.png', pdf()],
    ['card.pdf.exe', pdf()],
    ['card', pdf()],
    ['flood.png', png({ width: 60_000, height: 60_000 })],
    [`${'n'.repeat(300)}.pdf`, pdf()],
  ] as const) {
    const refused = await byZoe(id, 'evidence', { name, content, type: 'application/pdf' })
    t.match(
      refused,
      { status: 415, body: { code: 'unsupported_media_type', errors: [{ location: 'body.file' }] } },
      name,
    )
  }
  t.equal(await stored(id), 0)
  const json = await zoe('POST', `/v1/me/requests/${id}/documents`, { kind: 'evidence' })
  t.equal(json.status, 415)
})

t.test('10 MiB are taken, one byte more is 413', async (t) => {
  const id = await open()
  const filled = (bytes: number) => Buffer.concat([pdf(), Buffer.alloc(bytes - pdf().length, 32)])
  const most = 10 * 1024 * 1024
  t.match(await byZoe(id, 'evidence', { content: filled(most) }), { status: 201, body: { bytes: most } })
  t.match(await byZoe(id, 'evidence', { content: filled(most + 1) }), { status: 413, body: { code: 'too_large' } })
  t.match(await byZoe(id, 'evidence', { content: filled(most * 2) }), { status: 413 })
  t.equal(await stored(id), 1)
})

t.test('an upload cut at any byte is 400, and nothing is stored (attack 58)', async (t) => {
  const id = await open()
  const { body, headers } = form({ kind: 'evidence' }, { name: 'paper.pdf', content: pdf() })
  const statuses = new Map<number, number>()
  // The last line end and the last dashes may be missing (RFC 2046 section 5.1.1 needs no more): whatever is shorter is cut
  const wholeFrom = body.length - '--\r\n'.length
  for (let length = 0; length < wholeFrom; length += 1) {
    const { status } = await zoe('POST', `/v1/me/requests/${id}/documents`, body.subarray(0, length), headers)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  t.same([...statuses], [[400, wholeFrom]])
  t.equal(await stored(id), 0)
})

t.test('a form with too much or too little is 400', async (t) => {
  const id = await open()
  const url = `/v1/me/requests/${id}/documents`
  const send = async (sent: ReturnType<typeof form>) => (await zoe('POST', url, sent.body, sent.headers)).status
  const file = { name: 'paper.pdf', content: pdf() }
  t.equal(await send(form({}, file)), 400, 'no kind')
  t.equal(await send(form({ kind: 'passport' }, file)), 400, 'a kind that is none')
  t.equal(await send(form({ kind: 'evidence' })), 400, 'no file')
  t.equal(await send(form({ kind: 'evidence', status: 'closed' }, file)), 400, 'a field that is none (attack 25)')
  t.equal(await send(form({ kind: 'evidence', __proto__x: 'x' }, file)), 400)
  t.equal(await send(form({ kind: 'evidence' }, { ...file, content: Buffer.alloc(0) })), 400, 'an empty file')
  t.equal(await send(form({ kind: 'evidence' }, { ...file, part: 'kind' })), 400, 'another name for the file')
  t.equal(await stored(id), 0)
})

t.test('an Idempotency-Key makes a repeated upload one document; another file is 422', async (t) => {
  const id = await open()
  const url = `/v1/me/requests/${id}/documents`
  const key = { 'idempotency-key': 'the-key-of-one-upload' }
  const first = await upload(zoe, url, 'evidence', {}, key)
  const second = await upload(zoe, url, 'evidence', {}, key)
  t.match(second, { status: 201, body: first.body, headers: { 'idempotent-replayed': 'true' } })
  t.match(await upload(zoe, url, 'evidence', { content: Buffer.concat([pdf(), pdf()]) }, key), { status: 422 })
  t.match(await upload(zoe, url, 'authority', {}, key), { status: 422 })
  t.match(await upload(zoe, url, 'evidence', { name: 'other.pdf' }, key), { status: 422 })
  t.equal(await stored(id), 1)
})

t.test('there is an end to what a person may store (attack 59)', async (t) => {
  const id = await open()
  await runAs(
    service.database.superuser,
    `insert into habeas.documents (organisation_id, id, request_id, kind, media_type, bytes, sha256, uploaded_by, created_at, detail)
     select organisation_id, gen_random_uuid(), id, 'evidence', 'application/pdf', 2 * 1024 * 1024, '\\x01', 'requester', now(), '\\x01'
     from habeas.requests, generate_series(1, 49) where reference = $1`,
    [(await agent('GET', `/v1/requests/${id}`)).body.reference],
  )
  t.equal(
    (await byZoe(id, 'evidence', { content: Buffer.concat([pdf(), Buffer.alloc(3_000_000)]) })).status,
    422,
    'of bytes',
  )
  t.equal((await byZoe(id, 'evidence')).status, 201)
  t.match(await byZoe(id, 'evidence'), { status: 422, body: { code: 'not_permitted' } }, 'of documents')
  t.equal((await byStaff(id, 'evidence')).status, 201, 'staff has room of its own')
})

t.test(
  'another person’s, another tenant’s and mixed ids are a 404 identical to absent (attacks 21 to 23)',
  async (t) => {
    const id = await open()
    const own = (await byZoe(id, 'evidence')).body.id
    const mixed = await open()
    const told = (answer: Awaited<ReturnType<Call>>) => {
      const { 'x-request-id': _id, date: _date, ...headers } = answer.headers
      return { status: answer.status, headers, body: { ...answer.body, request_id: '' } }
    }
    const absent = await agent('GET', '/v1/requests/req_01h2xcejqtf2nbrexx3vqjhp41/documents')
    t.equal(absent.status, 404)
    const answers = {
      foreignList: await foreign('GET', `/v1/requests/${id}/documents`),
      foreignContent: await foreign('GET', `/v1/requests/${id}/documents/${own}/content`),
      mixedContent: await agent('GET', `/v1/requests/${mixed}/documents/${own}/content`),
      evesList: await eve('GET', `/v1/me/requests/${id}/documents`),
      elsewhere: await zoeElsewhere('GET', `/v1/me/requests/${id}/documents`),
      malformed: await agent('GET', `/v1/requests/${id}/documents/doc_x/content`),
    }
    for (const [who, answer] of Object.entries(answers)) t.same(told(answer), told(absent), who)
    const absentUpload = await upload(agent, '/v1/requests/req_01h2xcejqtf2nbrexx3vqjhp41/documents', 'evidence')
    t.equal(absentUpload.status, 404)
    const uploads = {
      foreign: await upload(foreign, `/v1/requests/${id}/documents`, 'evidence'),
      eve: await upload(eve, `/v1/me/requests/${id}/documents`, 'evidence'),
      elsewhere: await upload(zoeElsewhere, `/v1/me/requests/${id}/documents`, 'evidence'),
    }
    for (const [who, answer] of Object.entries(uploads)) t.same(told(answer), told(absentUpload), who)
    t.equal(await stored(id), 1)
  },
)

t.test('roles: an auditor lists and does not read or write; without a token nothing', async (t) => {
  const id = await open()
  const { body } = await byStaff(id, 'evidence')
  t.equal((await auditor('GET', `/v1/requests/${id}/documents`)).status, 200)
  t.equal((await auditor('GET', `/v1/requests/${id}/documents/${body.id}/content`)).status, 403)
  t.equal((await upload(auditor, `/v1/requests/${id}/documents`, 'evidence')).status, 403)
  t.equal((await upload(service.call, `/v1/requests/${id}/documents`, 'evidence')).status, 401)
  t.equal((await upload(service.call, `/v1/me/requests/${id}/documents`, 'evidence')).status, 401)
  t.equal(
    (await upload(agent, `/v1/me/requests/${id}/documents`, 'evidence')).status,
    401,
    'a token of another door (attack 30)',
  )
  t.equal((await upload(zoe, `/v1/requests/${id}/documents`, 'evidence')).status, 401)
})
