import { foreignKey, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { type LetterStyle, type Logo, type OwnWording, organisations } from '../organisations/tables.ts'
import { id, instant, onlySealed, sealed, tenantSchema } from '../platform/database/columns.ts'
import { sealedRows } from '../platform/database/sealed-rows.ts'

/** Who made a version: a client of the organisation, and who sat before it. */
export type MadeBy = { id: string; acting_user?: string | undefined }

export type LetterVersion =
  | { of: 'style'; by: MadeBy; style: Omit<LetterStyle, 'version'> }
  /** In base64. */
  | { of: 'logo'; by: MadeBy; picture: Omit<Logo, 'version'>; base64: string }
  /** Null: the words of the house again. */
  | { of: 'wording'; by: MadeBy; wording: Omit<OwnWording, 'version'> | null }

/**
 * What an organisation has decided of its letters, each version of it as it was: by them letters of the past can be explained. The latest of each
 * template stands in the settings, where writing a letter finds it without asking. Appended, never changed.
 */
export const letterVersions = tenantSchema.table(
  'letter_versions',
  {
    organisationId: id<'org'>('organisation_id').notNull(),
    id: id<'ltv'>('id').notNull(),
    /** `style`, `logo`, or type and language of a letter, as `decision.fr`. */
    template: text().notNull(),
    /** Counts from 1, for each template; that of a logo is the style's that it came with. */
    version: integer().notNull(),
    /** A sender's address, or who made it, may be a person's. */
    content: sealed<LetterVersion>('content').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.id] }),
    unique('letter_versions_version').on(table.organisationId, table.template, table.version),
    foreignKey({
      columns: [table.organisationId],
      foreignColumns: [organisations.id],
      name: 'letter_versions_organisation',
    }),
    onlySealed('letter_versions_sealed', table.content),
  ],
)

export const letterVersionBoxes = sealedRows(letterVersions, { content: 'json' })
