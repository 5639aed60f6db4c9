import { type Contract, exampleOf, type Operation, operationsOf, type Parameter } from './contract.ts'

// A collection of Postman's format v2.1, which Bruno, Insomnia and Hoppscotch import: one request for each operation, in folders by tag.

type Item = object
type Field = { key: string; value: string; description?: string; disabled?: true }

/** Whose token a door takes, by the name of the variable that holds it. */
const tokenOf: Readonly<Record<string, string>> = {
  staff: 'token',
  staff_token: 'token',
  requester: 'requester_token',
  operator: 'operator_token',
  source: 'task_secret',
}

const credentials: Readonly<Record<string, string>> = {
  client_id: '{{client_id}}',
  client_secret: '{{client_secret}}',
  access_token: '{{requester_token}}',
}
const idInJson = /"([a-z]{3})_[0-9a-z]{26}"/g

/**
 * Keeps what an answer names: the next request is about the same thing. A list names an example only: what was made or read by itself stays.
 * Run by the tool, after each answer.
 */
const remember = `
const type = pm.response.headers.get('content-type') || ''
const said = type.includes('json') && pm.response.code < 300 ? pm.response.json() : {}
const listed = (value) => (Array.isArray(value) ? value : [])
const seen = new Set((pm.collectionVariables.get('seen') || '').split(' '))
const keep = (thing, isListed) => {
  const [, kind] = /^([a-z]{3})_/.exec((thing && thing.id) || '') || []
  if (kind === undefined || (isListed && seen.has(kind))) return
  pm.collectionVariables.set(kind, thing.id)
  seen.add(kind)
}
for (const thing of [said, said.verification, ...listed(said.rights)]) keep(thing, false)
if (pm.request.method === 'GET') keep(listed(said.data)[0], true)
pm.collectionVariables.set('seen', [...seen].join(' ').trim())
`
/** What the answer of an operation gives to those that follow. */
const keeps: Readonly<Record<string, string>> = {
  issueToken: "if (pm.response.code === 200) pm.collectionVariables.set('token', pm.response.json().access_token)",
  redeemCode:
    "if (pm.response.code === 200) pm.collectionVariables.set('requester_token', pm.response.json().access_token)",
}

/** `openapi/collection.json`, formatted. */
export function collection(contract: Contract): string {
  const operations = operationsOf(contract)
  const folders = contract.tags.map(({ name, description }) => ({
    name,
    ...(description !== undefined && { description }),
    item: operations.filter(({ tags }) => tags[0] === name).map((operation) => itemOf(contract, operation)),
  }))
  return `${JSON.stringify(
    {
      info: {
        name: contract.info.title,
        description: `${contract.info.description}\n\nPut in base_url, client_id and client_secret, send “Get an access token”, and go on with any other. Written from openapi.json.`,
        version: contract.info.version,
        schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
      },
      item: folders.filter(({ item }) => item.length > 0),
      auth: bearer('token'),
      event: [scriptOf(remember)],
      variable: variablesOf(contract, operations),
    },
    null,
    2,
  )}\n`
}

/** To be filled in first, then what answers fill in; until then an id is that of an example. */
function variablesOf(contract: Contract, operations: readonly Operation[]): Field[] {
  const given: Field[] = [
    { key: 'base_url', value: 'http://127.0.0.1:8080' },
    { key: 'client_id', value: '' },
    { key: 'client_secret', value: '' },
    { key: 'slug', value: 'demo' },
    {
      key: 'seen',
      value: '',
      description: 'The kinds of ids that an answer has filled in. Emptied, lists fill them in anew',
    },
    ...[...new Set(Object.values(tokenOf))].map((key) => ({ key, value: '' })),
  ]
  const examples = operations.flatMap(({ parameters, requestBody }) => [
    ...parameters.map((parameter) => exampleFor(contract, parameter)),
    ...Object.values(requestBody?.content ?? {}).map(({ schema }) => schema && exampleOf(contract, schema)),
  ])
  const ids = [...JSON.stringify(examples).matchAll(idInJson)]
  const seen = new Map(ids.map(([written, prefix = '']) => [prefix, written.slice(1, -1)]))
  return [...given, ...[...seen].map(([key, value]) => ({ key, value }))]
}

