import { z } from 'zod'
import { identityMethods } from '../law/identity-level.ts'
import { outcomes, requestStatuses, rightStatuses } from '../law/lifecycle.ts'
import { rightNames } from '../law/rights.ts'
import { uploadBody } from '../platform/http/multipart.ts'
import {
  civilDateText,
  email,
  instantText,
  listOf,
  listQuery,
  localeTag,
  maybe,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import { mailView } from '../requests/mail-view.ts'
import { documentTypes, type MediaType } from './document-file.ts'

export const requestParams = z.object({ id: typeId('req') })
export const documentParams = z.object({ id: typeId('req'), doc: typeId('doc') })
export const pageQuery = listQuery({})

// Messages

export const messageBody = strictObject({ text: text({ max: 20_000, multiline: true }) }) // about ten pages
  .meta({ id: 'WriteMessage', examples: [{ text: 'The old address was 3 rue des Lilas.' }] })
const questions = ['identity', 'clarification'] as const
export const personMessageBody = strictObject({ ...messageBody.shape, answers: maybe(z.enum(questions)) }).meta({
  id: 'WriteMyMessage',
  examples: [{ text: 'Since 2021.', answers: 'clarification' }],
})
const answers = z.enum(questions).nullable().meta({ description: 'The question to which it is the person’s reply' })
export const messageView = z
  .object({
    id: typeId('msg'),
    object: z.literal('message'),
    author: z.enum(['requester', 'staff']),
    text: z.string(),
    email: mailView.nullable().meta({ description: 'Of a message that came by mail' }),
    answers,
    created_at: instantText,
  })
  .meta({
    id: 'Message',
    examples: [
      {
        id: 'msg_01m84njr8vefza6n9xpnwsh16r',
        object: 'message',
        author: 'staff',
        text: 'Your letter has reached us.',
        email: null,
        answers: null,
        created_at: '2026-03-03T10:00:00Z',
      },
    ],
  })
export const messageList = listOf(messageView, 'MessageList')

// Documents

const mediaTypes = Object.keys(documentTypes) as MediaType[] // Object.keys forgets the keys
const documentKinds = ['identity', 'authority', 'evidence', 'letter'] as const
export const staffUpload = strictObject({ kind: z.enum(documentKinds) })
/** What the organisation filed as a letter is not the person's to send. */
export const personUpload = strictObject({
  kind: z.enum(['identity', 'authority', 'evidence']),
  answers: z.enum(questions).optional(),
})
export const staffUploadBody = uploadBody(staffUpload.shape)
export const personUploadBody = uploadBody(personUpload.shape)

export const documentView = z
  .object({
    id: typeId('doc'),
    object: z.literal('document'),
    kind: z.enum(documentKinds),
    media_type: z.enum(mediaTypes),
    filename: z.string().nullable().meta({ description: 'Made safe; gone with the content' }),
    bytes: z.int(),
    sha256: z.string().meta({ pattern: '^[0-9a-f]{64}$' }),
    uploaded_by: z.enum(['requester', 'staff']),
    answers,
    created_at: instantText,
    deleted_at: instantText.nullable().meta({ description: 'When the content was deleted' }),
  })
  .meta({
    id: 'Document',
    examples: [
      {
        id: 'doc_01m84njr8vefza6n9xq8c1x5mt',
        object: 'document',
        kind: 'evidence',
        media_type: 'application/pdf',
        filename: 'invoice.pdf',
        bytes: 48_213,
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        uploaded_by: 'requester',
        answers: null,
        created_at: '2026-03-03T10:00:00Z',
        deleted_at: null,
      },
    ],
  })
export const documentList = listOf(documentView, 'DocumentList')

// Sign-in

const slug = z.string().meta({ examples: ['example'] })
export const slugParams = z.object({ slug })
export const challengeParams = z.object({ slug, vrf: typeId('vrf') })
export const signInBody = strictObject({ email: email(), locale: maybe(localeTag) }).meta({
  id: 'SignIn',
  examples: [{ email: 'zoe@example.org' }],
})
export const redeemBody = strictObject({
  code: text({ max: 64 }).meta({ description: 'The eight digits of the letter, however spaced' }),
}).meta({ id: 'RedeemCode', examples: [{ code: '4821 0937' }] })
export const accessTokenView = z
  .object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int() })
  .meta({
    id: 'RequesterToken',
    description: 'For the requester door; `expires_in` is in seconds',
    examples: [{ access_token: 'eyJhbGciOiJFZERTQSIs…', token_type: 'Bearer', expires_in: 1800 }],
  })

// Another address

export const contactBody = strictObject({
  email: email(),
  requests: maybe(z.array(typeId('req')).min(1).max(100)),
  locale: maybe(localeTag),
}).meta({ id: 'ChangeContact', examples: [{ email: 'zoe@example.net' }] })
export const redeemContactBody = strictObject({
  verification: typeId('vrf'),
  code: redeemBody.shape.code,
}).meta({
  id: 'RedeemContact',
  examples: [{ verification: 'vrf_01m84njqz5eaaazqs37mfwxfwz', code: '4821 0937' }],
})
export const contactChangeView = z
  .object({
    object: z.literal('contact_change'),
    requests: z.array(typeId('req')),
    has_more: z.boolean(),
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
  })
  .meta({
    id: 'ContactChange',
    examples: [
      {
        object: 'contact_change',
        requests: ['req_01m84njqz5eaaazqs37rz6d7v6'],
        has_more: false,
        access_token: 'eyJhbGciOiJFZERTQSIs…',
        token_type: 'Bearer',
        expires_in: 1800,
      },
    ],
  })

