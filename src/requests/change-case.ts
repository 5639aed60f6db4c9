import { noteDirectives } from '../directives/find-directives.ts'
import type { EventType } from '../evidence/event-types.ts'
import type { Instant } from '../law/calendar.ts'
import { withdrawNoticesTo } from '../letters/withdraw-letters.ts'
import { heedObjections } from '../objections/heed-objections.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RequestId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { heedRestrictions } from '../restrictions/heed-restrictions.ts'
import { collectIfTime } from '../sources/collect.ts'
import { type Case, dueDates, happened, reckon } from './case.ts'
import { termsOf } from './search-terms.ts'
import { lockCase, updateCase } from './store.ts'

/** What is recorded and changes nothing a request shows: its version stays, or who reads a document could no longer act (`If-Match`). */
const looks: ReadonlySet<EventType> = new Set<EventType>([
  'document_viewed',
  'account_sign_in_opened',
  'task_viewed',
  'export_viewed',
  'export_downloaded',
  'letter_sent',
])

/**
 * The one way to change a request: lock it, let `change` decide and record, compute what follows, write it all back.
 * A change that records nothing writes nothing. Throws `not_found`, `action_not_allowed` for an erased case, or whatever `decide` refuses with.
 */
export async function changeCase(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  change: { request: RequestId; actor: Actor; now: Instant },
  decide: (c: Case) => void | Promise<void>,
): Promise<Case> {
  const c = await changeUnlessErased(tx, deps, change, decide)
  if (c !== undefined) return c
  // To the person there is nothing left, not even that there was.
  if (change.actor.type === 'requester') throw problem('not_found', 'there is no such request')
  throw problem('action_not_allowed', 'the case file was erased: what is left of it is evidence', {
    allowedActions: [],
  })
}

/** The same for what an erased case needs no more: there nothing is done. */
export async function changeUnlessErased(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  change: { request: RequestId; actor: Actor; now: Instant },
  decide: (c: Case) => void | Promise<void>,
): Promise<Case | undefined> {
  const c = await lockCase(tx, deps.keyring, change.request)
  if (c.request.erasedAt !== null) return undefined
  await decide(c)
  await saveCase(tx, deps, c, { actor: change.actor, at: change.now })
  return c
}

/** Computes what follows from a change and writes it: no date moves without an event that says so (fault invariant). */
export async function saveCase(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  c: Case,
  by: { actor: Actor; at: Instant },
): Promise<void> {
  if (c.overtaken.length > 0) await withdrawNoticesTo(tx, c, c.overtaken, by)
  reckon(c, by.at)
  recordMovedDates(c, by)
  if (by.actor.type === 'client') await noteDirectives(tx, deps.keyring, [c])
  if (c.events.length === 0) return
  await collectIfTime(tx, deps, c, by)
  if (c.events.some(({ type }) => !looks.has(type))) {
    c.request.version += 1
    c.request.updatedAt = by.at
  }
  const added = new Set(c.rights.filter((right) => !c.before.has(right.id)).map((right) => right.id))
  await Promise.all([
    updateCase(tx, c, { rights: added, terms: c.termsChanged ? termsOf(deps.keyring, c) : undefined }),
    heedObjections(tx, deps, c),
    heedRestrictions(tx, deps, c),
  ])
  if (c.letters.length > 0) tx.afterCommit(() => deps.outbox.wake())
}

function recordMovedDates(c: Case, by: { actor: Actor; at: Instant }): void {
  const moves = [...dueDates(c.request, c.rights)].flatMap(([what, to]) => {
    const from = c.before.get(what)
    if (from === undefined || from === to) return []
    const right = c.rights.find((candidate) => candidate.id === what)
    // A clock that has stopped has no next date: nothing moved, everything is answered.
    if (what === 'due_on' && c.request.clockState === 'stopped') return []
    return [right ? { right: showId('rgt', right.id), from, to } : { date: what, from, to }]
  })
  if (moves.length > 0) happened(c, { type: 'deadline_moved', facts: { moves } }, by)
}
