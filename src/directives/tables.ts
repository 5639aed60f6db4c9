import { foreignKey, index, integer, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Directive, DirectiveStatus } from '../law/directives.ts'
import type { IdentityLevel } from '../law/identity-level.ts'
import { bytea, id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'
import { requests } from '../requests/tables.ts'

/** Whose directive it is, as far as that was known when it was registered. */
export type DirectivePerson = {
  readonly name: string
  /** Of who wrote, where the data stand under another. */
  readonly other_name?: string | undefined
  readonly email?: string | undefined
  readonly identifiers?: readonly { readonly type: string; readonly value: string }[] | undefined
}
export type DirectiveDetail = Directive & { readonly person: DirectivePerson }

/**
 * Instructions for the time after somebody's death (LIL 85). They are found decades later, so they outlive the case that registered them:
 * sealed under the organisation's own safe, and kept until they are revoked, changed or carried out – then as long as the case that did it.
 */
export const directives = tenantSchema.table(
  'directives',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'dir'>('id').notNull(),
    status: text().$type<DirectiveStatus>().notNull(),
    /** The request and the right that registered it. */
    registeredBy: id<'req'>('registered_by').notNull(),
    registeredByRight: id<'rgt'>('registered_by_right').notNull(),
    registeredAt: instant('registered_at').notNull(),
    /** How sure it was then who gave it. */
    identityLevel: text('identity_level').$type<IdentityLevel>().notNull(),
    /** The request and the right that ended it; the right is null where its registration was taken back. */
    endedBy: id<'req'>('ended_by'),
    endedByRight: id<'rgt'>('ended_by_right'),
    endedAt: instant('ended_at'),
    /** Words of the name under which it is found. */
    nameWords: integer('name_words').notNull(),
    detail: sealed<DirectiveDetail>('detail').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    foreignKey({
      columns: [table.organisationId, table.registeredBy],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'directives_registered_by',
    }),
    foreignKey({
      columns: [table.organisationId, table.endedBy],
      foreignColumns: [requests.organisationId, requests.id],
      name: 'directives_ended_by',
    }),
    onlySealed('directives_sealed', table.detail),
    index('directives_registered_by_right').on(table.organisationId, table.registeredByRight),
    index('directives_ended_by').on(table.organisationId, table.endedBy),
  ],
)

export const directiveBoxes = sealedRows(directives, { detail: 'json' })

/** Keyed fingerprints by which a directive is found: addresses, identifiers, words of the name. */
export const directiveTerms = tenantSchema.table(
  'directive_terms',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    term: bytea('term').notNull(),
    directiveId: id<'dir'>('directive_id').notNull(),
    kind: text().$type<'email' | 'identifier' | 'word'>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.term, table.directiveId] }),
    foreignKey({
      columns: [table.organisationId, table.directiveId],
      foreignColumns: [directives.organisationId, directives.id],
      name: 'directive_terms_directive',
    }),
    index('directive_terms_of_directive').on(table.organisationId, table.directiveId),
  ],
)
