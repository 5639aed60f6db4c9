import type { Instant } from '../law/calendar.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { newId, showId } from '../platform/identifiers.ts'
import { insertVersion } from './store.ts'
import type { LetterVersion } from './tables.ts'

/** Who changes a template, and when by the service's time. */
export type By = { readonly actor: StaffActor; readonly at: Instant }

type WithoutBy<Version> = Version extends unknown ? Omit<Version, 'by'> : never
type Kept = { readonly template: string; readonly version: number; readonly content: WithoutBy<LetterVersion> }

/** Keeps a version of a template, with who made it. Under the organisation's lock. */
export async function keepVersion(
  tx: Tx,
  keyring: Keyring,
  { template, version, content }: Kept,
  { actor: { id, actingUser }, at }: By,
): Promise<void> {
  const by = { id: showId('cli', id), ...(actingUser !== undefined && { acting_user: actingUser }) }
  const place = { organisationId: tx.organisation, id: newId('ltv'), template, version }
  await insertVersion(tx, keyring, { ...place, content: { ...content, by }, createdAt: at })
}
