import { createPrivateKey, createPublicKey, hash, randomBytes } from 'node:crypto'
import fastifyJwt from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Instant } from '../../law/calendar.ts'
import { type Role, roles } from '../actor.ts'
import { realNow } from '../clock.ts'
import type { Keyring } from '../crypto/keyring.ts'
import {
  type ClientId,
  type Id,
  type OrganisationId,
  type Prefix,
  parseId,
  showId,
  type VerificationId,
} from '../identifiers.ts'
import { type Problem, problem } from '../problem.ts'

declare module '@fastify/jwt' {
  interface FastifyJWT {
    namespaces: 'staff' | 'requester'
  }
}

/** Who a staff token speaks for. */
export type StaffGrant = { readonly organisation: OrganisationId; readonly client: ClientId; readonly role: Role }

/** Who a requester token speaks for: the holder of a mailbox, by its fingerprint in hex, as one verification has proven. */
export type RequesterGrant = {
  readonly organisation: OrganisationId
  readonly verification: VerificationId
  readonly mailbox: string
}

/** What every token says of itself; instants of real time, whole seconds. */
export type TokenFacts = { readonly tokenId: string; readonly issuedAt: Instant; readonly expiresAt: Instant }

/** The tokens of one door. */
export type DoorTokens<Grant> = {
  /** `expires_in` of the token answer. */
  readonly lifetimeSeconds: number
  sign(grant: Grant): string
  /** Whether a text says of itself that it is a token of this door; it may be anything all the same. */
  isOwn(text: string): boolean
  /** Throws `unauthorized()` for whatever is not a token of this door. Whether it was revoked, the caller asks the database. */
  verify(text: string): Grant & TokenFacts
}
export type Tokens = { readonly staff: DoorTokens<StaffGrant>; readonly requester: DoorTokens<RequesterGrant> }

const longestToken = 4096 // ours are about 500 characters, under 2,000 with the longest issuer
const longestIssuer = 1024 // keeps every token of ours under `longestToken`
const clockSkewSeconds = 60 // another instance's clock may run ahead of this one
const cachedTokens = 10_000 // verified tokens kept per door, about 4 MB: more than its clients hold at a time
const lifetimeSeconds = { staff: 600, requester: 1800 } as const // API: `expires_in`
const requiredClaims = ['iss', 'aud', 'sub', 'iat', 'exp', 'jti', 'org']

type DoorName = keyof Tokens
type Settings = { readonly keyring: Pick<Keyring, 'key'>; readonly issuer: string }

/**
 * Registers the access tokens of both doors on the app: EdDSA (RFC 8037), with a key, an audience and a `typ` of its own for each
 * (RFC 8725 sections 3.8, 3.9 and 3.11). `issuer` is the service's public URL. To be awaited before anything signs or verifies.
 */
export async function registerTokens(app: FastifyInstance, settings: Settings): Promise<Tokens> {
  if (Buffer.byteLength(settings.issuer) > longestIssuer) throw new Error('the issuer of tokens is too long')
  return {
    staff: await registerDoor<StaffGrant>(app, 'staff', settings, {
      claims: z
        .strictObject({ ...commonClaims('staff', settings), sub: idOf('cli'), role: z.enum(roles) })
        .transform((claims) => ({ ...factsOf(claims), client: claims.sub, role: claims.role })),
      write: ({ client, role }) => ({ sub: showId('cli', client), role }),
    }),
    requester: await registerDoor<RequesterGrant>(app, 'requester', settings, {
      claims: z
        .strictObject({
          ...commonClaims('requester', settings),
          sub: idOf('vrf'),
          mbx: z.string().regex(/^[0-9a-f]{64}$/),
        })
        .transform((claims) => ({ ...factsOf(claims), verification: claims.sub, mailbox: claims.mbx })),
      write: ({ verification, mailbox }) => ({ sub: showId('vrf', verification), mbx: mailbox }),
    }),
  }
}

/** The one answer to every token that does not hold, and to none: which check failed is nobody's business (RFC 6750 section 3). */
export function unauthorized(): Problem {
  return problem('unauthorized', 'the access token is missing, invalid, expired, revoked or meant for another door', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  })
}

/** The token of an `Authorization: Bearer …` header (RFC 6750 section 2.1); throws `unauthorized()` where there is none. */
export function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw unauthorized()
  return token
}

type Grants = { readonly organisation: OrganisationId }
type Shape<Grant> = {
  /** Reads a payload, whole: it holds these claims, of these types, and no others. */
  readonly claims: z.ZodType<Grant & TokenFacts>
  /** The claims that only this door has. */
  readonly write: (grant: Grant) => Record<string, string>
}

