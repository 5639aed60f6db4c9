import type { Deps } from '../platform/deps.ts'
import { eachInTurn } from '../platform/each-in-turn.ts'
import type { JobHandler } from '../platform/jobs/jobs.ts'
import { eraseCase } from './erase-case.ts'
import { completeLedger, tellLedger } from './ledger.ts'
import { type DueCase, findDue } from './store.ts'

type RetentionDeps = Pick<Deps, 'database' | 'keyring' | 'jobs' | 'erasures' | 'now'>

/** Of one look-up; a round goes on until nothing is due. */
const atATime = 100

/**
 * The job `retention`: erases every case whose time is over, one transaction for each, so that a kill at any point leaves each of them
 * whole or erased, and the next round goes on. One that fails keeps none of the others from being erased; the job fails all the same.
 */
export function retentionJob(deps: RetentionDeps): JobHandler {
  // A failure may have come between a commit and its line.
  let isLedgerBehind = false
  return async (_payload, signal) => {
    if (isLedgerBehind) {
      await completeLedger(deps)
      isLedgerBehind = false
    }
    const erase = (due: DueCase) =>
      eraseDue(deps, due).catch((error: unknown) => {
        isLedgerBehind = true
        throw error
      })
    await eachInTurn(dueCases(deps), erase, signal)
  }
}

/** Erases what is due now; how many cases. Throws at the first that fails. */
export async function eraseDueCases(deps: RetentionDeps): Promise<number> {
  let count = 0
  for await (const due of dueCases(deps)) if (await eraseDue(deps, due)) count += 1
  return count
}

async function eraseDue(deps: RetentionDeps, { organisation, request }: DueCase): Promise<boolean> {
  const erasure = { cause: 'retention', at: deps.now() } as const
  const erased = await deps.database.transaction(organisation, (tx) => eraseCase(tx, deps, request, erasure))
  if (erased === undefined) return false
  await tellLedger(deps.erasures, erased)
  return true
}

/** In order, each once: one that stays because it failed is not found again. */
async function* dueCases({ database, now }: RetentionDeps): AsyncGenerator<DueCase> {
  const asOf = now()
  let after: DueCase | undefined
  for (;;) {
    const page: DueCase[] = await findDue(database, asOf, { after, most: atATime })
    yield* page
    after = page.at(-1)
    if (page.length < atATime) return
  }
}
