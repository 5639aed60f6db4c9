import fc from 'fast-check'
import t from 'tap'
import { addDays } from '../../src/law/calendar.ts'
import { authorityStatuses } from '../../src/law/lifecycle.ts'
import {
  type Checklist,
  capacities,
  checklists,
  foreignItems,
  judgeProof,
  proofItems,
  saysNothing,
  standingFor,
} from '../../src/law/mandate.ts'
import { groundCodes, groundFits } from '../../src/law/refusal.ts'
import { rightNames } from '../../src/law/rights.ts'
import { on } from './clock-support.ts'

const others = capacities.filter((capacity) => capacity !== 'self')
const anyChecklist: fc.Arbitrary<Checklist> = fc.dictionary(fc.constantFrom(...proofItems), fc.boolean())
const anyCapacity = fc.constantFrom(...others)

/** The recommendation and the law (LAW §4), said a second time. */
const required = {
  representative: 'rights length data subject_identity representative_identity recipient',
  parent: 'child_identity parental_authority',
  heir: 'death quality',
  designated_person: 'death quality',
}

t.test('each capacity has its checklist, every item with its sentence and its source in both languages', async (t) => {
  t.same(checklists.self, [], 'who acts for themselves proves no authority')
  for (const capacity of others) {
    t.equal(checklists[capacity].map(({ item }) => item).join(' '), required[capacity])
    for (const { sentence, source } of checklists[capacity]) {
      t.match(sentence.fr, /^[A-ZÀÉÊ].*\.$/)
      t.match(sentence.en, /^[A-Z].*\.$/)
      t.not(sentence.fr, sentence.en)
      t.match(source.fr, /CNIL|art\./)
      t.match(source.en, /CNIL|art\./)
    }
  }
  const parental = checklists.parent.map(({ sentence }) => sentence.en).join(' ')
  t.match(parental, /fifteen is, by itself, no reason/, 'LIL 45')
})

t.test('a checklist is accepted exactly where all of the capacity is stated, and names what is missing', async (t) => {
  fc.assert(
    fc.property(anyCapacity, anyChecklist, fc.nat(3), (capacity, checklist, documents) => {
      const missing = required[capacity]
        .split(' ')
        .filter((item) => new Map(Object.entries(checklist)).get(item) !== true)
      const verdict = judgeProof(capacity, { checklist, documents })
      t.same(verdict, missing.length === 0 ? { accepted: true, itemised: true } : { accepted: false, missing })
    }),
  )
})

t.test('without one a death and a quality want a document, a mandate and a parent are taken on a note', async (t) => {
  const bare = (capacity: (typeof capacities)[number], documents: number) =>
    judgeProof(capacity, { checklist: undefined, documents })
  for (const capacity of ['representative', 'parent'] as const) {
    t.same(bare(capacity, 0), { accepted: true, itemised: false })
  }
  for (const capacity of ['heir', 'designated_person'] as const) {
    t.same(bare(capacity, 0), { accepted: false, missing: ['death', 'quality'] })
    t.same(bare(capacity, 1), { accepted: true, itemised: false })
  }
})

t.test('an item of another capacity is told apart', async (t) => {
  t.same(foreignItems('heir', { death: true, rights: false, recipient: true }), ['rights', 'recipient'])
  t.same(foreignItems('representative', { rights: true }), [])
})

t.test('authority holds only while it is accepted, for its rights, to the end of its last day', async (t) => {
  const today = on('2026-03-02')
  fc.assert(
    fc.property(
      fc.constantFrom(...authorityStatuses),
      fc.option(fc.subarray(['a', 'b', 'c']), { nil: undefined }),
      fc.option(fc.integer({ min: -400, max: 400 }), { nil: undefined }),
      (status, rights, days) => {
        const validUntil = days === undefined ? undefined : addDays(today, days)
        const standing = standingFor({ status, rights, validUntil }, 'a', today)
        const isCovered = rights === undefined || rights.includes('a')
        const isOver = days !== undefined && days < 0
        if (status === 'not_needed') t.equal(standing, 'own')
        else t.equal(standing === 'holds', status === 'accepted' && isCovered && !isOver)
        if (status === 'accepted' && isCovered && isOver) t.equal(standing, 'ended')
        if (status === 'accepted' && !isCovered) t.equal(standing, 'other_right')
      },
    ),
  )
})

t.test('every right can be refused on grounds that say nothing of the person', async (t) => {
  for (const right of rightNames) {
    const silent = groundCodes.filter((code) => groundFits(code, { right }) && saysNothing([code]))
    t.ok(silent.includes('not_controller') && silent.includes('not_identifiable'), right)
  }
  t.notOk(saysNothing([]), 'no ground is no refusal')
  for (const code of ['legal_obligation', 'accurate_data', 'no_consent_given', 'public_task'] as const) {
    t.notOk(saysNothing([code]), `${code} says that data are held`)
    t.notOk(saysNothing(['not_controller', code]))
  }
})
