import { type CivilDate, civilDateIn } from '../law/calendar.ts'
import { taskDueOn } from '../law/collection.ts'
import { linkSecretFor } from '../platform/crypto/link-secrets.ts'
import { hashSecret } from '../platform/crypto/secrets.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { newId, type RequestId, type SourceId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import type { OpenTasks } from './schemas.ts'
import { allSources, insertTask, type Source, type Task, tasksOf } from './store.ts'
import { type By, demandSearching, factsOf, noteTasks, type TaskDeps, told } from './task-of-case.ts'

/**
 * Asks the owners of these sources, or of all that are active, what they hold: a task and a letter for each that has no task of this
 * request yet. Those that were opened. Throws `not_found`, `action_not_allowed` for a closed request, and 400 for a source that is none,
 * or a day that has passed.
 */
export async function openTasks(
  tx: Tx,
  deps: TaskDeps,
  request: RequestId,
  { sources: named, note, due_on: dueOn }: OpenTasks,
  by: By,
): Promise<Task[]> {
  const opened: Task[] = []
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    demandSearching(c)
    const today = civilDateIn(c.organisation.timeZone, by.at)
    if (dueOn !== undefined && dueOn < today) throw unfit('due_on', 'expected today or a later day')
    const asked = chosen(await allSources(tx, deps.keyring), named)
    const searched = new Set(
      (await tasksOf(tx, c.safe)).filter(({ state }) => state !== 'cancelled').map(({ sourceKey }) => sourceKey),
    )
    for (const source of asked.filter(({ key }) => !searched.has(key))) {
      const due = dueOn ?? taskDueOn(today, c.request.dueOn, c.organisation.calendar)
      const task = told(c, newTask(c, deps, source, { note, dueOn: due, today }, by), by, { reminder: false })
      await insertTask(tx, c.safe, task)
      const detail = { source_name: source.detail.name, owner_email: source.detail.owner_email, note }
      happened(c, { type: 'task_opened', facts: { ...factsOf(task), due_on: due }, detail }, by)
      opened.push(task)
    }
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

type Asked = { readonly note: string | undefined; readonly dueOn: CivilDate; readonly today: CivilDate }

function newTask(c: Case, { keyring }: TaskDeps, source: Source, { note, dueOn, today }: Asked, { at }: By): Task {
  const id = newId('tsk')
  return {
    organisationId: c.request.organisationId,
    id,
    requestId: c.request.id,
    sourceId: source.id,
    sourceKey: source.key,
    state: 'open',
    dueOn,
    secretHash: hashSecret(linkSecretFor(keyring, id)),
    expiresAt: at,
    toldOn: today,
    createdAt: at,
    answeredAt: null,
    detail: { source: source.detail, note },
  }
}

function refuse(field: string, message: string): never {
  throw unfit(field, message)
}

function unfit(field: string, message: string) {
  return problem('invalid', 'the sources cannot be asked like that', {
    errors: [{ location: `body.${field}`, message }],
  })
}
