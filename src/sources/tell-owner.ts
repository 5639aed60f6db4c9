import { addDays, type CivilDate, civilDateIn, type Instant, startOfDay } from '../law/calendar.ts'
import { linkEndsOn, toldOwners } from '../law/collection.ts'
import type { RightKind } from '../law/rights.ts'
import type { LetterContent } from '../letters/letter-content.ts'
import { type LetterRow, writeLetter } from '../letters/write-letter.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RequestId, showId } from '../platform/identifiers.ts'
import { type Case, kindOf } from '../requests/case.ts'
import { countTasks, type Task } from './store.ts'

export type By = { readonly actor: Actor; readonly at: Instant }
export type TaskDeps = Pick<Deps, 'keyring' | 'outbox'>

/** Keeps on the request how many tasks wait, so that whoever reads it is told without another query. After each change of them. */
export async function noteTasks(tx: Tx, c: Case): Promise<void> {
  const counts = await countTasks(tx, c.request.id)
  c.request.detail.tasks = counts.open + counts.answered === 0 ? undefined : counts
}

/** The task of an owner who is written to today: its link works from now. */
export function renewed(task: Task, { timeZone }: Pick<Organisation, 'timeZone'>, at: Instant): Task {
  const today = civilDateIn(timeZone, at)
  return { ...task, toldOn: today, expiresAt: endOf(linkEndsOn(today, task.dueOn), timeZone) }
}

/** A task as a letter speaks of it. */
export type ToldTask = { readonly task: Task; readonly reference: string; readonly rights: Search['rights'] }
type Search = Extract<LetterContent, { type: 'collection_task' }>['searches'][number]

/** The rights for which an owner searches. */
export function rightsTold({ rights }: Case): readonly RightKind[] {
  return toldOwners(rights.filter(({ status }) => status !== 'lapsed').map(kindOf))
}

/** What a letter may say of a task of this request: nothing of the person. */
export function toldTask(c: Case, task: Task): ToldTask {
  return { task, reference: c.request.reference, rights: rightsTold(c) }
}

type Place = {
  readonly organisation: Organisation
  /** Whose letter it is; absent where it speaks of several. */
  readonly request?: { readonly id: RequestId; readonly reference: string }
}

/** One letter to one owner, about all of these: each has its own link, which opens no other. */
export function ownerLetter(
  { organisation, request }: Place,
  told: readonly ToldTask[],
  { at, reminder }: { readonly at: Instant; readonly reminder: boolean },
): LetterRow {
  const today = civilDateIn(organisation.timeZone, at)
  return writeLetter({
    organisation,
    request,
    tasks: told.map(({ task }) => task.id),
    letter: {
      type: 'collection_task',
      searches: told.map(({ task: { dueOn, detail }, reference, rights }) => {
        return { reference, source: detail.source.name, rights, dueOn, expiresOn: linkEndsOn(today, dueOn) }
      }),
      reminder,
    },
    by: 'email',
    to: { email: told[0]?.task.detail.source.owner_email },
    locale: organisation.locale,
    tells: { fact: 'nothing' },
    now: at,
  })
}

/** To an owner who has something to correct: by the link of their task. */
export function rectificationLetter({ organisation, request }: Case, task: Task, at: Instant): LetterRow {
  const { name: source, owner_email: email } = task.detail.source
  const expiresOn = linkEndsOn(civilDateIn(organisation.timeZone, at), task.dueOn)
  return writeLetter({
    organisation,
    request: { id: request.id, reference: request.reference },
    tasks: [task.id],
    letter: { type: 'rectification_task', source, expiresOn },
    by: 'email',
    to: { email },
    locale: organisation.locale,
    tells: { fact: 'nothing' },
    now: at,
  })
}

/** Tasks of one request, by their owner: two spellings of an address are one. */
export function byOwner<T>(items: readonly T[], addressOf: (item: T) => string): T[][] {
  const owners = new Map<string, T[]>()
  for (const item of items) {
    const owner = addressOf(item).toLowerCase()
    owners.set(owner, [...(owners.get(owner) ?? []), item])
  }
  return [...owners.values()]
}

/** The first instant that no longer belongs to this day. */
function endOf(day: CivilDate, zone: string): Instant {
  return startOfDay(addDays(day, 1), zone)
}

/** How events name a task. */
export function factsOf({ id, sourceKey }: Pick<Task, 'id' | 'sourceKey'>) {
  return { task: showId('tsk', id), source: sourceKey }
}
