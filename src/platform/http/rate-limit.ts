import { isIPv6 } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { problem } from '../problem.ts'

/** Requests per network and minute, a bucket each (API section 5). */
export type RateLimitSettings = { readonly [B in Bucket]: number }
export type Bucket = 'form' | 'requests' | 'sign-in' | 'redeem' | 'calendar' | 'inbound'

export const defaultRateLimits: RateLimitSettings = {
  form: 300,
  requests: 60,
  'sign-in': 200,
  redeem: 120,
  calendar: 120,
  inbound: 600,
}

const windowSeconds = 60
// Each known network is a record and a timer, some 400 bytes. An attacker who owns an IPv6 /32 has four billion /64:
// beyond this many in a window newcomers share the bucket of their provider.
const mostNetworks = 50_000

export type RateLimits = {
  /**
   * An onRequest hook that takes one from the bucket of the caller's network; throws 429 with `Retry-After` where it is
   * empty.
   */
  limited(bucket: Bucket): (request: FastifyRequest, reply: FastifyReply) => Promise<void>
}

/**
 * The limits of what is open without a token, in memory and in real time: per process, so that behind several processes each grants
 * its own share. Every answer of a limited route says where the caller stands (draft-ietf-httpapi-ratelimit-headers).
 */
export function rateLimits(
  settings: RateLimitSettings,
  { networks = mostNetworks }: { networks?: number } = {},
): RateLimits {
  const limiterOf = (bucket: Bucket) => ({
    limiter: new RateLimiterMemory({ points: settings[bucket], duration: windowSeconds, keyPrefix: bucket }),
    keyOf: boundedKeys(networks),
  })
  const limiters = {
    form: limiterOf('form'),
    requests: limiterOf('requests'),
    'sign-in': limiterOf('sign-in'),
    redeem: limiterOf('redeem'),
    calendar: limiterOf('calendar'),
    inbound: limiterOf('inbound'),
  }
  return {
    limited: (bucket) => {
      const points = settings[bucket]
      const { limiter, keyOf } = limiters[bucket] // one for all routes that draw from it
      const policy = `"${bucket}";q=${points};w=${windowSeconds}`
      return async (request, reply) => {
        const left = await take(limiter, keyOf(networkOf(request.ip)))
        const seconds = Math.max(1, Math.ceil(left.msBeforeNext / 1000))
        reply
          .header('ratelimit-policy', policy)
          .header('ratelimit', `"${bucket}";r=${left.remainingPoints};t=${seconds}`)
        if (left.consumedPoints > points) {
          throw problem('rate_limited', `expected at most ${points} such requests a minute from one network`, {
            retryAfterSeconds: seconds,
          })
        }
      }
    },
  }
}

/**
 * The network an address belongs to, as the key of a bucket: an IPv4 address itself, an IPv6 address its /64, which is
 * what one subscriber is given (RFC 6177). IPv4 mapped into IPv6 is IPv4 (RFC 4291 section 2.5.5.2).
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || !isIPv6(address)) return address ?? 'local'
  const groups = groupsOf(address)
  const [a, b, c, d, e, f, high = 0, low = 0] = groups
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff) {
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight groups of an IPv6 address, its zone cut off, an IPv4 tail counted as two groups. */
function groupsOf(address: string): number[] {
  const [bare = ''] = address.split('%', 1)
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(bare)
  const tail = dotted?.slice(1).map(Number) ?? []
  const [w = 0, x = 0, y = 0, z = 0] = tail
  const written =
    dotted === null ? bare : `${bare.slice(0, dotted.index)}${(w * 256 + x).toString(16)}:${(y * 256 + z).toString(16)}`
  const [head = '', rest] = written.split('::')
  const before = numbersOf(head)
  const after = numbersOf(rest ?? '')
  const gap = Math.max(0, 8 - before.length - after.length)
  return [...before, ...new Array<number>(gap).fill(0), ...after]
}

function numbersOf(groups: string): number[] {
  return groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16))
}

/** Takes one; the limiter rejects with the same kind of result where nothing is left. */
async function take(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key)
  } catch (result) {
    if (result instanceof RateLimiterRes) return result
    throw result
  }
}

/**
 * The key of a network's bucket: the network itself, or its provider where too many networks were met in this window.
 */
function boundedKeys(most: number): (network: string) => string {
  const met = new Set<string>()
  return (network) => {
    if (met.has(network)) return network
    if (met.size >= most) return providerOf(network)
    if (met.size === 0) setTimeout(() => met.clear(), windowSeconds * 1000).unref()
    met.add(network)
    return network
  }
}

/** A /16 of IPv4 or a /32 of IPv6: what a provider holds at least. */
function providerOf(network: string): string {
  return network.includes(':')
    ? `${network.split(':').slice(0, 2).join(':')}::/32`
    : `${network.split('.').slice(0, 2).join('.')}/16`
}
