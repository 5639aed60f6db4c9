import { hash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import PdfDocument from 'pdfkit'
import t from 'tap'
import { form, withZipBehind } from '../identity/files.ts'
import {
  chunksOf,
  describedDrawing,
  describedPhoto,
  drawing,
  exifOf,
  jpegSegment,
  photo,
  pixelsOf,
  pngChunk,
  samplesOf,
  secret,
} from '../identity/photos.ts'
import { type Call, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const zoe = await acme.person('zoe@example.org')
const eve = await acme.person('eve@example.org')

const open = async (email: string): Promise<string> => {
  const made = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: 'Zoé', email },
    rights: [{ right: 'access' }],
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}
const hand = (as: Call, request: string, file: { name: string; content: Buffer }, kind = 'identity') => {
  const sent = form({ kind }, file)
  return as('POST', `/v1/me/requests/${request}/documents`, sent.body, sent.headers)
}
const contentOf = (request: string, document: string) =>
  agent('GET', `/v1/requests/${request}/documents/${document}/content`)
const identityOf = async (request: string) => (await agent('GET', `/v1/requests/${request}`)).body.identity

/** A page as a program writes it, with what runs when it is opened. */
function activePdf(): Promise<Buffer> {
  const document = new PdfDocument({ info: { Author: secret, Title: 'Mandate' } })
  document.addNamedJavaScript('greet', 'app.alert("opened")')
  document.file(Buffer.from('an attachment'), { name: 'attached.txt' })
  document.text('I give a mandate.')
  document.end()
  return document.toArray().then((chunks: Buffer[]) => Buffer.concat(chunks))
}

t.test('what is kept of a photograph or a scan is the picture; its hash is of what is kept', async (t) => {
  const id = await open('zoe@example.org')
  const card = await hand(zoe, id, { name: 'card.jpg', content: describedPhoto(6) })
  t.equal(card.status, 201)
  const stored = (await contentOf(id, card.body.id)).raw
  t.notOk(stored.includes(secret))
  t.match(exifOf(stored), { '0th': { 274: 6 }, GPS: {} })
  t.same(samplesOf(stored), samplesOf(photo()))
  t.match(card.body, { bytes: stored.length, sha256: hash('sha256', stored) })

  const scan = await hand(zoe, id, { name: 'scan.png', content: describedDrawing() })
  const kept = (await contentOf(id, scan.body.id)).raw
  t.notOk(kept.includes(secret))
  t.same(pixelsOf(kept), pixelsOf(drawing()))
  t.match(scan.body, { bytes: kept.length, sha256: hash('sha256', kept) })
})

t.test('attack 6: a blank or reused image of an identity card verifies nothing by itself', async (t) => {
  const [first, second] = [await open('zoe@example.org'), await open('eve@example.org')]
  const before = await identityOf(first)
  const image = { name: 'card.jpg', content: photo() }
  t.equal((await hand(zoe, first, image)).status, 201)
  t.equal((await hand(eve, second, image)).status, 201)
  t.equal((await hand(zoe, first, { name: 'blank.png', content: drawing({ width: 1, height: 1 }) })).status, 201)
  t.same(await identityOf(first), before)
  t.match(await identityOf(second), { level: 'none', proven_at: null })
  const { rights } = (await agent('GET', `/v1/requests/${second}`)).body
  const granted = await dpo('POST', `/v1/requests/${second}/rights/${rights[0].id}/decide`, { outcome: 'granted' })
  t.match(granted, { status: 422, body: { code: 'identity_level_too_low' } })
})

t.test(
  'attacks 52 to 57: archives, polyglots, SVG and pixel floods, made of real files, are stored nowhere',
  async (t) => {
    const id = await open('zoe@example.org')
    const jpeg = photo()
    const inComment = Buffer.concat([jpeg.subarray(0, 20), jpegSegment(0xfe, await activePdf()), jpeg.subarray(20)])
    const header = Buffer.concat([Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]), Buffer.from([1, 0, 0, 0, 0])])
    const flood = Buffer.concat([
      drawing().subarray(0, 8),
      pngChunk('IHDR', header),
      pngChunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
      pngChunk('IEND', Buffer.alloc(0)),
    ])
    const files = {
      'archive.pdf': withZipBehind(Buffer.alloc(0)),
      'photo-and-archive.jpg': withZipBehind(jpeg),
      'scan-and-archive.png': withZipBehind(drawing()),
      'mandate-and-archive.pdf': withZipBehind(await activePdf()),
      'photo-and-pdf.jpg': inComment,
      'drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      'drawing.png': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      'flood.png': flood,
      'cut.jpg': jpeg.subarray(0, jpeg.length - 2),
      'photo.png': jpeg,
    }
    for (const [name, content] of Object.entries(files)) {
      const refused = await hand(zoe, id, { name, content })
      t.match(refused, { status: 415, body: { errors: [{ location: 'body.file' }] } }, name)
    }
    t.same((await agent('GET', `/v1/requests/${id}/documents`)).body.data, [])
    const named = await hand(zoe, id, { name: '..\\..\\autoexec/../../evil\u0000.jpg', content: jpeg })
    t.match(named, { status: 415 }, 'a name with a NUL is none (attack 57)')
    const path = await hand(zoe, id, { name: '../../etc/cron.d/card.jpg', content: jpeg })
    t.match(path, { status: 201, body: { filename: 'card.jpg' } }, 'of a path the name is kept (attack 57)')
  },
)

t.test('attack 54: what hides in an image’s own parts is gone with them', async (t) => {
  const id = await open('zoe@example.org')
  const script = Buffer.from('<script>alert(1)</script>')
  const hidden = {
    'comment.jpg': Buffer.concat([photo().subarray(0, 2), jpegSegment(0xfe, script), photo().subarray(2)]),
    'behind.jpg': Buffer.concat([photo(), script]),
    'text.png': Buffer.concat([drawing().subarray(0, 33), pngChunk('tEXt', script), drawing().subarray(33)]),
    'behind.png': Buffer.concat([drawing(), script]),
  }
  for (const [name, content] of Object.entries(hidden)) {
    const { body } = await hand(zoe, id, { name, content })
    const kept = (await contentOf(id, body.id)).raw
    t.ok(kept.equals(name.endsWith('.png') ? drawing() : photo()), name)
  }
  t.same(chunksOf(drawing()), ['IHDR', 'IDAT', 'IEND'])
})

t.test('a PDF with a script and an attachment is kept to the byte, and never shown inline', async (t) => {
  const id = await open('zoe@example.org')
  const content = await activePdf()
  const { body } = await hand(zoe, id, { name: 'mandate.pdf', content }, 'authority')
  const read = await contentOf(id, body.id)
  t.ok(read.raw.equals(content))
  t.match(read.headers, {
    'content-disposition': /^attachment; /,
    'x-content-type-options': 'nosniff',
    'content-security-policy': /sandbox|default-src 'none'/,
  })
})
