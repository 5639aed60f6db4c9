import { gzipSync } from 'node:zlib'
import t from 'tap'
import { testService } from '../support/service.ts'
import { callerAt, digestRows, done, letterArrives, openDesk, refusedCallerAt } from './desk.ts'
import { prepare } from './errands.ts'
import { type Operation, readDocument, send, takesRecords } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const { slug } = desk.organisation
/** Whose bodies are JSON: all but uploads, records and the token request, which have readers of their own. */
const ofJson = document.operations.filter(({ id, bodies }) => 'application/json' in bodies && !takesRecords({ id }))

for (const operation of ofJson) {
  t.test(
    `36–39: ${operation.id} takes JSON as it is meant and no other, and nothing is changed by what it refuses`,
    async (t) => {
      const errand = await prepare(operation, desk)
      const call = refusedCallerAt(desk, operation)
      const text = JSON.stringify(errand.body ?? {})
      const before = await digestRows(service.database)
      const answerTo = async (body: string | Buffer, headers: Record<string, string> = {}) => {
        const sent = { ...errand, body, headers: { ...errand.headers, 'content-type': 'application/json', ...headers } }
        const { status, body: answer } = await send(operation, sent, call)
        return `${status} ${answer?.code}`
      }
      for (const type of typesRefusedBy(operation)) {
        t.equal(await answerTo(text, { 'content-type': type }), '415 unsupported_media_type', `36: ${type}`)
      }
      t.equal(await answerTo(gzipSync(text), { 'content-encoding': 'gzip' }), '415 unsupported_media_type', '36: gzip')
      for (const [what, body] of Object.entries(poisoned(text))) t.equal(await answerTo(body), '400 invalid', what)
      t.same(await digestRows(service.database), before)
      t.equal(Reflect.get({}, 'polluted'), undefined, '37: no prototype has come to hold anything')
    },
  )
}

t.test('36: uploads and records refuse each other’s types', async (t) => {
  for (const id of [
    'addDocument',
    'handInDocument',
    'replaceRecords',
    'bringTaskRecords',
    'issueToken',
    'downloadMyExport',
    'takeMail',
  ]) {
    const operation = document.find(id)
    const errand = await prepare(operation, desk)
    for (const type of [
      'text/plain',
      'application/xml',
      'application/jsonp',
      'application/x-ndjson; charset=utf-16',
      'image/png',
    ]) {
      const sent = { ...errand, body: String(errand.body ?? 'x'), headers: { ...errand.headers, 'content-type': type } }
      const { status } = await send(operation, sent, callerAt(desk, operation))
      t.equal(status, 415, `${id}: ${type}`)
    }
  }
})

t.test(
  '39: NUL, lone surrogates and malformed escapes in a path, a query or a header are 4xx, never 500',
  async (t) => {
    const odd = ['%00', '%ED%A0%80', '%C0%AF', '%', '..%2f..%2f', '%0d%0aset-cookie:x', '%E2%80%AE']
    for (const operation of document.operations) {
      const errand = await prepare(operation, desk)
      const call = callerAt(desk, operation)
      for (const bytes of odd) {
        for (const { name } of operation.parameters) {
          const path = operation.path.replace(`{${name}}`, bytes)
          const { status } = await send({ ...operation, path }, errand, call)
          // The name of a source is any text in one line, and is nowhere a path
          const isText = name === 'source' && status === 200
          if (!isText && (status < 400 || status > 499)) t.fail(`${operation.id}, ${name} ${bytes}: ${status}`)
        }
        if (operation.method !== 'GET') continue
        const { status } = await send(operation, { ...errand, query: `?q=${bytes}&cursor=${bytes}` }, call)
        if (status >= 500) t.fail(`${operation.id}, query ${bytes}: ${status}`)
      }
    }
    const { admin } = desk.staff
    for (const value of [
      '\u00ff\u00fe',
      'a\u0080b',
      '"',
      '\\',
      '*',
      'W/"1"',
      '"99999999999999999999"',
      ',',
      '"1", "2"',
    ]) {
      for (const name of [
        'if-match',
        'acting-user',
        'idempotency-key',
        'accept-language',
        'accept',
        'range',
        'x-request-id',
        'origin',
      ]) {
        const { status } = await admin('POST', '/v1/requests', {}, { [name]: value })
        if (status >= 500 || status < 400) t.fail(`${name}: ${value}: ${status}`)
      }
    }
    t.pass('all of them')
  },
)