// Sessions

export const sessionParams = z.object({ id: typeId('vrf') })
export const sessionView = z
  .object({
    id: typeId('vrf').meta({ description: 'Of the verification by whose code it began' }),
    object: z.literal('session'),
    created_at: instantText,
    expires_at: instantText,
    current: z.boolean().meta({ description: 'Whether it is the one that asks' }),
  })
  .meta({
    id: 'Session',
    description: 'Instants are of real time, also under a test clock',
    examples: [
      {
        id: 'vrf_01m84njqz5eaaazqs37mfwxfwz',
        object: 'session',
        created_at: '2026-03-02T09:31:00Z',
        expires_at: '2026-03-02T10:01:00Z',
        current: true,
      },
    ],
  })
export const sessionList = listOf(sessionView, 'SessionList')

// The person's own requests

/** A program says who it is in a header; the form of a browser can't, and sends its token. The code, where one is asked for. */
export const downloadBody = maybe(
  strictObject({ access_token: maybe(z.string().max(4096)), code: maybe(redeemBody.shape.code) }).meta({
    id: 'DownloadForm',
    examples: [{ access_token: 'eyJhbGciOiJFZERTQSIs…' }, { code: '4821 0937' }],
  }),
)

/** What a person may do with a request of theirs: each is a path under it. */
const ownActions = ['cancel', 'messages', 'documents'] as const
export const cancelBody = maybe(
  strictObject({ reason: maybe(text({ max: 4_000, multiline: true })) }).meta({
    id: 'CancelOwnRequest',
    examples: [{ reason: 'I have found what I was looking for.' }],
  }),
)

const myFulfilment = z
  .object({
    systems: z.array(z.object({ system: z.string(), what: z.string(), on: civilDateText.nullable() })),
    corrections: z.array(
      z.object({ field: z.string(), system: z.string().nullable(), corrected: z.string().nullable() }),
    ),
    statement_kept_in: z.array(z.string()),
    remains: z.array(
      z.object({
        name: z.string().nullable().meta({ description: 'Of the activity that needs it' }),
        what: z.string().nullable(),
        reasons: z.string().nullable(),
        until: civilDateText.nullable(),
        retention: z.string().nullable().meta({ description: 'How long the organisation keeps such data, in words' }),
      }),
    ),
    consents: z.array(z.string()).nullable().meta({ description: 'Those withdrawn; null: all of them' }),
    withdrawn_on: civilDateText.nullable().meta({ description: 'From when a withdrawal counts: its receipt' }),
    stopped_on: civilDateText.nullable(),
  })
  .meta({ id: 'MyFulfilment' })
const myRight = z
  .object({
    id: typeId('rgt'),
    right: z.enum(rightNames),
    title: z.string(),
    status: z.enum(rightStatuses),
    outcome: z.enum(outcomes).nullable(),
    reasons: z.string().nullable(),
    remedies: z.string().nullable().meta({ description: 'Where to turn against a refusal, whole or partial' }),
    due_on: civilDateText.nullable(),
    recipients: z
      .array(
        z.object({
          name: z.string(),
          status: z.enum(['told', 'impossible', 'disproportionate']),
          told_on: civilDateText.nullable(),
        }),
      )
      .optional()
      .meta({ description: 'Who received the data and was told of it, or why not (art. 19)' }),
    lifted: z
      .object({ on: civilDateText, reasons: z.string() })
      .optional()
      .meta({ description: 'From when a restriction is lifted, and why (art. 18(3))' }),
    items: z
      .array(z.object({ name: z.string(), outcome: z.enum(outcomes), reasons: z.string().nullable() }))
      .optional()
      .meta({ description: 'What was decided for each activity of the organisation, where the decision says so' }),
    fulfilment: myFulfilment.optional().meta({ description: 'What was carried out, and what was not' }),
  })
  .meta({ id: 'MyRight' })
const myAsk = z
  .object({
    kind: z.enum(questions),
    question: z.string(),
    accepted_methods: z.array(z.enum(identityMethods)).nullable(),
    asked_at: instantText,
    replied_at: instantText.nullable().meta({
      description: 'When a message or document last came as the reply; the question stays open until it is judged',
    }),
  })
  .meta({ id: 'MyAsk' })
export const myRequestView = z
  .object({
    id: typeId('req'),
    object: z.literal('my_request'),
    reference: z.string(),
    status: z.enum(requestStatuses),
    rights: z.array(myRight),
    received_on: civilDateText,
    due_on: civilDateText.nullable(),
    asks: z.array(myAsk),
    allowed_actions: z.array(z.enum(ownActions)),
  })
  .meta({
    id: 'MyRequest',
    description: 'Texts are in the language of the request, French or English',
    examples: [
      {
        id: 'req_01m84njqz5eaaazqs37rz6d7v6',
        object: 'my_request',
        reference: 'HB-7F3K-92QD',
        status: 'in_progress',
        rights: [
          {
            id: 'rgt_01m84njqzqf9yt0fjfdxbn095d',
            right: 'access',
            title: 'Accès à vos données',
            status: 'pending',
            outcome: null,
            reasons: null,
            remedies: null,
            due_on: '2026-04-02',
          },
        ],
        received_on: '2026-03-02',
        due_on: '2026-04-02',
        asks: [],
        allowed_actions: ['cancel', 'messages', 'documents'],
      },
    ],
  })
export const myRequestList = listOf(myRequestView, 'MyRequestList')
export type MyRequestView = z.output<typeof myRequestView>
export type OwnAction = (typeof ownActions)[number]
