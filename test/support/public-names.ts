import { isPublicAddress, type OutboundRules } from '../../src/platform/http/outbound.ts'
import type { Receiver } from './receiver.ts'

/** Names of the public internet, of which a test says where they lead. */
export type PublicNames = {
  /** The service's own, but for the one address of the receiver, which plays the public internet. */
  readonly rules: OutboundRules
  /** Where the receiver is. */
  readonly receiversOwn: readonly string[]
  /** What every name leads to, from now on. */
  leadTo(addresses: readonly string[]): void
}

export function publicNames(receiver: Receiver): PublicNames {
  let leadsTo: readonly string[] = []
  const receiversOwn: string[] = []
  receiver.rules.resolve('import.example.net', (_error, found) =>
    receiversOwn.push(...found.map(({ address }) => address)),
  )
  return {
    rules: {
      ...receiver.rules,
      allows: (address) => receiver.rules.allows(address) || isPublicAddress(address),
      resolve: (_name, done) =>
        done(
          null,
          leadsTo.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    },
    receiversOwn,
    leadTo: (addresses) => {
      leadsTo = addresses
    },
  }
}
