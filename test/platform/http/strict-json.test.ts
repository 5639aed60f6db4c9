import fc from 'fast-check'
import t from 'tap'
import { parseStrictJson } from '../../../src/platform/http/strict-json.ts'
import { sampled } from '../../support/sampled.ts'

const accepted = (text: string) => {
  const json = parseStrictJson(Buffer.from(text))
  return json.ok ? json.value : t.fail(`refused: ${json.message}`)
}
const refused = (source: string | Uint8Array) => {
  const json = parseStrictJson(typeof source === 'string' ? Buffer.from(source) : source)
  return json.ok ? { message: 'accepted' } : { message: json.message, position: json.position, path: json.path }
}

t.test('what it accepts it reads as JSON.parse does', async (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      const json = parseStrictJson(Buffer.from(text))
      if (json.ok) t.same(JSON.stringify(json.value), JSON.stringify(JSON.parse(text)))
    }),
  )
  const letters = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\u0aeE19.- \ntrfalsn\u00e9\u{1f600}') })
  fc.assert(
    fc.property(letters, (text) => {
      const json = parseStrictJson(Buffer.from(text))
      if (json.ok) t.equal(JSON.stringify(json.value), JSON.stringify(JSON.parse(text)))
    }),
    sampled(20_000),
  )
})

t.test('it accepts every plain JSON text', async (t) => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text))
  const name = plain.filter((text) => text !== '__proto__' && text !== 'constructor')
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      plain,
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('tree'), { maxLength: 5 }),
    object: fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
  }))
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      t.same(accepted(text), JSON.parse(text))
    }),
  )
  t.same(accepted(' {"a":[1,-2.5e3,true,null,"\\u00e9\\n\\t\\ud83d\\ude00"]}\r\n'), {
    a: [1, -2500, true, null, 'é\n\t😀'],
  })
  t.same(accepted('{"a":{"b":1},"c":{"b":1}}'), { a: { b: 1 }, c: { b: 1 } }, 'the same name in two objects')
})

t.test('attack 37: names that would reach a prototype are refused, with their place', async (t) => {
  t.match(refused('{"a":[{"__proto__":{"admin":true}}]}'), { path: 'a.0.__proto__' })
  t.match(refused('{"\\u005f_proto__":1}'), { path: '__proto__' })
  t.match(refused('{"x":{"constructor":{"prototype":{}}}}'), { path: 'x.constructor' })
  t.same(accepted('{"constructor":"Eiffel & Co"}'), { constructor: 'Eiffel & Co' })
})

t.test('attack 38: a member given twice is refused, however it is spelt', async (t) => {
  t.match(refused('{"right":"access","right":"erasure"}'), { message: /each member once/, position: 18 })
  t.match(refused('{"a":1,"\\u0061":2}'), { position: 7 })
  t.match(refused('[{"a":{"b":1,"b"  :2}}]'), { position: 13 })
  t.match(
    refused('{"a":1,"a":{"b":1,"c":2}}'),
    { message: /each member once/ },
    'also where the counts of members could even out',
  )
  t.match(refused('{"a":{"x":1,"y":2},"a":1}'), { message: /each member once/ })
})

t.test('attack 38: no text with a member twice is accepted', async (t) => {
  const key = fc.constantFrom('a', 'b', 'c')
  const object = fc.array(fc.tuple(key, fc.constantFrom('1', '{}', '"x:,{"', '[{"a":1}]', '{"b":{"c":2}}')), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(object, (members) => {
      const text = `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`
      const hasDouble = new Set(members.map(([name]) => name)).size < members.length
      t.equal(parseStrictJson(text).ok, !hasDouble, text)
    }),
  )
})

t.test('attack 39: NUL, control characters and lone surrogates are refused in values and in names', async (t) => {
  for (const escaped of [
    '\\u0000',
    '\\u0001',
    '\\b',
    '\\f',
    '\\u001f',
    '\\u007f',
    '\\u0085',
    '\\ud800',
    '\\udc00',
    '\\ud800\\u0041',
    '\\ud800\\ud800',
  ]) {
    t.match(refused(`{"metadata":{"x":["a${escaped}"]}}`), { message: /^expected no/, position: 20 }, escaped)
    t.match(refused(`{"a${escaped}":1}`), { message: /^expected no/, position: 3 }, escaped)
  }
  t.match(refused('["\u0085"]'), { message: /control/ }, 'a control character as it is')
  t.match(refused('["\n"]'), { message: /JSON/ }, 'a line end that is not escaped')
  t.notOk(parseStrictJson('["\ud800"]').ok, 'a lone surrogate in text that was never bytes')
})

t.test('bytes that are not UTF-8, and a byte order mark, are refused', async (t) => {
  t.match(refused(Buffer.from([0x22, 0xff, 0x22])), { message: /UTF-8/ })
  t.match(
    refused(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])),
    { message: /UTF-8/ },
    'a surrogate encoded as if it were a character',
  )
  t.match(refused(Buffer.from([0x22, 0xc0, 0x80, 0x22])), { message: /UTF-8/ }, 'NUL in two bytes')
  t.match(refused(Buffer.from('\ufeff{}')), { message: /byte order mark/ })
  t.match(refused(Buffer.from('{"a":1}', 'utf16le')), { message: /expected/ })
})

t.test('attack 60: deep, wide and huge texts are refused before anything walks them', async (t) => {
  t.match(refused('['.repeat(262_144)), { message: /32 levels/, position: 32 })
  t.match(refused('{"a":'.repeat(50_000)), { message: /32 levels/ })
  t.same(accepted('['.repeat(32) + ']'.repeat(32)), JSON.parse('['.repeat(32) + ']'.repeat(32)))
  t.match(refused(`[${'0,'.repeat(100_000)}0]`), { message: /20000 values/ })
  t.ok(parseStrictJson(`[${'0,'.repeat(100_000)}0]`, { values: 200_000 }).ok, 'unless more are allowed')
  t.match(refused('9'.repeat(262_144)), { message: /double/ })
})

t.test('numbers that a double would change are refused (RFC 7493)', async (t) => {
  t.same(
    accepted('[9007199254740991,-9007199254740991,0.1234567890123456789,1e308]'),
    [9007199254740991, -9007199254740991, 0.12345678901234568, 1e308],
  )
  for (const number of ['9007199254740993', '12345678901234567890', '1e999', '-1e400']) {
    t.match(refused(`{"a":${number}}`), { message: /double/, position: 5 }, number)
  }
})

t.test('a refusal never quotes the text', async (t) => {
  for (const text of [
    '{"a":ada@example.org}',
    '{"ada@example.org"',
    'ada@example.org',
    '["ada@example.org',
    '{"a":1 ada@example.org at position 5}',
  ]) {
    const { message, position } = refused(text) as { message: string; position?: number } // of this shape by `refused`
    t.equal(message, 'expected JSON (RFC 8259)')
    t.ok(position === undefined || (position >= 0 && position <= text.length))
  }
})
