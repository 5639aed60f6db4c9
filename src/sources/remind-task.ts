import { civilDateIn, type Instant } from '../law/calendar.ts'
import { isReminderDue, lastDueToRemindOf } from '../law/collection.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { type DueTask, findTask, openTasksDueBy, type Task, updateTask } from './store.ts'
import { type By, changeTask, factsOf, type TaskDeps, type TaskPlace, told } from './task-of-case.ts'

/** Writes to the owner once more; the link works for longer. Throws as `changeTask` does, and `not_permitted` for what is answered. */
export function remindTask(tx: Tx, deps: TaskDeps, place: TaskPlace, by: By): Promise<Task> {
  return changeTask(tx, deps, place, by, async (c, task) => {
    if (task.state !== 'open') throw problem('not_permitted', 'the task is answered: there is nothing to remind of')
    return reminded(c, task, by)
  })
}

/** Calls a search off: the link opens nothing any more. An answer that was given stays in the history. Throws as `changeTask` does. */
export function cancelTask(tx: Tx, deps: TaskDeps, place: TaskPlace, reason: string, by: By): Promise<Task> {
  return changeTask(tx, deps, place, by, async (c, task) => {
    happened(c, { type: 'task_cancelled', facts: factsOf(task), detail: { reason } }, by)
    return { ...task, state: 'cancelled', detail: { ...task.detail, reason } }
  })
}

function reminded(c: Case, task: Task, by: By): Task {
  happened(c, { type: 'task_reminded', facts: factsOf(task) }, by)
  return told(c, task, by, { reminder: true })
}

const tasksAtATime = 200

/**
 * Part of an organisation's look at its deadlines: the owners of what is due soon, or overdue, are written to. Each task is a transaction
 * of its own under the lock of its request, which decides anew: a look that is done twice reminds once.
 */
export async function remindOwners(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>,
  { id, timeZone }: { readonly id: OrganisationId; readonly timeZone: string },
  signal?: AbortSignal,
): Promise<void> {
  const at = deps.now()
  await eachInTurn(tasksToRemindOf(deps, id, timeZone, at), (task) => remindOwner(deps, id, task, at), signal)
}

async function* tasksToRemindOf(
  { database }: Pick<Deps, 'database'>,
  organisation: OrganisationId,
  zone: string,
  at: Instant,
): AsyncGenerator<DueTask> {
  const today = civilDateIn(zone, at)
  let after: DueTask | undefined
  for (;;) {
    const page = { after, most: tasksAtATime }
    const due: DueTask[] = await database.transaction(organisation, (tx) =>
      openTasksDueBy(tx, lastDueToRemindOf(today), page),
    )
    yield* due.filter(({ dueOn, toldOn }) => isReminderDue(dueOn, toldOn, today))
    after = due.at(-1)
    if (due.length < tasksAtATime) return
  }
}

async function remindOwner(
  deps: Pick<Deps, 'database' | 'keyring' | 'outbox'>,
  organisation: OrganisationId,
  { id, request }: DueTask,
  at: Instant,
): Promise<void> {
  const by = { actor: { type: 'service', organisation }, at } as const
  await deps.database.transaction(organisation, (tx) =>
    changeUnlessErased(tx, deps, { request, actor: by.actor, now: at }, async (c) => {
      const task = await findTask(tx, c.safe, id)
      if (task?.state !== 'open' || c.request.closedAt !== null) return
      if (!isReminderDue(task.dueOn, task.toldOn, civilDateIn(c.organisation.timeZone, at))) return
      await updateTask(tx, c.safe, reminded(c, task, by))
    }),
  )
}
