import { z } from 'zod'
import type { Instant } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { instantText, typeId } from '../platform/http/schemas.ts'
import { newId, type OrganisationId } from '../platform/identifiers.ts'
import { insertVerificationRow, type VerificationRow } from './challenge-store.ts'

/** How long a code lives, in milliseconds of service time (SECURITY, architecture 5). */
const codeLifetime = 10 * 60_000

export const verificationView = z
  .object({ id: typeId('vrf'), method: z.literal('mailbox_code'), expires_at: instantText })
  .meta({ id: 'Verification' })
export const challengeView = z.object({ verification: verificationView }).meta({
  id: 'Challenge',
  examples: [
    {
      verification: {
        id: 'vrf_01m84njqz5eaaazqs37mfwxfwz',
        method: 'mailbox_code',
        expires_at: '2026-03-02T09:40:00Z',
      },
    },
  ],
})

/**
 * A challenge for a mailbox (its keyed fingerprint): whoever reads the code in it and types it has proven the mailbox. It ends at a
 * whole second, so that what the person is told and what is enforced are one instant.
 */
export function newVerification(
  organisation: OrganisationId,
  mailbox: Buffer,
  purpose: VerificationRow['purpose'],
  now: Instant,
): VerificationRow {
  const expiresAt = Math.floor((now + codeLifetime) / 1000) * 1000
  return {
    organisationId: organisation,
    id: newId('vrf'),
    mailbox,
    purpose,
    tries: 0,
    admitted: null,
    expiresAt: expiresAt as Instant, // an instant, cut to the second
    redeemedAt: null,
    createdAt: now,
  }
}

/** Stores a challenge; waits for nothing, so that it can go out with the rest of an intake. */
export function insertVerification(tx: Tx, row: VerificationRow): Promise<unknown> {
  return tx.run(insertVerificationRow, row)
}

/** What the person is told of a challenge. */
export function toView({
  id,
  expiresAt,
}: Pick<VerificationRow, 'id' | 'expiresAt'>): z.output<typeof verificationView> {
  return { id, method: 'mailbox_code', expires_at: expiresAt }
}
