import type { Signer } from '../evidence/signing-key.ts'
import { type Instant, showInstant } from '../law/calendar.ts'
import { signatureHeaders } from '../platform/http/signed-call.ts'
import { showId } from '../platform/identifiers.ts'
import type { Case, RightRow } from '../requests/case.ts'
import type { RecipientOfRight } from '../requests/recipient-of-right.ts'

/**
 * A notice under art. 19 in the scheme of Standard Webhooks, signed by Ed25519 (`v1a`). It says of the person no more than the recipient
 * needs to find them: what they know them by, or else the name (art. 5(1)(c)). `now` is real: receivers compare it with their own clocks.
 */
export function signedNotice(
  { c, right, recipient }: { readonly c: Case; readonly right: RightRow; readonly recipient: RecipientOfRight },
  signer: Signer,
  now: Instant,
): { readonly headers: Record<string, string>; readonly body: Buffer } {
  const { organisation, request } = c
  const text = JSON.stringify({
    type: `recipient.${recipient.about}`,
    timestamp: showInstant(right.fulfilledAt ?? now), // the same each time it is sent
    data: {
      recipient: recipient.name,
      controller: {
        id: showId('org', organisation.id),
        name: organisation.name,
        contact: organisation.contact.dpo_email,
      },
      reference: request.reference,
      right: showId('rgt', right.id),
      person: personOf(c, recipient),
      activities: recipient.activities ?? [],
      ...(recipient.about === 'lift' && right.liftedOn !== null ? { ends_on: right.liftedOn } : {}),
    },
  })
  const signature = signatureHeaders({
    id: showId('rcp', recipient.id),
    now,
    text,
    secrets: [],
    sign: (message) => signer.signMessage(`rcp_${message.slice(4)}`), // which its id begins with
  })
  return { headers: { 'content-type': 'application/json', ...signature }, body: Buffer.from(text) }
}

function personOf({ request: { detail } }: Case, { known_as }: RecipientOfRight) {
  return known_as === undefined ? { name: detail.data_subject?.name ?? detail.requester.name } : { known_as }
}
