import type { Signer } from '../evidence/signing-key.ts'
import type { Download } from '../exports/download.ts'
import { type Instant, showInstant } from '../law/calendar.ts'
import { signatureHeaders } from '../platform/http/signed-call.ts'
import { showId } from '../platform/identifiers.ts'
import type { Case } from '../requests/case.ts'
import type { TransmissionRow } from './store.ts'

type Sent = {
  readonly c: Case
  readonly row: TransmissionRow
  readonly download: Download
  readonly format: string
}

/**
 * What accompanies a package, in the headers of the Standard Webhooks scheme. Its payload is a notice of a few hundred bytes, which names
 * the SHA-256 of the package, and not the package: a receiver can save gigabytes as they come and check them then, while a signature over all of them
 * would have each side read them twice, and libraries that verify hold the payload as text. `now` is real: receivers compare it
 * with their own clocks.
 */
export function signedHeaders(sent: Sent, signer: Signer, now: Instant): Record<string, string> {
  const { row, download } = sent
  const notice = noticeOf(sent)
  const { secret } = row.detail
  return {
    'content-type': download.mediaType,
    'content-disposition': `attachment; filename="${download.filename}"`,
    'content-digest': `sha-256=:${download.sha256.toString('base64')}:`, // RFC 9530
    'habeas-notice': notice,
    ...signatureHeaders({
      id: showId('trm', row.id),
      now,
      text: notice,
      secrets: secret === undefined ? [] : [secret],
      sign: (message) => signer.signMessage(`trm_${message.slice(4)}`), // which its id begins with
    }),
  }
}

/** The public key of the signature `v1a`, as Standard Webhooks writes it. */
export function publicKeyText({ publicKey }: Signer): string {
  return `whpk_${publicKey.toString('base64')}`
}

/** JSON in ASCII: the value of a header, and signed as it stands. Its `recipient` lets nobody pass it on as if it were for another. */
function noticeOf({ c: { organisation, request }, row, download, format }: Sent): string {
  const notice = {
    type: 'export.transmitted',
    timestamp: showInstant(row.createdAt),
    data: {
      transmission: showId('trm', row.id),
      recipient: row.detail.endpoint,
      controller: {
        id: showId('org', organisation.id),
        name: organisation.name,
        contact: organisation.contact.dpo_email,
      },
      reference: request.reference,
      kind: 'portability',
      format,
      filename: download.filename,
      media_type: download.mediaType,
      bytes: download.bytes,
      sha256: download.sha256.toString('hex'),
    },
  }
  return JSON.stringify(notice).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
