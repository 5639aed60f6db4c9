import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openApiFile, openApiText } from '../../src/cli/openapi.ts'
import { repository } from '../support/source-files.ts'

type Schema = { $ref?: string; examples?: unknown; anyOf?: Schema[]; items?: Schema; format?: string }
type Content = Record<string, { schema?: Schema; example?: unknown; examples?: unknown }>
type Response = { $ref?: string; description?: string; content?: Content }
type Parameter = { $ref?: string; name: string; in: string; schema?: Schema }
type Operation = {
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  'x-required-role'?: string
  security?: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { content: Content }
  responses: Record<string, Response>
}
type Contract = {
  info: { version: string }
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Response>
    parameters: Record<string, Parameter>
  }
}

/** How an operation of staff ends its description. */
const needed = /Needs the role `(\w+)`(?:, or `\w+`)*\.$/

const said = await openApiText()
const contract: Contract = JSON.parse(said)
const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    method,
    operation,
  })),
)

t.test('openapi/openapi.json is what the app says, and it says the same each time', async (t) => {
  t.equal(readFileSync(openApiFile, 'utf8'), said, 'npm run openapi')
  t.equal(await openApiText(), said)
})

t.test('the newest version in openapi/CHANGELOG.md is the one served', async (t) => {
  const changes = readFileSync(join(repository, 'openapi/CHANGELOG.md'), 'utf8')
  t.equal(/^## (\S+)/m.exec(changes)?.[1], contract.info.version)
})

t.test('every operation has an id of its own, a tag that is explained, a summary and its security', async (t) => {
  t.ok(operations.length > 50)
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, operations.length)
  const explained = contract.tags.map(({ name }) => name)
  const lacking = operations.filter(({ operation: { operationId, tags = [], summary, security } }) => {
    return !operationId || tags.length === 0 || tags.some((tag) => !explained.includes(tag)) || !summary || !security
  })
  t.same(
    lacking.map(({ name }) => name),
    [],
  )
})

t.test('every operation says in a description more than its summary', async (t) => {
  const lacking = operations.filter(
    ({ operation: { description = '' } }) => description.replace(needed, '').trim() === '',
  )
  t.same(
    lacking.map(({ name }) => name),
    [],
  )
})

t.test('every operation of staff says which role it needs, as its door demands it, and no other does', async (t) => {
  const ofStaff = operations.filter(({ operation: { security = [] } }) => security.some((way) => 'staff' in way))
  t.ok(ofStaff.length > 50)
  for (const { name, operation } of operations) {
    const [, role] = needed.exec(operation.description ?? '') ?? []
    t.equal(role, operation['x-required-role'], name)
    t.equal(
      role !== undefined,
      ofStaff.some((each) => each.name === name),
      name,
    )
  }
  const roleOf = (id: string) =>
    operations.find(({ operation }) => operation.operationId === id)?.operation['x-required-role']
  t.same(['listRequests', 'fulfilRight', 'decideRight', 'createClient'].map(roleOf), [
    'auditor',
    'agent',
    'dpo',
    'admin',
  ])
})

t.test('every operation tells each error it can answer', async (t) => {
  const lacking = operations.flatMap(({ name, path, method, operation }) => {
    const missing = expectedErrors(path, method, operation).filter(
      (status) => !Object.hasOwn(operation.responses, status),
    )
    return missing.length === 0 ? [] : [`${name} lacks ${missing.join(', ')}`]
  })
  t.same(lacking, [])
})

t.test('every error is a problem with an example for each of its codes', async (t) => {
  const lacking = operations.flatMap(({ name, operation }) =>
    Object.entries(operation.responses)
      .filter(([status]) => Number(status) >= 400)
      .filter(([, response]) => {
        const media =
          resolved(response).content?.['application/problem+json'] ?? resolved(response).content?.['application/json']
        return Object.keys(media?.examples ?? {}).length === 0 && !isShown(media?.schema ?? {})
      })
      .map(([status]) => `${name} ${status}`),
  )
  t.same(lacking, [])
})

t.test(
  'every call that changes something says what its body may hold, so that any other field is refused',
  async (t) => {
    const lacking = operations.filter(({ method, operation: { requestBody } }) => {
      return ['post', 'put', 'patch'].includes(method) && requestBody === undefined
    })
    t.same(
      lacking.map(({ name }) => name),
      [],
    )
  },
)

t.test('every body, in and out, is shown by an example', async (t) => {
  const lacking = operations.flatMap(({ name, operation }) => [
    ...unshown(operation.requestBody?.content).map((media) => `${name}: its ${media} body`),
    ...Object.entries(operation.responses)
      .filter(([status]) => Number(status) < 400)
      .flatMap(([status, response]) =>
        unshown(resolved(response).content).map((media) => `${name}: its ${status} ${media}`),
      ),
  ])
  t.same(lacking, [])
})

/** A parameter as it stands, or the one that its reference names among the components. */
function named(parameter: Parameter): Parameter {
  const { $ref } = parameter
  if ($ref === undefined) return parameter
  const found = contract.components.parameters[$ref.replace('#/components/parameters/', '')]
  if (found === undefined) throw new Error(`${$ref} names nothing`)
  return found
}

t.test('every parameter has a schema', async (t) => {
  const bare = operations.flatMap(({ name, operation }) =>
    (operation.parameters ?? [])
      .map((parameter) => named(parameter))
      .filter(({ schema }) => schema === undefined)
      .map((parameter) => `${name} ${parameter.name}`),
  )
  t.same(bare, [])
})

/** The statuses of API §1 that follow from where an operation is, and what it takes. */
function expectedErrors(
  path: string,
  method: string,
  { operationId, security = [], parameters = [], requestBody }: Operation,
): string[] {
  const writes = method !== 'get'
  const isPublic = path.startsWith('/v1/public/')
  const isToken = path === '/oauth/token'
  // Bytes, by POST so that the token is in no URL; and an end: nothing to repeat
  const isKeyless = operationId === 'downloadMyExport' || operationId === 'signOut'
  const isKeyed = (method === 'post' || method === 'put') && !isToken && !isKeyless // takes an Idempotency-Key
  const scheme = (name: string) => security.some((way) => Object.hasOwn(way, name))
  const rules: [string, boolean][] = [
    ['400', writes || parameters.some((parameter) => parameter.in === 'query')],
    ['401', security.length > 0],
    ['403', scheme('staff')],
    ['404', path.includes('{')],
    ['409', isKeyed], // in flight
    ['413', requestBody !== undefined],
    ['415', requestBody !== undefined],
    ['422', isKeyed], // another body
    ['429', isPublic || isToken],
    ['500', true],
    ['503', true],
  ]
  return rules.filter(([, applies]) => applies).map(([status]) => status)
}

/** The media types of a body that no example shows; files are what they are. */
function unshown(content: Content = {}): string[] {
  return Object.entries(content)
    .filter(([type, { schema = {}, example, examples }]) => {
      const isFile = schema.format === 'binary' || !/json$|x-www-form-urlencoded$|ndjson$/.test(type)
      return !isFile && example === undefined && examples === undefined && !isShown(schema)
    })
    .map(([type]) => type)
}

function resolved(response: Response): Response {
  const name = response.$ref?.replace('#/components/responses/', '')
  return name === undefined ? response : (contract.components.responses[name] ?? {})
}

/** By an example of its own, or of what it consists of. */
function isShown(schema: Schema): boolean {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  const { examples, anyOf = [], items } = (name === undefined ? schema : contract.components.schemas[name]) ?? {}
  return examples !== undefined || anyOf.some(isShown) || (items !== undefined && isShown(items))
}
