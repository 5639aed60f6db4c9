import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { apiTypes, typesFile } from '../../test/support/write-api-types.ts'
import { clientContract } from './client-contract.ts'
import { collection } from './collection.ts'
import { type Contract, readContract } from './contract.ts'

/** What is written from openapi.json, and lies beside it. */
export const written: readonly { readonly file: string; text(contract: Contract): string | Promise<string> }[] = [
  { file: typesFile, text: apiTypes },
  { file: fileURLToPath(new URL('../client/contract.ts', import.meta.url)), text: clientContract },
  { file: fileURLToPath(new URL('../collection.json', import.meta.url)), text: collection },
]

if (import.meta.main) {
  const contract = readContract()
  for (const { file, text } of written) {
    const now = await text(contract)
    if (kept(file) !== now) writeFileSync(file, now)
  }
}

function kept(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // not there yet
  }
}
