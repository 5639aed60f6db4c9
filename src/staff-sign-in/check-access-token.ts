import { errors, type JSONWebKeySet, type JWTHeaderParameters, type JWTPayload } from 'jose'
import type { Instant } from '../law/calendar.ts'
import { type StaffRole, staffRoles } from '../platform/actor.ts'
import { verifySigned } from '../platform/crypto/verify-signed.ts'
import { email, whyUnsafe } from '../platform/http/schemas.ts'
import { isCanonical } from '../platform/http/tokens.ts'
import type { StaffIssuer } from './store.ts'

/** What an access token says of who has signed in. */
export type SignedIn = {
  readonly subject: string
  readonly name: string
  /** The highest that it gives; undefined: none. */
  readonly role: StaffRole | undefined
  readonly expiresAt: Instant
}

/** By what a token is judged. */
export type Rules = Pick<
  StaffIssuer,
  'issuer' | 'audience' | 'algorithms' | 'authorizedParties' | 'rolesClaim' | 'roles'
>

/** What is wrong with a token: a word for the log, and nothing of what it says. */
export class TokenRefused extends Error {
  readonly member: string
  constructor(member: string) {
    super(`the access token is refused for its ${member}`)
    this.name = 'TokenRefused'
    this.member = member
  }
}

const toleranceSeconds = 60 // clocks of two servers
const longestLifeSeconds = 24 * 60 * 60 // whoever leaves the team keeps what they hold until it ends
const longestName = 254

/**
 * Checks an access token of an organisation's issuer: RFC 9068 section 4 where it is of that profile, else what Keycloak and Entra ID give,
 * which call theirs `JWT` as they do their ID tokens. It is signed by a key of the issuer, made by it, for this audience, for a person, still
 * valid and not for long; an ID token is none, whatever its audience. `now` is real time. Throws `TokenRefused`.
 */
export async function checkAccessToken(
  token: string,
  { rules, keys, now }: { readonly rules: Rules; readonly keys: JSONWebKeySet; readonly now: Instant },
): Promise<SignedIn> {
  if (!token.split('.').every(isCanonical)) throw new TokenRefused('signature')
  const { header, claims } = await verified(token, { rules, keys, now })
  demandAccessToken(header, claims)
  const parties = demandParties(claims, rules)
  demandDirectory(claims, rules)
  const expiresAt = demandCurrent(claims, Math.floor(now / 1_000))
  const { sub } = claims
  if (!isName(sub)) throw new TokenRefused('sub')
  if (isProgram(claims, parties)) throw new TokenRefused('sub')
  return { subject: sub, name: nameOf(claims, sub), role: roleOf(claims, rules), expiresAt }
}

async function verified(
  token: string,
  { rules, keys, now }: { readonly rules: Rules; readonly keys: JSONWebKeySet; readonly now: Instant },
): Promise<{ header: JWTHeaderParameters; claims: JWTPayload }> {
  try {
    const { protectedHeader, payload } = await verifySigned(token, keysFor(rules, keys), {
      issuer: rules.issuer,
      audience: rules.audience,
      algorithms: [...rules.algorithms],
      requiredClaims: ['sub', 'exp', 'iat'],
      clockTolerance: toleranceSeconds,
      currentDate: new Date(now),
    })
    return { header: protectedHeader, claims: payload }
  } catch (error) {
    throw error instanceof errors.JOSEError ? new TokenRefused(memberOf(error)) : error
  }
}

/** Entra says of each key for which directories it signs: one for all of them is written with their place left open. */
function keysFor({ issuer }: Rules, { keys }: JSONWebKeySet): JSONWebKeySet {
  const directory = directoryOf(issuer) ?? ''
  return {
    keys: keys.filter((key) => {
      const named: unknown = Reflect.get(key, 'issuer')
      return named === undefined || (typeof named === 'string' && named.replace('{tenantid}', directory) === issuer)
    }),
  }
}

/**
 * RFC 8725 section 3.11: only what says that it is an access token is taken for one. RFC 9068 has a `typ` for it; Keycloak says `Bearer` in the
 * payload, where its ID tokens say `ID`; Entra gives scopes, which its ID tokens never have. A token that is bound to a key of the tool
 * (RFC 8705, RFC 9449) is not for bearers.
 */
