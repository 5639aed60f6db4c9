import { type Contract, type Operation, operationsOf, resolved } from './contract.ts'

/** `openapi/client/contract.ts`: what the client must know of the contract while it runs. */
export function clientContract(contract: Contract): string {
  const operations = operationsOf(contract)
  const names = (holds: (operation: Operation) => boolean) => operations.filter(holds).map(({ name }) => name)
  const isFile = ({ responses }: Operation) =>
    Object.entries(responses).some(
      ([status, { content = {} }]) =>
        Number(status) < 300 &&
        Object.values(content).some(({ schema }) => schema && resolved(contract, schema).format === 'binary'),
    )
  const types = operations.flatMap(({ name, requestBody }): [string, string][] => {
    const type = preferred(Object.keys(requestBody?.content ?? {}))
    return type === undefined ? [] : [[name, type]]
  })
  return [
    '// Written from openapi.json by: npm run openapi',
    '',
    '/** What changes something and takes no Idempotency-Key: it is never tried again. */',
    setOf(
      'keyless',
      names(({ method, parameters }) => method !== 'GET' && !parameters.some(({ name }) => name === 'Idempotency-Key')),
    ),
    '',
    '/** What needs no token. */',
    setOf(
      'open',
      names(({ security }) => security.length === 0),
    ),
    '',
    '/** What answers with a file. */',
    setOf('files', names(isFile)),
    '',
    '/** In which media type a body is sent, where that is not JSON. */',
    'export const bodyTypes: Readonly<Record<string, string>> = {',
    ...types.map(([name, type]) => `  '${name}': '${type}',`),
    '}',
    '',
  ].join('\n')
}

/** Records as lines, which can be streamed; else JSON, which is not named. */
function preferred(types: readonly string[]): string | undefined {
  if (types.includes('application/x-ndjson')) return 'application/x-ndjson'
  return types.includes('application/json') ? undefined : types[0]
}

function setOf(constant: string, names: readonly string[]): string {
  return [
    `export const ${constant}: ReadonlySet<string> = new Set([`,
    ...names.map((name) => `  '${name}',`),
    '])',
  ].join('\n')
}
