import type { Instant } from '../law/calendar.ts'
import { type CaseWarning, explainCaseWarning } from '../law/case-warnings.ts'
import { type Clock, explainWarning } from '../law/clock.ts'
import { needsSearch } from '../law/collection.ts'
import { lighterMethods } from '../law/identity-level.ts'
import { isGrant } from '../law/lifecycle.ts'
import type { Locale } from '../law/wording.ts'
import { offeredMethods } from '../organisations/identity-settings.ts'
import { mixesAlphabets } from '../platform/http/schemas.ts'
import { type Case, isAnswered, kindOf, neededLevel, openAsk, type RightRow } from './case.ts'
import { isMailboxUnproven } from './identity.ts'
import { missingFromAny } from './missing-directives.ts'
import { isNamedOtherwise, namesAnother } from './on-behalf.ts'
import { type Flag, mostUnreviewedCounted } from './tables.ts'
import { countUntold } from './told-recipients.ts'

/** What is looked at besides the clock, in the order in which it is told. Each says what it finds, or nothing. */
const looks: readonly ((c: Case) => CaseWarning | readonly CaseWarning[] | undefined)[] = [
  unreadable,
  documentDisproportionate,
  mailboxNotProven,
  authorityNotItemised,
  directivesFound,
  directivesMissing,
  dataSubjectIsAnother,
  dataSubjectNamedOtherwise,
  contactChanged,
  lookalikeAddress,
  recordsUnreviewed,
  possibleDuplicate,
  unlikeOriginal,
  duplicatesLeft,
  floodSuspected,
  transmissionFailed,
  rightsNotNamed,
  searchesOpen,
  letterUndelivered,
  answerHeldBack,
  recipientsUntold,
  contradictions,
]

/** What a DPO should see of a request, the clock's first: codes with a sentence in the language given. */
export function warningsOf(c: Case, clock: Clock, locale: Locale): { code: string; message: string }[] {
  const found = looks.flatMap((look) => look(c) ?? [])
  return [
    ...clockWarningsOf(clock, locale),
    ...found.map((warning) => ({ code: warning.code, message: explainCaseWarning(warning, locale) })),
  ]
}

/** Those of the clock alone. */
export function clockWarningsOf(clock: Clock, locale: Locale): { code: string; message: string }[] {
  return clock.warnings.map((code) => ({ code, message: explainWarning(code, locale) }))
}

function unreadable({ refused }: Case): CaseWarning | undefined {
  return refused.size === 0 ? undefined : { code: 'unreadable' }
}

function documentDisproportionate(c: Case): CaseWarning | undefined {
  if (!openAsk(c, 'identity')?.accepted_methods?.includes('document')) return undefined
  const lighter = lighterMethods(neededLevel(c), offeredMethods(c.organisation))
  return lighter.length === 0 ? undefined : { code: 'document_disproportionate', lighter }
}

function authorityNotItemised({ request: { authority, erasedAt, detail } }: Case): CaseWarning | undefined {
  if (authority !== 'accepted' || erasedAt !== null || detail.authority?.stated !== undefined) return undefined
  return { code: 'authority_not_itemised' }
}

function dataSubjectIsAnother(c: Case): CaseWarning | undefined {
  return namesAnother(c) ? { code: 'data_subject_is_another' } : undefined
}

function dataSubjectNamedOtherwise(c: Case): CaseWarning | undefined {
  return c.request.closedAt === null && isNamedOtherwise(c) ? { code: 'data_subject_named_otherwise' } : undefined
}

function contactChanged({ request }: Case): CaseWarning | undefined {
  const isOver = request.closedAt !== null || request.identityLevel === 'verified'
  return request.detail.contact_changed_at === undefined || isOver ? undefined : { code: 'contact_changed' }
}

function mailboxNotProven(c: Case): CaseWarning | undefined {
  return c.request.closedAt === null && isMailboxUnproven(c) ? { code: 'mailbox_not_proven' } : undefined
}

function lookalikeAddress({ request: { closedAt, detail } }: Case): CaseWarning | undefined {
  const { email } = detail.requester
  return closedAt === null && email !== undefined && mixesAlphabets(email) ? { code: 'lookalike_address' } : undefined
}

