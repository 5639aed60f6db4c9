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

type Entry = {
  readonly triedAt: Instant
  readonly found?: { readonly keys: JSONWebKeySet; readonly at: Instant } | undefined
  /** Of the last try. */
  readonly failure?: KeysMissing | undefined
}
type Fetch = (url: string) => Promise<{ readonly body: Buffer }>

const fetchKeys: Fetch = (url) => getOutbound(url, 'application/jwk-set+json, application/json')

/** `now` is real time: these are somebody else's keys. */
export function remoteKeys({
  fetch = fetchKeys,
  now = realNow,
}: {
  readonly fetch?: Fetch
  readonly now?: () => Instant
} = {}): RemoteKeys {
  const entries = new Map<string, Entry>()
  const underWay = new Map<string, Promise<Entry>>()

  const look = async (url: string): Promise<Entry> => {
    const [triedAt, found] = [now(), entries.get(url)?.found]
    const entry = await read(fetch, url).then(
      (keys): Entry => ({ triedAt, found: { keys, at: triedAt } }),
      (failure: unknown): Entry => ({ triedAt, found, failure: missing(failure) }),
    )
    entries.delete(url)
    const [oldest] = entries.keys() // a Map keeps the order of insertion
    if (oldest !== undefined && entries.size >= mostKept) entries.delete(oldest)
    entries.set(url, entry)
    return entry
  }
  const lookOnce = (url: string): Promise<Entry> => {
    const looking = underWay.get(url) ?? look(url).finally(() => underWay.delete(url))
    underWay.set(url, looking)
    return looking
  }
  const isYounger = (at: Instant | undefined, limitMs: number) => at !== undefined && now() - at < limitMs

  return {
    at: async (url, kid) => {
      const kept = entries.get(url)
      const serves = isYounger(kept?.found?.at, freshMs) && holds(kept, kid)
      const entry = kept !== undefined && (serves || isYounger(kept.triedAt, againMs)) ? kept : await lookOnce(url)
      const { found, failure } = entry
      if (found && failure === undefined) return found.keys
      if (found && isYounger(found.at, staleMs) && (kid === undefined || holds(entry, kid))) return found.keys
      throw failure ?? new KeysMissing('away')
    },
  }
}

function holds(entry: Entry | undefined, kid: string | undefined): boolean {
  return kid !== undefined && entry?.found?.keys.keys.some((key) => key.kid === kid) === true
}

const keySet = z.object({ keys: z.array(z.custom<JWK>((given) => z.looseObject({}).safeParse(given).success)) })

async function read(fetch: Fetch, url: string): Promise<JSONWebKeySet> {
  const { body } = await fetch(url)
  const { keys } = keySet.parse(JSON.parse(body.toString('utf8')))
  return { keys: keys.flatMap(usable) }
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
const labels = z.object({ kid: label, alg: label, use: label })

function missing(failure: unknown): KeysMissing {
  if (!(failure instanceof OutboundFailure)) return new KeysMissing('unusable') // neither JSON nor a set of keys
  const { reason, status = 0 } = failure
  const isAway = reason === 'unreachable' || reason === 'timeout' || status >= 500 || status === 429
  return new KeysMissing(isAway ? 'away' : 'unusable')
}
