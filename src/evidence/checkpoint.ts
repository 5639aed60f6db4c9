import { type Instant, showInstant } from '../law/calendar.ts'
import { showId } from '../platform/identifiers.ts'
import type { CheckpointRow, SigningKeyRow } from './checkpoint-store.ts'
import { type SigningKey, type Statement, statementHash } from './signing-key.ts'

/** What a checkpoint's signature stands for, exactly: src/evidence/README.md gives the meaning of each member. */
export function checkpointStatement(row: Omit<CheckpointRow, 'signature' | 'afterPosition' | 'lastPosition'>) {
  return {
    type: 'habeas.checkpoint.v1' as const,
    organisation: showId('org', row.organisationId),
    number: row.number,
    events: row.events,
    events_before: row.eventsBefore,
    root: row.root.toString('hex'),
    previous: row.previousHash?.toString('hex') ?? null,
    at: showInstant(row.at),
    key_id: row.keyId,
  } satisfies Statement
}

/** By which the next checkpoint names this one: told from what is signed, so there is nothing stored to be changed. */
export function checkpointHash(row: CheckpointRow): Buffer {
  return statementHash(checkpointStatement(row))
}

/** A checkpoint as it is sent outside, and as a bundle holds it. */
export function signedCheckpoint(row: CheckpointRow) {
  return { statement: checkpointStatement(row), signature: row.signature.toString('hex') }
}

/** The key that a verifier needs, as the list of keys and a bundle show it. `since`: its first checkpoint; null before it. */
function showKey({ id, algorithm, publicKey, since }: Omit<SigningKeyRow, 'organisationId' | 'since'> & Since) {
  return { id, algorithm, public_key: publicKey.toString('hex'), since: since && showInstant(since) }
}
type Since = { readonly since: Instant | null }

/** The keys that have signed, and the one that signs now where it has not signed a checkpoint of this tenant yet. */
export function withCurrentKey(used: readonly SigningKeyRow[], current: SigningKey): ReturnType<typeof showKey>[] {
  const isNew = !used.some(({ id }) => id === current.id)
  return [...used.map(showKey), ...(isNew ? [showKey({ ...current, since: null })] : [])]
}
