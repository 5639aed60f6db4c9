import t from 'tap'
import { feedBetween } from '../../src/evidence/store.ts'
import { deliverLetters } from '../../src/letters/deliver-letters.ts'
import { smtpTransport } from '../../src/platform/mail/transport.ts'
import { pdf, png, withZipBehind } from '../identity/files.ts'
import { describedDrawing, describedPhoto, drawing, photo, secret } from '../identity/photos.ts'
import { startMailServer } from '../support/mail.ts'
import { type TestOrganisation, testService } from '../support/service.ts'

const service = await testService(t, {
  env: { MAIL_FROM_DOMAINS: 'granted=exemple.org,granted=Example.net,passing=exemple.org' },
})
service.at('2026-03-02T09:30:00Z')
let made = 0

async function fresh() {
  made += 1
  const organisation = await service.organisation(`style-${made}`, { country: 'FR' })
  return { organisation, admin: organisation.admin, auditor: await organisation.client('auditor') }
}

const logoOf = (content: Buffer) => ({ logo: { content: content.toString('base64') } })
const locations = ({ body }: { body: { errors: { location: string }[] } }) => body.errors.map((each) => each.location)

/** As the settings give them above. */
const given = new Map([['granted', ['exemple.org', 'example.net']]])

/** Opens a request by a form, and takes its receipt from a real mail server. */
async function receiptOf({ slug }: TestOrganisation, domains: ReadonlyMap<string, readonly string[]> = given) {
  const server = await startMailServer(t)
  const requester = { name: 'Zoé Łukasiewicz', email: `zoe-${slug}@example.net` }
  await service.call('POST', `/v1/public/${slug}/requests`, { requester, rights: [{ right: 'access' }] })
  const errors: unknown[] = []
  const refused: string[] = []
  const worker = deliverLetters(service.deps, {
    transport: smtpTransport(server.url),
    from: 'no-reply@habeas.example',
    domains,
    onSenderRefused: (organisation) => refused.push(organisation),
    onError: (error) => errors.push(error),
  })
  worker.start()
  const arrived = await server.arrival()
  await worker.stop()
  t.same(errors, [])
  return { ...arrived, refused }
}

t.test('an organisation that has decided nothing has the style of the house, version 0', async (t) => {
  const { auditor } = await fresh()
  const { status, headers, body } = await auditor('GET', '/v1/letters/style')
  t.same([status, headers.etag], [200, '"0"'])
  t.match(body, {
    object: 'letter_style',
    version: 0,
    updated_at: null,
    updated_by: null,
    sender_name: null,
    logo: null,
  })
})

t.test(
  'letters come from a name and an address of the organisation’s own, reports of their delivery go to ours',
  async (t) => {
    const organisation = await service.organisation('granted', { country: 'FR' })
    const { status, body } = await organisation.admin('PATCH', '/v1/letters/style', {
      sender_name: 'Exemple, vos données',
      sender_address: 'droits@mail.example.net',
      reply_to: 'reponses@exemple.fr',
    })
    t.match([status, body], [200, { version: 1, sender_address: 'droits@mail.example.net' }])
    const { from, mail } = await receiptOf(organisation)
    t.equal(from, 'no-reply@habeas.example')
    t.equal(mail.from?.text, '"Exemple, vos données" <droits@mail.example.net>')
    t.equal(mail.replyTo?.text, 'reponses@exemple.fr')
    t.match(String(mail.html), 'Exemple, vos données</p>')
  },
)

t.test('a domain that the operator has not given is nobody’s to send from', async (t) => {
  const { admin } = await fresh()
  for (const address of ['a@example.net', 'a@habeas.example', 'a@notexample.org', 'a@example.org.evil.example']) {
    const refused = await admin('PATCH', '/v1/letters/style', { sender_address: address })
    t.match(refused, { status: 422, body: { code: 'sender_not_allowed' } }, address)
  }
  t.match((await admin('GET', '/v1/letters/style')).body, { version: 0 })
})

t.test(
  'a domain that the operator takes back is not sent from any more: letters come from ours, and staff is warned',
  async (t) => {
    const organisation = await service.organisation('passing', { country: 'FR' })
    const own = { sender_name: 'Exemple SA', sender_address: 'droits@exemple.org' }
    const set = await organisation.admin('PATCH', '/v1/letters/style', own)
    t.match(set, { status: 200, body: { warnings: [] } })
    const sent = await receiptOf(organisation, new Map([['passing', ['exemple.org']]]))
    t.match([sent.mail.from?.text, sent.refused], ['"Exemple SA" <droits@exemple.org>', []])

    const taken = await receiptOf(organisation, new Map([['another', ['exemple.org']]]))
    t.equal(taken.mail.from?.text, '"Exemple SA" <no-reply@habeas.example>')
    t.same(taken.refused, [organisation.id], 'and whoever runs the service is told')

    // To the settings it is another, to which they give nothing
    await service.database.look(`update habeas.organisations set slug = 'passed' where slug = 'passing'`)
    const { body } = await organisation.admin('GET', '/v1/letters/style')
    t.match(body, {
      sender_address: 'droits@exemple.org',
      warnings: [{ code: 'sender_not_allowed', message: /MAIL_FROM_DOMAINS/ }],
    })
    const other = await organisation.admin('PATCH', '/v1/letters/style', { sender_name: 'Exemple SAS' })
    t.match(other, { status: 200, body: { warnings: [{ code: 'sender_not_allowed' }] } })
    t.match((await organisation.admin('PATCH', '/v1/letters/style', { sender_address: null })).body, { warnings: [] })
  },
)

