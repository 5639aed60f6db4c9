import type { Document, Schema } from './operations.ts'

/**
 * What a value holds that its schema does not declare, or otherwise than declared: each with its place. Stricter than JSON Schema:
 * an object whose schema does not speak of further properties has none.
 */
export function faultsOf(document: Document, given: Schema, value: unknown, place = ''): string[] {
  const schema = document.resolve(given)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    const faults = choices.map((choice) => faultsOf(document, choice, value, place))
    return faults.find((found) => found.length === 0) ?? closest(faults) ?? [`${place} fits nothing`]
  }
  if (schema.allOf !== undefined)
    throw new Error(`${place}: the document has come to use allOf, which is not read here`)
  if (schema.const !== undefined && schema.const !== value) return [`${place} is not ${schema.const}`]
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${place} is none of ${schema.enum}`]
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOf(type, value))) {
    return [`${place} is not ${schema.type}`]
  }
  if (typeof value === 'string') return faultOfText(schema, value, place)
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => faultsOf(document, schema.items ?? {}, item, `${place}.${at}`))
  }
  return isObject(value) && schema.type !== undefined ? faultsOfObject(document, schema, value, place) : []
}

/** Every place in a body where the document closes the object: there, an unknown field must be refused. */
export function closedPlaces(
  document: Document,
  given: Schema,
  value: unknown,
  place: readonly (string | number)[] = [],
): ClosedPlace[] {
  const schema = document.resolve(given)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    const fitting = choices.find((choice) => faultsOf(document, choice, value).length === 0)
    return fitting === undefined ? [] : closedPlaces(document, fitting, value, place)
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => closedPlaces(document, schema.items ?? {}, item, [...place, at]))
  }
  if (!isObject(value)) return []
  const declared = Object.keys(schema.properties ?? {})
  const within = declared.flatMap((name) =>
    closedPlaces(document, schema.properties?.[name] ?? {}, value[name], [...place, name]),
  )
  return schema.additionalProperties === false ? [{ place, declared }, ...within] : within
}
export type ClosedPlace = { readonly place: readonly (string | number)[]; readonly declared: readonly string[] }

/** A copy of the body with further fields at one place. */
export function withFields(
  body: unknown,
  place: readonly (string | number)[],
  fields: Record<string, unknown>,
): object {
  const [step, ...rest] = place
  if (step === undefined) return { ...(body as object), ...fields } // a place is where an object is
  if (Array.isArray(body)) return body.map((item, at) => (at === step ? withFields(item, rest, fields) : item))
  const object = body as Record<string, unknown> // likewise
  return { ...object, [step]: withFields(object[step], rest, fields) }
}

function faultsOfObject(document: Document, schema: Schema, value: Record<string, unknown>, place: string): string[] {
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${place}.${name} is missing`)
  const { properties = {}, additionalProperties: more = false } = schema
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const declared = Object.hasOwn(properties, name) ? properties[name] : more
    if (declared === false || declared === undefined) return [`${place}.${name} is not declared`]
    return declared === true ? [] : faultsOf(document, declared, member, `${place}.${name}`)
  })
  return [...missing, ...wrong]
}

function faultOfText({ pattern, format }: Schema, value: string, place: string): string[] {
  const expected = pattern ?? (format === undefined ? undefined : formats[format])
  return expected === undefined || new RegExp(expected).test(value)
    ? []
    : [`${place} does not look like ${format ?? pattern}`]
}

// Instants go out with Z and whole seconds, legal days as they are (API section 1)
const formats: Readonly<Record<string, string>> = {
  'date-time': String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`,
  date: String.raw`^\d{4}-\d\d-\d\d$`,
}

/** Of several ways to be wrong, the one that is nearest to right says most. */
function closest(faults: readonly string[][]): string[] | undefined {
  return faults.toSorted((a, b) => a.length - b.length)[0]
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
