import { z } from 'zod'
import { taskAnswers, taskStates } from '../law/collection.ts'
import { rightNames, titleOf } from '../law/rights.ts'
import type { Warning } from '../organisations/unread-rows.ts'
import {
  civilDateText,
  email,
  instantText,
  listOf,
  maybe,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import type { Case } from '../requests/case.ts'
import { namesAnother } from '../requests/on-behalf.ts'
import { warningView } from '../requests/schemas.ts'
import { say } from '../words/catalogue.ts'
import type { Language } from '../words/languages.ts'
import type { SourceToShow, Task, TaskToShow } from './store.ts'
import { rightsTold } from './tell-owner.ts'
import { toRectify } from './to-rectify.ts'

const words = () => text({ max: 2_000, multiline: true })
const name = () => text({ max: 100 })
const holds = () => maybe(words()).meta({ description: 'What it holds of people' })
/** As many, and as long, as the register has. */
const activities = () => z.array(text({ max: 100 })).max(300)
const ofActivities = 'Keys of activities of the register whose data it holds'

export const createSourceBody = strictObject({
  name: name(),
  key: text({ max: 100 }).meta({
    description: 'What its records are filed under, the `source` of the records; it never changes',
  }),
  owner_email: email().meta({ description: 'Who is asked to search it' }),
  holds: holds(),
  active: maybe(z.boolean()),
  activities: maybe(activities()).meta({ description: `${ofActivities}; absent or empty: every one` }),
}).meta({
  id: 'CreateSource',
  examples: [
    { name: 'Customer database', key: 'crm', owner_email: 'crm@example.org', holds: 'Orders, contacts.' },
    { name: 'Newsletter', key: 'newsletter', owner_email: 'news@example.org', activities: ['newsletter'] },
  ],
})
export type CreateSource = z.output<typeof createSourceBody>

export const changeSourceBody = strictObject({
  name: maybe(name()),
  owner_email: maybe(email()),
  holds: words().nullish().meta({ description: 'Null: no longer said' }),
  active: maybe(z.boolean()),
  activities: activities()
    .nullish()
    .meta({ description: `${ofActivities}; null or empty: every one` }),
}).meta({ id: 'ChangeSource', examples: [{ owner_email: 'new.owner@example.org' }] })
export type ChangeSource = z.output<typeof changeSourceBody>

/** What is sealed, and does not open. */
const unread = 'Null with the warning `unreadable`'

export const sourceView = z
  .object({
    id: typeId('src'),
    object: z.literal('source'),
    name: z.string().nullable().meta({ description: unread }),
    key: z.string(),
    owner_email: z.string().nullable().meta({ description: unread }),
    holds: z.string().nullable(),
    active: z.boolean(),
    activities: z
      .array(z.string())
      .nullable()
      .meta({ description: `${ofActivities}; null: every one. A key stays here when the register loses it` }),
    warnings: z.array(warningView),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({
    id: 'Source',
    examples: [
      {
        id: 'src_01h2xcejqtf2nbrexx3vqjhp41',
        object: 'source',
        name: 'Customer database',
        key: 'crm',
        owner_email: 'crm@example.org',
        holds: 'Orders, contacts.',
        active: true,
        activities: ['service', 'invoicing'],
        warnings: [],
        created_at: '2026-03-02T09:30:00Z',
        updated_at: '2026-03-02T09:30:00Z',
      },
    ],
  })
export const sourceList = listOf(sourceView, 'SourceList')

export function showSource(source: SourceToShow, warnings: Warning[] = []): z.output<typeof sourceView> {
  const { id, key, active, createdAt, updatedAt } = source
  const { name: called, owner_email, holds: held } = detailOf(source)
  return {
    id,
    object: 'source',
    name: called ?? null,
    key,
    owner_email: owner_email ?? null,
    holds: held ?? null,
    active,
    activities: source.activities,
    warnings,
    created_at: createdAt,
    updated_at: updatedAt,
  }
}

/** What is sealed of a source or a task; nothing, where it does not open. */
export function detailOf<D extends object>(row: { readonly detail: D } | { readonly refusal: unknown }): Partial<D> {
  return 'refusal' in row ? {} : row.detail
}

export const openTasksBody = strictObject({
  sources: maybe(z.array(typeId('src')).min(1).max(200)).meta({
    description: 'Absent: all that are active and hold data of an activity that a right of the request reaches',
  }),
  note: maybe(words()).meta({ description: 'For the owners: shown behind the link, never e-mailed' }),
  due_on: maybe(civilDateText).meta({ description: 'Absent: ten days before the request is due' }),
}).meta({ id: 'OpenTasks', examples: [{ note: 'Look at the archive of 2024, too.' }, {}] })
export type OpenTasks = z.output<typeof openTasksBody>

export const answerTaskBody = strictObject({
  answer: z.enum(taskAnswers),
  reason: maybe(words()),
  note: maybe(words()),
})
  .refine(({ answer, reason }) => answer !== 'cannot' || reason !== undefined, {
    path: ['reason'],
    message: 'expected why the source cannot be searched',
  })
  .meta({ id: 'AnswerTask', examples: [{ answer: 'cannot', reason: 'The archive is being restored.' }] })
export type AnswerTask = z.output<typeof answerTaskBody>

export const cancelTaskBody = strictObject({ reason: words() }).meta({
  id: 'CancelTask',
  examples: [{ reason: 'The system was shut down in 2024.' }],
})

export const taskView = z
  .object({
    id: typeId('tsk'),
    object: z.literal('task'),
    source: z.object({
      id: typeId('src'),
      key: z.string(),
      name: z.string().nullable().meta({ description: unread }),
      owner_email: z.string().nullable().meta({ description: unread }),
    }),
    state: z.enum(taskStates),
    due_on: z.string().meta({ format: 'date' }),
    overdue: z.boolean(),
    note: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why it cannot be searched, or was called off' }),
    answer_note: z.string().nullable(),
    records: z.int().meta({ description: 'Records that the source has brought for this request' }),
    last_told_on: z.string().meta({ format: 'date' }),
    link_expires_at: instantText,
    answered_at: instantText.nullable(),
    created_at: instantText,
    warnings: z.array(warningView),
  })
  .meta({
    id: 'Task',
    examples: [
      {
        id: 'tsk_01h2xcejqtf2nbrexx3vqjhp41',
        object: 'task',
        source: {
          id: 'src_01h2xcejqtf2nbrexx3vqjhp41',
          key: 'crm',
          name: 'Customer database',
          owner_email: 'crm@example.org',
        },
        state: 'found',
        due_on: '2026-03-23',
        overdue: false,
        note: null,
        reason: null,
        answer_note: 'Orders since 2019.',
        records: 12,
        last_told_on: '2026-03-02',
        link_expires_at: '2026-04-01T22:00:00Z',
        answered_at: '2026-03-04T09:30:00Z',
        created_at: '2026-03-02T09:30:00Z',
        warnings: [],
      },
    ],
  })
export const taskList = listOf(taskView, 'TaskList')

type Shown = {
  readonly today: string
  readonly records: ReadonlyMap<string, number>
  readonly warnings: Warning[]
}

export function showTask(task: TaskToShow, { today, records, warnings }: Shown): z.output<typeof taskView> {
  const { state, dueOn } = task
  const { source, note, reason, answer_note } = detailOf(task)
  return {
    id: task.id,
    object: 'task',
    source: {
      id: task.sourceId,
      key: task.sourceKey,
      name: source?.name ?? null,
      owner_email: source?.owner_email ?? null,
    },
    state,
    due_on: dueOn,
    overdue: state === 'open' && dueOn < today,
    note: note ?? null,
    reason: reason ?? null,
    answer_note: answer_note ?? null,
    records: records.get(task.sourceKey) ?? 0,
    last_told_on: task.toldOn,
    link_expires_at: task.expiresAt,
    answered_at: task.answeredAt,
    created_at: task.createdAt,
    warnings,
  }
}

/** What the owner of a source sees: whom to search for, and no more of the request. */
export const ownerTaskView = z
  .object({
    object: z.literal('owner_task'),
    organisation: z.string(),
    reference: z.string(),
    source: z.string(),
    holds: z.string().nullable(),
    person: z.object({
      name: z.string(),
      email: z.string().nullable(),
      identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
    }),
    rights: z.array(z.object({ right: z.enum(rightNames), title: z.string() })),
    note: z.string().nullable(),
    corrections: z
      .array(z.object({ field: z.string(), current: z.string().nullable(), wanted: z.string().nullable() }))
      .meta({ description: 'What is to be corrected, once a rectification is granted as it was asked for' }),
    statements: z
      .array(z.string())
      .meta({ description: 'Of the person, to be kept with the data (art. 16), once a rectification is granted' }),
    due_on: z.string().meta({ format: 'date' }),
    state: z.enum(taskStates),
    records: z.int(),
    link_expires_at: instantText,
  })
  .meta({
    id: 'OwnerTask',
    examples: [
      {
        object: 'owner_task',
        organisation: 'Example SAS',
        reference: 'HB-7F3K-92QD',
        source: 'Customer database',
        holds: 'Orders, contacts.',
        person: { name: 'Zoé Łukasiewicz', email: 'zoe@example.org', identifiers: [] },
        rights: [{ right: 'access', title: 'access' }],
        note: null,
        corrections: [],
        statements: [],
        due_on: '2026-03-23',
        state: 'open',
        records: 0,
        link_expires_at: '2026-04-01T22:00:00Z',
      },
    ],
  })

export function showOwnerTask(
  c: Case,
  task: Task,
  { records, language }: { records: number; language: Language },
): z.output<typeof ownerTaskView> {
  const { requester, data_subject: subject } = c.request.detail
  // The address is the person's where they write for themselves.
  const isOwn = c.request.capacity === 'self' && !namesAnother(c)
  const rights = new Map(rightsTold(c).map((kind) => [titleOf(kind), kind.right]))
  return {
    object: 'owner_task',
    organisation: c.organisation.name,
    reference: c.request.reference,
    source: task.detail.source.name,
    holds: task.detail.source.holds ?? null,
    person: {
      name: (subject ?? requester).name,
      email: isOwn ? (requester.email ?? null) : null,
      identifiers: subject?.identifiers ?? [],
    },
    rights: [...rights].map(([title, right]) => ({ right, title: say(language, `right.${title}.noun`) })),
    note: task.detail.note ?? null,
    ...toRectify(c.rights),
    due_on: task.dueOn,
    state: task.state,
    records,
    link_expires_at: task.expiresAt,
  }
}
