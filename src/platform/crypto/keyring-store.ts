import { rawStatement } from '../database/statement.ts'
import type { Database } from '../database/transaction.ts'
import { type KeyProvider, type Keyring, newWrappedRoot, rewrapRoot, unlockKeyring } from './keyring.ts'

type Row = { wrapped: Buffer; master_key_id: string }

const selectRoot = rawStatement<undefined, Row>(
  'select_keyring',
  'select wrapped, master_key_id from habeas.keyring',
  () => [],
)
const insertRoot = rawStatement<{ wrapped: Buffer; masterKeyId: string }, Row>(
  'insert_keyring',
  'insert into habeas.keyring (wrapped, master_key_id) values ($1, $2) on conflict do nothing',
  ({ wrapped, masterKeyId }) => [wrapped, masterKeyId],
)
const replaceRoot = rawStatement<{ wrapped: Buffer; masterKeyId: string; former: string }, Row>(
  'replace_keyring',
  'update habeas.keyring set wrapped = $1, master_key_id = $2 where master_key_id = $3',
  ({ wrapped, masterKeyId, former }) => [wrapped, masterKeyId, former],
)

/**
 * Opens this database's keyring with the master key, making it at the very first start. With a former master key at hand, a
 * keyring it wrapped is wrapped anew. Throws where no key at hand opens it: the service must not start, or write beside it.
 */
export async function openKeyring(
  database: Database,
  keys: { current: KeyProvider; former?: KeyProvider | undefined },
): Promise<Keyring> {
  const { current, former } = keys
  const found = await storedRoot(database)
  if (!found) {
    await database.lookup(insertRoot, await newWrappedRoot(current))
    // Of two first starts at once one has inserted; both go on with what is there now.
    const stored = await storedRoot(database)
    if (!stored) throw new Error('the keyring was not stored')
    return unlockKeyring(current, stored.wrapped)
  }
  if (former && found.master_key_id === former.id) {
    await database.lookup(replaceRoot, { ...(await rewrapRoot(former, current, found.wrapped)), former: former.id })
    return unlockKeyring(former, found.wrapped)
  }
  return unlockKeyring(current, found.wrapped)
}

async function storedRoot(database: Database): Promise<Row | undefined> {
  return (await database.lookup(selectRoot, undefined))[0]
}
