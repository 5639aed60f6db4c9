import { hash } from 'node:crypto'
import type { JSONWebKeySet, JWTPayload } from 'jose'
import { keySetOf } from '../organisations/identity-settings.ts'
import type { People, Person } from '../organisations/staff-door.ts'
import { realNow } from '../platform/clock.ts'
import { unverified } from '../platform/crypto/verify-signed.ts'
import type { Deps } from '../platform/deps.ts'
import { KeysMissing } from '../platform/http/remote-keys.ts'
import { expiringCache, unauthorized } from '../platform/http/tokens.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { remembered } from '../platform/remembered.ts'
import { checkAccessToken, TokenRefused } from './check-access-token.ts'
import { mostIssuers } from './schemas.ts'
import { liveIssuers, type StaffIssuer } from './store.ts'

const longestToken = 12 * 1024 // Entra's with two hundred groups; all headers together have 16 KiB
const cachedTokens = 10_000
const retrySeconds = 30 // by then the keys of an issuer are looked for again

/**
 * The people of organisations that name an issuer of their own. A token is verified once and then known until it ends; that its issuer still
 * counts, as it was then, each call asks the database in the transaction that it opens anyway (`demandLive` of the staff door).
 */
export function staffPeople({ database, remoteKeys }: Pick<Deps, 'database' | 'remoteKeys'>): People {
  const verified = expiringCache<Person>(cachedTokens)
  const issuers = remembered((organisation: OrganisationId) => issuersOf(database, organisation))

  const check = async (token: string, issuer: StaffIssuer, kid: string | undefined) => {
    const keys = await keysOf(remoteKeys, issuer, kid)
    const signedIn = await checkAccessToken(token, { rules: issuer, keys, now: realNow() })
    return { ...signedIn, client: issuer.id, revision: issuer.revision }
  }

  return {
    verify: async ({ organisation, token, admit, log }) => {
      if (token.length > longestToken) throw unauthorized()
      const name = hash('sha256', `${organisation} ${token}`, 'base64')
      const known = verified.find(name)
      if (known !== undefined) return known
      const said = unverified(token)
      if (said === undefined) throw unauthorized()
      try {
        if (organisation === undefined) throw new TokenRefused('organisation')
        await admit()
        const named = await issuers.find(organisation)
        const issuer = named?.find((each) => isBy(each, said.claims))
        if (issuer === undefined) throw new TokenRefused('issuer')
        return verified.keep(name, Object.freeze({ ...(await check(token, issuer, said.kid)), organisation }))
      } catch (error) {
        const member = error instanceof TokenRefused ? error.member : error instanceof KeysMissing ? 'keys' : undefined
        if (member === undefined) throw error
        log.warn({ event: 'staff_token_refused', fields: member }, 'an access token of an issuer was refused')
        if (error instanceof TokenRefused) throw unauthorized()
        throw problem('unavailable', 'the keys of the issuer cannot be fetched right now', {
          retryAfterSeconds: retrySeconds,
        })
      }
    },
    forget: (organisation) => {
      issuers.forget(organisation)
      verified.forget((known) => known.organisation === organisation)
    },
  }
}

async function issuersOf(
  database: Deps['database'],
  organisation: OrganisationId,
): Promise<readonly StaffIssuer[] | undefined> {
  const found = await database.transaction(organisation, (tx) => liveIssuers(tx, { limit: mostIssuers }))
  return found.length === 0 ? undefined : found
}

/** Whether a token says that it is of this issuer, for its audience. */
function isBy({ issuer, audience }: StaffIssuer, { iss, aud }: JWTPayload): boolean {
  return iss === issuer && (Array.isArray(aud) ? aud : [aud]).includes(audience)
}

/** Throws `KeysMissing` while they can't be had, `TokenRefused` where there are none. */
async function keysOf(
  remoteKeys: Deps['remoteKeys'],
  { issuer, jwksUrl, jwks }: StaffIssuer,
  kid: string | undefined,
): Promise<JSONWebKeySet> {
  if (jwks !== null) return keySetOf(jwks)
  try {
    return await (jwksUrl === null ? remoteKeys.of(issuer, kid) : remoteKeys.at(jwksUrl, kid))
  } catch (error) {
    if (error instanceof KeysMissing && error.why === 'unusable') throw new TokenRefused('keys')
    throw error
  }
}
