import { titleOf } from '../law/rights.ts'
import { getOrganisation } from '../organisations/store.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { StaffActor } from '../platform/actor.ts'
import { hashSecret, newSecret } from '../platform/crypto/secrets.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type CalendarFeedId, newId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, isAnswered, kindOf } from '../requests/case.ts'
import { nextDueCases } from '../requests/find-request.ts'
import { chooseLanguage } from '../words/languages.ts'
import { type Words, wordsIn } from '../words/words.ts'
import { type AllDayEvent, iCalendarOf } from './icalendar.ts'
import { type CalendarFeed, endFeed, feedOf, insertFeed } from './store.ts'

type By = { readonly actor: StaffActor; readonly at: CalendarFeed['createdAt'] }

/** A feed just made. Its secret is nowhere else: only the hash is stored. */
export async function createFeed(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  { name }: { name: string },
  { actor, at }: By,
): Promise<{ feed: CalendarFeed; secret: string }> {
  const secret = newSecret()
  const id = newId('cal')
  const feed = {
    organisationId: tx.organisation,
    id,
    name,
    secretHash: hashSecret(secret),
    createdAt: at,
    revokedAt: null,
  }
  await underOrganisationLock(tx, deps, actor, async () => {
    await insertFeed(tx, deps.keyring, feed)
    // A name may be a person's, so it stands where it can be erased.
    return { at, happened: [{ type: 'calendar_feed_created', facts: { feed: showId('cal', id) }, detail: { name } }] }
  })
  return { feed, secret }
}

/** From now on the calendar is not there. Throws `not_found` where there is none, or it was revoked before. */
export async function revokeFeed(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  id: CalendarFeedId,
  { actor, at }: By,
): Promise<void> {
  await underOrganisationLock(tx, deps, actor, async () => {
    if (!(await endFeed(tx, id, at))) throw problem('not_found', 'there is no such calendar feed')
    return { at, happened: [{ type: 'calendar_feed_revoked', facts: { feed: showId('cal', id) } }] }
  })
}

/** Who has more open requests needs a list: the next due are shown. */
const mostEvents = 1_000

/** The calendar behind a secret; throws `not_found` for what is none, or is no more: one answer for both. */
export async function readFeed(
  { database, keyring }: Pick<Deps, 'database' | 'keyring'>,
  secret: string,
): Promise<string> {
  const found = await feedOf(database, hashSecret(secret))
  if (!found) throw problem('not_found', 'there is no such calendar')
  const [organisation, cases] = await database.transaction(
    found.organisation,
    async (tx) => [await getOrganisation(tx), await nextDueCases(tx, keyring, mostEvents)] as const,
    { snapshot: true },
  )
  const words = wordsIn(chooseLanguage(organisation.locale))
  return iCalendarOf(
    words.say('calendar.title'),
    cases.flatMap((c) => eventOf(c, words)),
  )
}

/** The reference and the rights, nothing of the person: a calendar is shown on walls. */
function eventOf({ request, rights }: Case, { say, enumerate }: Words): AllDayEvent[] {
  const { id, reference, listedDueOn: on, clockState, updatedAt: revised, version: revision } = request
  if (on === null) return []
  const isPaused = clockState === 'paused'
  const owed = rights.filter((right) => right.status !== 'lapsed' && !isAnswered(right))
  // None is named of a mail that nobody has read yet
  const asked =
    owed.length === 0
      ? []
      : [enumerate([...new Set(owed.map((right) => say(`right.${titleOf(kindOf(right))}.title`)))])]
  const summary = [isPaused ? say('calendar.paused', { reference }) : reference, ...asked].join(' – ')
  return [{ uid: showId('req', id), on, summary, isTentative: isPaused, revised, revision }]
}
