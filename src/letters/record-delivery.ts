import type { Happening } from '../evidence/chain.ts'
import { withholdCode } from '../identity/receipt-limit.ts'
import type { Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { ServiceActor } from '../platform/actor.ts'
import { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type LetterId, type OrganisationId, type RequestId, showId } from '../platform/identifiers.ts'
import { together } from '../platform/jobs/together.ts'
import type { MailFailure } from '../platform/mail/transport.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { holdHistories, noteLettersSent } from '../requests/note-letters-sent.ts'
import { mayStillGo } from '../requests/on-behalf.ts'
import { answersHeldBack, letterReached } from '../requests/tell.ts'
import { hasBounced } from './bounce-letter.ts'
import { type LetterStanding, lockStandings, markSent, setLetterAside } from './outbox-store.ts'
import { type LockedLetter, lockLetter } from './store.ts'
import { unauthorised } from './take-letters.ts'
import { tellOfDelay, tellOfFailure } from './tell-of-failure.ts'
import { isInternal, type LetterRow } from './write-letter.ts'

/** Why a letter was not sent: its box does not open. */
export const unreadable = 'EUNREADABLE'

/** Some forty minutes: a server that puts off whom it does not know has taken the letter by then. */
const triesBeforeTelling = 9

type RecordDeps = Pick<Deps, 'database' | 'keyring' | 'now' | 'outbox'> & { readonly onError: (error: unknown) => void }

/** What became of letters, each in a transaction after the mail server has spoken. */
export type DeliveryRecord = {
  /** The mail server has taken it. Those of one organisation that come while others are written go together. */
  sent(letter: LetterRow): Promise<void>
  /** It was not taken, and is tried again `until` then; or never, where that is undefined. */
  failed(letter: LetterRow, failure: MailFailure, until: Instant | undefined): Promise<void>
  /** It was not sent at all, with the reason. */
  heldBack(letter: LetterRow, reason: string): Promise<void>
  /** It does not open. */
  unreadable(organisation: OrganisationId, id: LetterId): Promise<void>
}

export function deliveryRecord(deps: RecordDeps): DeliveryRecord {
  const { database, keyring, onError } = deps

  /** Its event changes nothing else of the request, so that many are written in two trips, and no case is read. */
  const recordSent = together<OrganisationId, LetterRow>(async (organisation, letters) => {
    const at = deps.now()
    try {
      await database.transaction(organisation, (tx) => noteSent(tx, letters, at))
    } catch (error) {
      if (letters.length === 1) throw error
      // What is wrong with one keeps no other from being kept as sent
      const alone = letters.map((letter) => database.transaction(organisation, (tx) => noteSent(tx, [letter], at)))
      await Promise.all(alone.map((each) => each.catch(onError)))
    }
  })

  const noteSent = async (tx: Tx, letters: readonly LetterRow[], at: Instant): Promise<void> => {
    const requests = letters.flatMap(({ requestId }) => (requestId === null ? [] : [requestId]))
    const [histories, standings] = await Promise.all([
      holdHistories(tx, requests),
      lockStandings(
        tx,
        letters.map(({ id }) => id),
      ),
    ])
    const isKept = ({ requestId }: LetterRow) => requestId === null || histories.has(requestId)
    // A process that was suspended beyond its lease has taken the same letter twice
    const each = [...new Map(letters.map((letter) => [letter.id, letter])).values()]
    const sent = each.filter((letter) => isKept(letter) && isNews(letter, standings))
    if (sent.length === 0) return
    const told = sent.flatMap(({ requestId: request, ...row }) =>
      request === null ? [] : [{ request, facts: sentFacts(row) }],
    )
    const by = { actor: { type: 'service', organisation: tx.organisation }, at } as const
    await Promise.all([
      ...noteLettersSent(tx, histories, told, by),
      markSent(
        tx,
        sent.map(({ id }) => id),
        at,
      ),
    ])
  }

  /** Art. 12(3): the notice of an extension counts as given when the mail server has taken it. */
  const recordNoticeGiven = (letter: LetterRow) =>
    database.transaction(letter.organisationId, (tx) => {
      const at = deps.now()
      return onLetter(tx, letter, at, async ({ letter: row, save }, c) => {
        if (!isNews(letter, [row])) return
        await save({ ...row, state: 'sent', sentAt: at, dueAt: null, lastError: null })
        if (c === undefined) return
        const by = { actor: serviceOf(letter), at }
        happened(c, { type: 'letter_sent', facts: sentFacts(row) }, by)
        letterReached(c, row, at, by)
      })
    })

  const recordFailure = async (tx: Tx, letter: LetterRow, failure: MailFailure, until: Instant | undefined) => {
    const at = deps.now()
    const record = async ({ letter: row, save }: LockedLetter, c: Case | undefined) => {
      // Another worker has it by now, and will say what became of it.
      if (row.dueAt === null || row.attempts !== letter.attempts || row.messageId !== letter.messageId) return
      const lastError = failure.reason
      if (until !== undefined) {
        await save({ ...row, state: 'deferred', dueAt: until, lastError })
        if (c !== undefined) await tellOfDelay(tx, c, row, { actor: serviceOf(letter), at, status: lastError })
        return
      }
      await save({ ...row, state: 'failed', dueAt: null, lastError })
      const failed = { type: 'letter_failed', facts: { ...factsOf(row), reason: lastError } } as const
      const by = { actor: serviceOf(letter), at }
      if (c === undefined && isInternal(row.type)) await ofNoRequest(tx, by, failed)
      if (c === undefined) return
      happened(c, failed, by)
      await tellOfFailure(tx, c, row, { ...by, status: lastError })
    }
    // To be tried again is nothing that the request shows: it is not touched, but for a notice that may come too late.
    const mayBeLate = letter.tells.fact === 'extension' && letter.attempts === triesBeforeTelling
    if (until === undefined || mayBeLate) return onLetter(tx, letter, at, record)
    const held = await lockLetter(tx, keyring, letter.id)
    if (held !== undefined) await record(held, undefined)
  }

  /** What staff or an owner is told of several requests belongs to none: that nobody reads it stands in the organisation's history. */
  const ofNoRequest = (tx: Tx, { actor, at }: { actor: ServiceActor; at: Instant }, failed: Happening) =>
    underOrganisationLock(tx, deps, actor, async () => ({ at, happened: [failed] }))

  /**
   * A letter that is not sent shows on its request, with the reason: the code of a receipt ends, and an answer was never given. Sent again
   * by staff, it goes, where it may.
   */
  const recordHeldBack = (letter: LetterRow, reason: string) =>
    database.transaction(letter.organisationId, (tx) =>
      onLetter(tx, letter, deps.now(), async ({ letter: row, save }, c) => {
        if (row.dueAt === null || row.messageId !== letter.messageId) return // done by another worker, or sent anew since
        const by = { actor: serviceOf(letter), at: deps.now() }
        // Under the lock of the request: the authority may have been accepted anew since the letter was taken
        if (reason === unauthorised && c !== undefined && mayStillGo(c, row, by.at)) return
        await save({ ...row, state: 'failed', dueAt: null, lastError: reason })
        if (row.verificationId !== null) await withholdCode(tx, row.verificationId)
        if (c === undefined) return
        happened(c, { type: 'letter_held_back', facts: { ...factsOf(row), reason } }, by)
        if (reason === unauthorised) answersHeldBack(c, row, by)
      }),
    )

  /** A letter that does not open can't be sent, today or later: nobody tries again, and its case says so, where that opens. */
  const recordUnreadable = async (organisation: OrganisationId, id: LetterId) => {
    const by = { actor: { type: 'service', organisation }, at: deps.now() } as const
    const failedOf = (row: Pick<LetterRow, 'id' | 'type'>) =>
      ({ type: 'letter_failed', facts: { ...factsOf(row), reason: unreadable } }) as const
    const row = await database.transaction(organisation, async (tx) => {
      const found = await setLetterAside(tx, id, unreadable)
      if (found?.requestId === null && isInternal(found.type)) await ofNoRequest(tx, by, failedOf(found))
      return found
    })
    const request: RequestId | null = row?.requestId ?? null
    if (row === undefined || request === null) return
    const failed = failedOf(row)
    await database.transaction(organisation, (tx) =>
      changeUnlessErased(tx, deps, { request, actor: by.actor, now: by.at }, (c) => {
        happened(c, failed, by)
        return tellOfFailure(tx, c, row, { ...by, status: unreadable })
      }),
    )
  }

  /** Locks the request, where the letter has one, and then the letter. */
  const onLetter = async (
    tx: Tx,
    { id, requestId: request, organisationId: organisation }: LetterRow,
    now: Instant,
    change: (held: LockedLetter, c: Case | undefined) => Promise<void>,
  ) => {
    const changeRow = async (c: Case | undefined) => {
      const held = await lockLetter(tx, keyring, id)
      if (held !== undefined) await change(held, c)
    }
    if (request === null) return changeRow(undefined)
    const actor = { type: 'service', organisation } as const
    try {
      // A case that was erased meanwhile records nothing more, and its letter went with it.
      await changeUnlessErased(tx, deps, { request, actor, now }, changeRow)
    } catch (error) {
      if (!(error instanceof BoxRefused)) throw error
      // Of a case that does not open nothing can be recorded; of its letter it must, or it would be sent again and again
      await changeRow(undefined)
      onError(error)
    }
  }

  return {
    sent: (letter) =>
      letter.tells.fact === 'extension' ? recordNoticeGiven(letter) : recordSent(letter.organisationId, letter),
    failed: (letter, failure, until) =>
      database.transaction(letter.organisationId, (tx) => recordFailure(tx, letter, failure, until)),
    heldBack: recordHeldBack,
    unreadable: recordUnreadable,
  }
}

/** That it was sent is news, unless another worker has told it, it was posted or sent anew since, or is back already. */
function isNews({ id, messageId }: Pick<LetterRow, 'id' | 'messageId'>, standings: readonly LetterStanding[]): boolean {
  const row = standings.find((each) => each.id === id)
  return (
    row !== undefined &&
    row.state !== 'sent' &&
    row.state !== 'posted' &&
    row.messageId === messageId &&
    !hasBounced(row)
  )
}

function serviceOf({ organisationId }: LetterRow) {
  return { type: 'service', organisation: organisationId } as const
}

function factsOf({ id, type }: Pick<LetterRow, 'id' | 'type'>) {
  return { letter: showId('ltr', id), type }
}

function sentFacts(row: Pick<LetterRow, 'id' | 'type' | 'messageId'>) {
  return { ...factsOf(row), message_id: row.messageId }
}
