import { codeFor } from '../platform/crypto/codes.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { linkSecretFor } from '../platform/crypto/link-secrets.ts'
import type { InlinePicture, Mail } from '../platform/mail/transport.ts'
import type { LogoBytes } from '../templates/logos.ts'
import { codePlaceholder, linkPlaceholders } from './layout.ts'
import { logoId } from './look.ts'
import { threadAddress } from './thread-address.ts'
import type { LetterRow } from './write-letter.ts'

type Filling = {
  readonly keyring: Pick<Keyring, 'key'>
  /** The house's own address: to which reports of delivery go, and from which letters come that have none of their own. */
  readonly from: string
  /** Whether the letter may come from the address it was written to come from. Absent: it may not. */
  readonly maySend?: boolean
  readonly publicUrl: string
  readonly logo?: LogoBytes | undefined
}

/** The message of a letter: the bytes that were fixed when it was written, and the code, the link or the tag of its thread, which are stored nowhere. */
export function mailOf(letter: LetterRow, { keyring, from, maySend = false, publicUrl, logo }: Filling): Mail {
  const { detail, verificationId } = letter
  const tasks = detail.tasks ?? (detail.task === undefined ? [] : [detail.task])
  const fill = (text: string) => {
    if (verificationId !== null) return text.replaceAll(codePlaceholder, codeFor(keyring, verificationId))
    // Behind the `#`: no server sees it in an address, and a scanner that follows the link uses nothing up
    return text.replaceAll(linkPlaceholders, (place, at = '0') => {
      const task = tasks[Number(at)]
      return task === undefined ? place : `${publicUrl}/tasks#${linkSecretFor(keyring, task)}`
    })
  }
  return {
    from: { name: detail.from.name, address: (maySend ? detail.from.address : undefined) ?? from },
    bounces: from,
    to: { name: detail.to.name, address: detail.to.email ?? '' },
    replyTo: replyAddress(letter, keyring),
    messageId: letter.messageId,
    subject: detail.subject,
    text: fill(detail.text),
    html: fill(detail.html),
    date: letter.createdAt,
    inline: logo && detail.logo !== undefined ? [pictureOf(logo, detail.logo)] : [],
    // RFC 3834 section 5: nobody's holiday notice answers it. RFC 3282: its language
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': letter.locale },
  }
}

function pictureOf({ mediaType, content }: LogoBytes, version: number): InlinePicture {
  return { cid: logoId({ version }), filename: mediaType === 'image/png' ? 'logo.png' : 'logo.jpg', mediaType, content }
}

function replyAddress(
  { organisationId: organisation, requestId: request, detail }: LetterRow,
  keyring: Filling['keyring'],
) {
  const { reply_to, thread } = detail.from
  return thread === undefined || request === null
    ? reply_to
    : threadAddress(keyring, reply_to, { organisation, request, reference: thread })
}
