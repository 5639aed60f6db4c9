import fc from 'fast-check'
import t from 'tap'
import {
  concernsDirectives,
  type Directive,
  mayInstruct,
  standingBeside,
  takesThePlaceOf,
} from '../../src/law/directives.ts'
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

t.test('of an instruction stands what no later one speaks of: nothing, all of it, or all but some data', async (t) => {
  fc.assert(
    fc.property(anyInstruction, fc.array(anyDirective, { maxLength: 4 }), (one, laters) => {
      const spoken = laters.map(({ instructions }) => instructions.map(({ scope }) => scope ?? 'all'))
      // However many data are spoken of, there is a rest of all of them
      const data = one.scope === undefined ? [...scopes, 'the rest'] : [one.scope]
      const left = data.filter((part) => !spoken.some((parts) => parts.includes('all') || parts.includes(part)))
      const { stands, to } = standingBeside(one, laters)
      t.equal(stands, left.length === data.length ? 'wholly' : left.length === 0 ? 'not' : 'in_part')
      const meets = (parts: string[]) =>
        parts.some((part) => part === 'all' || one.scope === undefined || part === one.scope)
      t.ok(to.every((at) => meets(spoken[at] ?? [])))
      t.equal(to.length > 0, stands !== 'wholly')
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
