import type { JSONWebKeySet } from 'jose'
import { type IdentityMethod, type IdentityPolicy, identityMethods, identityTopics } from '../law/identity-level.ts'
import { problem } from '../platform/problem.ts'
import type { IdentitySettings, Issuer, PublicJwk } from './tables.ts'

export type { Issuer } from './tables.ts'

type WithSettings = { readonly settings: { readonly identity?: IdentitySettings | undefined } }

/** The organisation's own levels, as the law reads them. */
export function identityPolicyOf({ settings }: WithSettings): IdentityPolicy {
  return settings.identity?.levels ?? {}
}

/** The methods it offers, in one order: those it chose, or all; `account` only where an issuer says who has signed in. */
export function offeredMethods({ settings }: WithSettings): IdentityMethod[] {
  const { methods = identityMethods, issuer } = settings.identity ?? {}
  return identityMethods.filter((method) => methods.includes(method) && (method !== 'account' || issuer !== undefined))
}

/** Who signs people in to their accounts, or undefined. */
export function issuerOf({ settings }: WithSettings): Issuer | undefined {
  return settings.identity?.issuer
}

/** The keys that an organisation keeps of an issuer, as those that check signatures take them. */
export function keySetOf({ keys }: { readonly keys: readonly PublicJwk[] }): JSONWebKeySet {
  return { keys: keys.map(({ kty = '', ...parts }) => ({ kty, ...parts })) }
}

/** What is given of the settings: absent stays, null takes back. */
export type IdentityChange = {
  readonly levels?:
    | { readonly [Topic in keyof IdentitySettings['levels']]?: IdentitySettings['levels'][Topic] | null }
    | undefined
  readonly methods?: readonly IdentityMethod[] | null | undefined
  readonly issuer?: Issuer | null | undefined
}

/** The settings with those that were given. Throws `invalid` where nothing would be offered, or an account that nobody can check. */
export function changedIdentity(organisation: WithSettings, given: IdentityChange): IdentitySettings {
  const now = organisation.settings.identity
  const levels = Object.fromEntries(
    identityTopics.flatMap((topic) => {
      const level = given.levels?.[topic] === undefined ? now?.levels[topic] : given.levels[topic]
      return level ? [[topic, level]] : []
    }),
  )
  const methods = given.methods === undefined ? now?.methods : given.methods
  const issuer = given.issuer === undefined ? now?.issuer : given.issuer
  const changed = { levels, ...(methods && { methods: [...methods] }), ...(issuer && { issuer }) }
  if (given.methods?.includes('account') && !issuer) throw unfit('methods', 'expected account only with an issuer')
  if (offeredMethods({ settings: { identity: changed } }).length === 0) {
    throw unfit('issuer', 'expected an issuer, since account is the only method offered')
  }
  return changed
}

function unfit(field: string, message: string) {
  return problem('invalid', 'these methods of identification cannot be offered', {
    errors: [{ location: `body.settings.identity.${field}`, message }],
  })
}

/** The settings as they are shown and kept in the history, in one order: the database has its own for the members of a jsonb. */
export function identityInOrder(organisation: WithSettings) {
  const policy = identityPolicyOf(organisation)
  const issuer = issuerOf(organisation)
  return {
    levels: Object.fromEntries(
      identityTopics.flatMap((topic) => {
        const own = policy[topic]
        return own === undefined ? [] : [[topic, { level: own.level, reason: own.reason ?? null }]]
      }),
    ),
    methods: offeredMethods(organisation),
    issuer: issuer === undefined ? null : issuerInOrder(issuer),
  }
}

function issuerInOrder({ issuer, audience, jwks_url, jwks, max_age_seconds }: Issuer) {
  const keys = jwks?.keys.map((key) => Object.fromEntries(Object.entries(key).sort()))
  return { issuer, audience, jwks_url: jwks_url ?? null, jwks: keys === undefined ? null : { keys }, max_age_seconds }
}
