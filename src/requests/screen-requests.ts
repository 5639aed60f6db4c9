import { feedHorizon, requestsReceived } from '../evidence/requests-received.ts'
import { dayMs, type Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import { earlierBy, type OrganisationId, type RequestId, showId } from '../platform/identifiers.ts'
import { type Case, happened } from './case.ts'
import { changeUnlessErased } from './change-case.ts'
import { mailboxOf, wordTerm } from './fingerprints.ts'
import { casesOf } from './list-requests.ts'
import { duplicateDays, fewestNameWords, resemblance, subjectWords } from './resemblance.ts'
import {
  moveScreening,
  organisationsUnscreened,
  requestsOfFormLately,
  requestsOfMailboxLately,
  screenedUpTo,
  suspectsOf,
} from './screening-store.ts'
import type { Flag } from './tables.ts'

type ScreenDeps = Pick<Deps, 'database' | 'keyring' | 'outbox' | 'now'>

const hourMs = 60 * 60_000
/** From one mailbox in a day: nobody writes so many letters, unless for others. */
const mostOfMailbox = 10
/** Through one form in an hour. The news of a breach does as much: what is flagged is looked at, and answered like any other. */
const mostOfForm = 200

const organisationsAtATime = 1_000
const requestsAtATime = 100
/** Of one organisation in one round: a flood of a hundred thousand must not keep the sweep from the others. */
const mostRequests = 2_000

/**
 * Part of the sweep: looks at each new request, on whatever channel, for what may be a duplicate or part of a flood, and tells staff why. It
 * is found by the change feed, so that no intake pays for it; it changes no clock and no answer. A second look, here or elsewhere, flags nothing
 * twice.
 */
export async function screenRequests(deps: ScreenDeps, signal?: AbortSignal): Promise<void> {
  // Asked first: what is appended meanwhile is the next round's.
  const horizon = await feedHorizon(deps.database)
  const organisations = await organisationsUnscreened(deps.database, { horizon, most: organisationsAtATime })
  await eachInTurn(organisations, (organisation) => screenOrganisation(deps, organisation, { horizon, signal }), signal)
}

async function screenOrganisation(
  deps: ScreenDeps,
  organisation: OrganisationId,
  { horizon, signal }: { readonly horizon: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  for (let screened = 0; screened < mostRequests; screened += requestsAtATime) {
    signal?.throwIfAborted()
    const { received, findings } = await deps.database.transaction(organisation, async (tx) => {
      const after = await screenedUpTo(tx)
      const page = await requestsReceived(tx, { after, horizon, limit: requestsAtATime })
      const cases = await casesOf(
        tx,
        deps.keyring,
        page.map(({ request }) => request),
      )
      return { received: page, findings: await findingsOf(tx, deps.keyring, cases) }
    })
    for (const { request, flags } of findings) await flag(deps, { organisation, request, flags })
    // Last: killed before, the next round finds the same, and what is flagged stays so.
    const isLast = received.length < requestsAtATime
    const position = isLast ? horizon : (received.at(-1)?.position ?? horizon)
    await deps.database.transaction(organisation, (tx) => moveScreening(tx, position))
    if (isLast) return
  }
}

type Finding = { readonly request: RequestId; readonly flags: readonly Flag[] }

async function findingsOf(tx: Tx, keyring: Keyring, cases: readonly Case[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const c of cases) {
    if (c.request.closedAt !== null || c.refused.size > 0) continue // what does not open can't be compared, nor changed
    const [duplicate, flood] = [await duplicateOf(tx, keyring, c), await floodOf(tx, keyring, c)]
    const flags = [duplicate, flood].filter((each) => each !== undefined)
    if (flags.length > 0) findings.push({ request: c.request.id, flags })
  }
  return findings
}

/** The first of the open requests that this one may repeat. */
async function duplicateOf(tx: Tx, keyring: Keyring, c: Case): Promise<Flag | undefined> {
  const { id } = c.request
  const words = subjectWords(c.request)
  const suspects = await suspectsOf(tx, {
    before: id,
    from: earlierBy(id, duplicateDays * dayMs),
    mailbox: mailboxOfCase(keyring, c),
    words: words.length < fewestNameWords ? [] : words.map((word) => wordTerm(keyring, tx.organisation, word)),
  })
  for (const earlier of await casesOf(tx, keyring, suspects)) {
    const why = resemblance(c, earlier)
    const { id: request, reference } = earlier.request
    if (why !== undefined) return { code: 'possible_duplicate', why, request, reference }
  }
  return undefined
}

async function floodOf(tx: Tx, keyring: Keyring, c: Case): Promise<Flag | undefined> {
  const { id, createdAt, channel } = c.request
  const lately = (ms: number) => ({ until: id, from: earlierBy(id, ms), since: (createdAt - ms) as Instant }) // moved by whole milliseconds
  const mailbox = mailboxOfCase(keyring, c)
  const [ofMailbox, ofForm] = await Promise.all([
    mailbox === null ? 0 : requestsOfMailboxLately(tx, mailbox, lately(dayMs)),
    channel === 'web' ? requestsOfFormLately(tx, lately(hourMs)) : 0,
  ])
  if (ofMailbox > mostOfMailbox) return { code: 'flood_suspected', why: 'mailbox', count: ofMailbox }
  return ofForm > mostOfForm ? { code: 'flood_suspected', why: 'form', count: ofForm } : undefined
}

export function mailboxOfCase(keyring: Keyring, { request: { organisationId, detail } }: Case): Buffer | null {
  const { email } = detail.requester
  return email === undefined ? null : mailboxOf(keyring, organisationId, email)
}

/** Once for each code: what was flagged, also what staff has looked at since, is not flagged again. */
async function flag(
  deps: ScreenDeps,
  { organisation, request, flags }: Finding & { readonly organisation: OrganisationId },
): Promise<void> {
  const by = { actor: { type: 'service', organisation }, at: deps.now() } as const
  await deps.database.transaction(organisation, (tx) =>
    changeUnlessErased(tx, deps, { request, actor: by.actor, now: by.at }, (c) => {
      const known = c.request.detail.flags ?? []
      const added = flags.filter(({ code }) => known.every((each) => each.code !== code))
      if (added.length === 0 || c.request.closedAt !== null) return
      c.request.detail.flags = [...known, ...added]
      const facts = { flags: added.map(({ code, why }) => ({ code, why })) }
      // Which two are one person's is gone with the case.
      const others = added.flatMap((each) => (each.code === 'possible_duplicate' ? [showId('req', each.request)] : []))
      const detail = others.length > 0 ? { detail: { duplicate_of: others } } : {}
      happened(c, { type: 'request_flagged', facts, ...detail }, by)
    }),
  )
}
