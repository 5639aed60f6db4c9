import type { z } from 'zod'
import { allowedActions } from '../law/lifecycle.ts'
import { problem } from '../platform/problem.ts'
import type { By } from './act.ts'
import { assign } from './assign.ts'
import { type Case, happened, stateOf } from './case.ts'
import type { patchRequestBody } from './schemas.ts'

/** Who works on it and how a tool names it: no step of the procedure, so the status stays. Null removes; absent leaves. Refused once closed. */
export function patchRequest(c: Case, patch: z.output<typeof patchRequestBody>, by: By): void {
  const { request } = c
  if (request.closedAt !== null) {
    throw problem('action_not_allowed', 'cannot change a closed request', {
      allowedActions: allowedActions(stateOf(c)),
    })
  }
  const changed = Object.entries(patch).flatMap(([key, value]) => (value === undefined ? [] : [key]))
  if (changed.length === 0) return
  const next = request.detail
  if (patch.assignee !== undefined) assign(c, patch.assignee ?? undefined, by)
  if (patch.external_reference !== undefined) next.external_reference = patch.external_reference ?? undefined
  if (patch.flagged === false) next.flags = next.flags?.map((flag) => ({ ...flag, dismissed: true }))
  if (patch.metadata !== undefined) next.metadata = patch.metadata ?? {}
  const detail = patch.assignee === undefined ? {} : { detail: { assignee: patch.assignee } }
  happened(c, { type: 'request_changed', facts: { changed }, ...detail }, by)
}
