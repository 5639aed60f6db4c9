import fc from 'fast-check'
import t from 'tap'
import { pointerSteps, pointsInto, withoutPointers } from '../../src/records/json-pointer.ts'
import { itemTexts, readJson, readObjectText } from '../../src/records/json-text.ts'
import { sampled } from '../support/sampled.ts'

/** JSON texts with numbers written in every way the grammar allows. */
const digits = fc.stringMatching(/^\d{1,25}$/)
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.stringMatching(/^(?:0|[1-9]\d{0,24})$/),
    fc.option(digits),
    fc.option(fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
  )
  .map(
    ([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent ?? ''}`,
  )
const nameText = fc.string({ unit: 'binary' }).filter((name) => !name.includes('\0') && name !== '__proto__')
const jsonText: fc.Arbitrary<string> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numberText,
    nameText.map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value') as fc.Arbitrary<string>, { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`), // letrec forgets the type
    tie('object') as fc.Arbitrary<string>, // letrec forgets the type
  ),
  object: fc
    .uniqueArray(fc.tuple(nameText, tie('value') as fc.Arbitrary<string>), { selector: ([name]) => name, maxLength: 5 }) // letrec forgets the type
    .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(',\t')}}`),
})).object as fc.Arbitrary<string> // letrec forgets the type

/** The text without the white space between its tokens, and with names and strings written one way: what "as it came" means. */
function tokens(text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[a-z]+|[{}[\],:]/g)].map(([token]) =>
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token,
  )
}

const numberTokens = (text: string) => tokens(text).filter((token) => /^-?\d/.test(token))

t.test('every number of a value is written back with the digits it came with', async (t) => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const again = JSON.stringify(readJson(text))
      t.same(JSON.parse(again), JSON.parse(text))
      // Names that look like indexes come first in an object of JavaScript, so the numbers are compared as a bag.
      return numberTokens(again).sort().join() === numberTokens(text).sort().join()
    }),
    sampled(2_000),
  )
})

t.test('the text of a member is the text that was written', async () => {
  fc.assert(
    fc.property(jsonText, fc.string({ unit: 'binary' }), (data, category) => {
      fc.pre(!category.includes('\0'))
      const read = readObjectText(` {"category":${JSON.stringify(category)}, "d\\u0061ta" :\n ${data}  ,"x":1} `)
      return read.ok && read.member('data') === data && read.member('x') === '1' && read.member('y') === undefined
    }),
    sampled(1_000),
  )
})

t.test('the items of an array are the texts that were written', async () => {
  fc.assert(
    fc.property(fc.array(jsonText), (items) => {
      const texts = itemTexts(`[ ${items.join(' ,\n')} ]`)
      return texts !== undefined && texts.length === items.length && texts.every((text, i) => text === items[i])
    }),
  )
})

t.test(
  'what JSON.parse would change silently, or what would harm later, is refused without being quoted',
  async (t) => {
    const deep = `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`
    for (const [text, message] of [
      ['{"a":1,"a":2}', 'expected each member once'],
      ['{"a":1,"\\u0061":2}', 'expected each member once'],
      ['{"a":{"b":[{"c":1,"c":1}]}}', 'expected each member once'],
      ['{"a":"\\ud800"}', 'expected no lone surrogate'],
      ['{"\\udc00":1}', 'expected no lone surrogate'],
      ['{"a":["x\\u0000"]}', 'expected no NUL character'],
      ['{"a":{"__proto__":{}}}', 'expected no member named __proto__'],
      [deep, 'expected at most 64 levels'],
      ['[1]', 'expected a JSON object'],
      ['null', 'expected a JSON object'],
      ['{"a":1', 'expected a JSON object'],
      ['{"a":1} {"b":2}', 'expected a JSON object'],
      ['', 'expected a JSON object'],
    ] as const) {
      t.same(readObjectText(text), { ok: false, message }, text.slice(0, 40))
    }
    t.ok(readObjectText('{"a":"\\ud83d\\ude00","constructor":{"prototype":1},"b":"\\\\ud800"}').ok)
    t.ok(readObjectText('{}').ok)
    t.equal(itemTexts('{"a":1}'), undefined)
    t.same(itemTexts(' [ ] '), [])
  },
)

t.test('a pointer cuts what it leads to, and nothing else', async (t) => {
  const text = '{"a":{"b":1.10,"c/d":[10,20,30,{"e":12345678901234567890}]},"~":null}'
  t.equal(
    withoutPointers(text, ['/a/c~1d/0', '/a/c~1d/2']),
    '{"a":{"b":1.10,"c/d":[20,{"e":12345678901234567890}]},"~":null}',
  )
  t.equal(withoutPointers(text, ['/a/c~1d/3/e', '/~0', '/a/b']), '{"a":{"c/d":[10,20,30,{}]}}')
  t.equal(withoutPointers(text, ['/a', '/a/b', '/nowhere']), '{"~":null}')
  t.equal(withoutPointers(text, []), text)
})

t.test('pointers are those of RFC 6901', async (t) => {
  t.same(pointerSteps(''), [])
  t.same(pointerSteps('/a~01/b~1c/'), ['a~1', 'b/c', ''])
  for (const none of ['a', 'a/b', '/a~', '/~2']) t.equal(pointerSteps(none), undefined, none)
  const value = readJson('{"a":[{"b":null}],"":1,"n":1.10}')
  for (const [pointer, found] of [
    ['/a/0/b', true],
    ['/', true],
    ['/a/00', false],
    ['/a/1', false],
    ['/a/-', false],
    ['/a/length', false],
    ['/n/rawJSON', false],
    ['/toString', false],
  ] as const) {
    t.equal(pointsInto(value, pointerSteps(pointer) ?? ['?']), found, pointer)
  }
})
