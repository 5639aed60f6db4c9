import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { CivilDate, Instant } from '../law/calendar.ts'
import type { TaskState } from '../law/collection.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { type CaseSafe, organisationSafe, whatIsLeftOf } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened, ToShow } from '../platform/database/sealed-rows.ts'
import { rawStatement, statement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { OrganisationId, RequestId, SourceId, TaskId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { requests, type TaskCounts } from '../requests/tables.ts'
import { sourceBoxes, sources, taskBoxes, tasks } from './tables.ts'

export type Source = Opened<typeof sources.$inferSelect>
export type SourceToShow = ToShow<typeof sources.$inferSelect>
export type Task = Opened<typeof tasks.$inferSelect>
export type TaskToShow = ToShow<typeof tasks.$inferSelect>

// Sources.

const ofTenant = eq(sources.organisationId, sql.placeholder('organisation'))
const thisSource = and(ofTenant, eq(sources.id, sql.placeholder('id')))
const insertSourceRow = statement('insert_source', (db) => db.insert(sources).values(placeholdersOf(sources)))
const updateSourceRow = statement('update_source', (db) =>
  db.update(sources).set(placeholdersOf(sources)).where(thisSource),
)
const deleteSourceRow = statement('delete_source', (db) => db.delete(sources).where(thisSource))
const selectSource = statement('select_source', (db) => db.select().from(sources).where(thisSource))
const selectSources = statement('select_sources', (db) =>
  db.select().from(sources).where(ofTenant).orderBy(asc(sources.id)),
)

export async function insertSource(tx: Tx, keyring: Keyring, row: Source): Promise<void> {
  await tx.run(insertSourceRow, sourceBoxes.seal(organisationSafe(keyring, tx.organisation), row))
}

export async function updateSource(tx: Tx, keyring: Keyring, row: Source): Promise<void> {
  const sealed = sourceBoxes.seal(organisationSafe(keyring, tx.organisation), row)
  await tx.run(updateSourceRow, { ...sealed, organisation: tx.organisation })
}

export async function deleteSourceOf(tx: Tx, id: SourceId): Promise<void> {
  await tx.run(deleteSourceRow, { organisation: tx.organisation, id })
}

/** Whatever of it opens. */
export async function findSource(tx: Tx, keyring: Keyring, id: SourceId): Promise<SourceToShow | undefined> {
  const [row] = await tx.run(selectSource, { organisation: tx.organisation, id })
  return row && sourceBoxes.openToShow(organisationSafe(keyring, tx.organisation), row)
}

/** All of them, whatever of each opens, in the order they were made: there are two hundred at most. */
export async function allSources(tx: Tx, keyring: Keyring): Promise<SourceToShow[]> {
  const rows = await tx.run(selectSources, { organisation: tx.organisation })
  const safe = organisationSafe(keyring, tx.organisation)
  return rows.map((row) => sourceBoxes.openToShow(safe, row))
}

/** The keys of all of them, whether or not they open. */
export async function sourceKeys(tx: Tx): Promise<string[]> {
  return (await tx.run(selectSources, { organisation: tx.organisation })).map(({ key }) => key)
}

/** Those that are active, whatever of each opens. */
export async function sourcesInUse(tx: Tx, keyring: Keyring): Promise<SourceToShow[]> {
  return (await allSources(tx, keyring)).filter(({ active }) => active)
}

/** Those to be asked where none is named: active, and whole. One whose box does not open says so where sources are listed, and stops no request. */
export async function sourcesToAsk(tx: Tx, keyring: Keyring): Promise<Source[]> {
  return (await sourcesInUse(tx, keyring)).flatMap((source) => ('refusal' in source ? [] : [source]))
}

// Tasks.

const ofTaskTenant = eq(tasks.organisationId, sql.placeholder('organisation'))
const thisTask = and(ofTaskTenant, eq(tasks.requestId, sql.placeholder('request')), eq(tasks.id, sql.placeholder('id')))
const ofRequest = and(ofTaskTenant, eq(tasks.requestId, sql.placeholder('request')))
const insertTaskRow = statement('insert_task', (db) => db.insert(tasks).values(placeholdersOf(tasks)))
const updateTaskRow = statement('update_task', (db) => db.update(tasks).set(placeholdersOf(tasks)).where(thisTask))
const updateTaskStateRow = statement('update_task_state', (db) =>
  db
    .update(tasks)
    .set({ state: placeholdersOf(tasks).state })
    .where(thisTask),
)
const selectTask = statement('select_task', (db) => db.select().from(tasks).where(thisTask))
const selectTasks = statement('select_tasks_of_request', (db) =>
  db.select().from(tasks).where(ofRequest).orderBy(asc(tasks.id)),
)
const deleteTaskRows = statement('delete_tasks_of_request', (db) =>
  db.delete(tasks).where(ofRequest).returning({ id: tasks.id }),
)

export async function insertTask(tx: Tx, safe: CaseSafe, row: Task): Promise<void> {
  await tx.run(insertTaskRow, taskBoxes.seal(safe, row))
}

export async function updateTask(tx: Tx, safe: CaseSafe, row: Task): Promise<void> {
  const sealed = taskBoxes.seal(safe, row)
  await tx.run(updateTaskRow, { ...sealed, organisation: tx.organisation, request: row.requestId })
}

/** The same for one that does not open: its box stays as it is, for what a backup may bring back. */
export async function updateTaskState(tx: Tx, { requestId: request, id, state }: TaskToShow): Promise<void> {
  await tx.run(updateTaskStateRow, { organisation: tx.organisation, request, id, state })
}

/** A task of this request. Nobody else changes it while the request is locked. Throws `BoxRefused`. */
export async function findTask(tx: Tx, safe: CaseSafe, id: TaskId): Promise<Task | undefined> {
  const task = await findTaskToShow(tx, safe, id)
  if (task !== undefined && 'refusal' in task) throw task.refusal
  return task
}

/** The same, whatever of it opens. */
export async function findTaskToShow(tx: Tx, safe: CaseSafe, id: TaskId): Promise<TaskToShow | undefined> {
  const [row] = await tx.run(selectTask, { organisation: tx.organisation, request: safe.request, id })
  return row && taskBoxes.openToShow(safe, row)
}

/** Those of a request, in the order they were opened. Throws `BoxRefused`. */
export async function tasksOf(tx: Tx, safe: CaseSafe): Promise<Task[]> {
  const rows = await tx.run(selectTasks, { organisation: tx.organisation, request: safe.request })
  return rows.map((row) => taskBoxes.open(safe, row))
}

/** The same, whatever of each opens. */
export async function tasksToShow(tx: Tx, safe: CaseSafe): Promise<TaskToShow[]> {
  const rows = await tx.run(selectTasks, { organisation: tx.organisation, request: safe.request })
  return rows.map((row) => taskBoxes.openToShow(safe, row))
}

/** Takes them away, of a case that is erased; how many there were. */
export async function deleteTasks(tx: Tx, request: RequestId): Promise<number> {
  return (await tx.run(deleteTaskRows, { organisation: tx.organisation, request })).length
}

const selectCounts = rawStatement<{ organisation: OrganisationId; request: RequestId }, TaskCounts>(
  'count_tasks',
  `select count(*) filter (where state = 'open')::int as open,
     count(*) filter (where state in ('found', 'nothing_held', 'cannot'))::int as answered
   from habeas.tasks where organisation_id = $1 and request_id = $2`,
  ({ organisation, request }) => [organisation, request],
)

export async function countTasks(tx: Tx, request: RequestId): Promise<TaskCounts> {
  const [row] = await tx.run(selectCounts, { organisation: tx.organisation, request })
  return row ?? { open: 0, answered: 0 }
}

const selectAsked = rawStatement<{ organisation: OrganisationId; request: RequestId }, { key: string }>(
  'select_asked_sources',
  'select distinct source_key as key from habeas.tasks where organisation_id = $1 and request_id = $2',
  ({ organisation, request }) => [organisation, request],
)

/** The keys of the sources that a task of the request was ever opened for, also one that was called off. */
export async function askedSources(tx: Tx, request: RequestId): Promise<ReadonlySet<string>> {
  const rows = await tx.run(selectAsked, { organisation: tx.organisation, request })
  return new Set(rows.map(({ key }) => key))
}

const selectSearches = rawStatement<
  { organisation: OrganisationId; request: RequestId },
  { key: string; state: TaskState }
>(
  'select_searches',
  `select distinct on (source_key) source_key as key, state from habeas.tasks
   where organisation_id = $1 and request_id = $2 order by source_key, id desc`,
  ({ organisation, request }) => [organisation, request],
)

/** How the last task of each source of a request stands, by the key of the source; nothing of it is opened. */
export async function searchesOf(tx: Tx, request: RequestId): Promise<ReadonlyMap<string, TaskState>> {
  const rows = await tx.run(selectSearches, { organisation: tx.organisation, request })
  return new Map(rows.map(({ key, state }) => [key, state]))
}

/** Open tasks that are due by a day, in the order of that, with the addresses of their owners. Of requests that are open. */
export async function openTasksDueBy(
  tx: Tx,
  keyring: Keyring,
  day: CivilDate,
  { after, most }: { readonly after: DueTask | undefined; readonly most: number },
): Promise<DueTask[]> {
  const { id, requestId, dueOn, toldOn, detail } = tasks
  const rows = await tx.db
    .select({ id, requestId, dueOn, toldOn, detail, dataKey: requests.dataKey })
    .from(tasks)
    .innerJoin(requests, and(eq(requests.organisationId, tasks.organisationId), eq(requests.id, tasks.requestId)))
    .where(
      and(
        eq(tasks.organisationId, tx.organisation),
        eq(tasks.state, 'open'),
        sql`${tasks.dueOn} <= ${day}`,
        isNull(requests.closedAt),
        after === undefined ? undefined : sql`(${tasks.dueOn}, ${tasks.id}) > (${after.dueOn}, ${after.id})`,
      ),
    )
    .orderBy(asc(tasks.dueOn), asc(tasks.id))
    .limit(most)
  return rows.map(({ dataKey, ...row }) => {
    const { id: task, requestId: request, dueOn: due, toldOn: told } = row
    const safe = whatIsLeftOf(keyring, { organisationId: tx.organisation, id: request, dataKey })
    const opened = taskBoxes.openToShow(safe, row)
    return {
      id: task,
      request,
      dueOn: due,
      toldOn: told,
      owner: 'refusal' in opened ? undefined : opened.detail.source.owner_email,
    }
  })
}

/** `owner`: an e-mail address; undefined where it does not open. */
export type DueTask = Pick<Task, 'id' | 'dueOn' | 'toldOn'> & {
  readonly request: RequestId
  readonly owner: string | undefined
}

const selectOfDays = rawStatement<
  { organisation: OrganisationId; after: CivilDate; until: CivilDate },
  { request: RequestId; sources: string[]; due_on: string }
>(
  'select_open_tasks_of_days',
  `select t.request_id as request, array_agg(t.source_key order by t.source_key) as sources, min(t.due_on)::text as due_on
   from habeas.tasks t join habeas.requests r on r.organisation_id = t.organisation_id and r.id = t.request_id
   where t.organisation_id = $1 and t.state = 'open' and t.due_on > $2::date and t.due_on <= $3::date
     and r.closed_at is null and r.erased_at is null
   group by t.request_id`,
  ({ organisation, after, until }) => [organisation, after, until],
)

/** Open tasks due after one day and until another, by request: the keys of their sources, and the first of these days. */
export async function openTasksOfDays(tx: Tx, { after, until }: { after: CivilDate; until: CivilDate }) {
  const rows = await tx.run(selectOfDays, { organisation: tx.organisation, after, until })
  return rows.map(({ request, sources: keys, due_on }) => ({
    request,
    sources: keys,
    dueOn: due_on as CivilDate, // a date of the database, as text
  }))
}

const selectLive = rawStatement<
  { organisation: OrganisationId; request: RequestId; id: TaskId; now: Instant },
  Record<string, never>
>(
  'select_live_task',
  `select from habeas.tasks t join habeas.requests r on r.organisation_id = t.organisation_id and r.id = t.request_id
   where t.organisation_id = $1 and t.request_id = $2 and t.id = $3 and t.state <> 'cancelled' and t.expires_at > $4::timestamptz
     and r.closed_at is null and r.erased_at is null`,
  ({ organisation, request, id, now }) => [organisation, request, id, instantToText(now)],
)

/** Whether a link works at this moment; in one statement, so that it is asked before anything else of a transaction. */
export async function isLive(
  tx: Tx,
  { request, id }: { request: RequestId; id: TaskId },
  now: Instant,
): Promise<boolean> {
  return (await tx.run(selectLive, { organisation: tx.organisation, request, id, now })).length === 1
}

const selectKey = rawStatement<{ organisation: OrganisationId; request: RequestId; id: TaskId }, { key: string }>(
  'select_source_key_of_task',
  'select source_key as key from habeas.tasks where organisation_id = $1 and request_id = $2 and id = $3',
  ({ organisation, request, id }) => [organisation, request, id],
)

/** What the records of a task are filed under. */
export async function sourceKeyOf(tx: Tx, { request, id }: { request: RequestId; id: TaskId }): Promise<string> {
  const [row] = await tx.run(selectKey, { organisation: tx.organisation, request, id })
  if (row === undefined) throw problem('not_found', 'there is no such task')
  return row.key
}

const taskBySecret = rawStatement<
  { hash: Buffer },
  { organisation_id: OrganisationId; request_id: RequestId; id: TaskId }
>('task_by_secret', 'select organisation_id, request_id, id from habeas.lookup_task($1)', ({ hash }) => [hash])

/** Across tenants, by the lookup role: whose link this is. */
export async function findTaskBySecret(database: Database, hash: Buffer) {
  const [found] = await database.lookup(taskBySecret, { hash })
  return found
}
