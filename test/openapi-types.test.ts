import { readFileSync } from 'node:fs'
import t from 'tap'
import { apiTypes, typesFile } from './support/write-api-types.ts'

t.test('openapi/types.d.ts says what openapi.json says', async (t) => {
  const stale = readFileSync(typesFile, 'utf8') !== (await apiTypes())
  t.notOk(stale, 'run: node test/support/write-api-types.ts')
})
