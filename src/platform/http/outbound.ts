import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { Agent, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What may be called from here (SECURITY, architecture 12). A test hands in other rules; the service has these alone. */
export type OutboundRules = {
  readonly ports: readonly number[]
  /** Whether this service may connect to an address, as the name resolved to it just now. */
  readonly allows: (address: string) => boolean
  /** Every address of a name. */
  readonly resolve: (name: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void
  /** From the first byte out to the last byte in, in milliseconds. */
  readonly limitMs: number
  /** Certificates trusted beside none: those of the machine where it is absent. */
  readonly ca?: string
}

export const publicOnly: OutboundRules = {
  ports: [443, 8443],
  allows: isPublicAddress,
  resolve: nameResolver(),
  limitMs: 10_000,
}
/** Of an answer: of most nobody reads more than the status, and the keys of an issuer take some kilobytes. */
const longestAnswer = 64 * 1024
const longestBody = 1024 * 1024

/**
 * Finds the addresses of a name by asking name servers (those of the machine unless named), not the system: that would keep one of the process's
 * four threads as long as a name's own servers never answer, and with it files, keys and everybody else's names. `firstMs`: how long the first of
 * two questions waits for its answer; `otherMs`: once addresses of one family are there, how long those of the other are waited for.
 */
export function nameResolver({
  servers,
  firstMs = 2_000,
  otherMs = 250,
}: {
  servers?: readonly string[]
  firstMs?: number
  otherMs?: number
} = {}): OutboundRules['resolve'] {
  return async (name, done) => {
    const resolver = new Resolver({ timeout: firstMs, tries: 2 }) // anew: its servers are those of the moment
    if (servers !== undefined) resolver.setServers(servers)
    const found: LookupAddress[] = []
    let waiting: NodeJS.Timeout | undefined
    const take = (family: 4 | 6) => (addresses: string[]) => {
      if (addresses.length === 0) return // the name is another's, which has none: the other family is all there may be
      found.push(...addresses.map((address) => ({ address, family })))
      // RFC 8305 section 3: who has addresses of one family does not wait in full for the other, whose servers may be silent
      waiting ??= setTimeout(() => resolver.cancel(), otherMs)
    }
    await Promise.allSettled([resolver.resolve4(name).then(take(4)), resolver.resolve6(name).then(take(6))])
    clearTimeout(waiting)
    found.sort((one, other) => one.family - other.family)
    done(found.length === 0 ? new Error('the name has no address, or nobody said so') : null, found)
  }
}

/** Why a call did not succeed: told by a word and a status, since whatever the other side said may hold anything. */
export class OutboundFailure extends Error {
  readonly reason: 'not_allowed' | 'unreachable' | 'timeout' | 'too_large' | 'status'
  readonly status: number | undefined
  constructor(reason: OutboundFailure['reason'], status?: number) {
    super(`outbound call failed: ${reason}`)
    this.name = 'OutboundFailure'
    this.reason = reason
    this.status = status
  }
}

/** Sends a body by POST to an https address and waits for a status of success. Throws `OutboundFailure`. */
export async function postOutbound(
  url: string,
  body: { readonly type: string; readonly text: string },
  rules: OutboundRules = publicOnly,
): Promise<{ status: number }> {
  const bytes = Buffer.from(body.text)
  if (bytes.length > longestBody) throw new OutboundFailure('too_large')
  const headers = { 'content-type': body.type, 'content-length': String(bytes.length) }
  const { status } = await call(url, { method: 'POST', headers, bytes }, rules)
  return { status }
}

/** Reads what an https address answers to GET, of this media type, with a status of success. Throws `OutboundFailure`. */
export async function getOutbound(
  url: string,
  accept: string,
  rules: OutboundRules = publicOnly,
): Promise<{ body: Buffer }> {
  const { body } = await call(url, { method: 'GET', headers: { accept } }, rules)
  return { body }
}

type Outgoing = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly bytes?: Buffer
}

/**
 * One call. The address behind the name is checked when connecting, all of those that the name has: so a name that changes its mind
 * gains nothing. No redirect is followed, no proxy of the environment is used, no connection is kept.
 */
async function call(
  url: string,
  { method, headers, bytes }: Outgoing,
  rules: OutboundRules,
): Promise<{ status: number; body: Buffer }> {
  const target = allowedTarget(url, rules)
  const agent = outboundAgent(rules)
  const signal = AbortSignal.timeout(rules.limitMs)
  const options = {
    method,
    agent,
    headers: { ...headers, 'user-agent': 'habeas' },
    lookup: checkedLookup(rules),
    signal,
  }
  try {
    const answered = await new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
      const outgoing = request(target, options)
      outgoing.on('error', reject)
      outgoing.on('response', (answer) => {
        const parts: Buffer[] = []
        let received = 0
        answer.on('error', reject)
        answer.on('data', (part: Buffer) => {
          received += part.length
          parts.push(part)
          if (received <= longestAnswer) return
          reject(new OutboundFailure('too_large'))
          outgoing.destroy()
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }))
      })
      outgoing.end(bytes)
    })
    const { status } = answered
    if (status < 200 || status > 299) throw new OutboundFailure('status', status) // a redirect is a failure, too
    return answered
  } catch (error) {
    if (error instanceof OutboundFailure) throw error
    throw new OutboundFailure(signal.aborted ? 'timeout' : 'unreachable')
  } finally {
    agent.destroy()
  }
}

/** Whether an address is somebody's on the public internet: not private, loopback, link-local, mapped, translated or reserved. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false // ipaddr.js alone reads 1.2.3, too
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // RFC 4291 section 2.5.4: global unicast is given out of 2000::/3; what wraps an IPv4 address below it is not
  return parsed.kind() === 'ipv4' || /^[23][0-9a-f]{3}:/.test(parsed.toNormalizedString())
}

/** An agent of its own: the global one may be told by the environment to use a proxy. */
export function outboundAgent({ ca }: OutboundRules): Agent {
  return new Agent({ keepAlive: false, maxCachedSessions: 0, ...(ca === undefined ? {} : { ca }) })
}

/** Throws `OutboundFailure` for what the text of an address gives away. */
export function allowedTarget(url: string, { ports, allows }: OutboundRules): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (target === undefined || target.protocol !== 'https:') throw new OutboundFailure('not_allowed')
  if (target.username !== '' || target.password !== '') throw new OutboundFailure('not_allowed')
  if (!ports.includes(Number(target.port || 443))) throw new OutboundFailure('not_allowed')
  // A literal address is not looked up, so it is checked here
  const literal = target.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !allows(literal)) throw new OutboundFailure('not_allowed')
  return target
}

/** Resolves a name for the socket that connects next, and refuses where any of its addresses is not allowed. */
export function checkedLookup({ resolve, allows }: OutboundRules): LookupFunction {
  return (name, options, done) => {
    resolve(name, (error, found) => {
      const [first] = found ?? []
      if (error !== null || first === undefined) return done(new OutboundFailure('unreachable'), '', 0)
      if (!found.every(({ address }) => allows(address))) return done(new OutboundFailure('not_allowed'), '', 0)
      if (options.all) return done(null, [...found])
      done(null, first.address, first.family)
    })
  }
}
