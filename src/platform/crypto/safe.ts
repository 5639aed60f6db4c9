import { createSecretKey, type KeyObject } from 'node:crypto'
import type { OrganisationId, RequestId } from '../identifiers.ts'
import type { FingerprintKind, Keyring } from './keyring.ts'
import { newKey, openWith, sealWith } from './seal.ts'

declare const contents: unique symbol
/** A sealed box. What it holds is known to the type alone: only a safe makes one, and only a safe opens it. */
export type Sealed<T> = Buffer & { readonly [contents]: T }

/** Where a box stands. Moved elsewhere it does not open (attack 70). */
export type Place = { readonly table: string; readonly column: string; readonly row: string }

declare const brand: unique symbol
/** What seals and opens all that is personal of one request, or of an organisation apart from any request. */
export type Safe = {
  readonly [brand]: 'Safe'
  readonly organisation: OrganisationId
  /** Null: the organisation's own. */
  readonly request: RequestId | null
  /** The key is destroyed: it opens nothing any more. */
  readonly isErased: boolean
  seal(place: Place, content: Buffer): Buffer
  /** Throws `BoxRefused` where it does not open: cut, altered, moved, another case's, or its key destroyed. */
  open(place: Place, box: Buffer): Buffer
  /** The same; undefined where it does not open. For what may stand there and may be another's. */
  tryOpen(place: Place, box: Buffer): Buffer | undefined
  /** By which a value is found without being shown: see `Keyring.fingerprint`. */
  fingerprint(kind: FingerprintKind, text: string): Buffer
}

/** The safe of one request. */
export type CaseSafe = Safe & { readonly request: RequestId }

/** A box that does not open. Says where it stands, and nothing of what is in it. */
export class BoxRefused extends Error {
  /** Its table and column. */
  readonly box: string
  constructor({ table, column }: Place, why: string) {
    super(`cannot open ${table}.${column}: ${why}`)
    this.name = 'BoxRefused'
    this.box = `${table}.${column}`
  }
}

/** The version of the data keys: a second one of a request would be another, so that no box can be read as both. */
const keyVersion = 1

/** The row of a request, as far as its key goes. A data key that is null was destroyed, with all that it closed. */
export type KeyHolder = {
  readonly organisationId: OrganisationId
  readonly id: RequestId
  readonly dataKey: Buffer | null
}

/** A new request's safe, and its data key as it stands on the request's row: sealed by the keyring. */
export function newCaseSafe(
  keyring: Keyring,
  organisation: OrganisationId,
  request: RequestId,
): { readonly safe: CaseSafe; readonly dataKey: Buffer } {
  const key = newKey()
  return {
    safe: safeUnder(keyring, { organisation, request }, createSecretKey(key)),
    dataKey: keyring.seal('data_key', key, placeOfKey(organisation, request)),
  }
}

/** The safe of a stored request. Throws `BoxRefused` where its data key does not open; one that was destroyed opens nothing. */
export function caseSafe(
  keyring: Keyring,
  { organisationId: organisation, id: request, dataKey }: KeyHolder,
): CaseSafe {
  if (dataKey === null) return safeUnder(keyring, { organisation, request }, undefined)
  const key = keyring.open('data_key', dataKey, placeOfKey(organisation, request))
  if (key === undefined) throw new BoxRefused({ table: 'requests', column: 'data_key', row: request }, refusal)
  return safeUnder(keyring, { organisation, request }, createSecretKey(key))
}

/** The same where a data key that does not open keeps nobody from going on: its safe then opens nothing, as if the key were destroyed. */
export function whatIsLeftOf(keyring: Keyring, holder: KeyHolder): CaseSafe {
  try {
    return caseSafe(keyring, holder)
  } catch (error) {
    if (error instanceof BoxRefused) return caseSafe(keyring, { ...holder, dataKey: null })
    throw error
  }
}

/** For what belongs to an organisation and to no request: codes for signing in, its own history. */
export function organisationSafe(keyring: Keyring, organisation: OrganisationId): Safe {
  const tryOpen = (place: Place, box: Buffer) =>
    keyring.open('organisation_data', box, associatedData(organisation, place))
  const safe: Omit<Safe, typeof brand> = {
    organisation,
    request: null,
    isErased: false,
    seal: (place, content) => keyring.seal('organisation_data', content, associatedData(organisation, place)),
    open: (place, box) => tryOpen(place, box) ?? refuse(place, refusal),
    tryOpen,
    fingerprint: (kind, text) => keyring.fingerprint(organisation, kind, text),
  }
  return safe as Safe // branded here and below, and nowhere else
}

const refusal = 'it was altered, moved, or sealed under another key'
const destroyed = 'the key of its case was destroyed'

function safeUnder(
  keyring: Keyring,
  { organisation, request }: { readonly organisation: OrganisationId; readonly request: RequestId },
  key: KeyObject | undefined,
): CaseSafe {
  const held = (place: Place) => key ?? refuse(place, destroyed)
  const tryOpen = (place: Place, box: Buffer) => openWith(held(place), box, associatedData(organisation, place))
  const safe: Omit<CaseSafe, typeof brand> = {
    organisation,
    request,
    isErased: key === undefined,
    seal: (place, content) => sealWith(held(place), content, associatedData(organisation, place)),
    open: (place, box) => tryOpen(place, box) ?? refuse(place, refusal),
    tryOpen,
    fingerprint: (kind, text) => keyring.fingerprint(organisation, kind, text),
  }
  return safe as CaseSafe // branded here and above, and nowhere else
}

function refuse(place: Place, why: string): never {
  throw new BoxRefused(place, why)
}

function placeOfKey(organisation: OrganisationId, request: RequestId): string {
  return associatedData(organisation, { table: 'requests', column: 'data_key', row: request })
}

/** Organisation, table, column, row, key version. None of them holds the bar. */
function associatedData(organisation: OrganisationId, { table, column, row }: Place): string {
  return `${organisation}|${table}|${column}|${row}|${keyVersion}`
}
