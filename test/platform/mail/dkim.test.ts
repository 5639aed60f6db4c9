import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth'
import t from 'tap'
import { instantFrom } from '../../../src/law/calendar.ts'
import { type Mail, smtpTransport } from '../../../src/platform/mail/transport.ts'
import { startMailServer } from '../../support/mail.ts'

const date = instantFrom('2026-03-02T09:30:00Z')
if (date === undefined) throw new Error('not an instant')
const mail: Mail = {
  from: { name: 'Société Exemple', address: 'no-reply@example.org' },
  to: { name: 'Zoé Łukasiewicz', address: 'zoe@example.net' },
  replyTo: 'dpo@example.org',
  messageId: '<0190b5a2-6f0c-7c3e-9d53-1f3ad8a7f0f2@example.org>',
  subject: 'Votre demande HB-7F3K-92QD : accusé de réception',
  text: 'Bonjour Zoé,\n\nÀ bientôt : c’est reçu.\n',
  html: '<p>Bonjour Zoé</p>',
  date,
  headers: { 'Auto-Submitted': 'auto-generated' },
}

t.test(
  'with a key, messages are signed so that another program finds them whole, again with the same bytes',
  async (t) => {
    const server = await startMailServer(t)
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const dkim = { domain: 'example.org', selector: 'habeas2026', privateKey }
    const transports = [smtpTransport(server.url, { dkim }), smtpTransport(server.url, { dkim })]
    t.teardown(() => {
      for (const transport of transports) transport.close()
    })
    const long = {
      ...mail,
      text: `${'é '.repeat(600)}\n\n.\n  \n\n`,
      headers: { ...mail.headers, 'Content-Language': 'fr' },
    }
    for (const transport of transports) await transport.send(long)
    const [first, second] = server.received
    if (first === undefined || second === undefined) throw new Error('two messages were sent')
    t.ok(first.raw.equals(second.raw), 'fault 2: a second try, of another process, sends the same bytes')

    const asked: string[] = []
    const record = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
    const resolver = async (name: string, type: string) => {
      asked.push(`${type} ${name}`)
      return [[`v=DKIM1; k=rsa; p=${record}`]]
    }
    const verdictOn = async (raw: Buffer) => (await dkimVerify(raw, { resolver })).results
    t.match(await verdictOn(first.raw), [
      {
        signingDomain: 'example.org',
        selector: 'habeas2026',
        algo: 'rsa-sha256',
        status: { result: 'pass', aligned: 'example.org' },
      },
    ])
    t.same(asked, ['TXT habeas2026._domainkey.example.org'])
    const text = first.raw.toString('latin1')
    for (const header of [
      'from',
      'to',
      'reply-to',
      'subject',
      'date',
      'message-id',
      'auto-submitted',
      'content-language',
    ]) {
      const changed = Buffer.from(text.replace(new RegExp(`^(${header}: *)`, 'im'), '$1x'), 'latin1')
      t.notOk(changed.equals(first.raw), header)
      t.notMatch(await verdictOn(changed), [{ status: { result: 'pass' } }], `${header} is covered`)
    }
    await transports[0]?.send({ ...mail, from: { name: '', address: 'rights@shop.example.com' } })
    const others = server.received.at(-1)?.raw ?? Buffer.alloc(0)
    t.match(await verdictOn(others), [{ signingDomain: 'shop.example.com', status: { result: 'pass' } }])
    const given = smtpTransport(server.url, {
      dkim,
      senderDomains: ['example.com', 'mail.example.com', 'other.example'],
    })
    t.teardown(() => given.close())
    for (const [sender, signer] of [
      ['rights@shop.example.com', 'example.com'],
      ['rights@eu.mail.example.com', 'mail.example.com'],
      ['rights@notexample.com', 'notexample.com'],
      ['rights@news.example.org', 'example.org'],
    ] as const) {
      await given.send({ ...mail, from: { name: '', address: sender } })
      const raw = server.received.at(-1)?.raw ?? Buffer.alloc(0)
      t.match(await verdictOn(raw), [{ signingDomain: signer, status: { result: 'pass', aligned: signer } }], sender)
    }
    const altered = Buffer.concat([first.raw, Buffer.from('x')])
    t.notMatch(await verdictOn(altered), [{ status: { result: 'pass' } }], 'and the body')
  },
)
