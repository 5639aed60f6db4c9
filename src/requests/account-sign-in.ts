import { hash, randomBytes } from 'node:crypto'
import type { JSONWebKeySet } from 'jose'
import { checkAssertion, refused, type SignedIn } from '../identity/check-assertion.ts'
import { type Instant, showInstant } from '../law/calendar.ts'
import { type Issuer, issuerOf, keySetOf, offeredMethods } from '../organisations/identity-settings.ts'
import { getOrganisation } from '../organisations/store.ts'
import { realNow } from '../platform/clock.ts'
import { unverified } from '../platform/crypto/verify-signed.ts'
import type { Deps } from '../platform/deps.ts'
import { KeysMissing } from '../platform/http/remote-keys.ts'
import { canonicalEmail } from '../platform/http/schemas.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import { type Case, happened } from './case.ts'

/** A sign-in to the organisation's own accounts, asked for on behalf of one request. */
export type AccountSignIn = Pick<Issuer, 'issuer' | 'audience' | 'max_age_seconds'> & {
  readonly nonce: string
  readonly expiresAt: Instant
}

const lifetimeMs = 30 * 60_000 // time to look for a password, and to set another
const mostAtOnce = 20 // of one request: whoever starts anew this often has forgotten the first

/**
 * Opens a sign-in for this request: its nonce goes to the issuer and comes back in the id_token, once, and proves nothing for another request.
 * Throws `not_permitted` without an issuer, `method_not_offered` where accounts are none of the organisation's methods.
 */
export function openAccountSignIn(c: Case, by: By): AccountSignIn {
  const { issuer, audience, max_age_seconds } = demandIssuer(c)
  if (!offeredMethods(c.organisation).includes('account')) {
    throw problem('method_not_offered', 'accounts are not among the methods that the organisation offers')
  }
  const nonce = randomBytes(32).toString('base64url')
  const expiresAt = (by.at + lifetimeMs) as Instant // an instant moved by whole milliseconds is an instant
  const opened = { nonce_hash: hashOf(nonce), expires_at: expiresAt }
  c.request.detail.account_sign_ins = [...pending(c, by.at), opened].slice(-mostAtOnce)
  happened(c, { type: 'account_sign_in_opened', facts: { expires_at: showInstant(expiresAt) } }, by)
  return { issuer, audience, max_age_seconds, nonce, expiresAt }
}

/** The keys by which an assertion can be checked, or why there are none. `url` is where they were looked for. */
export type IssuerKeys = { readonly url: string; readonly found: JSONWebKeySet | KeysMissing }

/**
 * Has at hand the keys of an organisation's issuer, those with which an assertion says it is signed. Waits on the network: before the
 * transaction in which the assertion is checked. Undefined where none have to be fetched.
 */
export async function issuerKeys(
  { database, remoteKeys }: Pick<Deps, 'database' | 'remoteKeys'>,
  organisation: OrganisationId,
  assertion: string,
): Promise<IssuerKeys | undefined> {
  const url = issuerOf(await database.transaction(organisation, getOrganisation))?.jwks_url
  if (url === undefined) return undefined
  const found = await remoteKeys.at(url, unverified(assertion)?.kid).catch((error: unknown) => {
    if (error instanceof KeysMissing) return error
    throw error
  })
  return { url, found }
}

/**
 * Makes sure that an assertion is of an account of the person who writes, from a sign-in that was opened for this request and is used now.
 * Says by what the account was known. Throws `not_permitted` without an issuer or assertion, `assertion_refused`, `account_of_another`, and
 * `unavailable` while the issuer's keys can't be had.
 */
export async function demandAccount(
  c: Case,
  assertion: string | undefined,
  keys: IssuerKeys | undefined,
  by: By,
): Promise<{ readonly knownBy: 'email' | 'sub'; readonly sub: string }> {
  const issuer = demandIssuer(c)
  if (assertion === undefined) {
    throw problem('not_permitted', 'an account is proven by an assertion of its issuer', {
      errors: [{ location: 'body.assertion', message: 'expected the id_token of a sign-in opened for this request' }],
    })
  }
  const signedIn = await checkAssertion(assertion, { issuer, keys: keysOf(issuer, keys), now: realNow() })
  spendNonce(c, signedIn.nonce, by.at)
  return { knownBy: demandTheirs(c, signedIn), sub: signedIn.sub }
}

function demandIssuer({ organisation }: Case): Issuer {
  const issuer = issuerOf(organisation)
  if (issuer) return issuer
  throw problem('not_permitted', 'this organisation has no issuer whose assertions could be checked', {
    errors: [{ location: 'body.assertion', message: 'expected an issuer in the settings of the organisation' }],
  })
}

function keysOf({ jwks, jwks_url }: Issuer, fetched: IssuerKeys | undefined): JSONWebKeySet {
  if (jwks) return keySetOf(jwks)
  // The settings have changed since the keys were fetched: whoever tries again gets those of the new issuer
  if (fetched === undefined || fetched.url !== jwks_url) throw away(1)
  if (!(fetched.found instanceof KeysMissing)) return fetched.found
  if (fetched.found.why === 'away') throw away(retrySeconds)
  throw refused('signature', 'an issuer whose jwks_url answers with keys, by itself and from a public address')
}

/** By then the keys are looked for again. */
const retrySeconds = 30

function away(retryAfterSeconds: number) {
  return problem('unavailable', 'the keys of the issuer cannot be fetched right now', { retryAfterSeconds })
}

/** Each nonce once, and only for the request it was made for: a token that was seen elsewhere, or before, proves nothing. */
function spendNonce(c: Case, nonce: string, now: Instant): void {
  const open = pending(c, now)
  const rest = open.filter(({ nonce_hash }) => nonce_hash !== hashOf(nonce))
  if (rest.length === open.length) throw refused('payload.nonce', 'that of a sign-in opened for this request, unused')
  c.request.detail.account_sign_ins = rest
}

function pending({ request }: Case, now: Instant) {
  return (request.detail.account_sign_ins ?? []).filter(({ expires_at }) => now < expires_at)
}

/**
 * Whose account it is: known by an address that the issuer has verified and the requester writes from, or, where people write for themselves,
 * by its name among the identifiers given for them. Only those called an account: another's account may bear the number of a contract.
 */
function demandTheirs({ request }: Case, { sub, email }: SignedIn): 'email' | 'sub' {
  const { requester, data_subject } = request.detail
  if (email !== undefined && requester.email !== undefined) {
    if (canonicalEmail(email) === canonicalEmail(requester.email)) return 'email'
  }
  const accounts = request.capacity === 'self' ? (data_subject?.identifiers ?? []) : []
  if (accounts.some(({ type, value }) => accountTypes.includes(type.toLowerCase()) && value === sub)) return 'sub'
  throw problem('account_of_another', 'the account is not known as one of the person who writes', {
    errors: [
      {
        location: 'body.assertion',
        message: `expected a verified email equal to the requester’s, or a sub among the identifiers of type ${accountTypes.join(' or ')}`,
      },
    ],
  })
}
const accountTypes = ['account', 'sub']

function hashOf(nonce: string): string {
  return hash('sha256', nonce, 'base64url')
}
