import { readFileSync } from 'node:fs'

// openapi.json, as far as what is written from it needs to read it.

export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
}
export type Media = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>
export type Parameter = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly example?: unknown
  readonly schema?: Schema
}
type Described<T> = T | { readonly $ref: string }
type Item = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly Described<Parameter>[]
  readonly requestBody?: { readonly content: Media }
  readonly responses: Readonly<Record<string, { readonly content?: Media }>>
}
export type Contract = {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters: Readonly<Record<string, Parameter>>
  }
}

export type Operation = Omit<Item, 'parameters'> & {
  /** `POST /v1/requests/{id}/close` */
  readonly name: string
  /** In capitals. */
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
}

export function readContract(): Contract {
  return JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))
}

/** Every operation, in the order of the contract. */
export function operationsOf(contract: Contract): Operation[] {
  return Object.entries(contract.paths).flatMap(([path, items]) =>
    Object.entries(items).map(([method, item]) => ({
      ...item,
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters: (item.parameters ?? []).map((each) => parameterOf(contract, each)),
    })),
  )
}

/** What a body, or a field, can look like: the example of the contract, or else of what it consists of. */
export function exampleOf(contract: Contract, schema: Schema): unknown {
  const { examples, enum: choices, format, anyOf, items, properties, required = [] } = resolved(contract, schema)
  if (examples?.[0] !== undefined) return examples[0]
  if (choices?.[0] !== undefined) return choices[0]
  if (format === 'binary') return '' // a file, which nobody writes by hand
  if (anyOf?.[0] !== undefined) return exampleOf(contract, anyOf[0])
  if (items !== undefined) return [exampleOf(contract, items)]
  if (properties === undefined) return undefined
  const shown = Object.entries(properties).filter(([name]) => required.includes(name))
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(contract, field)]))
}

export function resolved(contract: Contract, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  return named(contract.components.schemas, schema.$ref)
}

function parameterOf(contract: Contract, parameter: Described<Parameter>): Parameter {
  return '$ref' in parameter ? named(contract.components.parameters, parameter.$ref) : parameter
}

/** What `#/components/…/Name` refers to. */
function named<T>(components: Readonly<Record<string, T>>, reference: string): T {
  const found = components[reference.split('/').at(-1) ?? '']
  if (found === undefined) throw new Error(`${reference} names nothing`)
  return found
}
