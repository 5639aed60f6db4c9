import { recomputeWhereHolidaysChanged } from './deadlines/changed-holidays.ts'
import { recomputeOpenCases } from './deadlines/recompute-cases.ts'
import { watchDeadlines } from './deadlines/watch.ts'
import { makeCheckpoints } from './evidence/make-checkpoints.ts'
import { sendCheckpoints } from './evidence/send-checkpoints.ts'
import { compileExport, failAbandonedExports } from './exports/compile-export.ts'
import { deleteContent } from './exports/delete-content.ts'
import { removeOrphans } from './exports/sweep-blobs.ts'
import { expireExports } from './exports/sweep-exports.ts'
import { deleteDueDocuments } from './identity/sweep-documents.ts'
import { dayMs } from './law/calendar.ts'
import { forgetObjections } from './objections/heed-objections.ts'
import { realNow } from './platform/clock.ts'
import { rawStatement } from './platform/database/statement.ts'
import type { Deps } from './platform/deps.ts'
import { eachInTurn } from './platform/each-in-turn.ts'
import type { OrganisationId } from './platform/identifiers.ts'
import type { JobHandler, JobName } from './platform/jobs/jobs.ts'
import { resumeAbandonedNotices, sendNotice } from './recipients/send-notice.ts'
import { deleteUpload, removeAbandonedUploads } from './records/sweep-uploads.ts'
import { lapseUntoldExtensions } from './requests/overdue-notices.ts'
import { screenRequests } from './requests/screen-requests.ts'
import { retentionJob } from './retention/erase-due-cases.ts'
import { recomputeRetention } from './retention/recompute-retention.ts'
import { resumeAbandonedTransmissions, sendPackage } from './transmissions/send-package.ts'
import { forgetDeliveries } from './webhooks/forget-deliveries.ts'

/** What each job does. A job may run twice: each of these does its work once all the same. */
export function jobHandlers(deps: WorkerDeps): Record<JobName, JobHandler> {
  return {
    'compile-export': (payload, signal) => compileExport(deps, payload, signal),
    'delete-export': (payload, signal) => deleteContent(deps, payload, signal),
    'delete-upload': (payload, signal) => deleteUpload(deps, payload, signal),
    'recompute-cases': ({ organisation }, signal) => recomputeOpenCases(deps, organisation as OrganisationId, signal), // as it was enqueued
    'recompute-retention': (payload) => recomputeRetention(deps, payload.organisation as OrganisationId), // as it was enqueued
    checkpoint: (_payload, signal) => each([makeCheckpoints, sendCheckpoints], deps, signal),
    retention: retentionJob(deps),
    sweep: (_payload, signal) =>
      each(
        [
          lapseUntoldExtensions,
          failAbandonedExports,
          expireExports,
          removeOrphans,
          resumeAbandonedTransmissions,
          resumeAbandonedNotices,
          removeAbandonedUploads,
          deleteDueDocuments,
          forgetObjections,
          forgetStale,
          forgetDeliveries,
          screenRequests,
          () => recomputeWhereHolidaysChanged(deps),
        ],
        deps,
        signal,
      ),
    'tell-recipient': (payload, signal) => sendNotice(deps, payload, signal),
    'transmit-export': (payload, signal) => sendPackage(deps, payload, signal),
    'watch-deadlines': (_payload, signal) => watchDeadlines(deps, signal),
  }
}

type WorkerDeps = Omit<Deps, 'tokens'>

/** Each by itself: one that fails must not keep the others from their work. The job fails all the same, and is told. */
function each(
  steps: readonly ((deps: WorkerDeps, signal: AbortSignal) => Promise<void>)[],
  deps: WorkerDeps,
  signal: AbortSignal,
): Promise<void> {
  return eachInTurn(steps, (step) => step(deps, signal))
}

const staleIn = rawStatement<{ answers: Date; challenges: Date }, { organisation_id: OrganisationId }>(
  'stale_organisations',
  'select organisation_id from habeas.lookup_stale($1, $2)',
  ({ answers, challenges }) => [answers.toISOString(), challenges.toISOString()],
)
const deleteAnswers = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_answers',
  'delete from habeas.idempotent_answers where organisation_id = $1 and created_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)
const deleteSessions = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_sessions',
  'delete from habeas.sessions where organisation_id = $1 and expires_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)
const deleteSpent = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_spent_challenges',
  'delete from habeas.spent_challenges where organisation_id = $1 and expires_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)
const deleteChallenges = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_challenges',
  'delete from habeas.verifications where organisation_id = $1 and expires_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)
const deleteMail = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_mail',
  'delete from habeas.inbound_mail where organisation_id = $1 and seen_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)
// Those of codes and digests: what is about a request goes with it. A code letter was made with its challenge, so it is found with that.
const deleteLooseLetters = rawStatement<
  { organisation: OrganisationId; codesBefore: Date; before: Date },
  Record<string, never>
>(
  'delete_loose_letters',
  `delete from habeas.letters where organisation_id = $1 and request_id is null and due_at is null
     and created_at < case when type = 'code' then $2::timestamptz else $3::timestamptz end`,
  ({ organisation, codesBefore, before }) => [organisation, codesBefore.toISOString(), before.toISOString()],
)
const deleteBudgets = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_budgets',
  'delete from habeas.code_budgets where organisation_id = $1 and resets_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)

/**
 * Idempotent answers after their 24 hours, what was done with mails after thirty days, sessions a day after they expired (real time), challenges a day after they expired, and the
 * letters of their codes; digests to staff after thirty days (service time).
 */
async function forgetStale(deps: Pick<Deps, 'database' | 'now'>): Promise<void> {
  const answers = new Date(realNow() - dayMs)
  const challenges = new Date(deps.now() - dayMs)
  const digests = new Date(deps.now() - 30 * dayMs)
  for (const { organisation_id: organisation } of await deps.database.lookup(staleIn, { answers, challenges })) {
    await deps.database.inOneTrip(organisation, (tx) => [
      tx.run(deleteAnswers, { organisation, before: answers }),
      tx.run(deleteMail, { organisation, before: new Date(realNow() - 30 * dayMs) }),
      tx.run(deleteSpent, { organisation, before: answers }),
      tx.run(deleteSessions, { organisation, before: answers }),
      tx.run(deleteChallenges, { organisation, before: challenges }),
      tx.run(deleteBudgets, { organisation, before: challenges }),
      tx.run(deleteLooseLetters, { organisation, codesBefore: challenges, before: digests }),
    ])
  }
}
