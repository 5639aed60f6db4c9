import { defaultRetention, type RetentionPolicy } from '../law/retention.ts'
import type { RetentionSettings } from './tables.ts'

type WithSettings = { readonly settings: { readonly retention?: RetentionSettings | undefined } }

const defaults: RetentionSettings = {
  identity_documents: { days: defaultRetention.identityDocumentDays },
  exports: { days: defaultRetention.exportDays },
  case_files: { months: defaultRetention.caseFileMonths },
  objection_fingerprints: { years: defaultRetention.objectionYears },
}

/** How long this organisation keeps what, with its reasons; the defaults where it has decided nothing. In one order, always. */
export function retentionSettingsOf({ settings }: WithSettings): RetentionSettings {
  const { identity_documents, exports, case_files, objection_fingerprints } = settings.retention ?? defaults
  return { identity_documents, exports, case_files, objection_fingerprints }
}

/** The same as the law reads it. */
export function retentionOf(organisation: WithSettings): RetentionPolicy {
  const { identity_documents, exports, case_files, objection_fingerprints } = retentionSettingsOf(organisation)
  return {
    identityDocumentDays: identity_documents.days,
    exportDays: exports.days,
    caseFileMonths: case_files.months,
    objectionYears: objection_fingerprints.years,
  }
}

/** The settings with those that were given; what is absent stays. */
export function changedRetention(
  organisation: WithSettings,
  given: { readonly [Part in keyof RetentionSettings]?: RetentionSettings[Part] | undefined },
): RetentionSettings {
  const now = retentionSettingsOf(organisation)
  return {
    identity_documents: given.identity_documents ?? now.identity_documents,
    exports: given.exports ?? now.exports,
    case_files: given.case_files ?? now.case_files,
    objection_fingerprints: given.objection_fingerprints ?? now.objection_fingerprints,
  }
}

/** How long, in the unit of its kind. */
export function retentionLength(kept: RetentionSettings[keyof RetentionSettings]): number {
  if ('days' in kept) return kept.days
  return 'months' in kept ? kept.months : kept.years
}

/** The same as clients see it: a reason that was not given is null. */
export function showRetention(row: WithSettings) {
  const { identity_documents, exports, case_files, objection_fingerprints } = retentionSettingsOf(row)
  return {
    identity_documents: { ...identity_documents, reason: identity_documents.reason ?? null },
    exports: { ...exports, reason: exports.reason ?? null },
    case_files: { ...case_files, reason: case_files.reason ?? null },
    objection_fingerprints: { ...objection_fingerprints, reason: objection_fingerprints.reason ?? null },
  }
}
