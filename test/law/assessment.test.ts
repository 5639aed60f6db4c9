import fc from 'fast-check'
import t from 'tap'
import {
  assess,
  contradictionCodes,
  contradictionsOf,
  outcomesDiffer,
  type Processed,
} from '../../src/law/assessment.ts'
import { type LegalBasis, legalBases } from '../../src/law/legal-basis.ts'
import { type Outcome, outcomes } from '../../src/law/lifecycle.ts'
import { type GroundCode, groundCodes } from '../../src/law/refusal.ts'
import { type RightKind, rightNames } from '../../src/law/rights.ts'
import { sampled } from '../support/sampled.ts'
import { anyKind, anyProcessed, expectedOf } from './matrix.ts'

t.test('for any right and any activity the assessment says what the matrix of bases and rights says', async (t) => {
  fc.assert(
    fc.property(anyKind, anyProcessed, (kind, activity) => {
      const { applies, condition, why, article } = assess(kind, activity)
      t.same({ applies, condition }, expectedOf(kind, activity))
      t.ok(why.fr.endsWith('.') && why.en.endsWith('.') && article.at !== '')
    }),
    sampled(1_000),
  )
  t.equal(legalBases.length * rightNames.length, 48)
})

const on = (basis: LegalBasis, more: Partial<Processed> = {}): Processed => {
  return { basis, automated: true, directMarketing: false, ...more }
}
const cited = (kind: RightKind, activity: Processed) => assess(kind, activity).article.at

t.test('each "no" names the provision that says so', async (t) => {
  t.equal(cited({ right: 'erasure' }, on('legal_obligation')), '17(3)(b)')
  t.equal(cited({ right: 'portability' }, on('contract', { automated: false })), '20(1)(b)')
  t.equal(cited({ right: 'portability' }, on('public_task', { automated: false })), '20(3)')
  t.equal(cited({ right: 'objection' }, on('contract')), '21(1)')
  t.equal(cited({ right: 'objection', directMarketing: true }, on('contract')), '21(2)')
  t.equal(cited({ right: 'objection', directMarketing: true }, on('contract', { directMarketing: true })), '21(2)')
})

const found = (kind: RightKind, activities: Processed[], outcome: Outcome, ...grounds: GroundCode[]) =>
  contradictionsOf(kind, activities, { outcome, grounds })

t.test('a grant contradicts a register in which the right reaches nothing', async (t) => {
  const invoices = on('legal_obligation')
  t.same(found({ right: 'erasure' }, [invoices], 'granted'), ['granted_though_not_applicable'])
  t.same(found({ right: 'erasure' }, [invoices, on('consent')], 'granted'), [], 'it reaches another activity')
  t.same(
    found({ right: 'erasure' }, [invoices], 'partially_granted', 'legal_obligation'),
    [],
    'so far as nothing is required',
  )
  t.same(found({ right: 'portability' }, [on('legitimate_interests')], 'partially_granted', 'rights_of_others'), [
    'granted_though_not_applicable',
  ])
  t.same(found({ right: 'objection', directMarketing: true }, [on('contract')], 'granted'), [], 'it is absolute')
  t.same(found({ right: 'erasure' }, [], 'granted'), [], 'an empty register says nothing')
})

t.test('a refusal contradicts a register that bears out none of its grounds', async (t) => {
  const refused = (kind: RightKind, activity: Processed, ground: GroundCode) =>
    found(kind, [activity], 'refused', ground).length > 0
  t.ok(refused({ right: 'erasure' }, on('consent'), 'legal_obligation'))
  t.notOk(refused({ right: 'erasure' }, on('public_task'), 'legal_obligation'))
  t.ok(refused({ right: 'objection' }, on('legitimate_interests'), 'basis_not_objectable'))
  t.notOk(refused({ right: 'objection' }, on('contract'), 'basis_not_objectable'))
  t.ok(refused({ right: 'portability' }, on('contract'), 'not_consent_or_contract'))
  t.ok(refused({ right: 'portability' }, on('contract'), 'not_automated'))
  t.notOk(refused({ right: 'portability' }, on('contract', { automated: false }), 'not_automated'))
  t.ok(refused({ right: 'portability' }, on('legitimate_interests'), 'public_task'))
  t.ok(refused({ right: 'withdrawal' }, on('consent'), 'no_consent_given'))
  t.notOk(refused({ right: 'access' }, on('consent'), 'excessive'), 'a ground that lies in the request')
  t.same(found({ right: 'erasure' }, [on('consent'), on('legal_obligation')], 'refused', 'legal_obligation'), [])
})

t.test('a decision that follows the assessment contradicts nothing', async (t) => {
  const anyGround = fc.constantFrom(...groundCodes)
  fc.assert(
    fc.property(anyKind, fc.array(anyProcessed, { maxLength: 4 }), anyGround, (kind, activities, ground) => {
      const reaches = activities.some((activity) => expectedOf(kind, activity).applies !== 'no')
      const codes = found(kind, activities, 'granted')
      if (reaches || activities.length === 0) t.same(codes, [])
      t.same(found(kind, activities, 'no_data_held'), [])
      t.notOk(found(kind, activities, 'refused', ground).includes('granted_though_not_applicable'))
      for (const code of codes) t.ok(contradictionCodes.includes(code))
    }),
    sampled(500),
  )
})

t.test('the whole and its parts say the same, or differ', async (t) => {
  const differ = outcomes.map((whole) => outcomes.filter((part) => outcomesDiffer(whole, [part])))
  t.same(differ, [
    ['partially_granted', 'refused'],
    [],
    ['granted', 'partially_granted'],
    ['granted', 'partially_granted', 'refused'],
  ])
})
