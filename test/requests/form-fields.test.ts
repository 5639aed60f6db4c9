import t from 'tap'
import { rightNames } from '../../src/law/rights.ts'
import { fieldsInWords } from '../../src/requests/form-fields.ts'
import { writtenLanguages } from '../../src/words/languages.ts'

type Schema = Readonly<Record<string, unknown>>

/** Every property of a schema, and every choice, wherever they stand. */
function* placesOf(node: unknown, at = ''): Generator<{ at: string; schema: Schema; isField: boolean }> {
  if (Array.isArray(node)) for (const each of node) yield* placesOf(each, at)
  else if (typeof node === 'object' && node !== null) {
    const schema = node as Schema // an object of JSON
    yield { at, schema, isField: false }
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') {
        const fields = value as Schema // `properties` of a JSON Schema is an object
        for (const [name, field] of Object.entries(fields)) {
          yield { at: `${at}.${name}`, schema: field as Schema, isField: true } // a schema
          yield* placesOf(field, `${at}.${name}`)
        }
      } else yield* placesOf(value, at)
    }
  }
}

t.test('every field of the form has a title, and every choice its meaning, in every language', async (t) => {
  for (const language of writtenLanguages) {
    for (const right of rightNames) {
      let fields = 0
      for (const { at, schema, isField } of placesOf(fieldsInWords(right, language))) {
        const name = `${language}: ${right}${at}`
        if (isField) t.match(schema.title, /\S/, name)
        if (isField) fields += 1
        if (Array.isArray(schema.enum)) {
          t.match(
            schema.oneOf,
            schema.enum.map((value) => ({ const: value, title: /\S/ })),
            name,
          )
        }
      }
      t.ok(fields > 0, `${language}: ${right}`)
    }
  }
})

t.test('fields are named in the language asked for', async (t) => {
  const titleOf = (language: 'fr' | 'en') => JSON.stringify(fieldsInWords('erasure', language))
  t.match(titleOf('fr'), '"title":"Je retire mon consentement"')
  t.match(titleOf('en'), '"title":"I withdraw my consent"')
})
