import { stopWhenAbandoned } from '../../src/platform/database/embedded.ts'

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('usage: postgres-guard <DATA_DIR>')
await stopWhenAbandoned(dataDir, 500)
