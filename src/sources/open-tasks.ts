import { civilDateIn } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId, SourceId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { changeCase } from '../requests/change-case.ts'
import { askOwners } from './ask-owners.ts'
import type { OpenTasks } from './schemas.ts'
import { allSources, insertTask, type Source, type Task, tasksOf } from './store.ts'
import { demandSearching } from './task-of-case.ts'
import { type By, noteTasks, type TaskDeps } from './tell-owner.ts'

/**
 * Asks the owners of these sources, or of all that are active, what they hold: a task for each that has none of this request yet, and one
 * letter for each owner. Those that were opened. Throws `not_found`, `action_not_allowed` for a closed request, and 400 for a source that is none,
 * or a day that has passed.
 */
export async function openTasks(
  tx: Tx,
  deps: TaskDeps,
  request: RequestId,
  { sources: named, note, due_on: dueOn }: OpenTasks,
  by: By,
): Promise<Task[]> {
  let opened: Task[] = []
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    demandSearching(c)
    const today = civilDateIn(c.organisation.timeZone, by.at)
    if (dueOn !== undefined && dueOn < today) throw unfit('due_on', 'expected today or a later day')
    const asked = chosen(await allSources(tx, deps.keyring), named)
    const searched = new Set(
      (await tasksOf(tx, c.safe)).filter(({ state }) => state !== 'cancelled').map(({ sourceKey }) => sourceKey),
    )
    const unasked = asked.filter(({ key }) => !searched.has(key))
    opened = askOwners(c, deps, unasked, { note, dueOn }, by)
    await Promise.all(opened.map((task) => insertTask(tx, c.safe, task)))
    await noteTasks(tx, c)
  })
  return opened
}

function chosen(all: readonly Source[], named: readonly SourceId[] | undefined): Source[] {
  if (named === undefined) return all.filter(({ active }) => active)
  return [...new Set(named)].map((id) => {
    const at = named.indexOf(id)
    return all.find((source) => source.id === id) ?? refuse(`sources.${at}`, 'expected a source of this organisation')
  })
}

function refuse(field: string, message: string): never {
  throw unfit(field, message)
}

function unfit(field: string, message: string) {
  return problem('invalid', 'the sources cannot be asked like that', {
    errors: [{ location: `body.${field}`, message }],
  })
}
