import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTs, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const contract = new URL('../../openapi/openapi.json', import.meta.url)
/** What a client in TypeScript knows of the contract. */
export const typesFile = fileURLToPath(new URL('../../openapi/types.d.ts', import.meta.url))

/** The types as the contract has them now; files are blobs. Without its comments: what is only worded differently is no other type. */
export async function apiTypes(): Promise<string> {
  const ast = await openapiTs(JSON.parse(readFileSync(contract, 'utf8')), {
    silent: true,
    transform: ({ format }) => (format === 'binary' ? ts.factory.createTypeReferenceNode('Blob') : undefined),
  })
  const text = astToString(ast, { formatOptions: { removeComments: true } })
  return `// Written from openapi.json by: npm run openapi\n\n${text}`
}

if (import.meta.main) writeFileSync(typesFile, await apiTypes())
