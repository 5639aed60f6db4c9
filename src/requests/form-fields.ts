import { z } from 'zod'
import type { RightName } from '../law/rights.ts'
import { messageKey, say } from '../words/catalogue.ts'
import type { Language } from '../words/languages.ts'
import { rightFields } from './right-schemas.ts'

type JsonSchema = Record<string, z.core.util.JSONType>

const written = new Map<string, JsonSchema>()

/** The JSON Schema of a right's own fields: each field with its title, each choice with what it means, in one language. */
export function fieldsInWords(right: RightName, language: Language): JsonSchema {
  const key = `${language} ${right}`
  const found = written.get(key) ?? schemaOf(right, language)
  written.set(key, found)
  return found
}

function schemaOf(right: RightName, language: Language): JsonSchema {
  const { right: _right, ...fields } = rightFields[right]
  const schema = z.toJSONSchema(z.strictObject(fields), {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema, path }) => {
      delete jsonSchema.description // written for developers
      const field = fieldAt(path)
      if (field === undefined) return
      const title = messageKey(`field.${field}`)
      if (title !== undefined && path.at(-2) === 'properties') jsonSchema.title = say(language, title)
      if (jsonSchema.enum !== undefined) {
        jsonSchema.oneOf = jsonSchema.enum.map((value) => {
          const meaning = messageKey(`option.${right}.${field}.${value}`)
          return { const: value, ...(meaning !== undefined && { title: say(language, meaning) }) }
        })
      }
    },
  })
  return schema as JsonSchema // a JSON Schema is JSON
}

/** The name of the field that a place of a schema belongs to. */
function fieldAt(path: readonly (string | number)[]): string | undefined {
  const name = path[path.lastIndexOf('properties') + 1]
  return path.includes('properties') ? String(name) : undefined
}