function demandAccessToken({ typ = 'JWT' }: JWTHeaderParameters, claims: JWTPayload): void {
  const kind = typ.toLowerCase().replace(/^application\//, '')
  if (kind !== 'at+jwt' && kind !== 'jwt') throw new TokenRefused('typ')
  const isBearer = claims.typ === undefined ? isScoped(claims) : claims.typ === 'Bearer'
  if (kind === 'jwt' && !isBearer) throw new TokenRefused('typ')
  if (claims.typ !== undefined && claims.typ !== 'Bearer') throw new TokenRefused('typ')
  if (idTokenHashes.some((hash) => claims[hash] !== undefined)) throw new TokenRefused('typ')
  if (claims.cnf !== undefined) throw new TokenRefused('cnf')
}
/** OpenID Connect Core 1.0, sections 3.1.3.6 and 3.3.2.11: hashes of what is given out beside an ID token. */
const idTokenHashes = ['at_hash', 'c_hash', 's_hash']

function isScoped({ scp }: JWTPayload): boolean {
  return (typeof scp === 'string' && scp !== '') || (Array.isArray(scp) && scp.length > 0)
}

/** To whom it was issued, by each name there is for that. */
function demandParties({ azp, client_id, appid }: JWTPayload, { authorizedParties }: Rules): string[] {
  const named = [azp, client_id, appid].filter((party) => party !== undefined)
  const parties = named.filter((party) => typeof party === 'string')
  if (parties.length < named.length) throw new TokenRefused('azp')
  if (authorizedParties === null) return parties
  if (parties.length === 0 || !parties.every((party) => authorizedParties.includes(party)))
    throw new TokenRefused('azp')
  return parties
}

/**
 * Whether nobody has signed in, but a tool with its own secret: it is then its own subject (RFC 9068 section 5); Entra may say so, and Keycloak
 * gives it an account called after it. A program is a client of the organisation, and none of its people.
 */
function isProgram({ sub = '', idtyp, preferred_username }: JWTPayload, parties: readonly string[]): boolean {
  const ofKeycloak = parties.map((party) => `service-account-${party}`.toLowerCase())
  return parties.includes(sub) || idtyp === 'app' || ofKeycloak.some((account) => account === preferred_username)
}

/** The directory of Entra stands in the issuer, and once more in `tid`: one that says two says nothing. */
function demandDirectory({ tid }: JWTPayload, { issuer }: Rules): void {
  const directory = directoryOf(issuer)
  if (directory !== undefined && tid !== undefined && tid !== directory) throw new TokenRefused('tid')
}

function directoryOf(issuer: string): string | undefined {
  return /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i.exec(issuer)?.[1]
}

/** In seconds. When it ends. */
function demandCurrent({ iat, exp, nbf }: JWTPayload, now: number): Instant {
  if (typeof iat !== 'number' || iat > now + toleranceSeconds) throw new TokenRefused('iat')
  if (typeof exp !== 'number' || exp <= now || exp - iat > longestLifeSeconds) throw new TokenRefused('exp')
  if (nbf !== undefined && typeof nbf !== 'number') throw new TokenRefused('nbf')
  return (Math.floor(exp) * 1_000) as Instant // NumericDate of RFC 7519 section 2: seconds since the epoch
}

/** What people call them. An address that the issuer says nobody has verified is none: anybody may have typed it. */
function nameOf({ email: address, email_verified, preferred_username, upn }: JWTPayload, subject: string): string {
  const verified = email_verified === false || email_verified === 'false' ? undefined : address
  if (isName(verified) && email().safeParse(verified).success) return verified
  return [preferred_username, upn].find(isName) ?? subject
}

function isName(given: unknown): given is string {
  return typeof given === 'string' && whyUnsafe(given, { max: longestName }) === undefined
}

function roleOf(claims: JWTPayload, { rolesClaim, roles }: Rules): StaffRole | undefined {
  const found = rolesClaim.reduce<unknown>(memberAt, claims)
  const values = Array.isArray(found) ? found : [found]
  return staffRoles.findLast((role) => roles.some((rule) => rule.role === role && values.includes(rule.value)))
}

function memberAt(at: unknown, name: string): unknown {
  if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return undefined
  return Reflect.get(at, name)
}

function memberOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'exp'
  if (error instanceof errors.JWTClaimValidationFailed) return claimNames.has(error.claim) ? error.claim : 'claims'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'alg'
  if (error instanceof errors.JOSENotSupported) return 'crit'
  if (error instanceof errors.JWKSNoMatchingKey) return 'kid'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  return 'form'
}
const claimNames = new Set(['iss', 'aud', 'sub', 'exp', 'iat', 'nbf'])
