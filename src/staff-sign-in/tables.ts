import { foreignKey, primaryKey, text } from 'drizzle-orm/pg-core'
import { clients, type PublicJwk } from '../organisations/tables.ts'
import type { StaffRole } from '../platform/actor.ts'
import type { SignatureAlgorithm } from '../platform/crypto/verify-signed.ts'
import { id, instant, json, tenantSchema } from '../platform/database/columns.ts'

/** Who has this among the values of the claim has this role. */
export type RoleRule = { readonly value: string; readonly role: StaffRole }

/** Who signs in the people of an organisation. It is one of the organisation's clients, which says its name and whether it still counts. */
export const staffIssuers = tenantSchema.table(
  'staff_issuers',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    clientId: id<'cli'>('client_id').notNull(),
    /** `iss` and `aud` of its access tokens, character by character. */
    issuer: text().notNull(),
    audience: text().notNull(),
    /** Where its keys are fetched, or else the keys themselves; neither: where it says they are. */
    jwksUrl: text('jwks_url'),
    jwks: json().$type<{ keys: PublicJwk[] }>(),
    algorithms: text().array().$type<SignatureAlgorithm[]>().notNull(),
    /** The tools that a token may have been issued to; null: whichever the issuer gives one for this audience. */
    authorizedParties: text('authorized_parties').array(),
    /** From the claim inwards, one name after another. */
    rolesClaim: text('roles_claim').array().notNull(),
    roles: json().$type<RoleRule[]>().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.clientId] }),
    foreignKey({
      columns: [table.organisationId, table.clientId],
      foreignColumns: [clients.organisationId, clients.id],
      name: 'staff_issuers_client',
    }),
  ],
)
