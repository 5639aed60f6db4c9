import { createHmac } from 'node:crypto'
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Instant } from '../law/calendar.ts'
import { realNow } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { DatabaseRefusal } from '../platform/database/failure.ts'
import { insertionOf } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { instantText } from '../platform/http/schemas.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { spentChallenges } from '../platform/tables.ts'
import { challengeOf } from './challenge-settings.ts'
import type { Organisation } from './store.ts'

/**
 * Proof of work for the public form, where an organisation asks for it: the sender’s computer looks for a number, which costs it some
 * seconds and a program that sends thousands as many hours. Nobody else is asked, and there is nothing to see or to solve by hand.
 */

/** Long enough to fill in a form with care. Real time: it is about machines, as rate limits are. */
const lifetimeMs = 30 * 60_000
const longestSolution = 2_000
const header = 'challenge-solution'

export const challengeView = z
  .object({
    algorithm: z.literal('SHA-256'),
    challenge: z.string(),
    maxnumber: z.int(),
    salt: z.string(),
    signature: z.string(),
    expires_at: instantText,
  })
  .meta({
    id: 'FormChallenge',
    description:
      'To be solved before the form is sent: the number from 0 to `maxnumber` for which SHA-256 of `salt` and the number, as hex, is `challenge`. ' +
      'The header `Challenge-Solution` takes base64 of the JSON `{algorithm, challenge, number, salt, signature}`, as ALTCHA’s widget makes it. Each counts once',
    examples: [
      {
        algorithm: 'SHA-256',
        challenge: '6b8a3ee22f5e4a1d6ad8d4ae9f5d3f5a3d0a2e7d2cc0bb9c3a54f7c2b9f0f7b1',
        maxnumber: 100_000,
        salt: '2f6d1a7b9c3e4f5061728394?expires=1772445600&',
        signature: '0d9c8b7a695847362514039f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b',
        expires_at: '2026-03-02T10:00:00Z',
      },
    ],
  })

/** A fresh challenge; null where the organisation asks for none. */
export async function newChallenge(
  keyring: Pick<Keyring, 'key'>,
  organisation: Organisation,
): Promise<z.output<typeof challengeView> | null> {
  const { required, difficulty } = challengeOf(organisation)
  if (!required) return null
  const expires = new Date(realNow() + lifetimeMs)
  const hmacKey = keyOf(keyring, organisation.id)
  const { challenge, salt, signature } = await createChallenge({ hmacKey, maxnumber: difficulty, expires })
  const made = { algorithm: 'SHA-256', challenge, maxnumber: difficulty, salt, signature } as const
  return { ...made, expires_at: expiryOf(salt) }
}

/** Of what the library checks, what it does not check itself: types, and the one algorithm. */
const hexOf32Bytes = z.string().regex(/^[0-9a-f]{64}$/)
const solutionForm = z.object({
  algorithm: z.literal('SHA-256'),
  challenge: hexOf32Bytes,
  number: z.int().min(0),
  salt: z.string().max(200),
  signature: hexOf32Bytes,
})

/** A solution that is right; whether it was used before shows when it is spent. */
export type Solution = { readonly challenge: Buffer; readonly expiresAt: Instant }

/**
 * What the header of this request solves; undefined where the organisation asks for nothing. Throws `challenge_required` where it is
 * missing, `challenge_failed` where it is wrong, late or another organisation’s.
 */
export async function demandSolution(
  keyring: Pick<Keyring, 'key'>,
  organisation: Organisation,
  request: Pick<FastifyRequest, 'headers'>,
): Promise<Solution | undefined> {
  if (!challengeOf(organisation).required) return undefined
  const given = request.headers[header]
  if (given === undefined)
    throw problem('challenge_required', 'the form asks for a solved challenge in the header Challenge-Solution')
  const solution = solutionForm.safeParse(typeof given === 'string' ? read(given) : undefined)
  if (!solution.success || !(await verifySolution(solution.data, keyOf(keyring, organisation.id)))) throw failed()
  return { challenge: Buffer.from(solution.data.challenge, 'hex'), expiresAt: expiryOf(solution.data.salt) }
}

const insertSpent = insertionOf('insert_spent_challenge', spentChallenges)

/** The statement that uses a solution up, to go out with what it was solved for; none where none was asked for. */
export function spend(tx: Tx, solution: Solution | undefined): Promise<unknown>[] {
  if (solution === undefined) return []
  return [tx.run(insertSpent, { organisationId: tx.organisation, ...solution })]
}

/** Runs what spends a solution. Throws `challenge_failed` where it was spent before, here or by another process: nothing is done then. */
export async function onceForEachSolution<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatabaseRefusal && error.constraint === 'spent_challenges_once') throw failed()
    throw error
  }
}

function failed() {
  return problem(
    'challenge_failed',
    'the challenge is not solved, has expired, or was used before: read the form again',
  )
}

function read(given: string): unknown {
  if (given.length > longestSolution) return undefined
  try {
    return JSON.parse(Buffer.from(given, 'base64').toString('utf8'))
  } catch {
    return undefined // no JSON: no solution
  }
}

/** Its own for each organisation: a solution for one form opens no other. */
function keyOf(keyring: Pick<Keyring, 'key'>, organisation: OrganisationId): string {
  return createHmac('sha256', keyring.key('form_challenge')).update(organisation, 'utf8').digest('hex')
}

/** Written into the salt, and so under the signature. */
function expiryOf(salt: string): Instant {
  const { expires } = extractParams({ algorithm: 'SHA-256', challenge: '', salt, signature: '' })
  return (Number(expires) * 1_000) as Instant // whole seconds since 1970, as the library writes them
}
