import postgres from 'postgres'
import { type Problem, problem } from '../problem.ts'

/**
 * What the database refused, without the driver's message, detail or parameters: those hold personal data.
 * SQLSTATEs of class `HB` are raised by functions of ours.
 */
export class DatabaseRefusal extends Error {
  readonly sqlstate: string
  readonly constraint: string | undefined
  readonly table: string | undefined
  constructor(sqlstate: string, place: { constraint?: string | undefined; table?: string | undefined } = {}) {
    super(`the database refused with SQLSTATE ${sqlstate}`)
    this.name = 'DatabaseRefusal'
    this.sqlstate = sqlstate
    this.constraint = place.constraint
    this.table = place.table
  }
}

/** SQLSTATEs (PostgreSQL appendix A) that we also give ourselves to what happens on this side of the wire. */
export const connectionFailed = '08006'
export const connectionRefused = '08001'
export const outcomeUnknown = '08007'
/** Too many connections, as PostgreSQL calls it; here it is us who have no more to give. */
export const poolExhausted = '53300'
const queryCanceled = '57014'
export const transactionAborted = '25P02'
export const planWentStale = '26000'

/** The work is whole and may be done again: a serialization failure, a deadlock, a prepared statement the server has dropped. */
const repeatable = new Set(['40001', '40P01', planWentStale])

/** Nothing is wrong with the statement; another moment may do: a lock that was not free, a replica that only reads. */
const passing = new Set(['55P03', '25006', '25P03'])
/** Connection, resources (also a full disk), operator's intervention and timeouts, the system below. */
const passingClasses = new Set(['08', '53', '57', '58'])

export function isRepeatable(error: unknown): error is DatabaseRefusal {
  return error instanceof DatabaseRefusal && repeatable.has(error.sqlstate)
}

/** 503 with `Retry-After`. The cause carries the SQLSTATE for the log, and nothing else. */
export function unavailable(sqlstate: string, detail = 'the database cannot answer right now'): Problem {
  return Object.assign(problem('unavailable', detail, { retryAfterSeconds: 1 }), {
    cause: new DatabaseRefusal(sqlstate),
  })
}

/** What a caller who has gone, or one of a service that stops, would be told. */
export function unwanted(): Problem {
  return unavailable(queryCanceled, 'the work was given up before it was done')
}

/** Ends work that nobody waits for any more. Throws `unwanted()`. */
export function demandWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw unwanted()
}

/** Turns whatever the driver rejects with into what may leave this folder. An error that is not the driver's passes as it is. */
export function failureOf(error: unknown): unknown {
  if (isConnectionError(error)) return unavailable(connectionFailed)
  if (!(error instanceof postgres.PostgresError)) return error
  // PostgreSQL answers this where DDL changed what a prepared statement returns: the transaction is lost, the work is not.
  if (error.routine === 'RevalidateCachedQuery') return new DatabaseRefusal(planWentStale)
  if (passing.has(error.code) || passingClasses.has(error.code.slice(0, 2))) return unavailable(error.code)
  return new DatabaseRefusal(error.code, { constraint: error.constraint_name, table: error.table_name })
}

/** Whether the connection is of no more use: the server has closed it, or it only reads since another server took over. */
export function endsConnection(error: unknown): boolean {
  if (!(error instanceof postgres.PostgresError)) return isConnectionError(error)
  return error.severity === 'FATAL' || error.severity === 'PANIC' || error.code === '25006'
}

/** `CONNECTION_CLOSED` and its like are the driver's, `ECONNRESET` and its like the system's; Node's own `ERR_…` are bugs. */
function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(CONNECTION_[A-Z]+|E[A-Z]+)$/.test(String(error.code))
}
