import { type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import { isReminderDue, lastDueToRemindOf } from '../law/collection.ts'
import { insertLetters } from '../letters/store.ts'
import { getOrganisation } from '../organisations/store.ts'
import { BoxRefused, organisationSafe } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { type DueTask, findTask, openTasksDueBy, type Task, type TaskToShow, updateTask } from './store.ts'
import { changeTask, changeTaskToShow, type TaskPlace } from './task-of-case.ts'
import {
  type By,
  byOwner,
  factsOf,
  ownerLetter,
  renewed,
  type TaskDeps,
  type ToldTask,
  toldTask,
} from './tell-owner.ts'

/** Writes to the owner once more; the link works for longer. Throws as `changeTask` does, and `not_permitted` for what is answered. */
export function remindTask(tx: Tx, deps: TaskDeps, place: TaskPlace, by: By): Promise<TaskToShow> {
  return changeTask(tx, deps, place, by, async (c, task) => {
    if (task.state !== 'open') throw problem('not_permitted', 'the task is answered: there is nothing to remind of')
    const again = reminded(c, task, by)
    c.letters.push(ownerLetter(c, [toldTask(c, again)], { at: by.at, reminder: true }))
    return again
  })
}

/**
 * Calls a search off: the link opens nothing any more. An answer that was given stays in the history. One that does not open is called off as
 * well, since nobody can be reminded of it. Throws as `changeTask` does, but `BoxRefused`.
 */
export function cancelTask(tx: Tx, deps: TaskDeps, place: TaskPlace, reason: string, by: By): Promise<TaskToShow> {
  return changeTaskToShow(tx, deps, place, by, async (c, task) => {
    happened(c, { type: 'task_cancelled', facts: factsOf(task), detail: { reason } }, by)
    const called = { ...task, state: 'cancelled' } as const
    return 'refusal' in called ? called : { ...called, detail: { ...called.detail, reason } }
  })
}

function reminded(c: Case, task: Task, by: By): Task {
  happened(c, { type: 'task_reminded', facts: factsOf(task) }, by)
  return renewed(task, c.organisation, by.at)
}

const tasksAtATime = 200
/** Of one letter, whose requests are all locked until it is written. An owner who is late with more gets another. */
const tasksOfALetter = 50

type RemindDeps = Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>

/**
 * Part of an organisation's look at its deadlines: each owner of what is due soon, or overdue, gets one letter, with the link of each of these
 * tasks. It is written in one transaction, under the locks of their requests, which decides anew: a look that is done twice reminds once.
 */
export async function remindOwners(
  deps: RemindDeps,
  { id, timeZone }: { readonly id: OrganisationId; readonly timeZone: string },
  signal?: AbortSignal,
): Promise<void> {
  const at = deps.now()
  const due = await tasksToRemindOf(deps, id, civilDateIn(timeZone, at))
  // Whose address does not open is nobody's: its request does not open either, and says so when it is its turn
  const owners = byOwner(due, ({ id: task, owner }) => owner ?? task)
  const letters = owners.flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / tasksOfALetter) }, (_, n) =>
      own.slice(n * tasksOfALetter, (n + 1) * tasksOfALetter),
    ),
  )
  await eachInTurn(letters, (tasks) => remindOwner(deps, id, tasks, at), signal)
}

async function tasksToRemindOf(
  { database, keyring }: RemindDeps,
  organisation: OrganisationId,
  today: CivilDate,
): Promise<DueTask[]> {
  const found: DueTask[] = []
  for (let after: DueTask | undefined; ; ) {
    const page = { after, most: tasksAtATime }
    const due: DueTask[] = await database.transaction(organisation, (tx) =>
      openTasksDueBy(tx, keyring, lastDueToRemindOf(today), page),
    )
    found.push(...due.filter(({ dueOn, toldOn }) => isReminderDue(dueOn, toldOn, today)))
    after = due.at(-1)
    if (due.length < tasksAtATime) return found
  }
}

async function remindOwner(
  deps: RemindDeps,
  organisation: OrganisationId,
  due: readonly DueTask[],
  at: Instant,
): Promise<void> {
  const by = { actor: { type: 'service', organisation }, at } as const
  // In one order everywhere, so that two who lock several can't wait for each other (`identity/change-each.ts`)
  const requests = [...new Set(due.map(({ request }) => request))].sort().reverse()
  const refused: BoxRefused[] = []
  await deps.database.transaction(organisation, async (tx) => {
    refused.length = 0
    const told: ToldTask[] = []
    for (const request of requests) {
      await changeUnlessErased(tx, deps, { request, actor: by.actor, now: at }, async (c) => {
        const now = await remindersOf(tx, c, due, by)
        told.push(...now)
        // What speaks of one request alone is its letter, and goes when it is erased
        if (requests.length === 1 && now.length > 0) c.letters.push(ownerLetter(c, now, { at, reminder: true }))
      }).catch((error: unknown) => {
        if (!(error instanceof BoxRefused)) throw error
        refused.push(error)
      })
    }
    if (requests.length === 1 || told.length === 0) return
    const first = told.toSorted((a, b) => (a.task.dueOn < b.task.dueOn ? -1 : 1))
    const letter = ownerLetter({ organisation: await getOrganisation(tx) }, first, { at, reminder: true })
    await Promise.all(insertLetters(tx, organisationSafe(deps.keyring, organisation), [letter]))
    tx.afterCommit(() => deps.outbox.wake())
  })
  if (refused.length > 0) throw new AggregateError(refused, 'some tasks do not open', { cause: refused[0] })
}

/** Those of this request that its owner is still to be reminded of. */
async function remindersOf(tx: Tx, c: Case, due: readonly DueTask[], by: By): Promise<ToldTask[]> {
  if (c.request.closedAt !== null) return []
  const today = civilDateIn(c.organisation.timeZone, by.at)
  // All are opened before one is changed: one that does not open leaves the others as they are
  const own = due.filter(({ request }) => request === c.request.id)
  const found = await Promise.all(own.map(({ id }) => findTask(tx, c.safe, id)))
  const still = found.filter((task) => task?.state === 'open' && isReminderDue(task.dueOn, task.toldOn, today))
  const again = still.flatMap((task) => (task === undefined ? [] : [reminded(c, task, by)]))
  await Promise.all(again.map((task) => updateTask(tx, c.safe, task)))
  return again.map((task) => toldTask(c, task))
}
