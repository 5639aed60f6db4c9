import { errors, type JSONWebKeySet, type JWTPayload } from 'jose'
import type { Instant } from '../law/calendar.ts'
import type { Issuer } from '../organisations/identity-settings.ts'
import { signatureAlgorithms, verifySigned } from '../platform/crypto/verify-signed.ts'
import { type Problem, problem } from '../platform/problem.ts'

/** Who has signed in, as the issuer says. */
export type SignedIn = {
  /** The account, by the issuer's own name for it. */
  readonly sub: string
  /** What the sign-in was asked for with. */
  readonly nonce: string
  /** Its address, where the issuer has made sure of it. */
  readonly email: string | undefined
}

const toleranceSeconds = 30 // clocks of two servers

type Known = { readonly issuer: Issuer; readonly keys: JSONWebKeySet; readonly now: Instant }

/**
 * Checks an id_token by OpenID Connect Core 1.0, section 3.1.3.7: signed by a key of the issuer (one that the token brings along counts for
 * nothing, attack 31), made by it, for this audience, still valid, from a sign-in that is recent. Whose nonce it carries is the caller's
 * to know. `now` is real time. Throws `assertion_refused`, which names the member that does not fit, and nothing of what it says.
 */
export async function checkAssertion(assertion: string, { issuer, keys, now }: Known): Promise<SignedIn> {
  const claims = await verified(assertion, keys, {
    issuer: issuer.issuer,
    audience: issuer.audience,
    algorithms: [...signatureAlgorithms],
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    clockTolerance: toleranceSeconds,
    currentDate: new Date(now),
  })
  demandOwnParty(claims, issuer.audience)
  demandRecent(claims, issuer.max_age_seconds, Math.floor(now / 1_000))
  const { sub, nonce, email, email_verified } = claims
  if (typeof sub !== 'string' || sub === '') throw refused('payload.sub', 'a text')
  if (typeof nonce !== 'string') throw refused('payload.nonce', 'a text')
  return { sub, nonce, email: typeof email === 'string' && email_verified === true ? email : undefined }
}

async function verified(
  assertion: string,
  keys: JSONWebKeySet,
  options: Parameters<typeof verifySigned>[2],
): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await verifySigned(assertion, keys, options)
    // RFC 8725 section 3.11: a token of another kind is no id_token, whoever signed it
    if (protectedHeader.typ !== undefined && protectedHeader.typ.toUpperCase() !== 'JWT')
      throw refused('header.typ', 'JWT')
    return payload
  } catch (error) {
    throw error instanceof errors.JOSEError ? reasonOf(error) : error
  }
}

/** `azp`, where it is there, is whom the token was issued to; of several audiences it must be there. */
function demandOwnParty({ aud, azp }: JWTPayload, audience: string): void {
  const isShared = Array.isArray(aud) && aud.length > 1
  if (azp === undefined && !isShared) return
  if (azp !== audience) throw refused('payload.azp', 'the audience of the settings')
}

/** The sign-in itself counts where the token tells it: a session of yesterday gives a token of today. Both in seconds. */
function demandRecent({ iat = 0, auth_time }: JWTPayload, mostSeconds: number, now: number): void {
  for (const [member, at] of Object.entries({ iat, auth_time: auth_time === undefined ? iat : auth_time })) {
    if (typeof at !== 'number') throw refused(`payload.${member}`, 'seconds since 1970')
    if (at > now + toleranceSeconds) throw refused(`payload.${member}`, 'a moment that has passed')
    if (now - at > mostSeconds + toleranceSeconds)
      throw refused(`payload.${member}`, `at most ${mostSeconds} seconds ago`)
  }
}

function reasonOf(error: errors.JOSEError): Problem {
  if (error instanceof errors.JWTExpired) return refused('payload.exp', 'a moment to come')
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`payload.${error.claim}`, expectations[error.claim])
  if (error instanceof errors.JOSEAlgNotAllowed)
    return refused('header.alg', `one of ${signatureAlgorithms.join(', ')}`)
  if (error instanceof errors.JOSENotSupported) return refused('header', 'no extension')
  if (error instanceof errors.JWKSNoMatchingKey) return refused('header.kid', 'a key of the issuer')
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('signature', 'one by a key of the issuer')
  return refused('', 'a signed id_token, in three parts')
}

const expectations: Readonly<Record<string, string>> = {
  iss: 'the issuer of the settings',
  aud: 'the audience of the settings',
  nbf: 'a moment that has passed',
}

/** Also for what the caller finds wrong with it. `member` as in `payload.nonce`; the token itself where it is empty. */
export function refused(member: string, expected = 'it to be there and to fit'): Problem {
  return problem('assertion_refused', 'the assertion does not prove who signed in', {
    errors: [
      { location: member === '' ? 'body.assertion' : `body.assertion.${member}`, message: `expected ${expected}` },
    ],
  })
}
