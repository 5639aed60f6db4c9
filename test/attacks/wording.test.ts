import t from 'tap'
import { placeholdersOf } from '../../src/letters/own-wording.ts'
import { faultsOf, letterTypes, path, said, whole, wordingDesk } from '../templates/wording-desk.ts'

const { fresh } = await wordingDesk(t, 'attacked')

t.test('unknown, misplaced and repeated placeholders are refused, those of a person first of all', async (t) => {
  const { admin } = await fresh()
  const wrong: [string, RegExp][] = [
    ['Bonjour {name},', /expected one of/],
    ['{email}', /expected a part of this letter/],
    ['Votre réponse : {reasons}', /not \{reasons\}/],
    ['Avant {due} après', /on a line of its own/],
    ['{due}', /expected \{due\} once/],
    ['{reference, select, a {x} other {y}}', /around the name/],
    ['{', /around the name/],
    ['}', /around the name/],
    ['{{code}}', /around the name/],
    ['{reference', /around the name/],
    ['{REFERENCE}', /around the name/],
    ['{__proto__}', /expected a part of this letter/],
    ['{constructor}', /expected a part of this letter/],
  ]
  for (const [words, message] of wrong) {
    const text = said([words, '{received}', '{due}'])
    const refused = await admin('PUT', path('acknowledgement'), { text })
    t.match([refused.status, refused.body.code], [400, 'invalid'], words)
    t.ok(
      faultsOf(refused).some((each) => each.location === 'body.text' && message.test(each.message)),
      `${words}: ${JSON.stringify(faultsOf(refused))}`,
    )
  }
  const refused = await admin('PUT', path('code'), { text: said([...whole('code'), '{reference}']) })
  t.equal(refused.status, 400, 'a letter about no request has no reference')
  for (const type of letterTypes) {
    t.notOk(placeholdersOf(type).some((name) => !['reference', 'organisation', 'dpo_email'].includes(name)))
  }
})

t.test('attack 43: a subject is one line, and its placeholders end none', async (t) => {
  const { admin } = await fresh()
  for (const [at, subject] of [
    'A\r\nBcc: eve@example.com',
    'A\nB',
    'A\u2028B',
    'A\u202eB',
    'x'.repeat(91),
    ' ',
    '{due}',
    '{name}',
  ].entries()) {
    const refused = await admin('PUT', path('acknowledgement'), { subject, text: '{due}' })
    t.match([refused.status, faultsOf(refused)[0]?.location], [400, 'body.subject'], `subject ${at}`)
  }
})

t.test('attack 44: markup in own words is text', async (t) => {
  const { admin, auditor } = await fresh()
  const evil = '<script>alert("x")</script><img src=x onerror=\'y\'>&amp;<a href="javascript:x">here</a>'
  t.equal(
    (await admin('PUT', path('acknowledgement'), { subject: '<b>x</b>', text: said([evil, '{due}']) })).status,
    200,
  )
  const { html, text } = (await auditor('GET', '/v1/letters/preview/acknowledgement?locale=fr')).body
  t.notMatch(html, /<script|<img|<a |<b>/)
  t.match(html, '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
  t.match(text.replaceAll('\n', ' '), '<script>')
})

t.test('own words lead to the organisation and its authority, and nowhere else', async (t) => {
  const { admin } = await fresh()
  const put = (words: string) => admin('PUT', path('acknowledgement'), { text: said([words, '{due}']) })
  const fine = [
    'https://www.exemple.com/vos-droits',
    'Voir (https://exemple.fr/a?b=c).',
    'www.exemple.fr',
    'Écrivez à contact@exemple.fr.',
    'https://www.cnil.fr/fr/plaintes',
    'M. Dupont, art. 12, p. ex. demain… fin.',
    'https://aide.exemple.fr',
  ]
  for (const words of fine) t.equal((await put(words)).status, 200, words)
  const foreign = [
    'https://evil.example/login',
    'http://www.exemple.fr',
    'evil.example',
    'www.evil.example',
    'HTTPS://EVIL.EXAMPLE',
    'exemple.fr.evil.example',
    'notexemple.fr',
    'https://exemple.fr@evil.example/',
    'https://192.0.2.1/',
    'https://[2001:db8::1]/',
    'https://2130706433/',
    'ftp://exemple.fr',
    'javascript://exemple.fr/%0aalert(1)',
    'a@evil.example',
    'https://ехemple.fr',
    'https://{organisation}.fr',
    'https://exemple.fr\u3002evil.example',
    'evil\u200b.example',
    'evil\u00ad.example',
    'evil\u0301.example',
    'evil\uff0eexample',
    'evil\u3002example',
    '{dpo_email}.example',
    '{dpo_email}.br',
    'www.{organisation}.example',
  ]
  for (const words of foreign) {
    const refused = await put(words)
    t.match([refused.status, refused.body.code], [400, 'invalid'], words)
    t.notMatch(JSON.stringify(refused.body), /evil|192\.0/, 'which is not repeated')
  }
})

t.test('an organisation whose name is an address may write its name, and lead to nothing beyond it', async (t) => {
  const { admin } = await fresh()
  const put = (words: string) => admin('PUT', path('acknowledgement'), { text: said([words, '{due}']) })
  await admin('PATCH', '/v1/organisation', { name: 'Exemple.shop' })
  t.equal((await put('{organisation} vous répond.')).status, 200)
  t.equal((await put('Voir {organisation}.br')).status, 400)
})

t.test(
  'nothing invisible pushes a part out of sight, and no passage is a signature that mail programs fold',
  async (t) => {
    const { admin, auditor } = await fresh()
    for (const blank of ['\u200b', '\u2800', '\u3164', '\u00ad', '\u2060']) {
      const text = said([...Array.from({ length: 500 }, () => blank), '{due}'])
      const refused = await admin('PUT', path('acknowledgement'), { text })
      t.match([refused.status, refused.body.code], [400, 'invalid'], encodeURI(blank))
      const subject = await admin('PUT', path('acknowledgement'), { subject: `a${blank}b`, text: '{due}' })
      t.match([subject.status, faultsOf(subject)[0]?.location], [400, 'body.subject'], encodeURI(blank))
    }
    const folded = `--  ${'x'.repeat(77)}`
    t.equal((await admin('PUT', path('acknowledgement'), { text: said([folded, '{due}']) })).status, 200)
    const { text } = (await auditor('GET', '/v1/letters/preview/acknowledgement?locale=fr')).body
    t.equal(text.split('\n-- \n').length, 2, 'the only signature is the one at the end')
    t.ok(text.indexOf('article') < text.indexOf('\n-- \n'))
  },
)

t.test('attacks 40 and 60: overrides are refused, and long texts answered', async (t) => {
  const { admin } = await fresh()
  t.equal((await admin('PUT', path('acknowledgement'), { text: said(['a\u202eb', '{due}']) })).status, 400)
  t.equal((await admin('PUT', path('acknowledgement'), { text: 'x'.repeat(8_001) })).status, 400)
  for (const long of ['a', '.', 'a.', 'a:', '://', '{', '\n ', '- \n', 'https://a', '-']) {
    const text = long.repeat(Math.floor(7_900 / long.length))
    const { status } = await admin('PUT', path('acknowledgement'), { text: said([text, '{due}']) })
    t.ok(status === 200 || status === 400, long)
  }
})
