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
const hasKeyring = rawStatement<undefined, { found: boolean }>(
  'has_keyring',
  `select to_regclass('habeas.keyring') is not null as found`,
  () => [],
)

/** The master key, and while it is changed the one before. */
export type MasterKeys = { readonly current: KeyProvider; readonly former?: KeyProvider | undefined }
/** What reads and writes the one row: it is no tenant's. */
type Lookups = Pick<Database, 'lookup'>

/**
 * Opens this database's keyring, making it at the very first start. While the master key is changed either of the two opens it, so that
 * processes with the old key, with both and with the new one work side by side. Throws where no key at hand opens it: the service must not
 * start, or write beside it.
 */
export async function openKeyring(database: Lookups, keys: MasterKeys): Promise<Keyring> {
  const found = await storedRoot(database)
  if (found) return unlockKeyring(holderOf(found, keys), found.wrapped)
  await database.lookup(insertRoot, await newWrappedRoot(keys.current))
  // Of two first starts at once one has inserted; both go on with what is there now.
  const stored = await storedRoot(database)
  if (!stored) throw new Error('the keyring was not stored')
  return unlockKeyring(holderOf(stored, keys), stored.wrapped)
}

/** Refuses as `openKeyring` does, before anything is changed or made; a database without a keyring is not refused. */
export async function demandMasterKey(database: Lookups, keys: MasterKeys): Promise<void> {
  const [table] = await database.lookup(hasKeyring, undefined)
  const found = table?.found ? await storedRoot(database) : undefined
  if (found) await unlockKeyring(holderOf(found, keys), found.wrapped)
}

/**
 * Closes the keyring with the current master key instead of the former: one row, whatever was sealed under it. False where that was done
 * before. Throws where neither key opens it.
 */
export async function rotateMasterKey(
  database: Lookups,
  { current, former }: { readonly current: KeyProvider; readonly former: KeyProvider },
): Promise<boolean> {
  const [table] = await database.lookup(hasKeyring, undefined)
  const found = table?.found ? await storedRoot(database) : undefined
  if (!found) throw new Error('this database holds no keyring yet: the first start makes it')
  if (found.master_key_id === current.id) {
    await unlockKeyring(current, found.wrapped)
    return false
  }
  await database.lookup(replaceRoot, { ...(await rewrapRoot(former, current, found.wrapped)), former: former.id })
  return true
}

function holderOf({ master_key_id: id }: Row, { current, former }: MasterKeys): KeyProvider {
  return former !== undefined && former.id === id ? former : current
}

async function storedRoot(database: Lookups): Promise<Row | undefined> {
  return (await database.lookup(selectRoot, undefined))[0]
}
