import { civilDateIn, type Instant } from '../law/calendar.ts'
import { isGrant, isUnanswered } from '../law/lifecycle.ts'
import { exportKeptUntil } from '../law/retention.ts'
import { getLetter } from '../letters/change-letter.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type ExportId, type RequestId, type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { demandOpen } from '../records/demand-open.ts'
import { recordsChangedSince } from '../records/read-records.ts'
import { demandReviewed } from '../records/unreviewed-records.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened, isProvenFor, kindOf, type RightRow, rightState } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { demandAuthority, isFromBefore } from '../requests/on-behalf.ts'
import { tell } from '../requests/tell.ts'
import { expiryFrom, type ReleaseCommand, statusOf } from './schemas.ts'
import { type ExportRow, lockExport, updateExport } from './store.ts'

export type Place = { readonly request: RequestId; readonly export: ExportId }
export type ByStaff = { readonly actor: StaffActor; readonly at: Instant }

/**
 * Gives an export to the person, who is told: that carries out and answers every granted right of its kind that is still unanswered
 * (art. 15(3), 20(1)). May happen again, which moves no date but its expiry; on the same day it would tell nothing new, and does nothing. Throws `not_found`, `four_eyes`, `action_not_allowed` for a
 * closed request, `records_unreviewed`, `export_not_ready`, `right_not_granted`, `identity_level_too_low`, `authority_not_accepted`, `no_address`.
 */
export async function releaseExport(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  place: Place,
  { told }: ReleaseCommand,
  by: ByStaff,
): Promise<ExportRow> {
  let released: ExportRow | undefined
  await changeCase(tx, deps, { request: place.request, actor: by.actor, now: by.at }, async (c) => {
    const row = await exportOf(tx, c, place)
    demandFourEyes(c, row, by.actor)
    demandOpen(c)
    const granted = await demandReleasable(tx, c, row, by.at)
    if (await isToldToday(tx, deps, { c, row, granted }, by.at)) {
      released = row
      return
    }
    happened(
      c,
      {
        type: 'export_released',
        facts: { export: showId('exp', row.id), kind: row.kind, again: row.releasedAt !== null },
      },
      by,
    )
    released = {
      ...row,
      status: 'released',
      releasedAt: row.releasedAt ?? by.at,
      expiresAt: expiryFrom(c, by.at),
      detail: { ...row.detail, released_at_event: c.request.lastSequence },
    }
    await updateExport(tx, c.safe, released)
    answer(c, granted, { row, told }, by)
  })
  if (released === undefined) throw new Error('changeCase has not called what decides')
  return released
}

/** Under the request's lock. Throws `not_found` for an export that is not there, or another request's. */
export async function exportOf(tx: Tx, { safe }: Case, { export: id }: Place): Promise<ExportRow> {
  const row = await lockExport(tx, safe, id)
  if (row === undefined) throw problem('not_found', 'the request has no such export')
  return row
}

/**
 * What holds whole lives in one package is not released by who asked for it (attack 62): another client, or another person before the
 * same tool. Whom an issuer has signed in is the same person through whichever client they come. An organisation may switch this off, with
 * a reason that it keeps.
 */
export function demandFourEyes({ organisation }: Case, { askedBy, detail }: ExportRow, actor: StaffActor): void {
  if (organisation.settings.four_eyes.required === false) return
  const [asking, releasing] = [detail.acting_user, actor.actingUser].map(oneSpelling)
  const areNamed = asking !== undefined && releasing !== undefined
  const isSameName = areNamed && asking === releasing
  if (actor.id !== askedBy) {
    const isAsserted = detail.acting_subject !== undefined || actor.subject !== undefined
    // One person of a directory may come through two tools, under the address at one and the user name at the other
    if (!(isAsserted && (isSameName || isSameSubject(detail.acting_subject, actor.subject)))) return
  } else if (areNamed && !isSameName && !isSameSubject(detail.acting_subject, actor.subject)) return
  throw problem(
    'four_eyes',
    'an export is released by another than who asked for it: another client, or another Acting-User named in both calls',
  )
}

/** An account that has changed its address is still the same. */
function isSameSubject(asking: string | undefined, releasing: string | undefined): boolean {
  return asking !== undefined && asking === releasing
}

/** One person's address, however typed. */
function oneSpelling(address: string | undefined): string | undefined {
  return address?.trim().normalize('NFKC').toLowerCase()
}