t.test('45: SQL and patterns in every filter find nothing they should not, and break nothing', async (t) => {
  const list = document.find('listRequests')
  await prepare(document.find('getRequest'), desk)
  const { body: described } = await service.call('GET', '/openapi.json')
  const names = described.paths['/v1/requests'].get.parameters.map(({ name }: { name: string }) => name)
  t.ok(names.length > 15)
  for (const name of [...names, 'order', 'fields']) {
    for (const text of [
      "' or 1=1 --",
      "'; drop table habeas.requests; --",
      '%',
      '_',
      '\\',
      '$1',
      '{}',
      '(select 1)',
      '\u202e',
      '1e999',
    ]) {
      const answer = await send(list, { query: `?${name}=${encodeURIComponent(text)}` }, desk.staff.admin)
      t.ok(
        answer.status === 400 || (answer.status === 200 && answer.body.data.length === 0),
        `${name}=${text}: ${answer.status}`,
      )
    }
  }
})

const addresses = {
  'a list': 'a@example.org, b@example.org',
  'a list by semicolon': 'a@example.org;b@example.org',
  'a group': 'all:a@example.org,b@example.org;',
  'a name': 'Ana <ana@example.org>',
  'a comment': 'ana(b@example.org)@example.org',
  'a trailing comment': 'ana@example.org(x)',
  'a line end': 'ana@example.org\r\nBcc: b@example.org',
  'a bare line feed': 'ana@example.org\nb@example.org',
  'a quoted list': '"a@example.org,b"@example.org',
  'a quoted space': '"a b"@example.org',
  'a route': '@relay.example:ana@example.org',
  'two at signs': 'ana@b@example.org',
  'an SMTP argument': 'ana@example.org SIZE=1',
  'a NUL': 'ana@example.org\u0000',
  'an address literal': 'ana@[127.0.0.1]',
  'no domain': 'ana',
  'angle brackets': '<ana@example.org>',
  'a leading space': ' ana@example.org',
  'a soft hyphen': 'ana@exam\u00adple.org\n',
}

t.test('42: what is not exactly one address is taken by no door', async (t) => {
  const before = await digestRows(service.database)
  const rights = [{ right: 'access' }]
  const { agent, dpo } = desk.staff
  for (const [what, email] of Object.entries(addresses)) {
    const requester = { name: 'Ana', email }
    const answers = [
      await service.call('POST', `/v1/public/${slug}/requests`, { requester, rights }),
      await service.call('POST', `/v1/public/${slug}/sign-in`, { email }),
      await agent('POST', '/v1/requests', { channel: 'web', requester, rights }),
      await dpo('POST', '/v1/requests/req_01h2xcejqtf2nbrexx3vqjhp41/correct', { requester, reason: 'x' }),
    ]
    t.same(
      answers.map(({ status }) => status),
      [400, 400, 400, 400],
      what,
    )
  }
  t.same(await digestRows(service.database), before)
})

t.test(
  '42, 43: from the public form to the wire: one recipient, no header of the writer’s, the name as a name',
  async (t) => {
    const names = {
      'a second address': 'Ana, Bob <bob@evil.example>',
      'a header': 'Ana Bcc: bob@evil.example',
      'an encoded word': '=?utf-8?B?QmNjOiBib2JAZXZpbC5leGFtcGxl?=',
      'quotes and brackets': '"Ana" <bob@evil.example>; \\"',
      'a long name': 'Ana '.repeat(50).trim(),
      'other letters': 'Зоя 山田 Łukasiewicz',
    }
    for (const [at, [what, name]] of Object.entries(names).entries()) {
      const email = `injected-${at}@example.org`
      const requester = { name, email }
      const [{ rcpt, raw, mail }] = await Promise.all([
        letterArrives(t, service, email),
        done(service.call('POST', `/v1/public/${slug}/requests`, { requester, rights: [{ right: 'access' }] })),
      ])
      t.same(rcpt, [email], what)
      t.same(
        [mail.to].flat().flatMap((to) => to?.value.map(({ address }) => address)),
        [email],
        what,
      )
      t.equal(mail.cc, undefined)
      t.equal(mail.bcc, undefined)
      const [headers = ''] = raw.toString('latin1').split('\r\n\r\n', 1)
      t.notMatch(headers, /^(bcc|cc|x-[^:]*evil)/im, what)
      for (const line of headers.split('\r\n')) if (line.length > 998 || /[\r\n]/.test(line)) t.fail(`${what}: ${line}`)
    }
  },
)

