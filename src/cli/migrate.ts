import { connectionFields } from '../platform/database/connection-target.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { settingsOfProcess } from '../settings.ts'

/** Brings the database of these settings up to date without serving it, and says as whom the service will come. */
export async function run(): Promise<void> {
  const { target, describe, release } = await prepareDatabase(settingsOfProcess())
  const { user, database } = connectionFields(target)
  process.stdout.write(`${describe}\ndatabase ${database} is up to date; the service comes as ${user}\n`)
  await release()
}
