import { z } from 'zod'
import { anyJson, listOf } from '../platform/http/schemas.ts'
import { clockView } from '../requests/clock-view.ts'
import { clockExample } from '../requests/examples.ts'
import { bundleExample, checkpointExample, keyExample } from './bundle-examples.ts'

const instant = z.string().meta({ format: 'date-time', examples: ['2026-03-02T09:00:00Z'] })
const day = z.string().meta({ format: 'date', examples: ['2026-04-02'] })
const hex = z.string().meta({ pattern: '^[0-9a-f]+$' })
const jsonObject = z.record(z.string(), anyJson)

const statement = z.object({
  type: z.string(),
  organisation: z.string(),
  number: z.int(),
  events: z.int().meta({ description: 'How many events are in its tree' }),
  events_before: z.int().meta({ description: 'How many the checkpoints before it hold' }),
  root: hex,
  previous: hex.nullable().meta({ description: 'The hash of the checkpoint before' }),
  at: instant,
  key_id: z.string(),
})

export const checkpointView = z
  .object({
    id: z.string(),
    object: z.literal('checkpoint'),
    number: z.int(),
    statement: statement.meta({ description: 'What is signed, in the canonical form of RFC 8785' }),
    hash: hex.meta({ description: 'SHA-256 of the canonical statement, by which the next one names it' }),
    signature: hex.meta({ description: 'Ed25519' }),
    sent_at: instant.nullable().meta({ description: 'When it arrived outside of the database' }),
  })
  .meta({ id: 'Checkpoint', examples: [checkpointExample] })
export const checkpointList = listOf(checkpointView, 'CheckpointList')

const keyMembers = {
  id: z.string().meta({ description: 'The first 16 bytes of the SHA-256 of the public key' }),
  algorithm: z.string(),
  public_key: hex.meta({ description: 'The 32 bytes of RFC 8032' }),
  since: instant.nullable().meta({ description: 'Its first checkpoint; null before it' }),
}
const keyView = z
  .object({ object: z.literal('signing_key'), ...keyMembers })
  .meta({ id: 'SigningKey', examples: [keyExample] })
export const keyList = listOf(keyView, 'SigningKeyList')

export const bundleView = z
  .object({
    format: z.literal('habeas.evidence'),
    version: z.literal(1),
    organisation: z.string(),
    request: z.string(),
    reference: z.string(),
    events: z.array(
      z.object({
        body: jsonObject.meta({ description: 'What is hashed; instants in milliseconds' }),
        hash: hex,
        detail: jsonObject.nullable().meta({ description: 'Null where there is none, or it was erased' }),
        detail_key: hex.nullable().meta({ description: 'Under which the commitment to the detail was made' }),
        inclusion: z
          .object({ checkpoint: z.int(), index: z.int(), path: z.array(hex) })
          .nullable()
          .meta({ description: 'Null until a checkpoint covers the event' }),
      }),
    ),
    clock: clockView,
    decisions: z.array(
      z.object({
        right_id: z.string(),
        right: z.string(),
        article: z.string(),
        status: z.string(),
        outcome: z.string().nullable(),
        grounds: z.array(z.object({ code: z.string(), article: z.string().nullable() })),
        decided_at: instant.nullable(),
        fulfilled_at: instant.nullable(),
        answered_on: day.nullable(),
        due_on: day.nullable(),
      }),
    ),
    letters: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        by: z.string(),
        state: z.string(),
        message_id: z.string(),
        sent_at: instant.nullable(),
        posted_on: day.nullable(),
        text_sha256: hex.nullable().meta({ description: 'Null once the case file is erased' }),
      }),
    ),
    erasure: z
      .object({ statement: z.record(z.string(), anyJson), signature: hex })
      .nullable()
      .meta({ description: 'The certificate that the case file was erased; null while it is not' }),
    checkpoints: z.array(z.object({ statement, signature: hex })),
    keys: z.array(z.object(keyMembers)),
    head: z.object({
      statement: z.object({
        type: z.string(),
        organisation: z.string(),
        request: z.string(),
        sequence: z.int(),
        hash: hex,
        contents: z.record(z.string(), hex),
        at: instant,
        key_id: z.string(),
      }),
      signature: hex,
    }),
  })
  .meta({ id: 'EvidenceBundle', examples: [{ ...bundleExample, clock: clockExample }] })