t.test('attacks 42 and 43: no name or address of a sender is more than one', async (t) => {
  const { admin } = await fresh()
  const names = [
    'A\r\nBcc: eve@example.com',
    'A\u2028B',
    'ceo@bank.example',
    'A <a@b.example>',
    'A\u202eB',
    'ceo＠bank.example',
    'A ＜a',
    'A\u200bB',
    'a'.repeat(101),
    ' ',
  ]
  for (const [at, sender_name] of names.entries()) {
    const refused = await admin('PATCH', '/v1/letters/style', { sender_name })
    t.match([refused.status, ...locations(refused)], [400, 'body.sender_name'], `name ${at}`)
  }
  for (const address of [
    'a@b.example, c@d.example',
    'a@b.example\r\nBcc: c@d.example',
    '"a b"@b.example',
    'a(b)@b.example',
  ]) {
    for (const field of ['sender_address', 'reply_to']) {
      t.equal((await admin('PATCH', '/v1/letters/style', { [field]: address })).status, 400, field)
    }
  }
  t.match((await admin('GET', '/v1/letters/style')).body, { version: 0 })
})

t.test('a logo goes with the letter, as a part of it', async (t) => {
  const { organisation, admin } = await fresh()
  const { status, body } = await admin('PATCH', '/v1/letters/style', logoOf(describedDrawing()))
  t.match([status, body.logo], [200, { media_type: 'image/png', width: 40, height: 24 }])
  t.notOk(Buffer.from(body.logo.content, 'base64').includes(secret))
  const { raw, mail } = await receiptOf(organisation)
  const [picture, ...more] = mail.attachments
  t.same(more, [])
  t.match(picture, {
    contentType: 'image/png',
    contentDisposition: 'inline',
    related: true,
    cid: 'logo.1@habeas.invalid',
  })
  t.equal(picture?.content.toString('base64'), body.logo.content)
  t.match(raw.toString().replace(/=\r\n/g, ''), /<img src=3D"cid:logo\.1@habeas\.invalid" alt=3D/)
  t.match(raw.toString(), 'multipart/related')
  t.notMatch(mail.text, 'cid:')
})

t.test('what only describes a picture, or stands behind it, is not kept of a logo', async (t) => {
  const { admin } = await fresh()
  for (const given of [describedPhoto(), describedDrawing()]) {
    const { status, body } = await admin('PATCH', '/v1/letters/style', logoOf(given))
    t.equal(status, 200)
    t.notOk(Buffer.from(body.logo.content, 'base64').includes(secret))
  }
})

t.test('what is no small, whole PNG or JPEG is no logo (attacks 52 to 57)', async (t) => {
  const { admin } = await fresh()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')
  const wrong = [
    svg,
    gif,
    pdf(),
    Buffer.alloc(0),
    drawing().subarray(0, 40),
    png({ width: 2_001, height: 1 }),
    png({ width: 65_000, height: 65_000 }),
    withZipBehind(drawing()),
  ]
  for (const [at, content] of wrong.entries()) {
    const refused = await admin('PATCH', '/v1/letters/style', logoOf(content))
    t.match([refused.status, ...locations(refused)], [400, 'body.logo.content'], `${at}`)
  }
  const large = { logo: { content: Buffer.concat([photo(), Buffer.alloc(64 * 1024)]).toString('base64') } }
  t.equal((await admin('PATCH', '/v1/letters/style', large)).status, 400)
  t.equal((await admin('PATCH', '/v1/letters/style', { logo: { content: 'no base64!' } })).status, 400)
  t.match((await admin('GET', '/v1/letters/style')).body, { version: 0 })
})

t.test('colours are six digits, and a heading that could not be read is made darker', async (t) => {
  const { admin, auditor } = await fresh()
  for (const band of ['red', '#fff', '#12345g', 'url(https://evil.example)', '#123456;background:url(x)']) {
    const refused = await admin('PATCH', '/v1/letters/style', { colours: { band, heading: '#000000' } })
    t.match([refused.status, ...locations(refused)], [400, 'body.colours.band'], band)
  }
  const { body } = await admin('PATCH', '/v1/letters/style', { colours: { band: '#FFDD00', heading: '#ffdd00' } })
  t.same(body.colours, { band: '#ffdd00', heading: '#ffdd00' })
  const { html } = (await auditor('GET', '/v1/letters/preview/decision')).body
  t.match(html, 'border-top:6px solid #ffdd00')
  t.notMatch(html, /class="heading" style="[^"]*color:#ffdd00/)
})

