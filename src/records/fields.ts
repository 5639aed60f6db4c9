import { isRawNumber, type Json, type JsonObject } from './json-text.ts'

/** A string may be active content in a spreadsheet; a number, `-5` too, is not. `empty` is null. */
export type ValueKind = 'string' | 'number' | 'boolean' | 'empty'

/**
 * A place in the records of a category: the outermost object, or what its names and indexes lead to. Kept from record to record, so that the
 * name of a field is put together once and not for every value.
 */
export type Field = {
  /** Dotted: `address.city`, `items.0.price`. The outermost has none. */
  readonly name: string | undefined
  readonly inner: Map<string, Field>
  /** Where values stood here: the column they have, and their kinds. */
  column: number | undefined
  readonly kinds: Set<ValueKind>
}

export function newField(name?: string): Field {
  return { name, inner: new Map(), column: undefined, kinds: new Set() }
}

/**
 * Every value of a record that is no object or array, with its field. An empty object or array is a value. A dot or a backslash in a name
 * is escaped by a backslash, so that no two fields of one record have the same name. Where `mayGrow` says no, a field that was not met before
 * is made for this one value, and not kept.
 */
export function forEachValue(
  data: JsonObject,
  outermost: Field,
  visit: (field: Field, value: string | number | boolean, kind: ValueKind) => void,
  mayGrow: () => boolean = () => true,
): void {
  const walk = (value: Json, field: Field): void => {
    if (typeof value === 'string') visit(field, value, 'string')
    else if (typeof value === 'number') visit(field, value, 'number')
    else if (typeof value === 'boolean') visit(field, value, 'boolean')
    else if (value === null) visit(field, '', 'empty')
    else if (Array.isArray(value)) {
      if (value.length === 0) visit(field, '[]', 'string')
      // As text: a list of one record and an object with numbers for names in another have the same fields
      for (let i = 0; i < value.length; i += 1) walk(value[i] ?? null, innerOf(field, String(i), mayGrow))
    } else if (isRawNumber(value)) visit(field, value.rawJSON, 'number')
    else {
      const names = Object.keys(value)
      if (names.length === 0 && field !== outermost) visit(field, '{}', 'string')
      for (const name of names) walk(value[name] ?? null, innerOf(field, name, mayGrow))
    }
  }
  walk(data, outermost)
}

/** A field by the names and indexes that lead to it, and the kinds of values it has. */
export type MetField = readonly [steps: readonly string[], kinds: readonly ValueKind[]]

/** The fields of some records, in the order in which they are first met. */
export function fieldsOf(records: readonly JsonObject[]): MetField[] {
  const outermost = newField()
  const met = new Set<Field>()
  for (const record of records) {
    forEachValue(record, outermost, (field, _value, kind) => {
      field.kinds.add(kind)
      met.add(field)
    })
  }
  const stepsTo = new Map<Field, readonly string[]>()
  const walk = (field: Field, steps: readonly string[]) => {
    stepsTo.set(field, steps)
    for (const [step, inner] of field.inner) walk(inner, [...steps, step])
  }
  walk(outermost, [])
  return [...met].map((field) => [stepsTo.get(field) ?? [], [...field.kinds]])
}

/** The field that these steps lead to; as in `forEachValue`, one that is new is kept only where there is room for it. */
export function fieldAt(outermost: Field, steps: readonly string[], mayGrow: () => boolean): Field {
  return steps.reduce((field, step) => innerOf(field, step, mayGrow), outermost)
}

function innerOf(field: Field, step: string, mayGrow: () => boolean): Field {
  const known = field.inner.get(step)
  if (known !== undefined) return known
  const written = step.replace(/[.\\]/g, '\\$&')
  const made = newField(field.name === undefined ? written : `${field.name}.${written}`)
  if (mayGrow()) field.inner.set(step, made)
  return made
}
