/** What a delivery report (RFC 3464) says, as far as it concerns a letter of ours. */
export type DeliveryReport = {
  /** In angle brackets, as the returned headers have it. */
  readonly messageId: string
  /** Undefined: it was delivered, relayed or expanded. */
  readonly kind: 'hard' | 'soft' | undefined
  readonly status: string | undefined
}

/**
 * Reads the message/delivery-status part of a report and the headers it returns; undefined where they name no message. What failed for good
 * is a hard bounce, also by a status of 4.x.x: the mail server has given up (RFC 3464 section 2.3.3). Of several recipients the worst counts.
 */
export function readReport({
  status,
  original,
}: {
  readonly status: string
  readonly original: string
}): DeliveryReport | undefined {
  const messageId = /^message-id:\s*(<[^<>\s\p{Cc}]{1,250}>)/imu.exec(headersOf(original))?.[1]
  if (messageId === undefined) return undefined
  const recipients = unfolded(status)
    .split(/\r?\n\s*\r?\n/)
    .slice(0, 100)
    .map((block) => ({
      action: /^action:\s*([a-z]+)/im.exec(block)?.[1]?.toLowerCase(),
      // RFC 3463 section 2
      status: /^status:\s*([245]\.\d{1,3}\.\d{1,3})\b/im.exec(block)?.[1],
    }))
  const failed = recipients.find(({ action }) => action === 'failed')
  const delayed = recipients.find(({ action }) => action === 'delayed')
  const worst = failed ?? delayed
  return { messageId, kind: failed ? 'hard' : delayed ? 'soft' : undefined, status: worst?.status }
}

function headersOf(message: string): string {
  return unfolded(message.split(/\r?\n\r?\n/, 1)[0] ?? '')
}

function unfolded(text: string): string {
  return text.replace(/\r?\n[ \t]+/g, ' ')
}