/** An export that was compiled before a record was withheld still holds that record: it must not leave, also not again (art. 15(4)). */
async function demandReady(tx: Tx, row: ExportRow, now: Instant): Promise<void> {
  const status = statusOf(row, now)
  if (status !== 'ready' && status !== 'released')
    throw problem('export_not_ready', `cannot release an export that is ${status}`)
  if (await recordsChangedSince(tx, row.requestId, row.detail.as_of_event ?? 0)) {
    throw problem('export_not_ready', 'the records have changed since this export was compiled: ask for a new one')
  }
}

/** What was compiled before the request became about another person, or in another capacity, is not given to who has it now. */
function demandSamePerson(c: Case, { detail }: ExportRow): void {
  if (!isFromBefore(c, detail.as_of_event)) return
  throw problem('export_not_ready', 'the person or the capacity was corrected since this export: ask for a new one')
}

/**
 * The granted rights of the export's kind, where it may leave: it is ready, the person may have it, and nothing about another does. Asked
 * at every way out. Throws `records_unreviewed`, `export_not_ready`, `right_not_granted`, `identity_level_too_low`, `authority_not_accepted`.
 */
export async function demandReleasable(tx: Tx, c: Case, row: ExportRow, at: Instant): Promise<RightRow[]> {
  await demandReviewed(tx, row)
  await demandReady(tx, row, at)
  const { kind } = row
  const granted = grantedOf(c, kind)
  const [first] = granted
  if (first === undefined)
    throw problem('right_not_granted', 'the request holds no granted right that this export would answer')
  if (!isProvenFor(c, kindOf(first))) {
    throw problem('identity_level_too_low', 'the identity is not proven at the level this right needs')
  }
  // Nothing about another person is released before the authority to act for them is accepted (attack 5).
  for (const right of granted) demandAuthority(c, right, at)
  demandSamePerson(c, row)
  return granted
}

/** The rights of this kind that stand granted, wholly or in part. */
export function grantedOf(c: Case, kind: ExportRow['kind']): RightRow[] {
  return c.rights.filter((right) => right.right === kind && right.status !== 'lapsed' && isGrant(right.outcome))
}

/** Whether something was asked for that the person does not get. */
export function isGrantedInPart(granted: readonly RightRow[]): boolean {
  return granted.some(({ outcome }) => outcome === 'partially_granted')
}

/** Whether the person was told of this export today, and of every right that it answers: by e-mail, or by a letter to be posted. */
async function isToldToday(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  { c, row, granted }: { readonly c: Case; readonly row: ExportRow; readonly granted: readonly RightRow[] },
  at: Instant,
): Promise<boolean> {
  if (row.releasedAt === null || row.expiresAt === null) return false
  const { timeZone } = c.organisation
  if (civilDateIn(timeZone, row.expiresAt) !== civilDateIn(timeZone, expiryFrom(c, at))) return false
  for (const right of granted) {
    if (!isUnanswered(rightState(right))) continue
    const letter = right.status === 'fulfilled' ? right.answerLetterId : null
    if (letter === null || (await getLetter(tx, keyring, letter)).state !== 'queued') return false
  }
  return true
}

function answer(
  c: Case,
  granted: readonly RightRow[],
  { row, told }: { readonly row: ExportRow; readonly told: ReleaseCommand['told'] },
  by: ByStaff,
): void {
  const rights = carryOut(c, granted, { export: row.id }, by)
  const expiresOn = exportKeptUntil(retentionOf(c.organisation), civilDateIn(c.organisation.timeZone, by.at))
  tell(
    c,
    told,
    { type: 'export_ready', kind: row.kind, isInPart: isGrantedInPart(granted), expiresOn },
    rights.length > 0 ? { fact: 'answer', rights } : { fact: 'nothing', about: granted.map(({ id }) => id) },
    by,
  )
}

/** What was granted is done: the data have left. The rights that are still unanswered, for whoever tells the person. */
export function carryOut(
  c: Case,
  granted: readonly RightRow[],
  { export: id }: Pick<Place, 'export'>,
  by: By,
): RightId[] {
  const unanswered = granted.filter((right) => isUnanswered(rightState(right)))
  for (const right of unanswered) {
    if (right.status === 'fulfilled') continue // told by a letter that is still to be posted
    right.status = 'fulfilled'
    right.fulfilledAt = by.at
    happened(c, { type: 'right_fulfilled', facts: { right: showId('rgt', right.id), export: showId('exp', id) } }, by)
  }
  return unanswered.map((right) => right.id)
}
