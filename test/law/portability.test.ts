import t from 'tap'
import { articleOfBasis, legalBases } from '../../src/law/legal-basis.ts'
import { explainPackageWarning, packageWarnings } from '../../src/law/package-warnings.ts'
import { articleOf, notPortableReasons, type Origin, whyNotPortable } from '../../src/law/portability.ts'

const origins: readonly Origin[] = ['subject', 'observed', 'inferred', 'third_party']

t.test(
  'portable is what the person provided, of automated processing on consent or contract (art. 20(1))',
  async (t) => {
    for (const origin of origins) {
      for (const basis of legalBases) {
        for (const automated of [true, false]) {
          const why = whyNotPortable(origin, { basis, automated })
          const isProvided = origin === 'subject' || origin === 'observed'
          const isOnBasis = basis === 'consent' || basis === 'contract'
          t.equal(why === undefined, isProvided && isOnBasis && automated, `${origin}, ${basis}, ${automated}`)
        }
      }
    }
  },
)

t.test('each reason names its article', async (t) => {
  t.same(
    notPortableReasons.map((reason) => [reason, articleOf(reason).at]),
    [
      ['not_provided_by_person', '20(1)'],
      ['not_consent_or_contract', '20(1)'],
      ['public_task', '20(3)'],
      ['not_automated', '20(1)(b)'],
    ],
  )
  t.equal(whyNotPortable('inferred', { basis: 'public_task', automated: false }), 'not_provided_by_person')
  t.equal(whyNotPortable('subject', { basis: 'public_task', automated: true }), 'public_task')
  t.equal(whyNotPortable('subject', { basis: 'legal_obligation', automated: false }), 'not_consent_or_contract')
  t.equal(whyNotPortable('observed', { basis: 'consent', automated: false }), 'not_automated')
})

t.test('where the processing is not known only the origin speaks', async (t) => {
  t.same(
    origins.map((origin) => whyNotPortable(origin, undefined)),
    [undefined, undefined, 'not_provided_by_person', 'not_provided_by_person'],
  )
})

t.test('each legal basis has its letter of art. 6(1)', async (t) => {
  t.same(
    legalBases.map((basis) => articleOfBasis[basis].at),
    ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `6(1)(${letter})`),
  )
})

t.test('a warning names at most ten purposes and counts the others', async (t) => {
  const purposes = Array.from({ length: 13 }, (_, i) => `p${i}`)
  const warning = { code: 'purpose_not_in_register', records: 40, purposes } as const
  t.match(explainPackageWarning(warning, 'en'), /^40 record\(s\).*“p0”, .*“p9” and 3 more\./)
  t.match(explainPackageWarning(warning, 'fr'), /«\u00a0p9\u00a0» et 3 autre\(s\)\./)
  t.match(explainPackageWarning({ ...warning, purposes: ['sales'] }, 'en'), /: “sales”\./)
  t.same(packageWarnings, ['register_empty', 'purpose_not_in_register', 'purpose_missing'])
})
