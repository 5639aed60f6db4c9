import { addDays, type CivilDate, civilDateIn, type Instant, startOfDay } from '../law/calendar.ts'
import { linkEndsOn } from '../law/collection.ts'
import { allowedActions } from '../law/lifecycle.ts'
import { writeLetter } from '../letters/write-letter.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RequestId, showId, type TaskId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, kindOf, stateOf } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { countTasks, findTask, type Task, updateTask } from './store.ts'

export type By = { readonly actor: Actor; readonly at: Instant }
export type TaskPlace = { readonly request: RequestId; readonly task: TaskId }
export type TaskDeps = Pick<Deps, 'keyring' | 'outbox'>

/**
 * For staff: changes a task under the lock of its request. Throws `not_found`, `action_not_allowed` for a closed or erased request, and
 * `not_permitted` for a task that was called off.
 */
export async function changeTask(
  tx: Tx,
  deps: TaskDeps,
  { request, task: id }: TaskPlace,
  by: By,
  change: (c: Case, task: Task) => Promise<Task>,
): Promise<Task> {
  let changed: Task | undefined
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    const task = await findTask(tx, c.safe, id)
    if (task === undefined) throw problem('not_found', 'the request has no such task')
    demandSearching(c)
    if (task.state === 'cancelled') throw problem('not_permitted', 'the search was called off: open a new one')
    changed = await change(c, task)
    await updateTask(tx, c.safe, changed)
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

/** Keeps on the request how many tasks wait, so that whoever reads it is told without another query. After each change of them. */
export async function noteTasks(tx: Tx, c: Case): Promise<void> {
  const counts = await countTasks(tx, c.request.id)
  c.request.detail.tasks = counts.open + counts.answered === 0 ? undefined : counts
}

/** The task with its owner written to, today: the link works from now. The letter goes out with the case. */
export function told(c: Case, task: Task, by: By, { reminder }: { readonly reminder: boolean }): Task {
  const { organisation, request } = c
  const today = civilDateIn(organisation.timeZone, by.at)
  const endsOn = linkEndsOn(today, task.dueOn)
  const { source } = task.detail
  c.letters.push(
    writeLetter({
      organisation,
      request: { id: request.id, reference: request.reference },
      task: task.id,
      letter: {
        type: 'collection_task',
        source: source.name,
        rights: c.rights.filter(({ status }) => status !== 'lapsed').map(kindOf),
        dueOn: task.dueOn,
        expiresOn: endsOn,
        reminder,
      },
      by: 'email',
      to: { email: source.owner_email },
      locale: organisation.locale,
      tells: { fact: 'nothing' },
      now: by.at,
    }),
  )
  return { ...task, toldOn: today, expiresAt: endOf(endsOn, organisation.timeZone) }
}

/** The first instant that no longer belongs to this day. */
function endOf(day: CivilDate, zone: string): Instant {
  return startOfDay(addDays(day, 1), zone)
}

/** How events name a task. */
export function factsOf({ id, sourceKey }: Task) {
  return { task: showId('tsk', id), source: sourceKey }
}
