import { unavailable } from '../../src/platform/database/failure.ts'
import type { Database, Tx } from '../../src/platform/database/transaction.ts'

/** A database one of whose calls fails. */
export type FailingDatabase = {
  readonly database: Database
  /**
   * Counts from here, and refuses the nth call from here, that one alone: a statement, a look-up, or the commit of a transaction, which
   * counts as one.
   */
  failAt(n: number): void
  /** How many calls there were since. */
  calls(): number
  /** How many transactions were committed since: where none was, the server has kept nothing. */
  commits(): number
}

/** As PostgreSQL says that a disk is full (appendix A), in the middle of whatever is under way: the server itself rolls back. */
const diskFull = '53100'
const refused = `do $$ begin raise exception using errcode = '${diskFull}'; end $$`

/** The same database as `origin`, but for the calls that are told to fail (fault 33). */
export function failingDatabase(origin: Database): FailingDatabase {
  let failing = Number.POSITIVE_INFINITY
  let calls = 0
  let commits = 0
  const isRefused = () => {
    calls += 1
    return calls === failing
  }
  const alone = <T>(call: () => Promise<T>): Promise<T> =>
    isRefused() ? Promise.reject(unavailable(diskFull)) : call()
  const counted = async <T>(transaction: Promise<T>): Promise<T> => {
    const done = await transaction
    commits += 1
    return done
  }
  const guarded = (tx: Tx): Tx => {
    const each: Pick<Tx, 'run' | 'query'> = {
      run: (statement, values) => (isRefused() ? tx.query(refused, []).then(unanswered) : tx.run(statement, values)),
      query: (text, values) => (isRefused() ? tx.query(refused, []) : tx.query(text, values)),
    }
    const get = (target: Tx, name: string | symbol): unknown => {
      // Sent ahead of the query that drizzle is about to put together, which the server then does not carry out
      if (name === 'db' && isRefused()) tx.query(refused, [])
      return Reflect.get(name in each ? each : target, name)
    }
    return new Proxy(tx, { get })
  }
  return {
    database: {
      ...origin,
      transaction: (organisation, work, reading) =>
        counted(
          origin.transaction(
            organisation,
            async (tx) => {
              const done = await work(guarded(tx))
              if (isRefused()) await tx.query(refused, [])
              return done
            },
            reading,
          ),
        ),
      inOneTrip: (organisation, work, reading) =>
        counted(
          origin.inOneTrip(
            organisation,
            (tx) => {
              const answers = work(guarded(tx))
              if (isRefused()) tx.query(refused, [])
              return answers
            },
            reading,
          ),
        ),
      lookup: (statement, values) => alone(() => origin.lookup(statement, values)),
      ask: (statement, values) => alone(() => origin.ask(statement, values)),
    },
    failAt: (n) => {
      failing = n
      calls = 0
      commits = 0
    },
    calls: () => calls,
    commits: () => commits,
  }
}

function unanswered(): never {
  throw new Error('the server has answered what it was to refuse')
}