function itemOf(contract: Contract, operation: Operation): Item {
  const { operationId, summary, description, method, path, parameters } = operation
  const keep = keeps[operationId]
  return {
    name: summary,
    ...(keep !== undefined && { event: [scriptOf(keep)] }),
    request: {
      method,
      ...(description !== undefined && { description }),
      auth: authOf(operation),
      header: headersOf(contract, operation),
      ...bodyOf(contract, operation),
      url: {
        raw: `{{base_url}}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        host: ['{{base_url}}'],
        path: path
          .slice(1)
          .split('/')
          .map((part) => part.replaceAll(/\{(\w+)\}/g, ':$1')),
        query: parameters.filter((each) => each.in === 'query').map((each) => fieldOf(contract, each)),
        variable: parameters
          .filter((each) => each.in === 'path')
          .map((each) => ({ ...fieldOf(contract, each), value: placeOf(contract, each) })),
      },
    },
  }
}

function authOf({ security }: Operation): object {
  const [scheme] = security.flatMap((way) => Object.keys(way))
  const variable = tokenOf[scheme ?? '']
  return variable === undefined ? { type: 'noauth' } : bearer(variable)
}

function bearer(variable: string): object {
  return { type: 'bearer', bearer: [{ key: 'token', value: `{{${variable}}}`, type: 'string' }] }
}

function headersOf(contract: Contract, { parameters, requestBody }: Operation): Field[] {
  const [type] = Object.keys(requestBody?.content ?? {})
  const isSetByTheTool =
    type === undefined || type === 'multipart/form-data' || type === 'application/x-www-form-urlencoded'
  const given = parameters.filter((each) => each.in === 'header').map((each) => fieldOf(contract, each))
  return [
    ...(isSetByTheTool ? [] : [{ key: 'Content-Type', value: type }]),
    // One key for all requests would make the second one a repetition of the first
    ...given.map((field) => (field.key === 'Idempotency-Key' ? { ...without(field), value: '{{$guid}}' } : field)),
  ]
}

/** Optional ones are there to be switched on. */
function fieldOf(contract: Contract, parameter: Parameter): Field {
  const { name, description, required } = parameter
  return {
    key: name,
    value: exampleFor(contract, parameter),
    ...(description !== undefined && { description }),
    ...(required !== true && { disabled: true }),
  }
}

function without({ disabled: _, ...field }: Field): Field {
  return field
}

/** What stands in the path: the id that was seen last, the organisation, or the example. */
function placeOf(contract: Contract, parameter: Parameter): string {
  const prefix = prefixOf(exampleFor(contract, parameter))
  if (prefix !== undefined) return `{{${prefix}}}`
  return parameter.name === 'slug' ? '{{slug}}' : exampleFor(contract, parameter)
}

/** `req` of `req_01h2…`. */
function prefixOf(id: string): string | undefined {
  return /^([a-z]{3})_[0-9a-z]{26}$/.exec(id)?.[1]
}

function exampleFor(contract: Contract, { example, schema = {} }: Parameter): string {
  return String(example ?? exampleOf(contract, schema) ?? '')
}

function bodyOf(contract: Contract, operation: Operation): { body?: object } {
  const [type] = Object.keys(operation.requestBody?.content ?? {})
  if (type === undefined) return {}
  const shown = bodyExample(contract, operation)
  const fields = Object.entries(shown)
  switch (type) {
    case 'application/json':
      return { body: { mode: 'raw', raw: JSON.stringify(shown, null, 2), options: { raw: { language: 'json' } } } }
    case 'application/x-ndjson':
      return { body: { mode: 'raw', raw: `${JSON.stringify(shown)}\n` } }
    case 'application/x-www-form-urlencoded':
      return { body: { mode: 'urlencoded', urlencoded: fields.map(([key, value]) => ({ key, value: String(value) })) } }
    case 'multipart/form-data':
      return { body: { mode: 'formdata', formdata: fields.map(([key, value]) => partOf(key, value)) } }
    default:
      return { body: { mode: 'file', file: {} } }
  }
}

/** The example of the contract, with variables in the place of ids and credentials. */
function bodyExample(contract: Contract, { requestBody }: Operation): object {
  const [media] = Object.values(requestBody?.content ?? {})
  const shown = media?.example ?? (media?.schema && exampleOf(contract, media.schema)) ?? {}
  const named: object = JSON.parse(JSON.stringify(shown).replaceAll(idInJson, '"{{$1}}"'))
  return Object.fromEntries(Object.entries(named).map(([key, value]) => [key, credentials[key] ?? value]))
}

function partOf(key: string, value: unknown): object {
  return key === 'file' ? { key, type: 'file', src: [] } : { key, type: 'text', value: String(value) }
}

function scriptOf(text: string): object {
  return { listen: 'test', script: { type: 'text/javascript', exec: text.trim().split('\n') } }
}
