import { compileExport } from './exports/compile-export.ts'
import { deleteContent } from './exports/delete-content.ts'
import { expireExports } from './exports/sweep-exports.ts'
import { deleteDueDocuments } from './identity/sweep-documents.ts'
import { realNow } from './platform/clock.ts'
import { rawStatement } from './platform/database/statement.ts'
import type { Deps } from './platform/deps.ts'
import type { OrganisationId } from './platform/identifiers.ts'
import type { JobHandler, JobName } from './platform/jobs/jobs.ts'
import { deleteUpload, removeAbandonedUploads } from './records/sweep-uploads.ts'
import { lapseUntoldExtensions } from './requests/overdue-notices.ts'
import { recomputeOpenCases } from './requests/recompute-cases.ts'
import { retentionJob } from './retention/erase-due-cases.ts'
import { forgetObjections } from './retention/objections.ts'
import { recomputeRetention } from './retention/recompute-retention.ts'

/** What each job does. A job may run twice: each of these does its work once all the same. */
export function jobHandlers(deps: Omit<Deps, 'tokens'>): Record<JobName, JobHandler> {
  return {
    'compile-export': (payload, signal) => compileExport(deps, payload, signal),
    'delete-export': (payload, signal) => deleteContent(deps, payload, signal),
    'delete-upload': (payload, signal) => deleteUpload(deps, payload, signal),
    'recompute-cases': (payload) => recomputeOpenCases(deps, payload.organisation as OrganisationId), // as it was enqueued
    'recompute-retention': (payload) => recomputeRetention(deps, payload.organisation as OrganisationId), // as it was enqueued
    retention: retentionJob(deps),
    // Each by itself: one that fails must not keep the others from their work. The job fails all the same, and is told.
    sweep: async () => {
      const steps = [
        lapseUntoldExtensions,
        expireExports,
        removeAbandonedUploads,
        deleteDueDocuments,
        forgetObjections,
        forgetStale,
      ]
      const failures: unknown[] = []
      for (const step of steps) await step(deps).catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw new AggregateError(failures, 'a part of the sweep has failed')
    },
  }
}

const dayMs = 24 * 60 * 60 * 1000
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
const deleteChallenges = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_challenges',
  'delete from habeas.verifications where organisation_id = $1 and expires_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)
const deleteBudgets = rawStatement<{ organisation: OrganisationId; before: Date }, Record<string, never>>(
  'delete_stale_budgets',
  'delete from habeas.code_budgets where organisation_id = $1 and resets_at < $2',
  ({ organisation, before }) => [organisation, before.toISOString()],
)

/** Idempotent answers after their 24 hours (real time), challenges a day after they expired (service time). */
async function forgetStale(deps: Pick<Deps, 'database' | 'now'>): Promise<void> {
  const answers = new Date(realNow() - dayMs)
  const challenges = new Date(deps.now() - dayMs)
  for (const { organisation_id: organisation } of await deps.database.lookup(staleIn, { answers, challenges })) {
    await deps.database.inOneTrip(organisation, (tx) => [
      tx.run(deleteAnswers, { organisation, before: answers }),
      tx.run(deleteChallenges, { organisation, before: challenges }),
      tx.run(deleteBudgets, { organisation, before: challenges }),
    ])
  }
}
