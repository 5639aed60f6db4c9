import type { EventType } from '../evidence/event-types.ts'
import type { Instant } from '../law/calendar.ts'
import { isTimeToCollect, needsSearch, type ToCollect } from '../law/collection.ts'
import { isUnanswered } from '../law/lifecycle.ts'
import { collectModeOf } from '../organisations/collect-setting.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { registerToCompare } from '../register/read-register.ts'
import { type Case, isProvenFor, kindOf, levelNeededBy, type RightRow, rightState } from '../requests/case.ts'
import { hasAuthority } from '../requests/on-behalf.ts'
import { askOwners } from './ask-owners.ts'
import { sourcesOfRights } from './sources-concerned.ts'
import { askedSources, insertTask, type Source, sourcesToAsk, type Task } from './store.ts'
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

type Keys = Pick<Deps, 'keyring'>
type By = { readonly actor: Actor; readonly at: Instant }

/**
 * For a request about to be stored: the tasks of its sources, where it is time already. What is given back inserts them, once the request is
 * there.
 */
export async function collectAtReceipt(tx: Tx, deps: Keys, c: Case, by: By): Promise<(tx: Tx) => Promise<void>[]> {
  const rights = rightsToCollect(c, by)
  if (rights.length === 0) return () => []
  const tasks = askOwners(c, deps, await sourcesOf(tx, deps, rights), {}, byItself(c, by.at))
  if (tasks.length > 0) c.request.detail.tasks = { open: tasks.length, answered: 0 }
  return (tx) => tasks.map((task) => insertTask(tx, c.safe, task))
}

/**
 * For a request that has changed, under its lock: a task for each active source that a right concerns whose time has come, and that never had
 * one of this request. One that was called off was called off by staff, and stays so.
 */
export async function collectIfTime(tx: Tx, deps: Keys, c: Case, by: By): Promise<void> {
  if (!c.events.some(({ type }) => causes.has(type))) return
  const rights = rightsToCollect(c, by)
  if (rights.length === 0) return
  const [sources, asked] = await Promise.all([sourcesOf(tx, deps, rights), askedSources(tx, c.request.id)])
  const unasked = sources.filter(({ key }) => !asked.has(key))
  if (unasked.length === 0) return
  const tasks: Task[] = askOwners(c, deps, unasked, {}, byItself(c, by.at))
  await Promise.all(tasks.map((task) => insertTask(tx, c.safe, task)))
  await noteTasks(tx, c)
}

/** The active sources of the activities that these rights reach. */
async function sourcesOf(tx: Tx, deps: Keys, rights: readonly RightRow[]): Promise<Source[]> {
  const [sources, current] = await Promise.all([sourcesToAsk(tx, deps.keyring), registerToCompare(tx, deps)])
  return sourcesOfRights(sources, rights.map(kindOf), current?.register)
}

/** The rights that still owe their answer and take a search, and for which it is time for that. */
function rightsToCollect(c: Case, by: By): RightRow[] {
  if (c.request.closedAt !== null) return []
  const mode = collectModeOf(c.organisation)
  // What the organisation's own form hands in, anybody wrote
  const byStaff = by.actor.type === 'client' && by.actor.role !== 'intake'
  return c.rights.filter(
    (right) =>
      isUnanswered(rightState(right)) &&
      needsSearch(kindOf(right)) &&
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
