import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { addDays, type CivilDate, daysBetween, type Instant, instantFrom, isCivilDate } from '../../src/law/calendar.ts'
import { rightStatuses } from '../../src/law/lifecycle.ts'
import { holdsOn, type RestrictionFacts } from '../../src/law/restriction.ts'
import {
  caseFileKeptUntil,
  defaultRetention,
  dueForErasure,
  exportKeptUntil,
  identityDocumentsKeptUntil,
  objectionKeptUntil,
  type RetentionFacts,
  type RetentionPolicy,
  retentionBounds,
} from '../../src/law/retention.ts'

const day = (text: string): CivilDate => {
  if (isCivilDate(text)) return text
  throw new Error(`${text} is no day`)
}
const instant = (text: string): Instant => {
  const at = instantFrom(text)
  if (at === undefined) throw new Error(`${text} is no instant`)
  return at
}
const closed = (on: string, more: Partial<RetentionFacts> = {}): RetentionFacts => ({
  closedOn: day(on),
  isHeld: false,
  isErased: false,
  holdsIdentityDocuments: false,
  restrictions: [],
  ...more,
})
const months = (caseFileMonths: number): RetentionPolicy => ({ ...defaultRetention, caseFileMonths })

t.test('a case file is kept to the end of the same-numbered day, or of a month that has none', async (t) => {
  for (const [closedOn, kept, length] of [
    ['2026-03-02', '2031-03-02', 60],
    ['2024-02-29', '2029-02-28', 60],
    ['2024-02-29', '2028-02-29', 48],
    ['2026-08-31', '2027-09-30', 13],
    ['2026-12-31', '2028-02-29', 14],
    ['2026-01-30', '2027-02-28', 13],
  ] as const) {
    t.equal(caseFileKeptUntil(months(length), day(closedOn), []), kept, `${closedOn} and ${length} months`)
  }
})

t.test('it is due from the day after, and says since when', async (t) => {
  const facts = closed('2026-03-02')
  t.same(dueForErasure(defaultRetention, facts, day('2031-03-02')), [])
  const due = [{ part: 'case_file', keptUntil: '2031-03-02', dueFrom: '2031-03-03' }]
  t.same(dueForErasure(defaultRetention, facts, day('2031-03-03')), due)
  t.same(dueForErasure(defaultRetention, facts, day('2040-01-01')), due, 'however late it is looked at')
})

t.test('identity documents go first; by default on the day after closure at the latest', async (t) => {
  const facts = closed('2026-03-02', { holdsIdentityDocuments: true })
  t.match(dueForErasure(defaultRetention, facts, day('2026-03-03')), [{ part: 'identity_documents' }])
  const policy = { ...defaultRetention, identityDocumentDays: 30 }
  t.equal(identityDocumentsKeptUntil(policy, day('2026-02-14')), '2026-03-16')
  t.same(dueForErasure(policy, facts, day('2026-04-01')), [])
  t.equal(dueForErasure(policy, facts, day('2031-03-03')).length, 2)
})

t.test('an export is kept by days, a fingerprint of an objection by years', async (t) => {
  t.equal(exportKeptUntil(defaultRetention, day('2026-03-02')), '2026-04-01')
  t.equal(objectionKeptUntil(defaultRetention, day('2024-02-29')), '2027-02-28')
})

t.test('the defaults lie within the bounds, and no bound lets a fingerprint go before three years', async (t) => {
  for (const [kind, { least, most }] of Object.entries(retentionBounds)) {
    const usual = defaultRetention[kind as keyof RetentionPolicy] // of the same keys
    t.ok(least <= usual && usual <= most, kind)
  }
  t.equal(retentionBounds.objectionYears.least, 3)
})

const days = fc.integer({ min: 0, max: 40_000 }).map((number) => addDays(day('1990-01-01'), number))
const policies = fc.record({
  identityDocumentDays: fc.integer({ min: 0, max: 30 }),
  exportDays: fc.integer({ min: 7, max: 365 }),
  caseFileMonths: fc.integer({ min: 12, max: 240 }),
  objectionYears: fc.integer({ min: 3, max: 99 }),
})

const restrictions = fc.record<RestrictionFacts>({
  status: fc.constantFrom(...rightStatuses),
  restrictedSince: fc.option(fc.constant(instant('2026-03-02T09:00:00Z'))),
  liftedOn: fc.option(days),
})

t.test(
  'property: while a restriction holds, the file of its case is never due, and its months count from its end',
  async () => {
    fc.assert(
      fc.property(policies, days, fc.array(restrictions, { maxLength: 3 }), days, (policy, on, imposed, today) => {
        const due = dueForErasure(policy, closed(on, { restrictions: imposed }), today)
        const endings = imposed.flatMap(({ restrictedSince, status, liftedOn }) =>
          restrictedSince === null || status === 'lapsed' ? [] : [liftedOn],
        )
        if (imposed.some((each) => holdsOn(each, today)) && due.length > 0) return false
        if (endings.includes(null)) return due.length === 0
        const last = [on, ...endings.flatMap((day) => day ?? [])].sort().at(-1)
        return isDeepStrictEqual(due, last === undefined ? undefined : dueForErasure(policy, closed(last), today))
      }),
    )
  },
)

t.test('property: what is open, held or erased is never due', async () => {
  const facts = fc
    .record({
      closedOn: fc.option(days),
      isHeld: fc.boolean(),
      isErased: fc.boolean(),
      holdsIdentityDocuments: fc.boolean(),
      restrictions: fc.array(restrictions, { maxLength: 2 }),
    })
    .filter(({ closedOn, isHeld, isErased }) => closedOn === null || isHeld || isErased)
  fc.assert(
    fc.property(policies, facts, days, (policy, fact, today) => dueForErasure(policy, fact, today).length === 0),
  )
})

t.test('property: once due, always due; never before a later closure or under a longer policy', async () => {
  fc.assert(
    fc.property(
      policies,
      days,
      days,
      fc.nat(4_000),
      fc.integer({ min: 1, max: 60 }),
      (policy, on, today, later, longer) => {
        const isDue = (which: RetentionPolicy, closedOn: CivilDate, at: CivilDate) =>
          dueForErasure(which, closed(closedOn), at).length > 0
        const due = isDue(policy, on, today)
        const patient = { ...policy, caseFileMonths: policy.caseFileMonths + longer }
        return (
          (!due || isDue(policy, on, addDays(today, later))) &&
          (due || !isDue(policy, addDays(on, later), today)) &&
          (due || !isDue(patient, on, today))
        )
      },
    ),
  )
})

t.test('property: a file is kept for at least its months, less the days that a short month lacks', async () => {
  fc.assert(
    fc.property(policies, days, (policy, on) => {
      const kept = caseFileKeptUntil(policy, on, [])
      if (kept === null) return false
      const [a, b] = [on, kept].map((text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)))
      const isSameDay = on.slice(8) === kept.slice(8)
      const isLastDay = addDays(kept, 1).slice(8) === '01'
      return (
        Number(b) - Number(a) === policy.caseFileMonths && (isSameDay || (isLastDay && kept.slice(8) < on.slice(8)))
      )
    }),
  )
})

t.test('property: what is due is due from the day after its last', async () => {
  fc.assert(
    fc.property(policies, days, days, (policy, on, today) =>
      dueForErasure(policy, closed(on, { holdsIdentityDocuments: true }), today).every(
        ({ keptUntil, dueFrom }) => daysBetween(keptUntil, dueFrom) === 1 && dueFrom <= today,
      ),
    ),
  )
})
