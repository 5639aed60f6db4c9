import fc from 'fast-check'
import type { Processed } from '../../src/law/assessment.ts'
import { type Application, type Condition, legalBases } from '../../src/law/legal-basis.ts'
import { type RightKind, rightNames } from '../../src/law/rights.ts'

// Which right meets which legal basis, written a second time: y applies, n does not, m to direct marketing only. ¹ automated processing and
// provided data only, ² unless still needed, ³ so far as necessary.

const columns = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'withdrawal']
const matrix = {
  consent: 'y y y y y1 m y',
  contract: 'y y y2 y y1 m n',
  legal_obligation: 'y y n3 y n m n',
  vital_interests: 'y y y y n m n',
  public_task: 'y y n3 y n y n',
  legitimate_interests: 'y y y y n y n',
} as const
const footnotes: Readonly<Record<string, Condition>> = {
  1: 'provided_data',
  2: 'unless_needed',
  3: 'so_far_as_required',
}

export type Expected = { readonly applies: Application; readonly condition: Condition | undefined }
const yes: Expected = { applies: 'yes', condition: undefined }
const no: Expected = { applies: 'no', condition: undefined }

/** What the matrix says of a right and an activity. */
export function expectedOf({ right, directMarketing }: RightKind, activity: Processed): Expected {
  if (right === 'post_mortem') return yes
  if (right === 'objection' && directMarketing === true) return activity.directMarketing ? yes : no
  const cell = matrix[activity.basis].split(' ')[columns.indexOf(right)] ?? ''
  const [letter = '', footnote = ''] = cell
  if (footnote === '1' && !activity.automated) return no
  if (letter === 'm') return activity.directMarketing ? { ...yes, applies: 'marketing_only' } : no
  return { applies: letter === 'y' ? 'yes' : 'no', condition: footnotes[footnote] }
}

export const anyKind: fc.Arbitrary<RightKind> = fc.record({
  right: fc.constantFrom(...rightNames),
  directMarketing: fc.constantFrom(true, false, null),
})

export const anyProcessed: fc.Arbitrary<Processed> = fc.record({
  basis: fc.constantFrom(...legalBases),
  automated: fc.boolean(),
  directMarketing: fc.boolean(),
})
