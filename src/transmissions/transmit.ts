import { type ByStaff, demandFourEyes, demandReleasable, exportOf, type Place } from '../exports/release-export.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { happened, type RightRow } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import type { TransmitCommand } from './schemas.ts'
import { insertTransmission, type TransmissionRow, transmissionsOf } from './store.ts'
import { waysToTell } from './tell-transmitted.ts'
import { hostOf, isOpen, transferOf } from './transmission.ts'

/** Of one export: more controllers than a person names. */
const mostLookedAt = 100

/**
 * Sends a package to another controller, as the person wished (art. 20(2)), under the conditions of a release; also of a closed request.
 * It leaves after the commit, and the person is told once it has arrived. Throws `not_found`, `not_permitted` for what is no portability,
 * `invalid` where nobody says where to, `four_eyes`, `export_not_ready`, `right_not_granted`, `identity_level_too_low`,
 * `authority_not_accepted`, `no_address`.
 */
export async function transmitExport(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'jobs'>,
  place: Place,
  { endpoint, secret }: TransmitCommand,
  by: ByStaff,
): Promise<TransmissionRow> {
  let asked: TransmissionRow | undefined
  await changeCase(tx, deps, { request: place.request, actor: by.actor, now: by.at }, async (c) => {
    const row = await exportOf(tx, c, place)
    if (row.kind !== 'portability') {
      throw problem('not_permitted', 'only a portability export is sent to another controller (art. 20(2))')
    }
    demandFourEyes(c, row, by.actor)
    const granted = await demandReleasable(tx, c, row, by.at)
    const to = endpoint ?? endpointNamedBy(granted)
    const others = await transmissionsOf(tx, c.safe, { export: row.id, limit: mostLookedAt })
    if (others.some((each) => isOpen(each) && each.detail.endpoint === to)) {
      throw problem('export_not_ready', 'this export is on its way there already')
    }
    if (waysToTell(c).length === 0) {
      throw problem('no_address', 'the request holds no address to tell the person at once it has arrived')
    }
    asked = {
      organisationId: tx.organisation,
      id: newId('trm'),
      requestId: c.request.id,
      exportId: row.id,
      status: 'queued',
      attempts: 0,
      nextAttemptAt: realNow(),
      createdAt: by.at,
      finishedAt: null,
      detail: { endpoint: to, ...(secret !== undefined && { secret }) },
    }
    await insertTransmission(tx, c.safe, asked)
    await enqueueAttempt(tx, deps, asked, 0)
    const facts = { export: showId('exp', row.id), transmission: showId('trm', asked.id) }
    happened(c, { type: 'transmission_asked', facts, detail: { host: hostOf(asked) } }, by)
  })
  if (asked === undefined) throw new Error('changeCase has not called what decides')
  return asked
}

/** The next try of a transmission, so many milliseconds from now. */
export async function enqueueAttempt(
  tx: Tx,
  { jobs }: Pick<Deps, 'jobs'>,
  { id, attempts }: TransmissionRow,
  delayMs: number,
): Promise<void> {
  const payload = { organisation: tx.organisation, transmission: id, attempt: String(attempts + 1) }
  await jobs.send(tx, 'transmit-export', payload, { startAfter: Math.ceil(delayMs / 1000) })
}

function endpointNamedBy(granted: readonly RightRow[]): string {
  const named = new Set(granted.flatMap((right) => transferOf(right)?.endpoint ?? []))
  const [only] = named
  if (only !== undefined && named.size === 1) return only
  throw problem('invalid', 'nobody says where to', {
    errors: [
      {
        location: 'body.endpoint',
        message: only === undefined ? 'expected where to: no right names it' : 'expected which: rights name several',
      },
    ],
  })
}
