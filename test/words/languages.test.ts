import t from 'tap'
import { gdpr, lil } from '../../src/law/wording.ts'
import { say } from '../../src/words/catalogue.ts'
import { cite } from '../../src/words/citation.ts'
import { dayInWords } from '../../src/words/days.ts'
import { chooseLanguage, explainedIn, officialLanguages, writtenLanguages } from '../../src/words/languages.ts'
import { wordsIn } from '../../src/words/words.ts'
import { day } from '../letters/every-letter.ts'

t.test('the first wish that is written is chosen, in its region; else English', async (t) => {
  for (const [wishes, language, tag] of [
    [['fr', 'en'], 'fr', 'fr'],
    [['fr-BE', 'en'], 'fr', 'fr-BE'],
    [['ja', 'fr-FR'], 'fr', 'fr-FR'],
    [['ja', 'ko-KR'], 'en', 'en'],
    [['', 'not a tag'], 'en', 'en'],
    [['EN-gb'], 'en', 'en-GB'],
    [['fr-Latn-CA-u-ca-islamic'], 'fr', 'fr-CA'],
    [[], 'en', 'en'],
  ] as const) {
    t.same(chooseLanguage(...wishes), { language, tag }, wishes.join(', '))
  }
  for (const language of officialLanguages) {
    const chosen = writtenLanguages.includes(language) ? language : 'en'
    t.equal(chooseLanguage(`${language}-AT`).language, chosen)
  }
})

t.test('what is explained in French and English only falls back on them', async (t) => {
  t.equal(explainedIn('fr-BE', 'en'), 'fr')
  t.equal(explainedIn('de', 'fr'), 'fr')
  t.equal(explainedIn('de', 'it'), 'en')
  t.equal(explainedIn('EN-gb'), 'en')
})

t.test('a provision is named as the language names it', async (t) => {
  for (const [article, en, fr] of [
    [gdpr('32'), 'article 32 of the GDPR', 'article 32 du RGPD'],
    [gdpr('12(3)'), 'article 12(3) of the GDPR', 'article 12, paragraphe 3, du RGPD'],
    [gdpr('17(3)(b)'), 'article 17(3)(b) of the GDPR', 'article 17, paragraphe 3, point b), du RGPD'],
    [gdpr('15-22'), 'articles 15 to 22 of the GDPR', 'articles 15 à 22 du RGPD'],
    [lil('85'), 'article 85 of the French Data Protection Act', 'article 85 de la loi « Informatique et Libertés »'],
    [
      lil('84-86'),
      'articles 84 to 86 of the French Data Protection Act',
      'articles 84 à 86 de la loi « Informatique et Libertés »',
    ],
  ] as const) {
    t.equal(cite(article, 'en'), en)
    t.equal(cite(article, 'fr').replace(/[\u00a0\u202f]/g, ' '), fr)
    for (const language of writtenLanguages) {
      for (const number of article.at.match(/\d+/g) ?? []) t.match(cite(article, language), number, language)
    }
  }
  t.equal(cite(gdpr('12(3)'), 'en', 'uk_gdpr'), 'article 12(3) of the UK GDPR')
  t.equal(cite(lil('85'), 'en', 'uk_gdpr'), cite(lil('85'), 'en'), 'the French act is no GDPR')
  for (const language of writtenLanguages) {
    t.not(
      cite(gdpr('12(3)'), language),
      cite(gdpr('12(3)'), language, 'uk_gdpr'),
      `${language}: the UK GDPR has its own name`,
    )
  }
})

t.test('points have the letters of the official text', async (t) => {
  const point = (language: 'bg' | 'el' | 'hu', at: string) => cite(gdpr(at), language).replace(/.* (\S+\)).*/, '$1')
  t.same(
    ['9(2)(a)', '6(1)(f)', '9(2)(j)'].map((at) => point('el', at)),
    ['α)', 'στ)', 'ι)'],
  )
  t.same(
    ['9(2)(a)', '6(1)(f)', '9(2)(j)'].map((at) => point('bg', at)),
    ['а)', 'е)', 'й)'],
  )
  t.equal(point('hu', '6(1)(f)'), 'f)')
})

t.test('a value that ends in a full stop ends its sentence', async (t) => {
  const said = say('en', 'letter.export_ready.ready', {
    extent: 'all',
    article: 'article 15(3)',
    expiresOn: '2. travnja 2026.',
  })
  t.match(said, /You can download them until 2\. travnja 2026\.$/)
})

t.test('days and numbers are written as the region writes them', async (t) => {
  const written = (tag: string) => dayInWords(day('2026-04-01'), tag).replaceAll('\u00a0', ' ')
  t.equal(written('fr'), '1er avril 2026')
  t.equal(written('fr-BE'), '1er avril 2026')
  t.equal(written('en'), '1 April 2026')
  t.equal(written('en-US'), 'April 1, 2026')
  t.equal(written('de-AT'), '1. April 2026')
  t.equal(wordsIn(chooseLanguage('en')).number(1_000), '1,000')
  t.equal(wordsIn(chooseLanguage('fr')).number(1_000), '1\u202f000')
  t.equal(wordsIn(chooseLanguage('fr')).enumerate(['a', 'b', 'c']), 'a, b et c')
  t.equal(wordsIn(chooseLanguage('en')).enumerate(['a', 'b', 'c']), 'a, b and c')
})
