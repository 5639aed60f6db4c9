import { foreignKey, index, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import type { CollectMode } from '../law/collection.ts'
import type { IdentityLevel, IdentityMethod, IdentityTopic } from '../law/identity-level.ts'
import type { Role } from '../platform/actor.ts'
import { bytea, id, instant, json, tenantSchema } from '../platform/database/columns.ts'

export type Contact = { dpo_email: string; postal_address?: string | undefined; phone?: string | undefined }
export type SupervisoryAuthority = { name: string; url: string }
/** What an organisation decides for itself, each with the reason it must give and keep. */
export type OrganisationSettings = {
  four_eyes: { required: boolean; reason?: string | undefined }
  /** Absent: as the law's own table has it. */
  deadline_watch?: { days_before: number[]; unanswered_days: number } | undefined
  /** Absent: the form asks for no work. */
  challenge?: { required: boolean; difficulty: number } | undefined
  /** Absent: a signed-in person downloads without another code. */
  download_step_up?: { required: boolean } | undefined
  /** Where people write by mail: answers to letters go there. Absent: mail is not taken in, and they go to the contact. */
  inbound_address?: string | undefined
  /** When the owners of sources are asked. Absent: once who asks is proven. */
  collect?: CollectMode | undefined
  /** Absent: the defaults. */
  retention?: RetentionSettings | undefined
  /** Absent: the usual levels, and every method that can be checked. */
  identity?: IdentitySettings | undefined
  /** Absent: letters look, and say what they say, as those of every organisation. */
  letters?: LetterSettings | undefined
}
/** What counts now; what it was before is in `letter_versions`. */
export type LetterSettings = {
  style?: LetterStyle | undefined
  /** By type and language, as `decision.fr`. */
  wordings?: { [Template in string]?: OwnWording } | undefined
}
/** What a letter says in the organisation's own words, around the parts that the law asks for. */
export type OwnWording = {
  /** Counts from 1. */
  version: number
  subject?: string | undefined
  text: string
}
/** How letters look, and from whom they come: what is absent is as usual. */
export type LetterStyle = {
  /** Counts from 1. */
  version: number
  sender_name?: string | undefined
  sender_address?: string | undefined
  reply_to?: string | undefined
  /** `#rrggbb`, small letters. */
  colours?: { band: string; heading: string } | undefined
  logo?: Logo | undefined
}
/** A picture, which is one of the `letter_versions`; its size in pixels. */
export type Logo = { version: number; media_type: 'image/png' | 'image/jpeg'; width: number; height: number }
export type IdentitySettings = {
  levels: { [Topic in IdentityTopic]?: { level: IdentityLevel; reason?: string | undefined } | undefined }
  /** Absent: all of them, `account` where there is an issuer. */
  methods?: IdentityMethod[] | undefined
  issuer?: Issuer | undefined
}
/** Who signs people in to their accounts (OpenID Connect), and by which keys that is known. */
export type Issuer = {
  /** `iss` and `aud` of its tokens, character by character. */
  issuer: string
  audience: string
  /** Where its keys are fetched, or else the keys themselves. */
  jwks_url?: string | undefined
  jwks?: { keys: PublicJwk[] } | undefined
  /** How long ago the person may have signed in. */
  max_age_seconds: number
}
/** A public key that signatures are checked with (RFC 7517), and no more of it than that takes. */
export type PublicJwk = { [Part in 'kty' | 'kid' | 'alg' | 'crv' | 'x' | 'y' | 'n' | 'e']?: string }

export type RetentionSettings = {
  identity_documents: { days: number; reason?: string | undefined }
  exports: { days: number; reason?: string | undefined }
  case_files: { months: number; reason?: string | undefined }
  objection_fingerprints: { years: number; reason?: string | undefined }
}

/** The controller: the tenant. Its own id is its tenant key. */
export const organisations = tenantSchema.table(
  'organisations',
  {
    id: id<'org'>('id').primaryKey(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    country: text().notNull(),
    calendar: text().notNull(),
    timeZone: text('time_zone').notNull(),
    locale: text().notNull(),
    regime: text().$type<'gdpr' | 'uk_gdpr'>().notNull(),
    contact: json().$type<Contact>().notNull(),
    supervisoryAuthority: json('supervisory_authority').$type<SupervisoryAuthority>(),
    allowedOrigins: text('allowed_origins').array().notNull(),
    settings: json().$type<OrganisationSettings>().notNull(),
    version: integer().notNull().default(1),
    /** The head of the organisation's own chain of events. */
    lastSequence: integer('last_sequence').notNull().default(0),
    lastHash: bytea('last_hash'),
    /** A digest of the holidays its open requests were reckoned with; null where that is not known. */
    holidays: bytea(),
    /** When its deadlines are looked at next, and were last: service time. */
    watchAt: instant('watch_at').notNull(),
    watchedAt: instant('watched_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('organisations_by_watch').on(table.watchAt),
    index('organisations_by_last_watch').on(table.watchedAt),
  ],
)

/**
 * A program that works for the organisation: a DPO's tool, an intake form's server. One without a secret gets no tokens here: it stands for
 * an issuer, whose people come with tokens of their own (`staff-sign-in/`).
 */
export const clients = tenantSchema.table(
  'clients',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'cli'>('id').notNull(),
    name: text().notNull(),
    /** Of an issuer: the highest that it may give. */
    role: text().$type<Role>().notNull(),
    secretHash: bytea('secret_hash'),
    /** Counts the changes of an issuer: what was decided by one before holds no longer. */
    revision: integer().notNull().default(1),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('clients_id').on(table.id),
    foreignKey({ columns: [table.organisationId], foreignColumns: [organisations.id], name: 'clients_organisation' }),
  ],
)
