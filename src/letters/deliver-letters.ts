import { setTimeout as delay } from 'node:timers/promises'
import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import { BoxRefused } from '../platform/crypto/safe.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { type WorkLoop, workLoop } from '../platform/jobs/worker.ts'
import { type Mail, MailFailure, type MailTransport } from '../platform/mail/transport.ts'
import { logosIn } from '../templates/logos.ts'
import { sendersIn } from '../templates/senders.ts'
import type { SenderDomains } from '../templates/style.ts'
import { mailOf } from './mail-of-letter.ts'
import { type DueLetter, dueLetters, keepLetter } from './outbox-store.ts'
import { deliveryRecord, unreadable } from './record-delivery.ts'
import { closedAfter } from './sender-limit.ts'
import { type Pace, type Taken, takeOfOrganisation } from './take-letters.ts'
import type { LetterRow } from './write-letter.ts'

export type DeliveryOptions = Partial<Pace> & {
  readonly transport: MailTransport
  /** The address letters come from (`MAIL_FROM`); answers go to the organisation. */
  readonly from: string
  /** The domains from which organisations may send; absent: none from any of its own. */
  readonly domains?: SenderDomains
  /** Hears, once of each organisation, that the address its letters were to come from is not its own any more: they come from ours. */
  readonly onSenderRefused?: (organisation: OrganisationId) => void
  /** Hears of what is no failure of a letter: a database that doesn't answer. */
  readonly onError: (error: unknown) => void
  /** Letters in hand at a time, from being taken to being kept as sent: what may go out twice where the process is killed. */
  readonly lanes?: number
  /** Milliseconds of real time between looks for what another instance left behind, or what is due again. */
  readonly idleMs?: number
  /** How long a letter is kept from others while it is being sent; renewed until it is done. Milliseconds. */
  readonly leaseMs?: number
  /** How long `stop` waits for letters under way before it cuts them. Milliseconds. */
  readonly stopMs?: number
}

/** How long lanes that fall free wait for others to, while more than half are busy. */
const breathMs = 30
const seconds = 1_000
const hours = 3_600_000
const firstRetryMs = 10 * seconds
const longestRetryMs = hours
/** RFC 5321 section 4.5.4.1 asks for four or five days at most; three keep staff's time to write another way. */
const patienceMs = 72 * hours
/** A code is dead by then, and whoever waits for it has asked for another. */
const codePatienceMs = 600 * seconds

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
    domains = new Map(),
    onSenderRefused = () => undefined,
    onError,
    lanes = 64,
    idleMs = 1_000,
    leaseMs = 30 * seconds,
    receiptsPerHour = 1_000,
    lettersPerMinute = 600,
    stopMs = 8 * seconds,
  }: DeliveryOptions,
): WorkLoop {
  const { database } = deps
  const pace = { receiptsPerHour, lettersPerMinute }
  const underWay = new Set<Promise<void>>()
  let lastServed: OrganisationId | undefined
  let hasWaited = false

  const work = async () => {
    // Under load letters are taken by the batch: a trip for one costs what it costs for twenty
    hasWaited = !hasWaited && underWay.size > lanes / 2
    if (hasWaited) {
      await delay(breathMs)
      return 'more' // unless the loop was stopped meanwhile
    }
    const free = lanes - underWay.size
    if (free <= 0) return 'idle' // woken as soon as a lane is free
    const now = realNow()
    const spent = closedAfter(now, lettersPerMinute)
    const due = await dueLetters(database, { now, lastServed, limit: free, closedAfter: spent })
    lastServed = due.at(-1)?.organisation_id ?? lastServed
    const byOrganisation = Map.groupBy(due, (letter) => letter.organisation_id)
    const taken = (
      await Promise.all([...byOrganisation].map(([organisation, list]) => take(organisation, list)))
    ).flat()
    // Whatever others hold will be theirs to finish: no need to look again at once.
    return due.length === free && taken.length > 0 ? 'more' : 'idle'
  }
  const logos = logosIn(deps)
  const senders = sendersIn(deps, domains)
  const refused = new Set<OrganisationId>()
  const loop = workLoop({ idleMs, work, onError })
  const record = deliveryRecord({ ...deps, outbox: loop, onError })

  /** Takes letters of one organisation and begins what is to be done with each. */
  const take = async (organisation: OrganisationId, due: readonly DueLetter[]): Promise<Taken[]> => {
    try {
      const until = later(leaseMs)
      const taken = await database.transaction(organisation, (tx) =>
        takeOfOrganisation(tx, { ...deps, outbox: loop }, due, { until, pace }),
      )
      for (const each of taken) begin(organisation, each)
      return taken
    } catch (error) {
      if (due.length === 1) {
        onError(error)
        return []
      }
      // One that can't be taken keeps no other from its way
      return (await Promise.all(due.map((letter) => take(organisation, [letter])))).flat()
    }
  }

  const begin = (organisation: OrganisationId, taken: Taken) => {
    const done = doneWith(organisation, taken)
    if (done === undefined) return
    const delivery = done.catch(onError).finally(() => {
      underWay.delete(delivery)
      loop.wake()
    })
    underWay.add(delivery)
  }

  const doneWith = (organisation: OrganisationId, taken: Taken): Promise<void> | undefined => {
    if ('refusal' in taken) {
      onError(taken.refusal)
      return record.unreadable(organisation, taken.id)
    }
    const { letter, verdict } = taken
    if (verdict.go === 'later') return undefined
    return verdict.go === 'now' ? deliver(letter) : record.heldBack(letter, verdict.why)
  }

  const deliver = async (letter: LetterRow) => {
    const renewal = setInterval(() => {
      const renewed = database.transaction(letter.organisationId, (tx) => keepLetter(tx, letter, later(leaseMs)))
      renewed.catch(onError)
    }, leaseMs / 3)
    try {
      const failure = await attempt(letter)
      if (failure === undefined) return await record.sent(letter)
      const wait = failure.permanent ? undefined : retryAfter(letter.attempts, letter.type)
      await record.failed(letter, failure, wait === undefined ? undefined : later(wait))
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
    const maySend = await isSendersOwn(letter)
    return mailOf(letter, { keyring: deps.keyring, from, maySend, publicUrl: deps.publicUrl, logo })
  }

  /** What the operator has taken back is not sent from, whenever the letter was written: the mail server would forge another's domain. */
  const isSendersOwn = async ({ organisationId: organisation, detail }: LetterRow): Promise<boolean> => {
    const { address } = detail.from
    if (address === undefined || (await senders.maySend(organisation, address))) return true
    if (!refused.has(organisation)) onSenderRefused(organisation)
    refused.add(organisation)
    return false
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
