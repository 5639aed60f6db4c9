import type { EventType } from '../evidence/event-types.ts'
import type { Instant } from '../law/calendar.ts'
import { isTimeToCollect, needsSearch, type ToCollect } from '../law/collection.ts'
import { isUnanswered } from '../law/lifecycle.ts'
import { collectModeOf } from '../organisations/collect-setting.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Case, isProvenFor, kindOf, levelNeededBy, type RightRow, rightState } from '../requests/case.ts'
import { hasAuthority } from '../requests/on-behalf.ts'
import { askOwners } from './ask-owners.ts'
import { askedSources, insertTask, sourcesToAsk, type Task } from './store.ts'
import { noteTasks } from './tell-owner.ts'

/** What may make it time to collect for a request that is there already. */
const causes: ReadonlySet<EventType> = new Set<EventType>([
  'request_acknowledged',
  'request_corrected',
  'request_reopened',
  'right_added',
  'right_amended',
  'mailbox_proven',
  'identity_confirmed',
  'authority_accepted',
  'answer_recorded',
])

type By = { readonly actor: Actor; readonly at: Instant }

/**
 * For a request about to be stored: the tasks of its sources, where it is time already. What is given back inserts them, once the request is
 * there.
 */
export async function collectAtReceipt(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  c: Case,
  by: By,
): Promise<(tx: Tx) => Promise<void>[]> {
  if (!isTime(c, by)) return () => []
  const tasks = askOwners(c, deps, await sourcesToAsk(tx, deps.keyring), {}, byItself(c, by.at))
  if (tasks.length > 0) c.request.detail.tasks = { open: tasks.length, answered: 0 }
  return (tx) => tasks.map((task) => insertTask(tx, c.safe, task))
}

/**
 * For a request that has changed, under its lock: a task for each active source that never had one of this request. One that was called off
 * was called off by staff, and stays so.
 */
export async function collectIfTime(tx: Tx, deps: Pick<Deps, 'keyring'>, c: Case, by: By): Promise<void> {
  if (!c.events.some(({ type }) => causes.has(type)) || !isTime(c, by)) return
  const [sources, asked] = await Promise.all([sourcesToAsk(tx, deps.keyring), askedSources(tx, c.request.id)])
  const unasked = sources.filter(({ key }) => !asked.has(key))
  if (unasked.length === 0) return
  const tasks: Task[] = askOwners(c, deps, unasked, {}, byItself(c, by.at))
  await Promise.all(tasks.map((task) => insertTask(tx, c.safe, task)))
  await noteTasks(tx, c)
}

/** Whether a right that still owes its answer takes a search, and it is time for that. */
function isTime(c: Case, by: By): boolean {
  if (c.request.closedAt !== null) return false
  const mode = collectModeOf(c.organisation)
  // What the organisation's own form hands in, anybody wrote
  const byStaff = by.actor.type === 'client' && by.actor.role !== 'intake'
  return c.rights.some(
    (right) =>
      isUnanswered(rightState(right)) &&
      needsSearch(kindOf(right), right.detail.fields) &&
      isTimeToCollect({ mode, identity: identityFor(c, right), authorised: hasAuthority(c, right, by.at), byStaff }),
  )
}

function identityFor(c: Case, right: RightRow): ToCollect['identity'] {
  if (c.request.identityRejected) return 'rejected'
  if (c.request.identityLevel !== 'none' && isProvenFor(c, kindOf(right))) return 'proven'
  return levelNeededBy(c, kindOf(right)) === 'none' ? 'not_needed' : 'unproven'
}

/** Whoever gave the cause, it is the service that asks. */
function byItself({ request }: Case, at: Instant) {
  return { actor: { type: 'service', organisation: request.organisationId }, at } as const
}
