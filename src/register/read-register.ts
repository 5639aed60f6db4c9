import { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import { type CurrentRegister, emptyRegister } from './register.ts'
import { findVersion } from './store.ts'

/** The register of the organisation as it is now: an empty one, version 0, where it has not put one down yet. */
export async function readRegister(tx: Tx, { keyring }: Pick<Deps, 'keyring'>): Promise<CurrentRegister> {
  const row = await findVersion(tx, keyring)
  return row === undefined
    ? { version: 0, updatedAt: null, register: emptyRegister }
    : { version: row.version, updatedAt: row.createdAt, register: row.content }
}

/**
 * The register that decisions are compared with; undefined where it does not open. Reading it says so: what is only warned of stops no
 * decision.
 */
export async function registerToCompare(tx: Tx, deps: Pick<Deps, 'keyring'>): Promise<CurrentRegister | undefined> {
  try {
    return await readRegister(tx, deps)
  } catch (error) {
    if (error instanceof BoxRefused) return undefined
    throw error
  }
}

/** The register as one of its versions had it. Throws `not_found`. */
export async function readRegisterVersion(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  version: number,
): Promise<CurrentRegister> {
  if (version === 0) return { version: 0, updatedAt: null, register: emptyRegister }
  const row = await findVersion(tx, keyring, version)
  if (row === undefined) throw problem('not_found', 'the register has no such version')
  return { version, updatedAt: row.createdAt, register: row.content }
}
