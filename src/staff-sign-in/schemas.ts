import { z } from 'zod'
import { issuerName, publicJwks } from '../organisations/identity-schemas.ts'
import { staffRoles } from '../platform/actor.ts'
import { signatureAlgorithms } from '../platform/crypto/verify-signed.ts'
import { httpsUrl, instantText, listOf, maybe, strictObject, text, typeId } from '../platform/http/schemas.ts'
import type { StaffIssuer } from './store.ts'

/** A group of companies with as many directories; more would be a list that nobody reads. */
export const mostIssuers = 10
const mostRules = 100
/** Of `resource_access.<client>.roles` there are three; deeper nothing is known to lie. */
const mostSteps = 5

const name = () => text({ max: 200 }).meta({ examples: ['Entra ID'] })
const audience = text({ max: 500 }).meta({
  description: 'What `aud` of its access tokens holds: this API, as the issuer knows it',
  examples: ['https://habeas.example.org'],
})
const algorithm = z.enum(signatureAlgorithms)
const algorithms = z
  .array(algorithm)
  .min(1)
  .transform((list) => [...new Set(list)])
  .meta({ description: 'By which its tokens may be signed' })
const parties = z
  .array(text({ max: 500 }))
  .min(1)
  .max(50)
  .transform((list) => [...new Set(list)])
const rolesClaim = z
  .array(text({ max: 200 }))
  .min(1)
  .max(mostSteps)
  .meta({
    description:
      'Where a token says the roles: the claim, and within it, name by name, where they lie. A text, or a list of texts',
    examples: [['roles'], ['realm_access', 'roles'], ['groups']],
  })
const rule = strictObject({ value: text({ max: 500 }), role: z.enum(staffRoles) })
const rules = z
  .array(rule)
  .min(1)
  .max(mostRules)
  .meta({ description: 'Which role has whoever has this value. Of several the highest; without any, 403' })
const jwksUrl = httpsUrl().meta({ description: 'Where its keys are, if it does not say so itself' })
const jwks = publicJwks.meta({
  description: 'Or the public keys themselves (RFC 7517), of an issuer that cannot be reached',
})
const authorizedParties = parties.meta({
  description:
    'The tools that a token may have been issued to (`azp`, `client_id` or `appid`); absent: whichever the issuer gives one',
})

const oneSource = (given: { jwks_url?: unknown; jwks?: unknown }) => given.jwks_url == null || given.jwks == null
const twoSources = { path: ['jwks'], message: 'expected jwks_url or jwks, or neither' }

export const createIssuerBody = strictObject({
  name: name(),
  issuer: issuerName.meta({
    description:
      'As `iss` of its tokens names it, character by character; of Entra that of one directory, never `common`',
    examples: ['https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0'],
  }),
  audience,
  jwks_url: maybe(jwksUrl),
  jwks: maybe(jwks),
  algorithms: maybe(algorithms),
  authorized_parties: maybe(authorizedParties),
  roles_claim: rolesClaim,
  roles: rules,
})
  .refine(oneSource, twoSources)
  .meta({
    id: 'CreateStaffIssuer',
    examples: [
      {
        name: 'Keycloak',
        issuer: 'https://login.example.org/realms/staff',
        audience: 'habeas',
        roles_claim: ['realm_access', 'roles'],
        roles: [
          { value: 'privacy-team', role: 'agent' },
          { value: 'dpo', role: 'dpo' },
        ],
      },
    ],
  })
export type CreateIssuer = z.output<typeof createIssuerBody>

export const changeIssuerBody = strictObject({
  name: maybe(name()),
  jwks_url: jwksUrl.nullish().meta({ description: 'Null: where it says they are' }),
  jwks: jwks.nullish(),
  algorithms: maybe(algorithms),
  authorized_parties: authorizedParties.nullish().meta({ description: 'Null: any tool' }),
  roles_claim: maybe(rolesClaim),
  roles: maybe(rules).meta({ description: 'Replaces the rules as a whole' }),
})
  .refine(oneSource, twoSources)
  .meta({ id: 'ChangeStaffIssuer', examples: [{ roles: [{ value: 'dpo', role: 'dpo' }] }] })
export type ChangeIssuer = z.output<typeof changeIssuerBody>

export const issuerParams = z.object({ id: typeId('cli') })

const issuerView = z
  .object({
    id: typeId('cli'),
    object: z.literal('staff_issuer'),
    name: z.string(),
    issuer: z.string(),
    audience: z.string(),
    jwks_url: z.string().nullable(),
    jwks: z.object({ keys: z.array(z.record(z.string(), z.string())) }).nullable(),
    algorithms: z.array(algorithm),
    authorized_parties: z.array(z.string()).nullable(),
    roles_claim: z.array(z.string()),
    roles: z.array(z.object({ value: z.string(), role: z.enum(staffRoles) })),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({
    id: 'StaffIssuer',
    examples: [
      {
        id: 'cli_01h2xcejqtf2nbrexx3vqjhp41',
        object: 'staff_issuer',
        name: 'Keycloak',
        issuer: 'https://login.example.org/realms/staff',
        audience: 'habeas',
        jwks_url: null,
        jwks: null,
        algorithms: ['RS256'],
        authorized_parties: ['dpo-tool'],
        roles_claim: ['realm_access', 'roles'],
        roles: [{ value: 'dpo', role: 'dpo' }],
        created_at: '2026-03-02T09:30:00Z',
        updated_at: '2026-03-02T09:30:00Z',
      },
    ],
  })

export { issuerView }
export const issuerList = listOf(issuerView, 'StaffIssuerList')

/** An issuer as clients see it: its keys are public. */
export function showIssuer(issuer: StaffIssuer): z.output<typeof issuerView> {
  return {
    id: issuer.id,
    object: 'staff_issuer',
    name: issuer.name,
    ...settingsOf(issuer),
    created_at: issuer.createdAt,
    updated_at: issuer.updatedAt,
  }
}

/** What decides which tokens are taken and for what, in one order: the database has its own for the members of a jsonb. */
export function settingsOf(issuer: Omit<StaffIssuer, 'id' | 'name' | 'revision' | 'createdAt' | 'updatedAt'>) {
  const keys = issuer.jwks?.keys.map((key) => Object.fromEntries(Object.entries(key).sort()))
  return {
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwks_url: issuer.jwksUrl,
    jwks: keys === undefined ? null : { keys },
    algorithms: issuer.algorithms,
    authorized_parties: issuer.authorizedParties,
    roles_claim: issuer.rolesClaim,
    roles: issuer.roles.map(({ value, role }) => ({ value, role })),
  }
}