/** Where a copy is still to be given: nothing else hands out what third parties provided. */
function recordsUnreviewed({ request: { closedAt, detail }, rights }: Case): CaseWarning | undefined {
  const count = detail.unreviewed_records ?? 0
  const givesCopy = rights.some(({ right, status, outcome }) => {
    return right === 'access' && status !== 'lapsed' && (outcome === null || isGrant(outcome))
  })
  if (count === 0 || closedAt !== null || !givesCopy) return undefined
  return {
    code: 'records_unreviewed',
    count: Math.min(count, mostUnreviewedCounted),
    isMore: count > mostUnreviewedCounted,
  }
}

function possibleDuplicate(c: Case): CaseWarning | undefined {
  const flag = flagsOf(c).find(({ code }) => code === 'possible_duplicate')
  return flag?.code === 'possible_duplicate' ? { code: flag.code, why: flag.why, reference: flag.reference } : undefined
}

function unlikeOriginal({ request: { closedReason, detail } }: Case): CaseWarning | undefined {
  return closedReason === 'duplicate' && detail.duplicates?.unlike ? { code: 'duplicate_not_alike' } : undefined
}

function duplicatesLeft({ request: { detail } }: Case): CaseWarning | undefined {
  const count = detail.duplicates?.left ?? 0
  return count === 0 ? undefined : { code: 'duplicates_unanswered', count }
}

/** What was answered, or carried out, before all systems were heard. */
function searchesOpen({ request: { closedAt, detail }, rights }: Case): CaseWarning | undefined {
  const count = detail.tasks?.open ?? 0
  const isConcerned = rights.some((right) => {
    const isDone = right.status === 'fulfilled' || right.outcome === 'no_data_held'
    return isDone && needsSearch(kindOf(right))
  })
  return count > 0 && closedAt === null && isConcerned ? { code: 'searches_open', count } : undefined
}

function floodSuspected(c: Case): CaseWarning | undefined {
  const flag = flagsOf(c).find(({ code }) => code === 'flood_suspected')
  return flag?.code === 'flood_suspected' ? { code: flag.code, why: flag.why, count: flag.count } : undefined
}

/** Those that still call for a look. */
function flagsOf({ request: { flagged, detail } }: Case): Flag[] {
  return flagged ? (detail.flags ?? []).filter(({ dismissed }) => !dismissed) : []
}

function directivesFound({ directivesFound: count }: Case): CaseWarning | undefined {
  return count === 0 ? undefined : { code: 'directives_found', count }
}

function directivesMissing(c: Case): CaseWarning | undefined {
  const missing = missingFromAny(c)
  return missing === undefined ? undefined : { code: 'directives_missing', missing }
}

function rightsNotNamed({ request: { closedAt }, rights }: Case): CaseWarning | undefined {
  return closedAt === null && rights.length === 0 ? { code: 'rights_not_named' } : undefined
}

/** Also of a closed request: an answer that never came was no answer. */
function letterUndelivered({ request: { detail } }: Case): CaseWarning | undefined {
  const count = detail.undelivered?.length ?? 0
  return count === 0 ? undefined : { code: 'letter_undelivered', count }
}

/** Until the answer is given, or taken back. */
function answerHeldBack({ request, rights }: Case): CaseWarning | undefined {
  const heldBack = request.detail.answers_held_back ?? []
  const isOwed = (right: RightRow) => heldBack.includes(right.id) && right.outcome !== null && !isAnswered(right)
  return rights.some(isOwed) ? { code: 'answer_held_back' } : undefined
}

/** Also of a closed request: what art. 19 asks for is owed after the answer. */
function recipientsUntold(c: Case): CaseWarning | undefined {
  const count = countUntold(c)
  return count === 0 ? undefined : { code: 'recipients_untold', count }
}

/** How decisions disagree with the register that they were taken by: until they are taken back. */
function contradictions({ rights }: Case): CaseWarning[] {
  return rights.flatMap(({ right, status, detail }) =>
    status === 'lapsed'
      ? []
      : (detail.contradictions ?? []).map(({ code, activities }): CaseWarning => ({ code, right, activities })),
  )
}

/** Until one arrives, or portability is decided or carried out anew. */
function transmissionFailed({ request, rights }: Case): CaseWarning | undefined {
  const failedAt = request.detail.transmission_failed_at
  const isSettled = (at: Instant | null) => failedAt !== undefined && at !== null && at > failedAt
  const portability = rights.filter(({ right }) => right === 'portability')
  if (
    failedAt === undefined ||
    portability.some((right) => isSettled(right.decidedAt) || isSettled(right.fulfilledAt))
  ) {
    return undefined
  }
  return { code: 'transmission_failed' }
}
