import t from 'tap'
import { articleOfGround, type GroundCode, groundCodes, groundFits, isPartialOnly } from '../../src/law/refusal.ts'
import { type RightKind, rightNames } from '../../src/law/rights.ts'
import { cite } from '../../src/words/citation.ts'

const forAny =
  'not_controller not_identifiable identity_not_established manifestly_unfounded excessive restricted_by_law'
const table: readonly [RightKind, string][] = [
  [{ right: 'access' }, `${forAny} rights_of_others`],
  [{ right: 'rectification' }, `${forAny} accurate_data`],
  [{ right: 'restriction' }, `${forAny} no_restriction_ground`],
  [
    { right: 'erasure' },
    `${forAny} no_erasure_ground freedom_of_expression legal_obligation public_health archiving_research legal_claims`,
  ],
  [
    { right: 'objection', directMarketing: false },
    `${forAny} compelling_legitimate_grounds legal_claims basis_not_objectable research_statistics`,
  ],
  [
    { right: 'portability' },
    `${forAny} not_consent_or_contract not_automated not_provided_by_person public_task rights_of_others transfer_not_feasible`,
  ],
  [{ right: 'post_mortem' }, `${forAny} no_quality_shown`],
  [{ right: 'objection', directMarketing: true }, 'not_controller not_identifiable'],
  [{ right: 'withdrawal' }, 'not_controller not_identifiable no_consent_given'],
]

t.test('every ground fits exactly the rights it is made for', async (t) => {
  t.equal(new Set(table.map(([kind]) => kind.right)).size, rightNames.length)
  for (const [kind, fitting] of table) {
    t.same(
      groundCodes.filter((code) => groundFits(code, kind)).toSorted(),
      fitting.split(' ').toSorted(),
      JSON.stringify(kind),
    )
  }
})

t.test('a ground that fits rests on an article', async (t) => {
  for (const [kind, fitting] of table) {
    for (const code of groundCodes.filter((code) => fitting.split(' ').includes(code))) {
      t.ok(articleOfGround(code, kind.right), `${code} for ${kind.right}`)
    }
  }
})

t.test('the same ground rests on another article for another right', async (t) => {
  const cited = (code: GroundCode, right: RightKind['right']) => {
    const article = articleOfGround(code, right)
    return article && cite(article, 'en')
  }
  t.equal(cited('legal_claims', 'erasure'), 'article 17(3)(e) of the GDPR')
  t.equal(cited('legal_claims', 'objection'), 'article 21(1) of the GDPR')
  t.equal(cited('rights_of_others', 'access'), 'article 15(4) of the GDPR')
  t.equal(cited('rights_of_others', 'portability'), 'article 20(4) of the GDPR')
  t.equal(cited('legal_claims', 'access'), undefined)
})

t.test('a transfer that is not feasible never refuses the whole', async (t) => {
  t.same(groundCodes.filter(isPartialOnly), ['transfer_not_feasible'])
})
