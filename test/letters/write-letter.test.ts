import t, { type Test } from 'tap'
import { gdpr, lil } from '../../src/law/wording.ts'
import {
  type LetterContent,
  type LetterOrder,
  type LetterRow,
  partsOf,
  writeLetter,
} from '../../src/letters/write-letter.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { cite } from '../../src/words/citation.ts'
import { type Language, writtenLanguages } from '../../src/words/languages.ts'
import { wordsIn } from '../../src/words/words.ts'
import { allLetters, canary, day, everyLetter, now, order, sender } from './every-letter.ts'

const ways = ['email', 'post'] as const
/** The two that are read by whoever changes them. */
const languages = ['fr', 'en'] as const

/** Every letter, in every language, both ways. */
type Entry = { name: string; letter: LetterContent; row: LetterRow; by: 'email' | 'post'; locale: Language }
const catalogue: Entry[] = allLetters.flatMap((letter) =>
  writtenLanguages.flatMap((locale) =>
    ways.map((by) => {
      const to = {
        name: 'Zoé Łukasiewicz',
        ...(by === 'email' ? { email: 'zoe@example.net' } : { postal_address: canary }),
      }
      const verification = ['receipt', 'code'].includes(letter.type) && by === 'email' ? newId('vrf') : undefined
      const row = writeLetter(order(letter, { by, locale, to, verification }))
      return { name: `${letter.type}, ${locale}, ${by}`, letter, row, by, locale }
    }),
  ),
)

/** Which of them are so: one list instead of thousands of assertions, and it names them. */
function those(isSo: (written: (typeof catalogue)[number]) => boolean): string[] {
  return catalogue.filter(isSo).map(({ name }) => name)
}

function none(t: Test, what: string, isSo: Parameters<typeof those>[0]): void {
  t.same(those(isSo), [], what)
}

function allOf({ detail: { subject, text, html } }: LetterRow): string {
  return `${subject}${text}${html}`
}

/** What letters rest on. */
const provisions = [
  ...'4(7) 5(1)(f) 7(3) 12(1) 12(2) 12(3) 12(4) 12(5) 12(6) 15 15(3) 15-22 16 17 18 18(3) 19 20 20(1) 20(2) 21 21(3) 32'
    .split(' ')
    .map(gdpr),
  lil('84-86'),
]

function write(given: Partial<LetterOrder> = {}, letter = everyLetter.receipt[0]): LetterRow {
  if (letter === undefined) throw new Error('there is no such letter')
  return writeLetter(order(letter, given))
}

