import type { TaskAnswer } from '../law/collection.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { problem } from '../platform/problem.ts'
import { recordsBrought } from '../records/replace-records.ts'
import { type Case, happened } from '../requests/case.ts'
import type { AnswerTask } from './schemas.ts'
import type { Task } from './store.ts'
import { type By, factsOf } from './tell-owner.ts'

/**
 * What the owner says, or staff for them: for the first time, or put right. The records themselves come another way. Throws
 * `not_permitted` where nothing is said to be held of which records were brought.
 */
export async function answerTask(
  tx: Tx,
  c: Case,
  task: Task,
  { answer, reason, note }: AnswerTask,
  by: By,
): Promise<Task> {
  const records = (await recordsBrought(tx, c.request.id)).get(task.sourceKey) ?? 0
  if (answer === 'nothing_held' && records > 0) {
    throw problem('not_permitted', 'records of this source were brought in: replace them by none first')
  }
  return answered(c, task, { answer, records, reason, note }, by)
}

/** What a delivery of records says of itself: that something is held, or nothing. */
export function answeredByRecords(c: Case, task: Task, records: number, by: By): Task {
  return answered(c, task, { answer: records === 0 ? 'nothing_held' : 'found', records }, by)
}

type Said = {
  readonly answer: TaskAnswer
  readonly records: number
  readonly reason?: string | undefined
  readonly note?: string | undefined
}

function answered(c: Case, task: Task, { answer, records, reason, note }: Said, by: By): Task {
  const facts = { ...factsOf(task), answer, records, again: task.answeredAt !== null }
  happened(c, { type: 'task_answered', facts, detail: { reason, note } }, by)
  return { ...task, state: answer, answeredAt: by.at, detail: { ...task.detail, reason, answer_note: note } }
}
