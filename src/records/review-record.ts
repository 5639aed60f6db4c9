import type { Instant } from '../law/calendar.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RecordId, type RequestId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { demandOpen } from './demand-open.ts'
import { pointerSteps, pointsInto } from './json-pointer.ts'
import { readJson } from './json-text.ts'
import type { ReviewCommand, ShownRecord } from './schemas.ts'
import { findRecord, type SourcedRecord, updateReview } from './store.ts'
import type { RecordReview } from './tables.ts'
import { noteUnreviewed } from './unreviewed-records.ts'

/**
 * Withholds a record, or takes parts out of it, for the rights of others (art. 15(4)): why is kept. Throws `not_found`,
 * `action_not_allowed` for a closed request, and 400 for a pointer that leads nowhere: a misspelt one would leave in what it was to take out.
 */
export async function reviewRecord(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  place: { readonly request: RequestId; readonly record: RecordId },
  { withheld, redact, reason }: ReviewCommand,
  by: { readonly actor: StaffActor; readonly at: Instant },
): Promise<ShownRecord> {
  let reviewed: (SourcedRecord & { review: RecordReview }) | undefined
  await changeCase(tx, deps, { request: place.request, actor: by.actor, now: by.at }, async (c) => {
    const row = await findRecord(tx, c.safe, place.record)
    if (row === undefined) throw problem('not_found', 'the request holds no such record')
    demandOpen(c)
    if (redact !== undefined) demandPointers(row.data, redact)
    reviewed = {
      ...row,
      withheld: withheld ?? row.withheld,
      reviewedAt: by.at,
      review: { reason, redact: redact === undefined ? (row.review?.redact ?? []) : [...new Set(redact)] },
    }
    await updateReview(tx, c.safe, reviewed)
    await noteUnreviewed(tx, c)
    const facts = {
      record: showId('rec', row.id),
      withheld: reviewed.withheld,
      redacted: reviewed.review.redact.length,
    }
    // A pointer names a field of the person's data, and may name a person.
    happened(c, { type: 'record_reviewed', facts, detail: reviewed.review }, by)
  })
  if (reviewed === undefined) throw new Error('changeCase has not called what decides')
  return reviewed
}

function demandPointers(data: string, pointers: readonly string[]): void {
  const value = readJson(data)
  const errors = pointers.flatMap((pointer, i) => {
    const steps = pointerSteps(pointer)
    const message =
      steps === undefined
        ? 'expected a JSON pointer (RFC 6901)'
        : steps.length === 0
          ? 'expected a part of the record: withhold it to leave out the whole'
          : pointsInto(value, steps)
            ? undefined
            : 'expected a pointer to something in this record'
    return message === undefined ? [] : [{ location: `body.redact.${i}`, message }]
  })
  if (errors.length > 0) throw problem('invalid', 'a pointer leads to nothing that could be redacted', { errors })
}
