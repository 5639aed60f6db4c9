import { civilDateIn } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { RequestId, SourceId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { registerToCompare } from '../register/read-register.ts'
import { type Case, kindOf } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { askOwners } from './ask-owners.ts'
import type { OpenTasks } from './schemas.ts'
import { sourcesOfRights } from './sources-concerned.ts'
import { findSource, insertTask, type Source, searchesOf, sourcesToAsk, type Task } from './store.ts'
import { demandSearching } from './task-of-case.ts'
import { type By, noteTasks, type TaskDeps } from './tell-owner.ts'

/**
 * Asks the owners of these sources, or of all that are active and concern the request, what they hold: a task for each that has none of it yet,
 * and one letter for each owner. Where none is named, one whose box does not open is not asked, and says so where sources are listed. Those
 * that were opened. Throws `not_found`, `action_not_allowed` for a closed request, 400 for a source that is none, or a day that has passed, and
 * `BoxRefused` for one that is named and does not open.
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
    const asked = named === undefined ? await ofRequest(tx, deps, c) : await chosen(tx, deps, named)
    const searches = await searchesOf(tx, request)
    const unasked = asked.filter(({ key }) => (searches.get(key) ?? 'cancelled') === 'cancelled')
    opened = askOwners(c, deps, unasked, { note, dueOn }, by)
    await Promise.all(opened.map((task) => insertTask(tx, c.safe, task)))
    await noteTasks(tx, c)
  })
  return opened
}

/** Whoever asks may know more of a request than which of its rights take a search: all that it asks for count. */
async function ofRequest(tx: Tx, deps: Pick<TaskDeps, 'keyring'>, { rights }: Case): Promise<Source[]> {
  const [sources, current] = await Promise.all([sourcesToAsk(tx, deps.keyring), registerToCompare(tx, deps)])
  const kinds = rights.filter(({ status }) => status !== 'lapsed').map(kindOf)
  return sourcesOfRights(sources, kinds, current?.register)
}

function chosen(tx: Tx, { keyring }: Pick<TaskDeps, 'keyring'>, named: readonly SourceId[]): Promise<Source[]> {
  return Promise.all(
    [...new Set(named)].map(async (id) => {
      const source = await findSource(tx, keyring, id)
      if (source === undefined) throw unfit(`sources.${named.indexOf(id)}`, 'expected a source of this organisation')
      if ('refusal' in source) throw source.refusal
      return source
    }),
  )
}

function unfit(field: string, message: string) {
  return problem('invalid', 'the sources cannot be asked like that', {
    errors: [{ location: `body.${field}`, message }],
  })
}
