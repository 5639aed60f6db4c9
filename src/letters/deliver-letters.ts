import { withholdCode } from '../identity/receipt-limit.ts'
import type { Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import { realNow } from '../platform/clock.ts'
import { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type LetterId, type OrganisationId, showId } from '../platform/identifiers.ts'
import { type WorkLoop, workLoop } from '../platform/jobs/worker.ts'
import { type Mail, MailFailure, type MailTransport } from '../platform/mail/transport.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeUnlessErased } from '../requests/change-case.ts'
import { getRequest } from '../requests/find-request.ts'
import { carriesAnswer, mayStillGo } from '../requests/on-behalf.ts'
import { answersHeldBack, letterReached } from '../requests/tell.ts'
import { logosIn } from '../templates/logos.ts'
import { hasBounced } from './bounce-letter.ts'
import { mailOf } from './mail-of-letter.ts'
import { judgeReceipt, type ReceiptVerdict } from './receipt-budget.ts'
import {
  dueLetters,
  keepLetter,
  type LockedLetter,
  lockLetter,
  postponeLetter,
  setLetterAside,
  takeLetter,
} from './store.ts'
import { tellOfFailure } from './tell-of-failure.ts'
import { isInternal, type LetterRow } from './write-letter.ts'

export type DeliveryOptions = {
  readonly transport: MailTransport
  /** The address letters come from (`MAIL_FROM`); answers go to the organisation. */
  readonly from: string
  /** Hears of what is no failure of a letter: a database that doesn't answer. */
  readonly onError: (error: unknown) => void
  /** Letters under way at a time: as many as the transport has connections. */
  readonly lanes?: number
  /** Milliseconds of real time between looks for what another instance left behind, or what is due again. */
  readonly idleMs?: number
  /** How long a letter is kept from others while it is being sent; renewed until it is done. Milliseconds. */
  readonly leaseMs?: number
  /** Receipts of forms that leave one organisation in an hour; more wait for their turn. */
  readonly receiptsPerHour?: number
  /** How long `stop` waits for letters under way before it cuts them. Milliseconds. */
  readonly stopMs?: number
}

const seconds = 1_000
const hours = 3_600_000
const firstRetryMs = 10 * seconds
const longestRetryMs = hours
/** RFC 5321 section 4.5.4.1 asks for four or five days at most; three keep staff's time to write another way. */
const patienceMs = 72 * hours
/** A code is dead by then, and whoever waits for it has asked for another. */
const codePatienceMs = 600 * seconds

/** Why a letter was not sent: its box does not open. */
const unreadable = 'EUNREADABLE'
/** Why a letter was not sent: it speaks of another person, and whom it is addressed to may not have that any more. */
const unauthorised = 'authority_not_accepted'

/** Whether a letter that is due goes out: now, at its turn, or not at all, and then why. */
type Verdict = ReceiptVerdict | { readonly go: 'never'; readonly why: typeof unauthorised }

/**
 * How long to wait after so many tries, in milliseconds: 10 s, doubling to an hour. Undefined once the tries have lasted as long
 * as it is worth: three days, ten minutes for a code.
 */
export function retryAfter(attempts: number, type: string): number | undefined {
  let waited = 0
  let wait = firstRetryMs
  for (let tries = 1; tries < attempts; tries += 1) {
    waited += wait
    wait = Math.min(wait * 2, longestRetryMs)
  }
  return waited < (type === 'code' ? codePatienceMs : patienceMs) ? wait : undefined
}

/**
 * The worker of the outbox: takes what is due, sends it outside of any transaction, and records what became of it. What is killed
 * between the mail server's 250 and the record is sent again, the same bytes under the same Message-ID: at least once (fault 2).
 */
export function deliverLetters(
  deps: Pick<Deps, 'database' | 'keyring' | 'now' | 'publicUrl'>,
  {
    transport,
    from,
    onError,
    lanes = 4,
    idleMs = 1_000,
    leaseMs = 30 * seconds,
    receiptsPerHour = 1_000,
    stopMs = 8 * seconds,
  }: DeliveryOptions,
): WorkLoop {
  const underWay = new Set<Promise<void>>()
  let lastServed: OrganisationId | undefined

  const work = async () => {
    const free = lanes - underWay.size
    if (free <= 0) return 'idle' // woken as soon as a lane is free
    const due = await dueLetters(deps.database, { now: realNow(), lastServed, limit: free })
    lastServed = due.at(-1)?.organisation_id ?? lastServed
    const taken = await Promise.all(
      due.map(({ organisation_id, id }) =>
        // One that can't be taken keeps no other from its way
        deps.database
          .transaction(organisation_id, (tx) => take(tx, id))
          .catch((error: unknown) => {
            onError(error)
            return error instanceof BoxRefused ? setAside(organisation_id, id).catch(onError) : undefined
          }),
      ),
    )
    for (const each of taken) {
      if (each === undefined || each.verdict.go === 'later') continue
      const { letter, verdict } = each
      const delivery = (verdict.go === 'now' ? deliver(letter) : holdBack(letter, verdict.why))
        .catch(onError)
        .finally(() => {
          underWay.delete(delivery)
          loop.wake()
        })
      underWay.add(delivery)
    }
    // Whatever others hold will be theirs to finish: no need to look again at once.
    return due.length === free && taken.some((each) => each !== undefined) ? 'more' : 'idle'
  }
  const logos = logosIn(deps)
  const loop = workLoop({ idleMs, work, onError })

  const take = async (tx: Tx, id: LetterId): Promise<{ letter: LetterRow; verdict: Verdict } | undefined> => {
    const letter = await takeLetter(tx, deps.keyring, id, { now: realNow(), until: later(leaseMs) })
    if (letter === undefined) return undefined
    if (letter.type !== 'receipt') {
      const why = (await isForNobody(tx, letter)) ? unauthorised : undefined
      return { letter, verdict: why === undefined ? { go: 'now' } : { go: 'never', why } }
    }
    const verdict = await judgeReceipt(tx, { ...deps, outbox: loop }, letter, receiptsPerHour)
    if (verdict.go === 'later') await postponeLetter(tx, letter, { until: verdict.at, reason: 'organisation_budget' })
    return { letter, verdict }
  }

  /** An answer may have waited for days: whether it is still for whom it was written to. */
  const isForNobody = async (tx: Tx, letter: LetterRow): Promise<boolean> => {
    if (letter.requestId === null || !carriesAnswer(letter)) return false
    return !mayStillGo(await getRequest(tx, deps.keyring, letter.requestId), letter, deps.now())
  }

  /**
   * A letter that is not sent shows on its request, with the reason: the code of a receipt ends, and an answer was never given. Sent again
   * by staff, it goes, where it may.
   */
  const holdBack = (letter: LetterRow, reason: string) =>
    deps.database.transaction(letter.organisationId, (tx) =>
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
  const setAside = async (organisation: OrganisationId, id: LetterId): Promise<undefined> => {
    const row = await deps.database.transaction(organisation, (tx) => setLetterAside(tx, id, unreadable))
    const request = row?.requestId ?? null
    if (row === undefined || request === null) return
    const by = { actor: { type: 'service', organisation }, at: deps.now() } as const
    const failed = { type: 'letter_failed', facts: { ...factsOf(row), reason: unreadable } } as const
    await deps.database.transaction(organisation, (tx) =>
      changeUnlessErased(tx, { keyring: deps.keyring, outbox: loop }, { request, actor: by.actor, now: by.at }, (c) => {
        happened(c, failed, by)
        return tellOfFailure(tx, c, row, { ...by, status: unreadable })
      }),
    )
  }

  const deliver = async (letter: LetterRow) => {
    const renewal = setInterval(() => {
      const renewed = deps.database.transaction(letter.organisationId, (tx) => keepLetter(tx, letter, later(leaseMs)))
      renewed.catch(onError)
    }, leaseMs / 3)
    try {
      const failure = await attempt(letter)
      await deps.database.transaction(letter.organisationId, (tx) =>
        failure === undefined ? recordSent(tx, letter) : recordFailure(tx, letter, failure),
      )
    } finally {
      clearInterval(renewal)
    }
  }

  const attempt = async (letter: LetterRow): Promise<MailFailure | undefined> => {
    // Tries that ended with this process count too: a letter that kills its worker is not sent for ever.
    if (letter.attempts > 1 && retryAfter(letter.attempts - 1, letter.type) === undefined) {
      return new MailFailure('ETOOMANY', true)
    }
    try {
      await transport.send(await mail(letter))
      return undefined
    } catch (error) {
      if (error instanceof MailFailure) return error
      if (error instanceof BoxRefused) return new MailFailure(unreadable, true) // its logo does not open
      throw error
    }
  }

  const mail = async (letter: LetterRow): Promise<Mail> => {
    const version = letter.detail.logo
    const logo = version === undefined ? undefined : await logos.find(letter.organisationId, version)
    return mailOf(letter, { keyring: deps.keyring, from, publicUrl: deps.publicUrl, logo })
  }

  const recordSent = async (tx: Tx, letter: LetterRow) => {
    const at = deps.now()
    await onLetter(tx, letter, at, async ({ letter: row, save }, c) => {
      // Told by another worker, sent anew since, or back already
      if (row.state === 'sent' || row.messageId !== letter.messageId || hasBounced(row)) return
      await save({ ...row, state: 'sent', sentAt: at, dueAt: null, lastError: null })
      if (c === undefined) return
      const by = { actor: serviceOf(letter), at }
      happened(c, { type: 'letter_sent', facts: { ...factsOf(row), message_id: row.messageId } }, by)
      // Art. 12(3): the notice of an extension counts as given when the mail server has taken it.
      if (row.tells.fact === 'extension') letterReached(c, row, at, by)
    })
  }

  const recordFailure = async (tx: Tx, letter: LetterRow, failure: MailFailure) => {
    const at = deps.now()
    const wait = failure.permanent ? undefined : retryAfter(letter.attempts, letter.type)
    const record = async ({ letter: row, save }: LockedLetter, c: Case | undefined) => {
      // Another worker has it by now, and will say what became of it.
      if (row.dueAt === null || row.attempts !== letter.attempts || row.messageId !== letter.messageId) return
      const lastError = failure.reason
      if (wait !== undefined) return save({ ...row, state: 'deferred', dueAt: later(wait), lastError })
      await save({ ...row, state: 'failed', dueAt: null, lastError })
      const failed = { type: 'letter_failed', facts: { ...factsOf(row), reason: lastError } } as const
      // What staff or an owner is told of several requests belongs to none: that nobody reads it stands in the organisation's history.
      if (c === undefined && isInternal(row.type)) {
        await underOrganisationLock(tx, deps, serviceOf(row), async () => ({ at, happened: [failed] }))
      }
      if (c === undefined) return
      const by = { actor: serviceOf(letter), at }
      happened(c, failed, by)
      await tellOfFailure(tx, c, row, { ...by, status: lastError })
    }
    // To be tried again is nothing that the request shows: it is not touched.
    if (wait === undefined) return onLetter(tx, letter, at, record)
    const held = await lockLetter(tx, deps.keyring, letter.id)
    if (held !== undefined) await record(held, undefined)
  }

  /** Locks the request, where the letter has one, and then the letter. */
  const onLetter = async (
    tx: Tx,
    { id, requestId: request, organisationId: organisation }: LetterRow,
    now: Instant,
    change: (held: LockedLetter, c: Case | undefined) => Promise<void>,
  ) => {
    const changeRow = async (c: Case | undefined) => {
      const held = await lockLetter(tx, deps.keyring, id)
      if (held !== undefined) await change(held, c)
    }
    if (request === null) return changeRow(undefined)
    const actor = { type: 'service', organisation } as const
    try {
      // A case that was erased meanwhile records nothing more, and its letter went with it.
      await changeUnlessErased(tx, { keyring: deps.keyring, outbox: loop }, { request, actor, now }, changeRow)
    } catch (error) {
      if (!(error instanceof BoxRefused)) throw error
      // Of a case that does not open nothing can be recorded; of its letter it must, or it would be sent again and again
      await changeRow(undefined)
      onError(error)
    }
  }

  return {
    start: loop.start,
    wake: loop.wake,
    stop: async () => {
      await loop.stop()
      const limit = setTimeout(() => transport.close(), stopMs)
      await Promise.all(underWay)
      clearTimeout(limit)
      transport.close()
    },
  }
}

function later(ms: number): Instant {
  return (realNow() + ms) as Instant // an instant moved by whole milliseconds is an instant
}

function serviceOf({ organisationId }: LetterRow) {
  return { type: 'service', organisation: organisationId } as const
}

function factsOf({ id, type }: Pick<LetterRow, 'id' | 'type'>) {
  return { letter: showId('ltr', id), type }
}
