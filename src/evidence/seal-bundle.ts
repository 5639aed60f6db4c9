import { hash } from 'node:crypto'
import { type Canonical, canonical } from './canonical.ts'

/** Whatever a bundle may hold; its events as far as this file looks into them. */
type Sealed = {
  readonly [member: string]: unknown
  readonly events: readonly { readonly hash: string; readonly inclusion: Canonical }[]
}

/**
 * The SHA-256 of each member of a bundle, in hex: what the signed head says of them. Of an event only its hash and its place in a
 * checkpoint count: the rest is bound by these, and its detail may be taken out later.
 */
export function contentsOf(bundle: Sealed): Record<string, string> {
  const events = bundle.events.map((event) => ({ hash: event.hash, inclusion: event.inclusion }))
  const members = Object.entries({ ...bundle, events })
  return Object.fromEntries(members.map(([name, value]) => [name, hash('sha256', canonical(value as Canonical))])) // JSON as it is sent
}
