import { allowedActions } from '../law/lifecycle.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId, TaskId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, stateOf } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { findTaskToShow, type Task, type TaskToShow, updateTask, updateTaskState } from './store.ts'
import { type By, noteTasks, type TaskDeps } from './tell-owner.ts'

export type TaskPlace = { readonly request: RequestId; readonly task: TaskId }

/**
 * For staff: changes a task under the lock of its request. Throws `not_found`, `action_not_allowed` for a closed or erased request,
 * `not_permitted` for a task that was called off, and `BoxRefused` for one that does not open.
 */
export async function changeTask(
  tx: Tx,
  deps: TaskDeps,
  place: TaskPlace,
  by: By,
  change: (c: Case, task: Task) => Promise<Task>,
): Promise<TaskToShow> {
  return changeTaskToShow(tx, deps, place, by, async (c, task) => {
    if ('refusal' in task) throw task.refusal
    return change(c, task)
  })
}

/** The same, whatever of the task opens: of one that does not, its state alone is kept. */
export async function changeTaskToShow(
  tx: Tx,
  deps: TaskDeps,
  { request, task: id }: TaskPlace,
  by: By,
  change: (c: Case, task: TaskToShow) => Promise<TaskToShow>,
): Promise<TaskToShow> {
  let changed: TaskToShow | undefined
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    const task = await findTaskToShow(tx, c.safe, id)
    if (task === undefined) throw problem('not_found', 'the request has no such task')
    demandSearching(c)
    if (task.state === 'cancelled') throw problem('not_permitted', 'the search was called off: open a new one')
    changed = await change(c, task)
    await ('refusal' in changed ? updateTaskState(tx, changed) : updateTask(tx, c.safe, changed))
    await noteTasks(tx, c)
  })
  if (changed === undefined) throw new Error('changeCase has not called what decides')
  return changed
}

/** What is held is searched for while a request is open, and once it is known what it asks for. Throws `action_not_allowed`. */
export function demandSearching(c: Case): void {
  if (c.request.closedAt === null && c.rights.length > 0) return
  const why = c.request.closedAt === null ? 'no right was named yet' : 'the request is closed'
  throw problem('action_not_allowed', `${why}: nothing is searched for it`, {
    allowedActions: allowedActions(stateOf(c)),
  })
}
