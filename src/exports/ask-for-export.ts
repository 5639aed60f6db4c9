import type { Instant } from '../law/calendar.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, type RequestId, showId } from '../platform/identifiers.ts'
import { demandOpen } from '../records/demand-open.ts'
import { happened } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { type AskCommand, expiryFrom } from './schemas.ts'
import { type ExportRow, insertExport } from './store.ts'

/** Asks for an export: it is compiled after the commit. Throws `not_found`, `action_not_allowed` for a closed request. */
export async function askForExport(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox' | 'jobs'>,
  request: RequestId,
  { kind, format }: AskCommand,
  by: { readonly actor: StaffActor; readonly at: Instant },
): Promise<ExportRow> {
  const asked: Omit<ExportRow, 'expiresAt'> = {
    organisationId: tx.organisation,
    id: newId('exp'),
    requestId: request,
    kind,
    format,
    status: 'queued',
    recordsDone: 0,
    recordsTotal: 0,
    bytes: null,
    sha256: null,
    askedBy: by.actor.id,
    releasedAt: null,
    createdAt: by.at,
    attempt: 0,
    detail: { acting_user: by.actor.actingUser, acting_subject: by.actor.subject },
  }
  const changed = await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    demandOpen(c)
    await insertExport(tx, c.safe, { ...asked, expiresAt: expiryFrom(c, by.at) })
    await deps.jobs.send(tx, 'compile-export', { organisation: tx.organisation, export: asked.id })
    happened(c, { type: 'export_asked', facts: { export: showId('exp', asked.id), kind, format } }, by)
  })
  return { ...asked, expiresAt: expiryFrom(changed, by.at) }
}
