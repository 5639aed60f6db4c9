import type { JSONWebKeySet, JWK } from 'jose'
import { z } from 'zod'
import type { Instant } from '../../law/calendar.ts'
import { realNow } from '../clock.ts'
import { publicPartsOf } from '../crypto/public-jwk.ts'
import { getOutbound, OutboundFailure } from './outbound.ts'

/** Public keys that others publish, fetched when they are needed and kept for a while. */
export type RemoteKeys = {
  /**
   * The keys at this address, those with this id among them if that can be had: a new key is looked for, but not again and again. Waits on
   * the network, so never inside a transaction. Throws `KeysMissing`.
   */
  at(url: string, kid: string | undefined): Promise<JSONWebKeySet>
  /** The same of an issuer that says by itself where they are (OpenID Connect Discovery 1.0). */
  of(issuer: string, kid: string | undefined): Promise<JSONWebKeySet>
}

/** `away`: the address does not answer for now. `unusable`: it may not be called, or what it answers are no keys. */
export class KeysMissing extends Error {
  readonly why: 'away' | 'unusable'
  constructor(why: KeysMissing['why']) {
    super(`the keys are missing: ${why}`)
    this.name = 'KeysMissing'
    this.why = why
  }
}

const freshMs = 10 * 60_000 // so long a key that was withdrawn still counts
const staleMs = 60 * 60_000 // so long the last ones serve while their address is away
const againMs = 30_000 // whoever invents key ids has the keys fetched no more often than this
const mostKept = 1_000 // addresses, a few kilobytes each; beyond, the oldest is fetched again

type Fetch = (url: string) => Promise<{ readonly body: Buffer }>

const fetchJson: Fetch = (url) => getOutbound(url, 'application/jwk-set+json, application/json')

/** `now` is real time: these are somebody else's keys. */
export function remoteKeys({
  fetch = fetchJson,
  now = realNow,
}: {
  readonly fetch?: Fetch
  readonly now?: () => Instant
} = {}): RemoteKeys {
  const json = async (url: string): Promise<unknown> => JSON.parse((await fetch(url)).body.toString('utf8'))
  const keySets = fetched(async (url) => keysIn(await json(url)), now)
  const issuers = fetched(async (url) => metadata.parse(await json(url)), now)
  const at: RemoteKeys['at'] = (url, kid) =>
    keySets(url, ({ keys }) => (kid === undefined ? 'perhaps' : keys.some((key) => key.kid === kid)))
  return {
    at,
    of: async (issuer, kid) => {
      const { issuer: named, jwks_uri } = await issuers(metadataOf(issuer), () => true)
      // Section 4.3: what another issuer says of itself says nothing of this one
      if (named !== issuer) throw new KeysMissing('unusable')
      return at(jwks_uri, kid)
    },
  }
}

/** Section 4.1: behind the issuer, without the slash that it may end in. */
function metadataOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

type Entry<Found> = {
  readonly triedAt: Instant
  readonly found?: { readonly value: Found; readonly at: Instant } | undefined
  /** Of the last try. */
  readonly failure?: KeysMissing | undefined
}

/**
 * What addresses answer, kept for a while. `holds` says whether a value has what is wanted, or only `perhaps`: then it is fetched anew, but
 * the last one serves while the address is away.
 */
function fetched<Found>(read: (url: string) => Promise<Found>, now: () => Instant) {
  const entries = new Map<string, Entry<Found>>()
  const underWay = new Map<string, Promise<Entry<Found>>>()

  const look = async (url: string): Promise<Entry<Found>> => {
    const [triedAt, found] = [now(), entries.get(url)?.found]
    const entry = await read(url).then(
      (value): Entry<Found> => ({ triedAt, found: { value, at: triedAt } }),
      (failure: unknown): Entry<Found> => ({ triedAt, found, failure: missing(failure) }),
    )
    entries.delete(url)
    const [oldest] = entries.keys() // a Map keeps the order of insertion
    if (oldest !== undefined && entries.size >= mostKept) entries.delete(oldest)
    entries.set(url, entry)
    return entry
  }
  const lookOnce = (url: string): Promise<Entry<Found>> => {
    const looking = underWay.get(url) ?? look(url).finally(() => underWay.delete(url))
    underWay.set(url, looking)
    return looking
  }
  const isYounger = (at: Instant | undefined, limitMs: number) => at !== undefined && now() - at < limitMs

  return async (url: string, holds: (value: Found) => boolean | 'perhaps'): Promise<Found> => {
    const kept = entries.get(url)
    const serves = isYounger(kept?.found?.at, freshMs) && kept?.found !== undefined && holds(kept.found.value) === true
    const entry = kept !== undefined && (serves || isYounger(kept.triedAt, againMs)) ? kept : await lookOnce(url)
    const { found, failure } = entry
    if (found && failure === undefined) return found.value
    if (found && isYounger(found.at, staleMs) && holds(found.value) !== false) return found.value
    throw failure ?? new KeysMissing('away')
  }
}

const keySet = z.object({ keys: z.array(z.custom<JWK>((given) => z.looseObject({}).safeParse(given).success)) })
const metadata = z.object({ issuer: z.string(), jwks_uri: z.string().max(2_000) })

function keysIn(answered: unknown): JSONWebKeySet {
  return { keys: keySet.parse(answered).keys.flatMap(usable) }
}

/**
 * A key without what its issuer says besides: an operation that no public key has, or a part in an odd form, would make the check fail
 * instead of the token. RFC 7517 section 4.3: `key_ops`, where it is there, must name the operation.
 */
function usable(given: JWK): JWK[] {
  const { key_ops: operations = ['verify'] } = given
  const parts = publicPartsOf({ ...given })
  if (parts === undefined || !Array.isArray(operations) || !operations.includes('verify')) return []
  return [{ ...parts, ...labels.parse(given) } as JWK] // labels that are not there are left out, not undefined
}
/** What is no text counts as an empty one, which fits nothing. */
const label = z.string().optional().catch('')
/** `issuer`: Entra says of its keys which directories they sign for. */
const labels = z.object({ kid: label, alg: label, use: label, issuer: label })

function missing(failure: unknown): KeysMissing {
  if (!(failure instanceof OutboundFailure)) return new KeysMissing('unusable') // neither JSON nor a set of keys
  const { reason, status = 0 } = failure
  const isAway = reason === 'unreachable' || reason === 'timeout' || status >= 500 || status === 429
  return new KeysMissing(isAway ? 'away' : 'unusable')
}
