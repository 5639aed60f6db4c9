import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Instant, instantFrom } from '../../../src/law/calendar.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { mailboxTransport, readMailbox } from '../../../src/platform/mail/mailbox.ts'
import { registerMailbox } from '../../../src/platform/mail/mailbox-routes.ts'
import type { Mail } from '../../../src/platform/mail/transport.ts'

const noon = instantFrom('2026-03-02T12:00:00Z') ?? (0 as Instant) // it is an instant

function mail(given: Partial<Mail> = {}): Mail {
  return {
    from: { name: 'Société Exemple', address: 'no-reply@example.org' },
    to: { name: 'Zoé', address: 'zoe@example.net' },
    messageId: '<1@example.org>',
    subject: 'Votre code',
    text: 'Bonjour',
    html: '<p>Bonjour</p>',
    date: noon,
    headers: {},
    ...given,
  }
}

t.test('a mail is one file, whole, for its owner’s eyes only', async (t) => {
  const dir = join(t.testdir(), 'mailbox')
  await mailboxTransport(dir, () => noon).send(mail())
  const files = readdirSync(dir)
  t.equal(files.length, 1)
  const [file = ''] = files
  t.match(file, /\.json$/)
  t.equal(statSync(join(dir, file)).mode & 0o777, 0o600)
  t.equal(statSync(dir).mode & 0o777, 0o700)
  t.same(JSON.parse(readFileSync(join(dir, file), 'utf8')), {
    to: 'zoe@example.net',
    subject: 'Votre code',
    text: 'Bonjour',
    html: '<p>Bonjour</p>',
    sent_at: '2026-03-02T12:00:00Z',
  })
})

t.test('newest first, in the order of sending, also where the test clock goes back', async (t) => {
  const dir = t.testdir()
  let now = noon
  const transport = mailboxTransport(dir, () => now)
  for (const subject of ['one', 'two', 'three']) {
    await transport.send(mail({ subject }))
    now = (now - 86_400_000) as Instant // a day earlier
  }
  const { mails, more } = await readMailbox(dir, 2)
  t.same(
    mails.map(({ subject }) => subject),
    ['three', 'two'],
  )
  t.equal(more, true)
  t.equal((await readMailbox(dir, 3)).more, false)
})

t.test('what is half written, or none of ours, is not shown', async (t) => {
  const dir = t.testdir()
  writeFileSync(join(dir, '.000001772452800000-0190b5a2-6f0c-7c3e-9d53-1f3ad8a7f0f2.json'), '{"to":')
  writeFileSync(join(dir, 'notes.json'), '{}')
  t.same(await readMailbox(dir, 10), { mails: [], more: false })
  t.same(await readMailbox(join(dir, 'absent'), 10), { mails: [], more: false })
})

async function serverOf(dir: string) {
  const app = createServer()
  registerMailbox(app, { dir })
  await app.ready()
  return app
}

t.test('GET /dev/mailbox lists the mails as JSON', async (t) => {
  const dir = t.testdir()
  const app = await serverOf(dir)
  t.same((await app.inject('/dev/mailbox')).json(), { object: 'list', data: [], has_more: false })
  const transport = mailboxTransport(dir, () => noon)
  await transport.send(mail({ subject: 'first' }))
  await transport.send(mail({ subject: 'second' }))
  const answer = await app.inject('/dev/mailbox')
  t.equal(answer.statusCode, 200)
  t.match(answer.headers['content-type'], /^application\/json/)
  t.match(answer.json(), { object: 'list', data: [{ subject: 'second', to: 'zoe@example.net' }, { subject: 'first' }] })
  t.match((await app.inject('/dev/mailbox?limit=1')).json(), { data: { length: 1 }, has_more: true })
  t.equal((await app.inject('/dev/mailbox?limit=0')).statusCode, 400)
  t.equal((await app.inject('/dev/mailbox?other=1')).statusCode, 400)
})

t.test('a browser gets a page in which nothing runs, nothing is fetched and nothing escapes', async (t) => {
  const dir = t.testdir()
  const app = await serverOf(dir)
  const evil = `"></iframe><script>alert(1)</script>&quot;`
  await mailboxTransport(dir, () => noon).send(mail({ subject: evil, text: evil, html: `<p title='${evil}'>x</p>` }))
  const answer = await app.inject({
    url: '/dev/mailbox',
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
  })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
  const policy = String(answer.headers['content-security-policy'])
  for (const directive of ["default-src 'none'", "form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    t.ok(policy.includes(directive), directive)
  }
  t.match(policy, /(?:^|; )sandbox$/)
  t.notMatch(answer.body, /<script/i)
  t.equal(answer.body.split('<iframe').length, 2)
  t.match(answer.body, '<iframe sandbox title=')
  t.equal(answer.body.split('</iframe>').length, 2)
  t.match(answer.body, '&lt;script&gt;alert(1)&lt;/script&gt;&amp;quot;')
})
