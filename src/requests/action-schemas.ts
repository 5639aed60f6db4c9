import { z } from 'zod'
import type { Instant } from '../law/calendar.ts'
import { identityMethods } from '../law/identity-level.ts'
import { legalBases } from '../law/legal-basis.ts'
import { closedReasons, outcomes } from '../law/lifecycle.ts'
import { capacities, proofItems } from '../law/mandate.ts'
import { groundCodes, groundsOfEachRight, partialGrounds } from '../law/refusal.ts'
import {
  anyJson,
  civilDateText,
  email,
  instantText,
  localeTag,
  maybe,
  optionalBody,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import { fulfilmentFields } from './fulfilment-schemas.ts'
import { channels, dataSubject, name, note, person, prose, rightUnion, staffPortability } from './right-schemas.ts'

// Actions (API §4.2)

const groundsDescription = `Why it is refused, wholly or in part (art. 12(4)): those that the law gives for the right, else 422 \`ground_does_not_fit\`. For a part only: ${partialGrounds.join(', ')}.\n\n${groundsOfEachRight.map((line) => `- ${line}`).join('\n')}`

const told = () =>
  maybe(
    strictObject({ by: z.enum(['email', 'post', 'other']), at: maybe(instantText) }).refine(
      (value) => (value.by === 'other') === (value.at !== undefined),
      {
        path: ['at'],
        message: 'expected with by: other, and only there',
      },
    ),
  ).meta({
    description:
      'How the person is told; absent: as the request has it in `reply_by`. `email` sends the letter, `post` makes one to be printed, told at its posting; `other` sends nothing, and `at` says when you have told them',
  })
export type Told = { by: 'email' | 'post' | 'other'; at?: Instant | undefined }

const largeVolume = z.boolean().meta({
  description:
    'Whether a large quantity of data about the person is processed: only then does the clock pause (recital 63)',
})

const recipient = strictObject({
  name: name(),
  told_at: maybe(instantText).meta({
    description: 'When you told them; neither this nor `not_told`: still to be told',
  }),
  not_told: maybe(z.enum(['impossible', 'disproportionate'])).meta({
    description: 'Why they are not told: it is impossible, or involves disproportionate effort (art. 19)',
  }),
}).refine((value) => value.told_at === undefined || value.not_told === undefined, {
  path: ['told_at'],
  message: 'expected either told_at or not_told, not both',
})

/** What the proof was found to state, item by item: the request lists those of its capacity in `authority.checklist`. */
const checklist = strictObject(
  Object.fromEntries(proofItems.map((item) => [item, maybe(z.boolean())])) as {
    [item in (typeof proofItems)[number]]: ReturnType<typeof maybe<z.ZodBoolean>> // one entry for each item, from the line above
  },
).meta({ id: 'AuthorityChecklist' })

export const bodies = {
  acknowledge: optionalBody(strictObject({ assignee: maybe(email()), told: told() })).meta({
    examples: [{ assignee: 'ada@example.org' }],
  }),
  'ask-identity': strictObject({
    doubt: note(),
    question: note(),
    accepted_methods: z.array(z.enum(identityMethods)).min(1).max(6),
    told: told(),
  }).meta({
    examples: [
      {
        doubt: 'Two customers bear this name.',
        question: 'When did you order for the first time?',
        accepted_methods: ['known_facts', 'mailbox_code'],
      },
    ],
  }),
  'confirm-identity': strictObject({
    method: z.enum(identityMethods).meta({
      description:
        '`mailbox_code` proves the mailbox, any other the person. `address_on_file`: staff, or the system that calls, attests that the address is the one already held',
    }),
    note: note().meta({
      description:
        'What was checked, or compared with what is held: which facts, never the facts themselves. It is kept',
    }),
    answered_at: maybe(instantText).meta({ description: 'When the answer arrived; now where neither is given' }),
    in_reply_to: maybe(z.union([typeId('msg'), typeId('doc')])).meta({
      description: 'The message or document of the person that was the answer: the pause ends on the day it arrived',
    }),
    assertion: maybe(text({ max: 8_192 })).meta({
      description: 'With `account`: the id_token of a sign-in that `account-sign-in` has opened for this request',
    }),
  })
    .refine((body) => body.answered_at === undefined || body.in_reply_to === undefined, {
      path: ['in_reply_to'],
      message: 'expected either answered_at or in_reply_to, not both',
    })
    .meta({ examples: [{ method: 'known_facts', note: 'Contract number and birth date compared.' }] }),
  'reject-identity': strictObject({ reason: note(), told: told() }).meta({
    examples: [{ reason: 'The birth date does not fit.' }],
  }),
  'confirm-authority': strictObject({
    documents: maybe(z.array(typeId('doc')).max(20)),
    note: note(),
    checklist: maybe(checklist),
    rights: maybe(z.array(typeId('rgt')).min(1).max(32)),
    valid_until: maybe(civilDateText),
    answer_to: maybe(z.enum(['requester', 'data_subject'])),
    contact: maybe(
      strictObject({ email: maybe(email()), postal_address: maybe(text({ max: 500, multiline: true })) }).refine(
        (value) => value.email !== undefined || value.postal_address !== undefined,
        { path: ['email'], message: 'expected an e-mail or a postal address' },
      ),
    ),
  })
    .refine((body) => (body.answer_to === 'data_subject') === (body.contact !== undefined), {
      path: ['contact'],
      message: 'expected with answer_to: data_subject, and only there',
    })
    .meta({
      examples: [
        { note: 'The mandate names both, the right and its length.' },
        {
          note: 'Mandate of 1 March, signed by both.',
          checklist: {
            rights: true,
            length: true,
            data: true,
            subject_identity: true,
            representative_identity: true,
            recipient: true,
          },
          valid_until: '2026-12-31',
          answer_to: 'data_subject',
          contact: { email: 'lea@example.org' },
        },
      ],
    }),
  'reject-authority': strictObject({
    documents: maybe(z.array(typeId('doc')).max(20)),
    note: note(),
    told: told(),
  }).meta({ examples: [{ note: 'The mandate has ended.' }] }),
  'ask-clarification': strictObject({ question: note(), large_volume: largeVolume, told: told() }).meta({
    examples: [{ question: 'Which of your three contracts do you mean?', large_volume: true }],
  }),
  'record-answer': strictObject({
    answered_at: maybe(instantText),
    in_reply_to: maybe(z.union([typeId('msg'), typeId('doc')])),
    sufficient: z.boolean(),
  })
    .refine((body) => (body.answered_at === undefined) !== (body.in_reply_to === undefined), {
      path: ['answered_at'],
      message: 'expected either answered_at or in_reply_to',
    })
    .meta({ examples: [{ answered_at: '2026-03-10T08:15:00Z', sufficient: true }] }),
  extend: strictObject({
    ground: z.enum(['complexity', 'number_of_requests']),
    reasons: note(),
    rights: maybe(z.array(typeId('rgt')).min(1).max(32)),
    told: told(),
  }).meta({ examples: [{ ground: 'complexity', reasons: 'Eleven systems hold your data, two of them archived.' }] }),
  decide: strictObject({
    outcome: z.enum(outcomes),
    grounds: maybe(z.array(z.enum(groundCodes)).max(8)).meta({ description: groundsDescription }),
    reasons: maybe(prose()).meta({
      description:
        'Why, as the person reads it in the letter and behind their door: needed with a refusal, whole or in part (art. 12(4))',
    }),
    items: maybe(
      z
        .array(
          strictObject({
            activity: text({ max: 100 }).meta({
              description: 'The key of an activity of the register; while that is empty, what the activity is called',
            }),
            legal_basis: maybe(text({ max: 100 })).meta({
              description: `One of ${legalBases.join(', ')}; anything else is kept, and compared with nothing`,
            }),
            outcome: z.enum(outcomes),
            grounds: maybe(z.array(z.enum(groundCodes)).max(8)).meta({
              description: 'Of what it refuses; absent: those of the decision',
            }),
          }),
        )
        .max(100),
    ).meta({ description: 'What is decided for each activity of the register, where that differs or should be told' }),
    note: maybe(note()).meta({ description: 'For the file: never told to the person, unlike `reasons`' }),
    told: told(),
  }).meta({
    examples: [
      { outcome: 'refused', grounds: ['legal_obligation'], reasons: 'Invoices are kept for ten years.' },
      {
        outcome: 'partially_granted',
        grounds: ['legal_obligation'],
        reasons: 'Invoices are kept for ten years.',
        items: [
          { activity: 'newsletter', outcome: 'granted' },
          { activity: 'invoicing', legal_basis: 'legal_obligation', outcome: 'refused', grounds: ['legal_obligation'] },
        ],
      },
    ],
  }),
  fulfil: strictObject({
    note: note().meta({ description: 'What was done, for the file: not told to the person' }),
    recipients: maybe(z.array(recipient).max(200)).meta({
      description:
        'Rectification, erasure, restriction: who received the data, and when you told them of it, or why not (art. 19). Whoever else the register names for what was decided is opened, to be told',
    }),
    none_to_tell: maybe(z.boolean()).meta({
      description:
        'True: nobody received the data, so nobody is told (art. 19), whatever the register says. Needed with those three rights where there are neither `recipients` nor any in the register; never with `recipients`',
    }),
    public_measures: maybe(note()).meta({
      description:
        'Erasure of what was made public: the steps taken to inform other controllers that links and copies are to go (art. 17(2)). For the file',
    }),
    directives: maybe(z.array(typeId('dir')).max(100)).meta({
      description:
        'Post mortem, `revoke` and `execute`: which of the directives found are meant, where that is not certain; an empty list: none',
    }),
    ...fulfilmentFields,
    told: told(),
  })
    .refine((body) => body.none_to_tell !== true || (body.recipients ?? []).length === 0, {
      path: ['none_to_tell'],
      message: 'expected either recipients or none_to_tell, not both',
    })
    .meta({
      examples: [
        {
          note: 'Erased but for the invoices.',
          recipients: [{ name: 'La Poste', told_at: '2026-03-20T09:00:00Z' }],
          systems: [{ system: 'crm', what: 'Account, orders and notes erased.', on: '2026-03-20' }],
          remains: [
            {
              activity: 'invoicing',
              what: 'Invoices 2017 to 2025',
              grounds: ['legal_obligation'],
              until: '2035-12-31',
            },
          ],
        },
        {
          note: 'Corrected.',
          none_to_tell: true,
          corrections: [{ field: 'job_title', system: 'crm', former: 'Buyer', corrected: 'Head of procurement' }],
        },
      ],
    }),
  revise: strictObject({ reason: note() }).meta({ examples: [{ reason: 'A second account was found.' }] }),
  amend: strictObject({
    details: z.record(z.string().max(64), anyJson).meta({
      description: 'Fields of the right, as at its registration: one that is given replaces, null removes, others stay',
    }),
    reason: note(),
  }).meta({
    examples: [{ details: { scope: 'The invoices of 2025.' }, reason: 'Clarified by phone.' }],
  }),
  drop: strictObject({ reason: note() }).meta({ examples: [{ reason: 'The letter does not ask for this.' }] }),
  lift: strictObject({
    on: civilDateText.meta({ description: 'The day on which it ends: today or later' }),
    reasons: note().meta({ description: 'As the person reads them in the letter' }),
    told: told(),
  }).meta({
    examples: [{ on: '2026-05-04', reasons: 'The data has been corrected.' }],
  }),
  rights: rightUnion(staffPortability, { reason: note() }).meta({
    examples: [{ right: 'erasure', ground: 'b', reason: 'Asked for in the second paragraph.' }],
  }),
  correct: strictObject({
    requester: maybe(person),
    data_subject: dataSubject.nullish(),
    capacity: maybe(z.enum(capacities)),
    channel: maybe(z.enum(channels)),
    received_at: maybe(instantText),
    received_on: maybe(civilDateText),
    locale: maybe(localeTag),
    reply_by: maybe(z.enum(['email', 'post'])),
    reason: note(),
  })
    .refine((body) => body.received_at === undefined || body.received_on === undefined, {
      path: ['received_on'],
      message: 'expected either received_at or received_on, not both',
    })
    .meta({ examples: [{ received_on: '2026-02-27', reason: 'The stamp of the mail room says so.' }] }),
  split: strictObject({ rights: z.array(typeId('rgt')).min(1).max(31), reason: note() }).meta({
    examples: [
      {
        rights: ['rgt_01m84njqzqf9yt0fjfdxbn095d'],
        reason: 'The second page is about another contract, and another team answers it.',
      },
    ],
  }),
  cancel: optionalBody(strictObject({ reason: maybe(note()), told: told() })).meta({
    examples: [{ reason: 'Given up by phone.' }],
  }),
  close: strictObject({
    reason: z.enum(closedReasons).exclude(['cancelled']),
    duplicate_of: maybe(typeId('req')).meta({ description: 'With `duplicate`: the request that is answered instead' }),
    forwarded_to: maybe(text({ max: 500, multiline: true })).meta({
      description: 'With `not_controller`: to whom the letter was passed on, if it was',
    }),
    told: told(),
  })
    .refine((body) => (body.reason === 'duplicate') === (body.duplicate_of !== undefined), {
      path: ['duplicate_of'],
      message: 'expected with reason duplicate, and only there',
    })
    .meta({ examples: [{ reason: 'completed' }] }),
  reopen: strictObject({ reason: note() }).meta({ examples: [{ reason: 'Closed by mistake.' }] }),
} as const
export type ActionName = keyof typeof bodies
export type Command<A extends ActionName> = z.output<(typeof bodies)[A]>
