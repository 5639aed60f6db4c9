import { Webhook } from 'standardwebhooks'

/** A call that is signed as Standard Webhooks 1.0 has it. */
export type CallToSign = {
  /** The same each time it is sent, so that who gets it twice can tell. */
  readonly id: string
  /** Real time, in milliseconds: receivers compare it with their own clocks. */
  readonly now: number
  /** What is signed, as it stands. */
  readonly text: string
  /** `whsec_…`: a signature for each. */
  readonly secrets: readonly string[]
  /** Makes the signature of our own key (`v1a`), where there is to be one. */
  readonly sign?: (message: string) => Buffer
}

/** The headers that carry its signatures: where a secret takes over from another, one for each. */
export function signatureHeaders({ id, now, text, secrets, sign }: CallToSign): Record<string, string> {
  const timestamp = Math.floor(now / 1000)
  const signatures = [
    ...(sign === undefined ? [] : [`v1a,${sign(`${id}.${timestamp}.${text}`).toString('base64')}`]),
    ...secrets.map((secret) => new Webhook(secret).sign(id, new Date(timestamp * 1000), text)),
  ]
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}
