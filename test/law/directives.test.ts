import fc from 'fast-check'
import t from 'tap'
import { concernsDirectives, type Directive, mayInstruct, takesThePlaceOf } from '../../src/law/directives.ts'
import { capacities } from '../../src/law/mandate.ts'
import { rightNames } from '../../src/law/rights.ts'

const scopes = ['the photographs', 'the letters', 'the invoices']
const anyInstruction = fc.record({
  instruction: fc.constantFrom('keep' as const, 'erase' as const, 'disclose' as const),
  scope: fc.option(fc.constantFrom(...scopes), { nil: undefined }),
})
const anyDirective: fc.Arbitrary<Directive> = fc.record({
  instructions: fc.array(anyInstruction, { maxLength: 4 }),
  designated: fc.option(fc.record({ name: fc.constantFrom('Bo', 'Ulla') }), { nil: undefined }),
})

t.test('a later directive about everything, that names who carries it out, takes the place of any', async (t) => {
  fc.assert(
    fc.property(anyDirective, (earlier) => {
      const later: Directive = { instructions: [{ instruction: 'erase' }], designated: { name: 'Ulla' } }
      t.ok(takesThePlaceOf(later, earlier))
    }),
  )
})

t.test('one takes the place of another exactly where nothing of the other is left', async (t) => {
  fc.assert(
    fc.property(anyDirective, anyDirective, (later, earlier) => {
      const spoken = new Set(later.instructions.map(({ scope }) => scope))
      const left = earlier.instructions.filter(({ scope }) => !spoken.has(undefined) && !spoken.has(scope))
      const nobodyNamed = earlier.designated !== undefined && later.designated === undefined
      t.equal(takesThePlaceOf(later, earlier), left.length === 0 && !nobodyNamed)
    }),
  )
})

t.test('the same data are the same, however written', async (t) => {
  const about = (scope: string): Directive => ({ instructions: [{ instruction: 'keep', scope }] })
  t.ok(takesThePlaceOf(about('The  photographs '), about('the photographs')))
  t.notOk(takesThePlaceOf(about('the photographs'), about('the letters')))
  t.notOk(takesThePlaceOf(about('the photographs'), { instructions: [{ instruction: 'keep' }] }), 'a part is not all')
})

t.test('directives are the person’s own, and looked for where somebody else speaks, or of a death', async (t) => {
  t.same(capacities.filter(mayInstruct), ['self', 'representative', 'parent'])
  for (const capacity of capacities) {
    for (const right of rightNames) {
      t.equal(concernsDirectives(capacity, [right]), capacity !== 'self' || right === 'post_mortem')
    }
  }
})
