import t from 'tap'
import { rightNames } from '../../src/law/rights.ts'
import { type LetterContent, writeLetter } from '../../src/letters/write-letter.ts'
import type { OwnWording } from '../../src/organisations/tables.ts'
import { canary, day, order, sender } from './every-letter.ts'
import { asRead } from './stored-letters.ts'

const languages = ['fr', 'en'] as const
const toPaper = { by: 'post', to: { name: 'Zoé', postal_address: '1 rue A' } } as const
const write = (letter: LetterContent, given: Partial<Parameters<typeof order>[1]> = {}) => {
  const { subject, text } = writeLetter(order(letter, given)).detail
  return { subject: asRead(subject), text: asRead(text) }
}
const remains = [
  {
    activity: 'service',
    name: 'Customer service',
    what: 'The contract',
    grounds: ['legal_claims' as const],
    reasons: 'A claim is pending.\nIt will be settled in 2031.',
    until: day('2031-03-02'),
    retention: 'P5Y',
  },
  { name: 'Invoicing', grounds: ['legal_obligation' as const], retention: 'contract + P10Y' },
  { what: 'Backups', grounds: [] },
]
const erasure = { type: 'fulfilment', right: { right: 'erasure' }, replaces: false } as const

t.test('what was granted in part is never told as done, whatever the right, by e-mail and on paper', async (t) => {
  for (const locale of languages) {
    for (const right of rightNames) {
      const letter = { type: 'fulfilment', right: { right }, remains: [], replaces: false } as const
      const whole = write({ ...letter, isInPart: false }, { locale })
      for (const way of [{}, toPaper]) {
        const part = write({ ...letter, isInPart: true }, { locale, ...way })
        const [inPart, decision] =
          locale === 'fr'
            ? [/\) : demande exécutée en partie\./, 'Notre décision indique ce qui n’a pas été accepté, et pourquoi.']
            : [/\): carried out in part\./, 'Our decision says what was not granted, and why.']
        t.match(part.text, inPart, right)
        t.match(part.text, decision)
        t.match(part.subject, locale === 'fr' ? /c’est fait, en partie$/ : /it is done in part$/)
        t.notMatch(whole.text, inPart)
        const [, flat = ''] = /(?:demande HB-7F3K-92QD|request HB-7F3K-92QD)\. ([^.]+)/.exec(whole.text) ?? []
        t.ok(flat.length > 20 && !part.text.includes(flat), `${right}, ${locale}: ${flat}`)
      }
    }
  }
})

t.test('a restriction in part is lifted with notice as well', async (t) => {
  const letter = { ...erasure, right: { right: 'restriction' }, isInPart: true, remains: [] } as const
  t.match(write(letter, { locale: 'en' }).text, 'We will tell you before this restriction is lifted.')
  t.match(write(letter, { locale: 'fr' }).text, 'Nous vous préviendrons avant toute levée de cette limitation.')
})

t.test('on paper an erasure says what remains, why and until when, and sets apart what staff wrote', async (t) => {
  const { text } = writeLetter(order({ ...erasure, isInPart: true, remains }, { ...toPaper, locale: 'fr' })).detail
  const read = asRead(text)
  t.match(read, 'Effacement de vos données (article 17 du RGPD) : demande exécutée en partie. Ce qui est conservé')
  t.match(read, /- Customer service – The contract : Ces données sont nécessaires à la constatation.* RGPD\)\. Cons/)
  t.match(read, 'Conservation jusqu’au 2 mars 2031. > A claim is pending. > It will be settled in 2031. -')
  t.match(read, /- Invoicing : Une obligation légale.* Combien de temps elles sont conservées : contract \+ 10 ans -/)
  t.match(text, /\n- Backups\n/)
  t.match(text, '\n> A claim is pending.\n> It will be settled in 2031.\n')
  t.notMatch(read, '5 ans', 'a day says more than a length of time')
  const english = write({ ...erasure, isInPart: true, remains }, { ...toPaper, locale: 'en' }).text
  t.match(english, 'carried out in part. What remains, and why: - Customer service – The contract: These data')
  t.match(english, 'Kept until 2 March 2031. > A claim is pending.')
})

t.test('by e-mail it says that something remains, and where that is told: nothing of what', async (t) => {
  const secret = [{ name: canary, what: canary, grounds: ['legal_claims' as const], reasons: canary }]
  const letter = { ...erasure, isInPart: true, remains: secret }
  const french = write(letter, { locale: 'fr' }).text
  t.match(french, 'demande exécutée en partie. Une partie de vos données est conservée. Pour protéger vos données, ce')
  t.match(french, 'ni lesquelles, ni pourquoi, ni jusqu’à quand. Pour lire ce que nous vous avons écrit, rendez-vous')
  const english = write(letter, { locale: 'en' }).text
  t.match(english, 'Some of your data remain with us. To protect your data, this message does not say which, why or')
  t.match(english, 'until when. To read what we wrote to you, sign in on our page about your rights')
  for (const text of [french, english]) t.notMatch(text, new RegExp(`${canary}|justice|legal claims`))
})

t.test('where all was granted and something remains, the letter also says where to turn: no other did', async (t) => {
  for (const way of [{}, toPaper]) {
    const granted = write({ ...erasure, isInPart: false, remains }, { locale: 'en', ...way })
    t.match(granted.text, /carried out in part\..*article 12\(4\).*CNIL/)
    t.match(granted.subject, /in part$/)
    t.notMatch(write({ ...erasure, isInPart: true, remains }, { locale: 'en', ...way }).text, 'article 12(4)')
    t.notMatch(write({ ...erasure, isInPart: false, remains: [] }, { locale: 'en', ...way }).text, 'article 12(4)')
  }
})

t.test('an organisation’s own wording of before says it as well, where it says what was done', async (t) => {
  const wording: OwnWording = { version: 1, text: 'Bonjour.\n\n{done}\n\n{recipients}\n\n{replaces}' }
  const settings = { ...sender.settings, letters: { wordings: { 'fulfilment.fr': wording } } }
  const { text } = write({ ...erasure, isInPart: true, remains }, { ...toPaper, organisation: { ...sender, settings } })
  t.match(text, /Bonjour\. Effacement.* exécutée en partie\. Ce qui est conservé.*Backups S’il y a des destinataires/)
})

t.test('an export of what was granted in part, and a withdrawal, refer to the decision', async (t) => {
  const on = day('2026-04-30')
  const letters = (isInPart: boolean): LetterContent[] => [
    { type: 'export_ready', kind: 'access', isInPart, expiresOn: on },
    { type: 'export_ready', kind: 'portability', isInPart, expiresOn: on },
    { type: 'export_transmitted', isInPart, on },
    { type: 'withdrawal_taken', what: 'consent', isInPart, replaces: false },
  ]
  for (const [locale, sentence] of [
    ['fr', 'Notre décision indique ce qui n’a pas été accepté, et pourquoi.'],
    ['en', 'Our decision says what was not granted, and why.'],
  ] as const) {
    for (const letter of letters(true)) t.match(write(letter, { locale }).text, sentence, letter.type)
    for (const letter of letters(false)) t.notMatch(write(letter, { locale }).text, sentence, letter.type)
  }
  const [access] = letters(true)
  if (!access) throw new Error('there is no such letter')
  t.match(
    write(access, { locale: 'fr' }).text,
    'Les données que nous vous remettons sont prêtes (article 15, paragraphe 3, du RGPD).',
  )
  t.notMatch(write(access, { locale: 'en' }).text, 'you asked for are ready')
})
