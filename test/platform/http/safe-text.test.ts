import fc from 'fast-check'
import t from 'tap'
import { text, whyUnsafe } from '../../../src/platform/http/schemas.ts'
import { sampled } from '../../support/sampled.ts'

const read = (schema: ReturnType<typeof text>, value: unknown) => schema.safeParse(value)
const message = (schema: ReturnType<typeof text>, value: unknown) => read(schema, value).error?.issues[0]?.message

t.test('attack 39: NUL, control characters and lone surrogates never pass', async (t) => {
  const line = text({ max: 50 })
  const lines = text({ max: 50, multiline: true })
  for (const bad of ['a\0b', 'a\u0007', '\u001b[31m', 'a\u007f', 'a\u0085b', '\ud800', 'a\udc00b']) {
    t.notOk(read(line, bad).success, JSON.stringify(bad))
    t.notOk(read(lines, bad).success, JSON.stringify(bad))
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (value, multiline) => {
      const result = text({ min: 0, max: 1_000, multiline }).safeParse(value)
      if (!result.success) return
      t.ok(result.data.isWellFormed())
      t.equal(result.data.normalize('NFC'), result.data)
      t.notOk((multiline ? /[^\P{Cc}\n\t]/u : /\p{Cc}/u).test(result.data))
    }),
    sampled(2_000),
  )
})

t.test('attack 40: both spellings of a character become one', async (t) => {
  t.equal(text({ max: 10 }).parse('Zoe\u0308'), 'Zo\u00eb')
  t.equal(text({ max: 3 }).parse('Zoe\u0308'), 'Zo\u00eb', 'and its length is that of the composed form')
})

t.test(
  'attack 40: what reorders text on a screen is refused in a line, the marks that names need are kept',
  async (t) => {
    for (const control of [
      '\u202a',
      '\u202b',
      '\u202c',
      '\u202d',
      '\u202e',
      '\u2066',
      '\u2067',
      '\u2068',
      '\u2069',
      '\u2028',
      '\u2029',
    ]) {
      t.match(
        message(text({ max: 10 }), `a${control}b`),
        /one line of text/,
        control.codePointAt(0)?.toString(16) ?? '',
      )
    }
    t.equal(text({ max: 10 }).parse('\u200fשרה'), '\u200fשרה')
    t.equal(
      text({ max: 20, multiline: true }).parse('a \u2067שרה\u2069 b'),
      'a \u2067שרה\u2069 b',
      'a letter keeps its isolates',
    )
  },
)

t.test('a line has no line ends; several lines have one kind', async (t) => {
  for (const end of ['\n', '\r', '\r\n', '\t']) t.notOk(read(text({ max: 10 }), `a${end}b`).success)
  t.equal(text({ max: 20, multiline: true }).parse('a\r\nb\rc\n\td'), 'a\nb\nc\n\td')
})

t.test('length is counted in characters a reader would count as code points', async (t) => {
  t.ok(read(text({ max: 3 }), '😀😀😀').success)
  t.equal(message(text({ max: 3 }), '😀😀😀😀'), 'expected at most 3 characters')
  t.equal(message(text({ min: 2, max: 3 }), '😀'), 'expected at least 2 characters')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.integer({ min: 1, max: 20 }), (value, max) => {
      const composed = value.normalize('NFC')
      if (whyUnsafe(composed, { min: 0, max: 1_000 }) !== undefined || composed.trim() === '') return
      t.equal(read(text({ max }), value).success, [...composed].length <= max)
    }),
  )
})

t.test('text must hold something to read, and is not trimmed', async (t) => {
  t.match(message(text({ max: 5 }), ''), /at least 1/)
  t.match(message(text({ max: 5 }), ' \u00a0\u2003'), /not only spaces/)
  t.equal(text({ max: 5 }).parse(' a '), ' a ')
  t.equal(text({ min: 0, max: 5 }).parse(''), '')
  t.notOk(read(text({ max: 5 }), 5).success)
})
