import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened, ToShow } from '../platform/database/sealed-rows.ts'
import { statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { letterVersionBoxes, letterVersions } from './tables.ts'

export type VersionRow = Opened<typeof letterVersions.$inferSelect>
export type VersionToShow = ToShow<typeof letterVersions.$inferSelect>

const ofTemplate = and(
  eq(letterVersions.organisationId, sql.placeholder('organisation')),
  eq(letterVersions.template, sql.placeholder('template')),
)
const insertVersionRow = statement('insert_letter_version', (db) =>
  db.insert(letterVersions).values(placeholdersOf(letterVersions)),
)
const selectVersion = statement('select_letter_version', (db) =>
  db
    .select()
    .from(letterVersions)
    .where(and(ofTemplate, eq(letterVersions.version, sql.placeholder('version')))),
)
const selectLatest = statement('select_latest_letter_version', (db) =>
  db
    .select({ version: letterVersions.version })
    .from(letterVersions)
    .where(ofTemplate)
    .orderBy(desc(letterVersions.version))
    .limit(1),
)
const selectVersions = statement('select_letter_versions', (db) =>
  db
    .select()
    .from(letterVersions)
    .where(and(ofTemplate, lt(letterVersions.version, sql.placeholder('before'))))
    .orderBy(desc(letterVersions.version))
    .limit(sql.placeholder('limit')),
)

export async function insertVersion(tx: Tx, keyring: Keyring, row: VersionRow): Promise<void> {
  await tx.run(insertVersionRow, letterVersionBoxes.seal(organisationSafe(keyring, tx.organisation), row))
}

type OneVersion = { readonly template: string; readonly version: number }

/** One version of a template, or undefined. Throws `BoxRefused`. */
export async function findVersion(tx: Tx, keyring: Keyring, one: OneVersion): Promise<VersionRow | undefined> {
  const row = await findVersionToShow(tx, keyring, one)
  if (row !== undefined && 'refusal' in row) throw row.refusal
  return row
}

/** The same to be shown, whatever of it opens. */
export async function findVersionToShow(
  tx: Tx,
  keyring: Keyring,
  { template, version }: OneVersion,
): Promise<VersionToShow | undefined> {
  const [row] = await tx.run(selectVersion, { organisation: tx.organisation, template, version })
  return row && letterVersionBoxes.openToShow(organisationSafe(keyring, tx.organisation), row)
}

/** The number of the latest version of a template, 0 where there is none. */
export async function latestVersion(tx: Tx, template: string): Promise<number> {
  const [row] = await tx.run(selectLatest, { organisation: tx.organisation, template })
  return row?.version ?? 0
}

/** The versions of a template, newest first, whatever of each opens, from before one of them. */
export async function listVersions(
  tx: Tx,
  keyring: Keyring,
  { template, before, limit }: { readonly template: string; readonly before: number; readonly limit: number },
): Promise<VersionToShow[]> {
  const rows = await tx.run(selectVersions, { organisation: tx.organisation, template, before, limit })
  const safe = organisationSafe(keyring, tx.organisation)
  return rows.map((row) => letterVersionBoxes.openToShow(safe, row))
}
