import t from 'tap'
import { legalBases, rightOnBasis } from '../../src/law/legal-basis.ts'
import { type RightName, rightNames } from '../../src/law/rights.ts'
import { cite } from '../../src/words/citation.ts'

const columns = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'withdrawal'] as const
// y: applies, n: does not, m: to direct marketing only
const table = {
  consent: 'y y y y y m y',
  contract: 'y y y y y m n',
  legal_obligation: 'y y n y n m n',
  vital_interests: 'y y y y n m n',
  public_task: 'y y n y n y n',
  legitimate_interests: 'y y y y n y n',
} as const
const verdicts: Readonly<Record<string, string>> = { y: 'yes', n: 'no', m: 'marketing_only' }

t.test('each right meets each legal basis as the table says, with a reason', async (t) => {
  t.same(Object.keys(table), [...legalBases])
  for (const basis of legalBases) {
    const row = table[basis].split(' ')
    columns.forEach((right, index) => {
      const verdict = rightOnBasis({ right }, basis)
      t.equal(verdict.applies, verdicts[row[index] ?? ''], `${right} on ${basis}`)
      t.ok(verdict.why.fr.endsWith('.') && verdict.why.en.endsWith('.'))
    })
  }
})

t.test('data after death and marketing objections do not ask for the basis', async (t) => {
  const uncovered = rightNames.filter((right) => !columns.some((column: RightName) => column === right))
  t.same(uncovered, ['post_mortem'])
  for (const basis of legalBases) {
    t.equal(rightOnBasis({ right: 'post_mortem' }, basis).applies, 'yes')
    t.equal(rightOnBasis({ right: 'objection', directMarketing: true }, basis).applies, 'yes')
  }
})

t.test('a "no" names the provision that says so', async (t) => {
  const cited = (right: RightName, basis: (typeof legalBases)[number]) =>
    cite(rightOnBasis({ right }, basis).article, 'fr').replaceAll('\u00a0', ' ')
  t.equal(cited('erasure', 'legal_obligation'), 'article 17, paragraphe 3, point b), du RGPD')
  t.equal(cited('portability', 'public_task'), 'article 20, paragraphe 3, du RGPD')
  t.equal(cited('portability', 'legitimate_interests'), 'article 20, paragraphe 1, point a), du RGPD')
  t.equal(cited('withdrawal', 'contract'), 'article 7, paragraphe 3, du RGPD')
})