t.test('43: a line end in whatever becomes a header is refused at the door', async (t) => {
  const { admin, agent } = desk.staff
  const bad = ['Ana\r\nBcc: b@evil.example', 'Ana\nX: y', 'Ana\rX', 'Ana\u2028X', 'Ana\u0085X', 'Ana\u0000']
  for (const name of bad) {
    const requester = { name, email: 'ana@example.org' }
    const rights = [{ right: 'access' }]
    const answers = [
      await service.call('POST', `/v1/public/${slug}/requests`, { requester, rights }),
      await agent('POST', '/v1/requests', { channel: 'web', requester, rights }),
      await admin('PATCH', '/v1/organisation', { name }),
      await admin('PATCH', '/v1/organisation', { contact: { dpo_email: name } }),
    ]
    t.same(
      answers.map(({ status }) => status),
      [400, 400, 400, 400],
      Buffer.from(name).toString('hex'),
    )
  }
})

/** Content types that a JSON route refuses; a route that also takes forms refuses them by what is in them. */
function typesRefusedBy({ bodies, id }: Operation): string[] {
  const types = [
    'text/plain',
    'text/json',
    'application/xml',
    'application/jsonp',
    'application/json+x',
    'application/json, text/plain',
  ]
  const charsets = ['utf-16', 'iso-8859-1', 'utf-7'].map((charset) => `application/json; charset=${charset}`)
  const forms = ['multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']
  return [...types, ...charsets, ...(id === 'downloadMyExport' ? [] : forms)].filter((type) => !(type in bodies))
}

/** The same body with something in it that JSON readers disagree on, or that no text may hold. */
function poisoned(text: string): Record<string, string | Buffer> {
  const inside = text.slice(1)
  const more = inside === '}' ? inside : `,${inside}`
  const texts: Record<string, string | Buffer> = {
    '37: __proto__': `{"__proto__":{"polluted":true}${more}`,
    '37: an escaped __proto__': `{"\\u005f_proto__":{"polluted":true}${more}`,
    '37: constructor': `{"constructor":{"prototype":{"polluted":true}}${more}`,
    '38: a member twice': `{"reason":"a","reason":"b"${more}`,
    '38: a member twice, once escaped': `{"reason":"a","reaso\\u006e":"b"${more}`,
    '39: a byte order mark': `\ufeff${text}`,
    '39: invalid UTF-8': Buffer.concat([
      Buffer.from('{"reason":"'),
      Buffer.from([0xff, 0xc0, 0x80]),
      Buffer.from(`"${more}`),
    ]),
    '39: a NUL in a name': `{"a\\u0000b":1${more}`,
    'no JSON': `${text}${text}`,
    'a comment': `/* */${text}`,
    'not a number': `{"a":NaN${more}`,
    'an integer that no double holds': `{"a":9007199254740993${more}`,
  }
  // Each text of the body in turn, with what no text may hold
  const leaf = /"(?:[^"\\]|\\.)*"(?!\s*:)/g
  for (const [at, found] of [...text.matchAll(leaf)].entries()) {
    for (const bad of ['\\u0000', '\\ud800', '\\udc00x', '\\u001b[31m']) {
      const { index } = found
      texts[`39: ${bad} in text ${at}`] = `${text.slice(0, index)}"a${bad}"${text.slice(index + found[0].length)}`
    }
  }
  return texts
}
