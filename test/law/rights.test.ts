import t from 'tap'
import {
  articleOf,
  isExtendable,
  isMarketingObjection,
  mayBeSame,
  paceOf,
  postMortemPurposes,
  type RightKind,
  type RightLaw,
  rightNames,
  rightsLaw,
  titleOf,
} from '../../src/law/rights.ts'
import { cite } from '../../src/words/citation.ts'

const kinds: RightKind[] = [
  ...rightNames.map((right) => ({ right })),
  { right: 'objection', directMarketing: false },
  { right: 'objection', directMarketing: true },
]

t.test('the eight rights stand in the order of the contract', async (t) => {
  t.same(
    [...rightNames],
    ['access', 'rectification', 'erasure', 'restriction', 'objection', 'portability', 'post_mortem', 'withdrawal'],
  )
})

t.test('only a withdrawal and a marketing objection are owed at once, and they alone cannot be extended', async (t) => {
  for (const kind of kinds) {
    const atOnce = kind.right === 'withdrawal' || kind.directMarketing === true
    t.equal(paceOf(kind), atOnce ? 'at_once' : 'month', JSON.stringify(kind))
    t.equal(isExtendable(kind), !atOnce, JSON.stringify(kind))
  }
})

t.test('a marketing objection is an objection, whatever else says direct marketing', async (t) => {
  t.ok(isMarketingObjection({ right: 'objection', directMarketing: true }))
  t.notOk(isMarketingObjection({ right: 'objection', directMarketing: null }))
  t.notOk(isMarketingObjection({ right: 'access', directMarketing: true }))
  t.equal(paceOf({ right: 'access', directMarketing: true }), 'month')
})

t.test('recipients are told after articles 16, 17 and 18; access and portability end by release', async (t) => {
  const those = (which: (law: RightLaw) => boolean) => rightNames.filter((right) => which(rightsLaw[right]))
  t.same(
    those((law) => law.recipientsAreTold),
    ['rectification', 'erasure', 'restriction'],
  )
  t.same(
    those((law) => law.answeredByRelease),
    ['access', 'portability'],
  )
})

t.test('each right rests on its article', async (t) => {
  const cited = Object.fromEntries(rightNames.map((right) => [right, cite(rightsLaw[right].article, 'en')]))
  t.same(cited, {
    access: 'article 15 of the GDPR',
    rectification: 'article 16 of the GDPR',
    erasure: 'article 17 of the GDPR',
    restriction: 'article 18 of the GDPR',
    objection: 'article 21 of the GDPR',
    portability: 'article 20 of the GDPR',
    post_mortem: 'articles 84 to 86 of the French Data Protection Act',
    withdrawal: 'article 7(3) of the GDPR',
  })
})

t.test('what is owed is told in two languages, in whole sentences', async (t) => {
  for (const right of rightNames) {
    const { owed }: RightLaw = rightsLaw[right]
    t.match(owed.fr, /\.$/)
    t.match(owed.en, /\.$/)
    t.not(owed.fr, owed.en)
    t.notMatch(owed.fr, /'| [:;?!]/, 'typographic apostrophes, and no space that may break before punctuation')
  }
})

t.test('objections rest on two paragraphs of article 21, once it is known which', async (t) => {
  const cited = [undefined, null, false, true].map((directMarketing) =>
    cite(articleOf({ right: 'objection', directMarketing }), 'en'),
  )
  t.same(cited, [
    'article 21 of the GDPR',
    'article 21 of the GDPR',
    'article 21(1) of the GDPR',
    'article 21(2) of the GDPR',
  ])
  for (const right of rightNames) t.same(articleOf({ right }), rightsLaw[right].article)
})

t.test('a right has the title of its name, or of what it asks for where one name stands for several', async (t) => {
  for (const right of rightNames) t.equal(titleOf({ right }), right)
  t.equal(titleOf({ right: 'objection', directMarketing: true }), 'objection.marketing')
  t.equal(titleOf({ right: 'objection', directMarketing: false }), 'objection')
  for (const purpose of postMortemPurposes) {
    t.equal(titleOf({ right: 'post_mortem', purpose }), `post_mortem.${purpose}`)
    t.equal(titleOf({ right: 'access', purpose }), 'access')
  }
})

t.test('two letters may ask for the same unless they say that they do not', async (t) => {
  const marketing = { right: 'objection', directMarketing: true } as const
  const situation = { right: 'objection', directMarketing: false } as const
  const [register, execute] = [
    { right: 'post_mortem', purpose: 'register' },
    { right: 'post_mortem', purpose: 'execute' },
  ] as const
  for (const [one, other] of [
    [marketing, situation],
    [register, execute],
    [{ right: 'access' }, { right: 'erasure' }],
  ] as const) {
    t.notOk(mayBeSame(one, other) || mayBeSame(other, one), JSON.stringify([one, other]))
  }
  for (const kind of [marketing, situation, register, execute]) {
    t.ok(mayBeSame(kind, kind))
    t.ok(mayBeSame(kind, { right: kind.right }) && mayBeSame({ right: kind.right }, kind), 'left open')
  }
})