t.test('every letter has a subject, a text and a page, in every language, both ways', async (t) => {
  t.ok(catalogue.length > 1_000)
  none(t, 'without a subject of one line', ({ row }) => !/^\S.{10,90}$/.test(row.detail.subject))
  none(t, 'without a text', ({ row }) => row.detail.text.length <= 120)
  none(
    t,
    'without a page',
    ({ row, locale }) => !row.detail.html.startsWith(`<!doctype html>\n<html lang="${locale}">`),
  )
  none(t, 'with a hole', ({ row }) => /\b(?:undefined|null|NaN)\b|\[object/.test(allOf(row)))
  // What its reader may follow, and nothing else does
  const withoutLinks = ({ detail }: LetterRow) => detail.html.replaceAll(/<a class="link" href="\{\{link \d\}\}"/g, '')
  none(t, 'that fetches or runs something', ({ row }) =>
    /\b(?:src|href|url|@import)\s*[=(]|<(?:script|link|iframe|img)/i.test(withoutLinks(row)),
  )
})

t.test('every letter states its article', async (t) => {
  const isStated = (text: string, locale: Language) =>
    provisions.some((article) => text.includes(cite(article, locale)))
  none(t, 'without an article', ({ row, locale }) => !isStated(row.detail.text.replace(/\n\s*/g, ' '), locale))
})

t.test('what the law asks for in a letter states its article, whatever else is left out', async (t) => {
  for (const locale of writtenLanguages) {
    const words = wordsIn({ language: locale, tag: locale })
    const context = {
      by: 'email',
      dpoEmail: 'dpo@exemple.fr',
      reference: 'HB-7F3K-92QD',
      withCode: true,
      words,
    } as const
    for (const letter of allLetters) {
      const { parts } = partsOf(letter, { ...context, authority: sender.supervisoryAuthority })
      const asked = parts.filter(({ article }) => article !== null).flatMap(({ blocks }) => blocks)
      const text = JSON.stringify(asked)
      t.ok(
        provisions.some((article) => text.includes(cite(article, locale))),
        `${letter.type}, ${locale}`,
      )
    }
  }
})

t.test('no e-mail holds more of a person than the name and the reference', async (t) => {
  none(t, 'with words of the person or the staff', ({ row, by }) =>
    (by === 'email' ? allOf(row) : row.detail.subject).includes(canary),
  )
})

t.test('on paper the questions and reasons stand in the letter, as they were written', async (t) => {
  const questions = 'identity_question identity_rejected clarification_question extension_notice'
  const withWords = `${questions} decision restriction_lifted recipient_notice`.split(' ')
  const remains = (letter: LetterContent) => letter.type === 'fulfilment' && letter.remains.length > 0
  t.same(
    those(({ row, by }) => by === 'post' && row.detail.text.includes(canary)),
    those(({ letter, by }) => by === 'post' && (withWords.includes(letter.type) || remains(letter))),
  )
  const [question] = everyLetter.identity_question
  if (!question) throw new Error('there is no such letter')
  const { text } = writeLetter(order({ ...question, question: 'A : b ;\n\n  - c « d »' }, { by: 'post' })).detail
  t.match(text, '> A : b ;\n>\n>   - c « d »\n')
})

t.test('an e-mail says where the words wait that it does not carry', async (t) => {
  for (const locale of languages) {
    for (const letter of [...everyLetter.identity_question, ...everyLetter.decision, ...everyLetter.extension_notice]) {
      const text = writeLetter(order(letter, { locale })).detail.text.replaceAll('\n', ' ')
      t.match(
        text,
        locale === 'fr' ? 'dans votre espace de suivi' : 'sign in on our page about your rights',
        letter.type,
      )
    }
  }
})

t.test('the text of an e-mail is wrapped at 78', async (t) => {
  none(
    t,
    'a longer line',
    ({ row, by }) => by === 'email' && row.detail.text.split('\n').some((line) => line.length > 78),
  )
})

t.test('French is spaced as it is printed', async (t) => {
  for (const { name, row, locale } of catalogue) {
    if (locale !== 'fr') continue
    const ours = row.detail.text
      .split('\n')
      .filter((line) => !line.startsWith('>'))
      .join('\n')
    t.notMatch(ours, /[ \n][:;!?»]|«[ \n]|[^\s\u00a0\u202f](?:[;!?»])|[^\s\u00a0]:(?!\/\/)/, name)
    t.notMatch(ours, /['"]|\.\.\./, `${name}: typographic apostrophes and quotation marks`)
    t.notMatch(ours, /\b(?:articles?|paragraphe)[ \n]\d/, `${name}: a number stays with its article`)
  }
})

t.test('refused, wholly or in part: ground with its article, complaint, judicial remedy (art. 12(4))', async (t) => {
  for (const locale of languages) {
    const [letter] = everyLetter.decision
    if (!letter) throw new Error('there is no such letter')
    const text = (rights: typeof letter.rights) =>
      writeLetter(order({ ...letter, rights }, { locale })).detail.text.replace(/[\n\u00a0]\s*/g, ' ')
    const [granted, partial, refused, nothing] = letter.rights
    if (!granted || !partial || !refused || !nothing) throw new Error('the letter has four rights')
    for (const right of [partial, refused]) {
      const words = text([granted, right])
      t.match(words, locale === 'fr' ? /article 12, paragraphe 4/ : /article 12\(4\)/)
      t.match(
        words,
        locale === 'fr'
          ? /CNIL \(https:\/\/www\.cnil\.fr\).*résidez.*travaillez.*article 77, paragraphe 1/
          : /CNIL.*live or work.*article 77\(1\)/,
      )
      t.match(words, locale === 'fr' ? /article 79/ : /article 79/)
    }
    t.match(
      text([partial]),
      locale === 'fr'
        ? /conserver ces données \(article 17, paragraphe 3, point b\)/
        : /keep these data \(article 17\(3\)\(b\)/,
    )
    for (const right of [granted, nothing]) t.notMatch(text([right]), /article 7[79]/)
  }
})

t.test('an organisation without an authority of its own still names the way to complain', async (t) => {
  const [letter] = everyLetter.decision
  if (!letter) throw new Error('there is no such letter')
  const { text } = writeLetter(order(letter, { organisation: { ...sender, supervisoryAuthority: null } })).detail
  t.match(text.replace(/[\n\u00a0]\s*/g, ' '), /autorité de contrôle : celle du lieu où vous résidez/)
})

t.test('under the UK GDPR the law has its own name', async (t) => {
  const organisation = { ...sender, regime: 'uk_gdpr' as const }
  t.match(write({ organisation, locale: 'en' }).detail.text, 'of the UK GDPR')
  t.match(write({ organisation, locale: 'fr' }).detail.text, 'du RGPD britannique')
})

t.test('the language is the person’s, else the organisation’s, else English', async (t) => {
  const cases = [
    ['fr', 'en', 'fr'],
    ['fr-CA', 'en', 'fr-CA'],
    ['en-US', 'fr', 'en-US'],
    ['en', 'fr', 'en'],
    ['FR_be', 'en', 'en'],
    ['ja', 'fr-FR', 'fr-FR'],
    ['ko-KR', 'ja', 'en'],
    ['', 'xx', 'en'],
    ['not a tag', 'fr', 'fr'],
    ['fr-u-ca-islamic', 'en', 'fr'],
  ] as const
  for (const [wish, own, chosen] of cases) {
    const row = write({ locale: wish, organisation: { ...sender, locale: own } })
    t.equal(row.locale, chosen, `${wish}, ${own}`)
    t.match(row.detail.html, `<html lang="${chosen.slice(0, 2)}">`)
  }
})

t.test('days are written as the language and the region write them', async (t) => {
  const dated = (locale: string, dueOn: string) => {
    const [letter] = everyLetter.receipt
    if (!letter) throw new Error('there is no such letter')
    return writeLetter(order({ ...letter, dueOn: day(dueOn) }, { locale })).detail.text.replace(/[\n\u00a0]\s*/g, ' ')
  }
  t.match(dated('fr', '2026-04-02'), 'au plus tard le 2 avril 2026 (')
  t.match(dated('fr', '2026-04-01'), 'au plus tard le 1er avril 2026 (')
  t.match(dated('fr', '2026-08-11'), 'au plus tard le 11 août 2026 (')
  t.match(dated('en', '2026-04-02'), 'by 2 April 2026 at')
  t.match(dated('en-GB', '2026-04-02'), 'by 2 April 2026 at')
  t.match(dated('en-US', '2026-04-02'), 'by April 2, 2026 at')
  t.match(dated('fr-CA', '2026-04-02'), 'le 2 avril 2026')
  t.match(dated('en-SA', '2026-04-02'), '2026', 'in the Gregorian calendar everywhere')
})

t.test('attack 44: markup in a name, a question or an organisation is text', async (t) => {
  const evil = `<script>alert("x")</script><img src=x onerror='y'>&amp;`
  const organisation = { ...sender, name: evil, contact: { dpo_email: 'dpo@exemple.fr', postal_address: evil } }
  for (const letter of allLetters) {
    for (const by of ways) {
      const words = Object.fromEntries(
        Object.entries(letter).map(([key, value]) => [key, value === canary ? evil : value]),
      )
      const given = { ...letter, ...words }
      const { html, subject } = writeLetter(
        order(given, { organisation, by, to: { name: evil, email: 'zoe@example.net' } }),
      ).detail
      t.notMatch(html, /<script|<img|onerror='/i, `${letter.type}, ${by}`)
      t.match(html, '&lt;script&gt;alert(&quot;x&quot;)', `${letter.type}, ${by}`)
      t.notMatch(subject, /[\r\n]/)
    }
  }
})

t.test('attack 43: a reference or a name that ends lines ends no header', async (t) => {
  const row = write({ request: { id: newId('req'), reference: 'HB\r\nBcc: eve@example.com' } })
  t.notMatch(row.detail.subject, /[\r\n]/)
})

t.test('a name that holds a link or an address is not repeated to whoever has the mailbox', async (t) => {
  for (const name of ['win at evil.example', 'https://evil', 'a@evil.example', 'www.evil', 'x \\\\evil', 'éé.ée']) {
    t.match(write({ to: { name, email: 'zoe@example.net' } }).detail.text, /^Madame, Monsieur,/, name)
    t.notMatch(write({ to: { name, email: 'zoe@example.net' } }).detail.html, name)
  }
  for (const name of ['Zoé Łukasiewicz', 'J. R. R. O’Neil-Smith', 'Dr. Ng', '李小龍', 'محمد']) {
    t.match(write({ to: { name, email: 'zoe@example.net' } }).detail.text, `Bonjour ${name},`, name)
  }
})

t.test(
  'the code is a place to be filled, only in the e-mail of a verification, and no text from outside can be that place',
  async (t) => {
    const withCode = write({ verification: newId('vrf') })
    t.equal(withCode.detail.text.split('{{code}}').length, 2)
    t.equal(withCode.detail.html.split('{{code}}').length, 2)
    t.notMatch(withCode.detail.subject, '{{')
    none(
      t,
      'a code where there is no verification',
      ({ row }) => row.verificationId === null && allOf(row).includes('{{code}}'),
    )
    const evil = write({
      verification: newId('vrf'),
      to: { name: '{{code}}', email: 'zoe@example.net' },
      organisation: { ...sender, name: '{{code}}' },
    })
    t.equal(evil.detail.text.split('{{code}}').length, 2)
    t.equal(evil.detail.html.split('{{code}}').length, 2)
    t.notMatch(evil.detail.subject, '{{code}}')
  },
)

t.test('the row is a letter in the outbox: due at once by e-mail, never by post', async (t) => {
  const request = { id: newId('req'), reference: 'HB-7F3K-92QD' }
  const tells = { fact: 'answer' as const, rights: [newId('rgt')] }
  const verification = newId('vrf')
  const row = write({ request, tells, verification })
  t.match(row, {
    organisationId: sender.id,
    requestId: request.id,
    verificationId: verification,
    type: 'receipt',
    by: 'email',
    locale: 'fr',
    state: 'queued',
    tells,
    attempts: 0,
    lastError: null,
    createdAt: now,
    sentAt: null,
    postedOn: null,
  })
  t.type(row.dueAt, 'number')
  t.same(row.detail.to, { name: 'Zoé Łukasiewicz', email: 'zoe@example.net' })
  t.same(row.detail.from, { name: 'Société Exemple', reply_to: 'dpo@exemple.fr' })
  t.equal(write({ by: 'post' }).dueAt, null)
  t.equal(write({ request: undefined }).requestId, null)
})

t.test('each letter has a Message-ID of its own, under the organisation’s domain', async (t) => {
  t.match(write().messageId, /^<[0-9a-f-]{36}@exemple\.fr>$/)
  t.not(write().messageId, write().messageId)
  for (const dpo_email of ['dpo@exämple.fr', 'dpo', 'dpo@x>\r\nBcc: y', 'dpo@localhost']) {
    const row = write({ organisation: { ...sender, contact: { dpo_email } } })
    t.match(row.messageId, /^<[0-9a-f-]{36}@habeas\.invalid>$/, dpo_email)
  }
})

t.test('what replaces a former answer says so', async (t) => {
  for (const [letter] of [everyLetter.decision, everyLetter.fulfilment]) {
    if (!letter) throw new Error('there is no such letter')
    t.match(writeLetter(order({ ...letter, replaces: true })).detail.text, /remplace/)
    t.notMatch(writeLetter(order({ ...letter, replaces: false })).detail.text, /remplace/)
  }
})

t.test('what is owed at once is said to take effect on receipt (art. 7(3), 21(3))', async (t) => {
  const [letter] = everyLetter.receipt
  if (!letter) throw new Error('there is no such letter')
  const text = (right: (typeof letter.rights)[number]) => writeLetter(order({ ...letter, rights: [right] })).detail.text
  t.match(text({ right: 'withdrawal' }), /prennent effet/)
  t.match(text({ right: 'objection', directMarketing: true }), /prennent effet/)
  t.notMatch(text({ right: 'objection', directMarketing: false }), /prennent effet/)
})
