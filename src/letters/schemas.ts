import { z } from 'zod'
import { showInstant } from '../law/calendar.ts'
import type { Warning } from '../organisations/unread-rows.ts'
import { civilDateText, listOf, listQuery, maybe, strictObject, text } from '../platform/http/schemas.ts'
import { showId } from '../platform/identifiers.ts'
import { warningView } from '../requests/schemas.ts'
import { isErasedLetter } from './store.ts'
import type { LetterRow } from './write-letter.ts'

const instant = z.string().meta({ format: 'date-time', examples: ['2026-03-02T09:00:00Z'] })

export const letterView = z
  .object({
    id: z.string().meta({ examples: ['ltr_01kbf3zt8qe5mvhx8e0gq4g5zr'] }),
    object: z.literal('letter'),
    request_id: z
      .string()
      .nullable()
      .meta({ description: 'Absent from a letter that only carries a sign-in code, or speaks of several requests' }),
    type: z.string().meta({ examples: ['decision'] }),
    by: z.enum(['email', 'post']),
    locale: z.string().meta({ examples: ['fr'] }),
    state: z.enum(['queued', 'sent', 'deferred', 'failed', 'posted', 'withdrawn']).meta({
      description:
        '`queued`: to be sent, or to be printed and posted; `deferred`: tried, or waiting for its turn, and will be tried; `failed`: not sent, `last_error` says why; `withdrawn`: on paper, and overtaken before it was posted: it is not to be',
    }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'Null once the case file is erased, and where it does not open' }),
    created_at: instant,
    sent_at: instant.nullable().meta({ description: 'When the mail server took it' }),
    posted_on: z
      .string()
      .nullable()
      .meta({ format: 'date', examples: ['2026-03-03'] }),
    tracking: z.string().nullable(),
    style_version: z
      .int()
      .nullable()
      .meta({ description: 'Of the organisation’s own style it was written with; null: that of the house' }),
    wording_version: z.int().nullable().meta({
      description: 'Of the organisation’s own wording, in this type and language; null: the words of the house',
    }),
    message_id: z.string(),
    attempts: z.int(),
    last_error: z
      .string()
      .nullable()
      .meta({
        examples: ['550 5.1.1'],
        description:
          'What the mail server said; with `bounced` where it said so later, with `delayed` where it is still trying; `mailbox_budget`: too many receipts of forms were due to this mailbox, `organisation_budget`: from this organisation; `sender_limit`: more letters of any kind than leave it in a minute',
      }),
    warnings: z.array(warningView).meta({ description: '`unreadable`: it does not open, and cannot be printed' }),
  })
  .meta({
    id: 'Letter',
    examples: [
      {
        id: 'ltr_01m84njr60e5jb8y8v455p7jsd',
        object: 'letter',
        request_id: 'req_01m84njqz5eaaazqs37rz6d7v6',
        type: 'acknowledgement',
        by: 'email',
        locale: 'fr',
        state: 'sent',
        subject: 'Votre demande HB-7F3K-92QD : accusé de réception',
        created_at: '2026-03-02T09:30:00Z',
        sent_at: '2026-03-02T09:30:02Z',
        posted_on: null,
        tracking: null,
        style_version: null,
        wording_version: null,
        message_id: '<79976367-cbc9-495b-9485-c2d579e6e47a@example.org>',
        attempts: 1,
        last_error: null,
        warnings: [],
      },
    ],
  })
export type LetterView = z.input<typeof letterView>

export const letterList = listOf(letterView, 'LetterList')

/** The one list of an organisation's letters so far: what nobody but people can send. */
export const toPostQuery = listQuery({
  state: z.literal('queued').meta({ description: 'Not posted yet', examples: ['queued'] }),
  by: z.literal('post').meta({ description: 'On paper', examples: ['post'] }),
})

export const recordPostedBody = strictObject({
  posted_on: civilDateText,
  tracking: maybe(text({ max: 100 })),
}).meta({ id: 'RecordPosted', examples: [{ posted_on: '2026-03-03', tracking: '1A 234 567 8910 1' }] })
export type RecordPostedCommand = z.output<typeof recordPostedBody>

/** A letter as clients see it: what became of it, never what is in it. The text is in the PDF. */
export function showLetter(row: LetterRow, warnings: Warning[] = []): LetterView {
  return {
    id: showId('ltr', row.id),
    object: 'letter',
    request_id: row.requestId && showId('req', row.requestId),
    type: row.type,
    by: row.by,
    locale: row.locale,
    state: row.state,
    subject: isErasedLetter(row) ? null : row.detail.subject,
    created_at: showInstant(row.createdAt),
    sent_at: row.sentAt && showInstant(row.sentAt),
    posted_on: row.postedOn,
    tracking: row.detail.tracking ?? null,
    style_version: row.detail.style ?? null,
    wording_version: row.detail.wording ?? null,
    message_id: row.messageId,
    attempts: row.attempts,
    last_error: row.lastError,
    warnings,
  }
}
