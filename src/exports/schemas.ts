import { z } from 'zod'
import { dayMs, type Instant } from '../law/calendar.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import { instantText, listOf, listQuery, maybe, strictObject, text, typeId } from '../platform/http/schemas.ts'
import { bodies, type Told } from '../requests/action-schemas.ts'
import type { Case } from '../requests/case.ts'
import type { ExportRow } from './store.ts'
import type { ExportStatus } from './tables.ts'

const exportKinds = ['access', 'portability'] as const
const exportFormats = ['json', 'csv', 'zip'] as const
const exportStatuses = ['queued', 'compiling', 'ready', 'released', 'failed', 'expired', 'revoked'] as const

export const requestParams = z.object({ id: typeId('req') })
export const exportParams = z.object({ id: typeId('req'), exp: typeId('exp') })
export const listExportsQuery = listQuery({})

export const askBody = strictObject({ kind: z.enum(exportKinds), format: z.enum(exportFormats) }).meta({
  id: 'AskForExport',
  examples: [{ kind: 'access', format: 'zip' }],
})
export type AskCommand = z.output<typeof askBody>

/** A body that may be left out: the person is then told the way the request asks for. */
export const releaseBody = maybe(
  strictObject({ told: bodies['reject-identity'].shape.told }).meta({
    id: 'ReleaseExport',
    examples: [{ told: { by: 'email' } }],
  }),
)
export type ReleaseCommand = { readonly told?: Told | undefined }

/** Why, where somebody wants to write it down. */
export const revokeBody = maybe(
  strictObject({ reason: maybe(text({ max: 1_000, multiline: true })) }).meta({
    id: 'RevokeExport',
    examples: [{ reason: 'It was compiled before a record was corrected.' }],
  }),
)
export type RevokeCommand = { readonly reason?: string | undefined }

export const exportView = z
  .object({
    id: typeId('exp'),
    object: z.literal('export'),
    kind: z.enum(exportKinds),
    format: z.enum(exportFormats),
    status: z.enum(exportStatuses),
    records_done: z.int(),
    records_total: z.int().meta({ description: 'Once compiled: how many records it holds' }),
    bytes: z.int().nullable(),
    sha256: z.string().nullable().meta({ pattern: '^[0-9a-f]{64}$' }),
    created_at: instantText,
    released_at: instantText.nullable(),
    expires_at: instantText.nullable().meta({
      description:
        'Until when the person can download it; one that is not released expires 30 days after it was asked for',
    }),
    warnings: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .optional()
      .meta({
        description:
          'To staff, once compiled: what to look at before it is released, such as `purpose_not_in_register`, `purpose_missing`, `register_empty`',
      }),
    step_up_required: z.boolean().optional().meta({
      description: 'To the person: whether a download needs a fresh code first, which the path `/step-up` sends',
    }),
  })
  .meta({
    id: 'Export',
    examples: [
      {
        id: 'exp_01m84njrbgety9yk8w5b01g77c',
        object: 'export',
        kind: 'access',
        format: 'zip',
        status: 'ready',
        records_done: 412,
        records_total: 412,
        bytes: 48_213,
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        created_at: '2026-03-03T10:00:00Z',
        released_at: null,
        expires_at: null,
        warnings: [],
      },
    ],
  })
export const exportList = listOf(exportView, 'ExportList')

/**
 * When what is asked for or delivered at an instant goes: the organisation's policy as it is then counts, since what the person was told
 * stays. One that nobody releases is kept for as long after it was asked for.
 */
export function expiryFrom({ organisation }: Pick<Case, 'organisation'>, at: Instant): Instant {
  return (at + retentionOf(organisation).exportDays * dayMs) as Instant // an instant moved by whole milliseconds is an instant
}

const expiring: ReadonlySet<ExportStatus> = new Set(['queued', 'compiling', 'ready', 'released'])

/** What it is now: past its time it has expired, also before the sweep has come by. */
export function statusOf({ status, expiresAt }: Pick<ExportRow, 'status' | 'expiresAt'>, now: Instant): ExportStatus {
  return expiring.has(status) && expiresAt !== null && expiresAt <= now ? 'expired' : status
}

/** An export as staff sees it. */
export function toStaffView(row: ExportRow, now: Instant): z.output<typeof exportView> {
  const warnings = (row.detail.warnings ?? []).map(({ code, message }) => ({ code, message }))
  return { ...toView(row, now), warnings }
}

/** An export as the person sees it. */
export function toView(row: ExportRow, now: Instant): z.output<typeof exportView> {
  return {
    id: row.id,
    object: 'export',
    kind: row.kind,
    format: row.format,
    status: statusOf(row, now),
    records_done: row.recordsDone,
    records_total: row.recordsTotal,
    bytes: row.bytes,
    sha256: row.sha256?.toString('hex') ?? null,
    created_at: row.createdAt,
    released_at: row.releasedAt,
    expires_at: row.releasedAt === null ? null : row.expiresAt,
  }
}
