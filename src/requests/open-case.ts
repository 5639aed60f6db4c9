import type { Organisation } from '../organisations/store.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { BoxRefused, caseSafe, whatIsLeftOf } from '../platform/crypto/safe.ts'
import type { Log } from '../platform/http/log.ts'
import type { RequestId, RightId } from '../platform/identifiers.ts'
import { type Case, caseOf, type RequestRow, type RightRow } from './case.ts'
import { requestBoxes, type requests, rightBoxes, type rights } from './tables.ts'

/** As they stand in the tables: what is personal of them sealed. */
export type StoredRequest = typeof requests.$inferSelect
export type StoredRight = typeof rights.$inferSelect
/** The same without their boxes, and the key to them. */
export type UnreadRequest = Omit<StoredRequest, 'detail' | 'dataKey'>
export type UnreadRight = Omit<StoredRight, 'detail'>

/** A case around rows just read, to be changed. Throws `BoxRefused` where anything of it does not open. */
export function openCase(
  keyring: Keyring,
  organisation: Organisation,
  request: StoredRequest,
  rightsOfIt: readonly StoredRight[],
): Case {
  const safe = caseSafe(keyring, request)
  if (request.erasedAt !== null) {
    return caseOf({ organisation, safe }, blankRequest(request), rightsOfIt.map(blankRight))
  }
  const opened = rightsOfIt.map((right) => rightBoxes.open(safe, right))
  return caseOf({ organisation, safe }, requestBoxes.open(safe, request), opened)
}

/**
 * The same to be shown among others, which a damaged one must not keep from being seen: what does not open is blank, as after an erasure,
 * and stands in `refused`. What is not sealed is there: dates, rights, statuses.
 */
export function openAsFarAsItGoes(
  keyring: Keyring,
  organisation: Organisation,
  request: StoredRequest,
  rightsOfIt: readonly StoredRight[],
): Case {
  try {
    return openCase(keyring, organisation, request, rightsOfIt)
  } catch (error) {
    if (!(error instanceof BoxRefused)) throw error
    return damagedCase({ organisation, safe: whatIsLeftOf(keyring, request), refusal: error }, request, rightsOfIt)
  }
}

/** A case of which nothing personal was read: its dates, rights and outcomes. To be shown, never changed. */
export function unreadCase(
  keyring: Keyring,
  organisation: Organisation,
  request: UnreadRequest,
  rightsOfIt: readonly UnreadRight[],
): Case {
  const withoutKey = { ...request, dataKey: null }
  const safe = caseSafe(keyring, withoutKey)
  return caseOf({ organisation, safe }, blankRequest(withoutKey), rightsOfIt.map(blankRight))
}

function damagedCase(
  { organisation, safe, refusal }: Pick<Case, 'organisation' | 'safe'> & { readonly refusal: BoxRefused },
  request: StoredRequest,
  rightsOfIt: readonly StoredRight[],
): Case {
  const refused = new Map<RequestId | RightId, BoxRefused>()
  const orBlank = <Row>(id: RequestId | RightId, opened: () => Row, blank: Row): Row => {
    try {
      return opened()
    } catch (error) {
      if (!(error instanceof BoxRefused)) throw error
      refused.set(id, safe.isErased ? refusal : error) // without its key nothing opens: the key is what is damaged
      return blank
    }
  }
  const shown = orBlank<RequestRow>(request.id, () => requestBoxes.open(safe, request), blankRequest(request))
  const rights = rightsOfIt.map((right) =>
    orBlank<RightRow>(right.id, () => rightBoxes.open(safe, right), blankRight(right)),
  )
  return caseOf({ organisation, safe, refused }, shown, rights)
}

function blankRequest(request: Omit<StoredRequest, 'detail'>): RequestRow {
  return { ...request, detail: { requester: { name: '' }, metadata: {}, questions: {} } }
}

function blankRight(right: UnreadRight): RightRow {
  return { ...right, detail: { fields: {} } }
}

/** What of a case does not open, each once: its key, or boxes of it. */
export function refusalsOf({ refused }: Case): BoxRefused[] {
  return [...new Set(refused.values())]
}

/** Whoever runs the service hears of what does not open, whoever looked at it. Nothing of what is in it is told. */
export function logRefused(log: Log, cases: readonly Case[]): void {
  for (const refusal of cases.flatMap(refusalsOf)) log.error(refusal, 'a request does not open, and is shown in part')
}
