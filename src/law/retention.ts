import { addDays, addMonths, type CivilDate } from './calendar.ts'
import { fileCountsFrom, type RestrictionFacts } from './restriction.ts'

/**
 * How long an organisation keeps what it need not keep for ever: art. 5(1)(e). The case file is personal data, too. Days, months and years
 * are counted from a civil day in the organisation's zone, which itself is not counted (Reg. 1182/71 art. 3(1)).
 */
export type RetentionPolicy = {
  /** Copies of identity documents, after closure; whatever this says, they are gone once the identity is confirmed (EDPB 01/2022 §79). */
  readonly identityDocumentDays: number
  /** The content of an export, after its release. */
  readonly exportDays: number
  /** Everything personal of a case, after closure. */
  readonly caseFileMonths: number
  /** The fingerprint by which an objection to direct marketing is still heeded (art. 21(3)), after that objection. */
  readonly objectionYears: number
}

export const defaultRetention: RetentionPolicy = {
  identityDocumentDays: 0,
  exportDays: 30,
  caseFileMonths: 60,
  objectionYears: 3,
}

export const retentionBounds = {
  // A doubt that reopens a case comes within a month, the time for an answer; after that a copy proves nothing that the note does not.
  identityDocumentDays: { least: 0, most: 30 },
  // A week to come back from a holiday and fetch it; a year, and it is an archive of a life that nobody asked for.
  exportDays: { least: 7, most: 365 },
  // Less than a year would not outlast a complaint (art. 77); twenty years are the longest limit to an action (French civil code, art. 2232).
  caseFileMonths: { least: 12, most: 240 },
  // CNIL: at least three years, or the next campaign reaches who objected; a person may keep an address for life, so there is hardly an end.
  objectionYears: { least: 3, most: 99 },
} as const satisfies Record<keyof RetentionPolicy, { least: number; most: number }>

/** What the rule needs to know of a case. */
export type RetentionFacts = {
  /** Null while the request is open: then nothing of it is due. */
  readonly closedOn: CivilDate | null
  readonly isHeld: boolean
  readonly isErased: boolean
  readonly holdsIdentityDocuments: boolean
  /** Those that were carried out on this request. */
  readonly restrictions: readonly RestrictionFacts[]
}

/** What is kept until the end of a day, and due for erasure from the day after it. */
export type DuePart = {
  readonly part: 'identity_documents' | 'case_file'
  readonly keptUntil: CivilDate
  readonly dueFrom: CivilDate
}

/**
 * The last day on which a case file is kept: `caseFileMonths` after closure, or after its last restriction ended, the last day of that month
 * where there is no such day. Null while a restriction holds.
 */
export function caseFileKeptUntil(
  policy: RetentionPolicy,
  closedOn: CivilDate,
  restrictions: readonly RestrictionFacts[],
): CivilDate | null {
  const from = fileCountsFrom(closedOn, restrictions)
  return from && addMonths(from, policy.caseFileMonths)
}

/** The last day on which copies of identity documents are kept. With no days at all they go with the closure itself. */
export function identityDocumentsKeptUntil(policy: RetentionPolicy, closedOn: CivilDate): CivilDate {
  return addDays(closedOn, policy.identityDocumentDays)
}

/** The last day on which the content of an export is kept. */
export function exportKeptUntil(policy: RetentionPolicy, releasedOn: CivilDate): CivilDate {
  return addDays(releasedOn, policy.exportDays)
}

/** The last day on which the fingerprint of an objection is kept. */
export function objectionKeptUntil(policy: RetentionPolicy, objectedOn: CivilDate): CivilDate {
  return addMonths(objectedOn, policy.objectionYears * 12)
}

/** Whether what is kept until that day is due for erasure on this one. */
export function isDue(keptUntil: CivilDate, today: CivilDate): boolean {
  return today > keptUntil
}

/**
 * What of a case is due for erasure on a day, and since when; nothing of one that is open, held or erased. The case file takes all the rest
 * with it. An export has a day of its own, told to the person at its release.
 */
export function dueForErasure(policy: RetentionPolicy, facts: RetentionFacts, today: CivilDate): DuePart[] {
  const { closedOn, isHeld, isErased, holdsIdentityDocuments, restrictions } = facts
  if (closedOn === null || isHeld || isErased) return []
  const fileKeptUntil = caseFileKeptUntil(policy, closedOn, restrictions)
  const kept: DuePart[] = fileKeptUntil === null ? [] : [keptPart('case_file', fileKeptUntil)]
  if (holdsIdentityDocuments) kept.push(keptPart('identity_documents', identityDocumentsKeptUntil(policy, closedOn)))
  return kept.filter(({ keptUntil }) => isDue(keptUntil, today))
}

function keptPart(part: DuePart['part'], keptUntil: CivilDate): DuePart {
  return { part, keptUntil, dueFrom: addDays(keptUntil, 1) }
}