t.test('every version can be read again, with who made it; null is as usual again', async (t) => {
  const { organisation, admin, auditor } = await fresh()
  const ada = { 'acting-user': 'ada@exemple.fr' }
  await admin('PATCH', '/v1/letters/style', { sender_name: 'Premier', ...logoOf(drawing()) }, ada)
  const same = await admin('PATCH', '/v1/letters/style', { sender_name: 'Premier', ...logoOf(drawing()) })
  t.equal(same.body.version, 1, 'what changes nothing is no version')
  await admin('PATCH', '/v1/letters/style', { sender_name: null })
  const third = await admin('PATCH', '/v1/letters/style', { logo: null })
  t.match(third.body, { version: 3, sender_name: null, logo: null })
  const first = await auditor('GET', '/v1/letters/style?version=1')
  t.match(first.body, {
    version: 1,
    sender_name: 'Premier',
    updated_by: { client: /^cli_/, acting_user: 'ada@exemple.fr' },
    logo: { media_type: 'image/png' },
  })
  t.equal((await auditor('GET', '/v1/letters/style?version=2')).body.logo.content, first.body.logo.content)
  t.equal((await auditor('GET', '/v1/letters/style?version=4')).status, 404)
  const whole = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 100 }
  const rows = await service.database.db.transaction(organisation.id, (tx) => feedBetween(tx, service.keyring, whole))
  t.same(
    rows.filter(({ type }) => type === 'letter_style_changed').map(({ facts }) => facts),
    [
      { version: 1, fields: ['sender_name', 'logo'] },
      { version: 2, fields: ['sender_name'] },
      { version: 3, fields: ['logo'] },
    ],
  )
})

t.test('a change meant for another version is refused', async (t) => {
  const { admin } = await fresh()
  t.equal((await admin('PATCH', '/v1/letters/style', { sender_name: 'A' }, { 'if-match': '"0"' })).status, 200)
  t.equal((await admin('PATCH', '/v1/letters/style', { sender_name: 'B' }, { 'if-match': '"0"' })).status, 412)
  t.match((await admin('GET', '/v1/letters/style')).body, { sender_name: 'A' })
})

t.test('a letter names the style it was written with, and keeps it', async (t) => {
  const { admin, organisation } = await fresh()
  const agent = await organisation.client('agent')
  await admin('PATCH', '/v1/letters/style', { sender_name: 'Avant' })
  const requester = { name: 'Zoé', email: 'zoe@example.net' }
  const opened = await agent('POST', '/v1/requests', {
    channel: 'phone',
    received_at: '2026-03-02T09:00:00Z',
    requester,
    rights: [{ right: 'access' }],
  })
  await agent('POST', `/v1/requests/${opened.body.id}/acknowledge`, {})
  await admin('PATCH', '/v1/letters/style', { sender_name: 'Après' })
  const { body } = await agent('GET', `/v1/requests/${opened.body.id}/letters`)
  t.match(body.data, [{ type: 'acknowledgement', style_version: 1 }])
})

t.test('what is printed looks as its letter was written to look, whatever came since', async (t) => {
  const { admin, organisation } = await fresh()
  const agent = await organisation.client('agent')
  const printed = async () => {
    const opened = await agent('POST', '/v1/requests', {
      channel: 'post',
      received_at: '2026-03-02T09:00:00Z',
      requester: { name: 'Zoé', postal_address: '3 rue des Lilas\n75011 Paris' },
      rights: [{ right: 'access' }],
    })
    await agent('POST', `/v1/requests/${opened.body.id}/acknowledge`, {})
    const { body } = await agent('GET', `/v1/requests/${opened.body.id}/letters`)
    return body.data[0].id
  }
  const page = async (id: string) => (await agent('GET', `/v1/letters/${id}/pdf`)).raw.toString('latin1')
  const before = await printed()
  await admin('PATCH', '/v1/letters/style', { colours: { band: '#7a1f3d', heading: '#7a1f3d' }, ...logoOf(drawing()) })
  const after = await printed()
  await admin('PATCH', '/v1/letters/style', { colours: null, logo: null })
  t.notMatch(await page(before), '/Subtype /Image')
  t.match(await page(after), '/Subtype /Image')
})

t.test('the preview holds the logo itself, so that it shows where no mail program is', async (t) => {
  const { admin, auditor } = await fresh()
  await admin('PATCH', '/v1/letters/style', logoOf(drawing()))
  const { html } = (await auditor('GET', '/v1/letters/preview/receipt')).body
  t.match(html, /<img src="data:image\/png;base64,[A-Za-z0-9+/=]+" alt="[^"]+" width="40" height="24"/)
})

t.test('nothing of it is another organisation’s, and it is sealed in the tables', async (t) => {
  const { admin } = await fresh()
  const other = await fresh()
  await admin('PATCH', '/v1/letters/style', { sender_name: 'Kanarienvogel' })
  t.match((await other.auditor('GET', '/v1/letters/style')).body, { version: 0 })
  t.equal((await other.auditor('GET', '/v1/letters/style?version=1')).status, 404)
  const [{ text } = {}] = await service.database.look(
    "select coalesce(string_agg(content::text, ' '), '') as text from habeas.letter_versions",
  )
  t.notMatch(String(text), Buffer.from('Kanarienvogel').toString('hex'))
})