async function registerDoor<Grant extends Grants>(
  app: FastifyInstance,
  door: DoorName,
  { keyring, issuer }: Settings,
  { claims, write }: Shape<Grant>,
): Promise<DoorTokens<Grant>> {
  const typ = `${door}+jwt`
  await app.register(fastifyJwt, {
    namespace: door,
    secret: keyPair(keyring.key(`${door}_token`)),
    sign: { algorithm: 'EdDSA', header: { alg: 'EdDSA', typ }, iss: issuer, aud: door },
    verify: { algorithms: ['EdDSA'], checkTyp: typ, allowedIss: issuer, allowedAud: door, requiredClaims },
  })
  const jwt = app.jwt[door]
  const lifetime = lifetimeSeconds[door]
  const header = segmentOf(jwt.sign({}), 0)
  const verified = expiringCache<Grant & TokenFacts>(cachedTokens)

  return {
    lifetimeSeconds: lifetime,
    sign: (grant) => {
      const iat = Math.floor(realNow() / 1000)
      const jti = randomBytes(16).toString('base64url')
      return jwt.sign({ ...write(grant), org: showId('org', grant.organisation), jti, iat, exp: iat + lifetime })
    },
    isOwn: (text) => segmentOf(text, 0) === header,
    verify: (text) => {
      if (text.length > longestToken) throw unauthorized()
      // The hash and not the text is the cache's key: the cache then holds no usable token, and no look-up compares secrets
      const name = hash('sha256', text, 'base64')
      const known = verified.find(name)
      if (known !== undefined) return known
      // Only the header this door writes, to the letter: no other algorithm, `typ`, `jwk`, `jku`, `kid` or `crit` is ever parsed
      if (segmentOf(text, 0) !== header) throw unauthorized()
      if (!isCanonical(segmentOf(text, 2))) throw unauthorized()
      const token = claims.safeParse(payloadOf(jwt, text)).data
      if (token === undefined || !isCurrent(token, lifetime)) throw unauthorized()
      return verified.keep(name, Object.freeze(token))
    },
  }
}

/** The payload of a token whose signature, `typ`, issuer and audience hold. */
function payloadOf(jwt: FastifyInstance['jwt'][DoorName], text: string): unknown {
  try {
    return jwt.verify(text)
  } catch {
    throw unauthorized() // the library's errors have several classes and would answer 400 or 500; each means the same here
  }
}

/** RFC 7519 section 4.1.4: not accepted on or after `exp`. A token that lives longer than its door's do is none of ours. */
function isCurrent({ issuedAt, expiresAt }: TokenFacts, lifetime: number): boolean {
  const now = realNow()
  return now < expiresAt && issuedAt <= now + clockSkewSeconds * 1000 && expiresAt - issuedAt <= lifetime * 1000
}

/** What has been verified, until it expires, by the hash of the token: a verification costs about 90 µs, a look-up less than 1. Full, it forgets the oldest first. */
export function expiringCache<Value extends { readonly expiresAt: Instant }>(size: number) {
  const entries = new Map<string, Value>()
  return {
    find: (name: string): Value | undefined => {
      const value = entries.get(name)
      if (value === undefined || realNow() < value.expiresAt) return value
      entries.delete(name)
      return undefined
    },
    keep: (name: string, value: Value): Value => {
      const [oldest] = entries.keys() // a Map keeps the order of insertion, and tokens of one door live about equally long
      if (oldest !== undefined && entries.size >= size) entries.delete(oldest)
      entries.set(name, value)
      return value
    },
    forget: (isOutdated: (value: Value) => boolean): void => {
      for (const [name, value] of entries) if (isOutdated(value)) entries.delete(name)
    },
  }
}

function commonClaims<Door extends DoorName>(door: Door, { issuer }: Settings) {
  return {
    iss: z.literal(issuer),
    aud: z.literal(door),
    jti: z.string().regex(/^[\w-]{22}$/),
    iat: z.int(),
    exp: z.int(),
    org: idOf('org'),
  }
}

function factsOf(claims: { org: OrganisationId; jti: string; iat: number; exp: number }): Grants & TokenFacts {
  const instant = (seconds: number) => (seconds * 1000) as Instant // NumericDate of RFC 7519 section 2: seconds since the epoch
  return {
    organisation: claims.org,
    tokenId: claims.jti,
    issuedAt: instant(claims.iat),
    expiresAt: instant(claims.exp),
  }
}

function idOf<P extends Prefix>(prefix: P) {
  return z.string().transform((text, context): Id<P> => {
    const id = parseId(prefix, text)
    if (id !== undefined) return id
    context.addIssue({ code: 'custom', message: 'not an id of this kind' })
    return z.NEVER
  })
}

/** One signature has sixteen spellings in base64url; one of them is canonical (RFC 4648 section 3.5). */
export function isCanonical(signature: string): boolean {
  return Buffer.from(signature, 'base64url').toString('base64url') === signature
}

function segmentOf(text: string, index: 0 | 2): string {
  return text.split('.', 3)[index] ?? ''
}

// The same seed gives the same pair, so every instance signs and verifies alike. RFC 8410 section 7: PKCS#8 is a fixed prefix and the seed
function keyPair(seed: Buffer): { private: string; public: string } {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  return {
    private: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    public: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
  }
}
