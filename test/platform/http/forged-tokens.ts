import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { realNow } from '../../../src/platform/clock.ts'
import { type KeyProvider, unlockKeyring } from '../../../src/platform/crypto/keyring.ts'
import {
  type DoorTokens,
  type RequesterGrant,
  registerTokens,
  type StaffGrant,
  unauthorized,
} from '../../../src/platform/http/tokens.ts'
import { newId, showId } from '../../../src/platform/identifiers.ts'
import { Problem } from '../../../src/platform/problem.ts'

/** A provider that wraps nothing, to hand in a known root. */
export const bare: KeyProvider = { id: 'bare', wrap: async (bytes) => bytes, unwrap: async (bytes) => bytes }
export const issuer = 'https://habeas.example'
export const keyring = await unlockKeyring(bare, Buffer.alloc(32, 5))
export const app = fastify().withTypeProvider<ZodTypeProvider>()
export const tokens = await registerTokens(app, { keyring, issuer })

export const staffGrant: StaffGrant = { organisation: newId('org'), client: newId('cli'), role: 'dpo' }
export const requesterGrant: RequesterGrant = {
  organisation: newId('org'),
  verification: newId('vrf'),
  mailbox: 'ab'.repeat(32),
}
export const goodToken = {
  staff: () => tokens.staff.sign(staffGrant),
  requester: () => tokens.requester.sign(requesterGrant),
}
export const doors = ['staff', 'requester'] as const
export type Door = (typeof doors)[number]

/** Whether the door refuses a text, and with the one problem: anything else thrown is thrown on. */
export function refuses(door: DoorTokens<StaffGrant> | DoorTokens<RequesterGrant>, text: string): boolean {
  try {
    door.verify(text)
    return false
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const expected = unauthorized()
    return (
      error.code === 'unauthorized' &&
      error.status === 401 &&
      error.message === expected.message &&
      error.extras.headers?.['WWW-Authenticate'] === 'Bearer' &&
      Object.keys(error.extras).length === 1
    )
  }
}

export const segment = (json: string) => Buffer.from(json).toString('base64url')
export const headerOf = (door: Door) => ({ alg: 'EdDSA', typ: `${door}+jwt` })
export const seconds = () => Math.floor(realNow() / 1000)

/** The signing key of a door, as an attacker never has it: to prove that each check holds by itself, not by the signature. */
export function privateKey(door: Door): KeyObject {
  const seed = keyring.key(`${door}_token`)
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

export function claimsOf(door: Door): Record<string, unknown> {
  const common = {
    iss: issuer,
    aud: door,
    jti: 'A'.repeat(22),
    iat: seconds(),
    exp: seconds() + 600,
    org: showId('org', newId('org')),
  }
  return door === 'staff'
    ? { ...common, sub: showId('cli', newId('cli')), role: 'dpo' }
    : { ...common, sub: showId('vrf', newId('vrf')), mbx: 'cd'.repeat(32) }
}

/** A token with any header and payload text under the right key of the door, unless another key is given. */
export function forge(
  door: Door,
  payload: string,
  header = JSON.stringify(headerOf(door)),
  key = privateKey(door),
): string {
  const input = `${segment(header)}.${segment(payload)}`
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`
}

/** Whether the library behind the door refuses it as well: two walls, each tested. */
export function libraryRefuses(door: Door, text: string): boolean {
  try {
    app.jwt[door].verify(text)
    return false
  } catch {
    return true
  }
}
