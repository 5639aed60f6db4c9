import { z } from 'zod'
import { httpsUrl, instantText, listOf, listQuery, maybe, strictObject, typeId } from '../platform/http/schemas.ts'
import type { TransmissionRow } from './store.ts'
import { hostOf } from './transmission.ts'

export const exportParams = z.object({ id: typeId('req'), exp: typeId('exp') })
export const listTransmissionsQuery = listQuery({})

/** Standard Webhooks: 24 to 64 bytes in base64 behind its prefix. */
const secret = z
  .string()
  .max(100)
  .refine(isSecret, 'expected whsec_ and 24 to 64 bytes in base64')
  .meta({
    pattern: '^whsec_[A-Za-z0-9+/]+={0,2}$',
    description: 'Shared with the receiver, who then gets a symmetric signature (`v1`) as well. Never shown',
    examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  })

export const transmitBody = maybe(
  strictObject({
    endpoint: maybe(httpsUrl()).meta({
      description: 'Of the receiving controller; as the right names it (`transfer_to`), where it is absent',
    }),
    secret: maybe(secret),
  }).meta({
    id: 'TransmitExport',
    examples: [{ endpoint: 'https://import.example.net/portability/7f3c' }, {}],
  }),
)
export type TransmitCommand = { readonly endpoint?: string | undefined; readonly secret?: string | undefined }

export const transmissionView = z
  .object({
    id: typeId('trm').meta({ description: 'The receiver knows it as `webhook-id`' }),
    object: z.literal('transmission'),
    export: typeId('exp'),
    host: z.string().meta({ description: 'Of the endpoint, whose path is not shown: it may be a key' }),
    status: z.enum(['queued', 'sending', 'delivered', 'failed']),
    attempts: z.int(),
    next_attempt_at: instantText.nullable().meta({ description: 'In real time, also under a test clock' }),
    last_error: z
      .object({
        reason: z.string().meta({
          description:
            '`unreachable`, `timeout`, `not_allowed` (a private address), `status`, `interrupted`, `revoked`, or the code of why it may not leave any more',
        }),
        status: z.int().nullable(),
        at: instantText,
      })
      .nullable(),
    receipt: z
      .object({
        status: z.int(),
        at: instantText,
        sha256: z.string().meta({ description: 'Of the first 1,024 bytes of what the receiver answered' }),
      })
      .nullable(),
    public_key: z.string().meta({ description: 'The receiver verifies the signature `v1a` with it' }),
    created_at: instantText,
    finished_at: instantText.nullable(),
  })
  .meta({
    id: 'Transmission',
    examples: [
      {
        id: 'trm_01m84njrbgety9yk8w5b01g77c',
        object: 'transmission',
        export: 'exp_01m84njrbgety9yk8w5b01g77c',
        host: 'import.example.net',
        status: 'delivered',
        attempts: 2,
        next_attempt_at: null,
        last_error: { reason: 'status', status: 503, at: '2026-03-03T10:00:04Z' },
        receipt: {
          status: 202,
          at: '2026-03-03T10:00:11Z',
          sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        },
        public_key: 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
        created_at: '2026-03-03T10:00:00Z',
        finished_at: '2026-03-03T10:00:11Z',
      },
    ],
  })
export const transmissionList = listOf(transmissionView, 'TransmissionList')

/** A transmission as staff sees it. */
export function toView(row: TransmissionRow, publicKey: string): z.output<typeof transmissionView> {
  const { last_error: error, receipt } = row.detail
  return {
    id: row.id,
    object: 'transmission',
    export: row.exportId,
    host: hostOf(row),
    status: row.status,
    attempts: row.attempts,
    next_attempt_at: row.nextAttemptAt,
    last_error: error
      ? { reason: error.reason, status: error.reason === 'status' ? error.status : null, at: error.at }
      : null,
    receipt: receipt ?? null,
    public_key: publicKey,
    created_at: row.createdAt,
    finished_at: row.finishedAt,
  }
}

function isSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64
}
