import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import { written } from '../openapi/write/all.ts'
import { readContract } from '../openapi/write/contract.ts'

for (const { file, text } of written) {
  t.test(`${basename(file)} says what openapi.json says`, async (t) => {
    const stale = readFileSync(file, 'utf8') !== (await text(readContract()))
    t.notOk(stale, 'run: npm run openapi')
  })
}
