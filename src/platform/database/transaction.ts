import type { OrganisationId } from '../identifiers.ts'
import type { Connection, ConnectionLimits } from './connection.ts'
import { type ConnectionTarget, connectionFields } from './connection-target.ts'
import { DatabaseRefusal, isRepeatable, outcomeUnknown, transactionAborted, unavailable } from './failure.ts'
import { type JoinedInserts, joinedInserts } from './joined-inserts.ts'
import { openLane, type Pace } from './lane.ts'
import { openPool } from './pool.ts'
import { type Drizzle, drizzleOver, type Insert, type Send, type Statement } from './statement.ts'

export type Row = Record<string, unknown>

declare const brand: unique symbol

/**
 * A transaction of one organisation. Only `Database` makes one, and it throws once the transaction has ended.
 * Every statement it was given is part of it: where one fails, awaited or not, nothing of it is committed.
 */
export type Tx = {
  readonly [brand]: 'Tx'
  readonly organisation: OrganisationId
  /** For SQL that is put together at run time: unprepared, so each query waits for two answers. Sent when it is awaited, not before. */
  readonly db: Drizzle
  /** Runs a prepared statement. What is not awaited goes out together. */
  run<V, R>(statement: Statement<V, R>, values: V): Promise<R>
  /** Raw SQL, for pg-boss. */
  query(text: string, values: readonly unknown[]): Promise<Row[]>
  /** Wakes somebody once this is committed, and only then. Throwing there ends the process: it is too late to refuse. */
  afterCommit(wake: () => void): void
}

/** `snapshot`: only reads, and all of it as of one moment; else each statement sees what was committed before it. */
export type Reading = { readonly snapshot?: boolean }

/** A promise for each. */
type Unawaited<T extends readonly unknown[]> = { readonly [K in keyof T]: Promise<T[K]> }

/** The one way to the database. */
export type Database = {
  /**
   * Runs `work` in a transaction of the organisation and commits what it did, or nothing. Work is done again, from its start,
   * after a deadlock or a serialization failure: whatever it does outside of the transaction belongs into `afterCommit`.
   * @throws what `work` throws; `DatabaseRefusal`; `unavailable` where the database can't answer, or can't say whether it has
   * committed.
   */
  transaction<T>(organisation: OrganisationId, work: (tx: Tx) => Promise<T>, options?: Reading & Pace): Promise<T>
  /**
   * The same in one round trip: BEGIN, the organisation, all statements and COMMIT go out together. So `work` can't look at an
   * answer: it returns them all, unawaited. Throwing while it does so rolls back; throwing later (`.then`) comes too late.
   * Queries of `tx.db` go out behind those that were run, since they wait until somebody awaits them.
   */
  inOneTrip<T extends readonly unknown[] | []>(
    organisation: OrganisationId,
    work: (tx: Tx) => Unawaited<T>,
    reading?: Reading,
  ): Promise<T>
  /** Runs one of the few look-ups across tenants, outside of any: functions that the lookup role owns. */
  lookup<V, R>(statement: Statement<V, R>, values: V): Promise<R>
  /**
   * Asks a function that enters its tenant by itself and only reads, by primary keys: one statement, without BEGIN and COMMIT, on a
   * connection that several such questions share.
   */
  ask<V, R>(statement: Statement<V, R>, values: V): Promise<R>
  /** Whether the database answers; asked on a connection of its own, so that an exhausted pool is not taken for a dead server. */
  ready(): Promise<boolean>
  /** Waits for what is under way, but not beyond a hard limit. */
  close(): Promise<void>
}

export type DatabaseOptions = {
  /** Connections at most; one more is for `ready`. */
  readonly size: number
  /** How long a transaction waits for a connection, in milliseconds. */
  readonly patienceMs?: number
  /** How long one waits for its turn in a lane, in milliseconds. */
  readonly lanePatienceMs?: number
  /** How long `close` waits for what is under way, in milliseconds. */
  readonly closeMs?: number
  readonly limits?: Partial<ConnectionLimits>
}

/** Long enough for any statement of ours, short enough that a caller still waits for the answer. */
const usualLimits: ConnectionLimits = {
  lockMs: 3_000,
  statementMs: 10_000,
  answerMs: 12_000,
  idleInTransactionMs: 15_000,
  connectMs: 5_000,
}
/** A probe that is answered later than this is answered by a server nobody can work with. */
const probeLimits = { ...usualLimits, statementMs: 1_500, answerMs: 2_000, connectMs: 2_000 }
/** How often a deadlock or a serialization failure is tried before the caller is sent away (fault 12). */
const mostTries = 3

/** Opens the database. Connections are made when they are needed, and again after they are lost. */
export function openDatabase(target: ConnectionTarget, options: DatabaseOptions): Database {
  const { size, patienceMs = 5_000, lanePatienceMs = 30_000, closeMs = 10_000 } = options
  const fields = connectionFields(target)
  const pool = openPool(fields, { size, patienceMs, limits: { ...usualLimits, ...options.limits } })
  const newLane = () => openLane({ width: Math.ceil(size / 5), patienceMs: lanePatienceMs })
  const lanes = { long: newLane(), pages: newLane() }
  const probes = openPool(fields, { size: 1, patienceMs: 2_000, limits: probeLimits })

  /** One lease for each try, since a try may cost its connection. */
  async function onConnection<T>(work: (connection: Connection) => Promise<T>, take = pool.lease): Promise<T> {
    for (let tries = 1; ; tries++) {
      const lease = await take()
      try {
        return await work(lease.connection)
      } catch (error) {
        if (!isRepeatable(error)) throw error
        if (tries === mostTries) throw unavailable(error.sqlstate)
      } finally {
        lease.release()
      }
    }
  }

  return {
    transaction: (organisation, work, { snapshot, lane, ...waiting } = {}) => {
      const transact = () =>
        onConnection(async (connection) => {
          const transaction = openTransaction(connection, organisation, snapshot)
          try {
            const result = await work(transaction.tx)
            await transaction.commit()
            return result
          } catch (error) {
            await transaction.rollback()
            throw transaction.failureBehind(error)
          }
        })
      return lane === undefined ? transact() : lanes[lane](organisation, transact, waiting)
    },
    inOneTrip: <T extends readonly unknown[]>(
      organisation: OrganisationId,
      work: (tx: Tx) => Unawaited<T>,
      { snapshot }: Reading = {},
    ) =>
      onConnection(async (connection) => {
        const transaction = openTransaction(connection, organisation, snapshot)
        try {
          // `then` makes drizzle send what it has only built.
          const answers = work(transaction.tx).map((answer) => transaction.note(answer.then((value) => value)))
          await transaction.commit()
          const results: readonly unknown[] = await Promise.all(answers)
          return results as T // each is what its promise in the tuple of T was for
        } catch (error) {
          await transaction.rollback()
          throw transaction.failureBehind(error)
        }
      }),
    lookup: (statement, values) => onConnection(alone(statement, values)),
    ask: (statement, values) => onConnection(alone(statement, values), pool.share),
    ready: async () => {
      try {
        const { connection, release } = await probes.lease()
        await connection.send({ text: 'select 1', as: 'once' }).finally(release)
        return true
      } catch {
        return false // whichever way it fails: not ready
      }
    },
    close: async () => {
      await Promise.all([pool.close(closeMs), probes.close(closeMs)])
    },
  }
}

/** A statement that is a transaction by itself. */
function alone<V, R>(statement: Statement<V, R>, values: V) {
  return (connection: Connection): Promise<R> =>
    statement.execute((text, parameters, shape) => connection.send({ text, parameters, shape, as: 'prepared' }), values)
}

/** What would end the transaction under our feet; the rest of it would then run outside of any. */
const endsTransaction = /^\W*(?:begin|start|commit|end|rollback|abort|savepoint|release|prepare)\b/i

/**
 * What makes a transaction one tenant's: every policy compares with it (SECURITY, architecture 2). This is `set_config(…, true)` in
 * the form that needs no plan and fits into the message of BEGIN.
 */
function asTenant(organisation: OrganisationId): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(organisation))
    throw new TypeError('an organisation has a UUID')
  return `set local app.organisation to '${organisation}'`
}

/** The work's side of a transaction (`tx`) and its keeper's. */
type Transaction = {
  readonly tx: Tx
  /** Makes the transaction fail where the answer is a failure, awaited or not. */
  note<T>(answer: Promise<T>): Promise<T>
  /** Sends COMMIT behind all that was sent. @throws what made the transaction fail, where it did. */
  commit(): Promise<void>
  /** Ends what is not ended. Never throws: a transaction whose connection is lost is rolled back by the server. */
  rollback(): Promise<void>
  /** The truth about a failure of the work: a lost connection and a deadlock count for more than what the work made of them. */
  failureBehind(error: unknown): unknown
}

/** Opens a transaction on a leased connection. BEGIN and the organisation go out with its first statement, in the same trip. */
function openTransaction(connection: Connection, organisation: OrganisationId, isSnapshot = false): Transaction {
  let stage: 'new' | 'open' | 'ended' = 'new'
  let hasSentCommit = false
  /** A statement failed on this side, before it was sent: the server knows nothing of it, and would commit the rest. */
  let isIncomplete = false
  let failure: { readonly error: unknown } | undefined
  const wakes: (() => void)[] = []

  /** A rejection that nobody awaits must neither pass unseen nor end the process. */
  const note = <T>(answer: Promise<T>): Promise<T> => {
    answer.catch((error: unknown) => {
      failure ??= { error }
    })
    return answer
  }
  /**
   * Behind a refused statement the server answers 25P02 to all that went out after it. Each of those is told the refusal itself:
   * which rejection is heard first depends on who awaits what.
   */
  const truthfully = <T>(answer: Promise<T>): Promise<T> => {
    const told = note(answer).catch((error: unknown) => {
      throw error instanceof DatabaseRefusal && error.sqlstate === transactionAborted
        ? (failure?.error ?? error)
        : error
    })
    return note(told)
  }
  const begin = () => {
    if (stage === 'ended') throw new Error('cannot use a transaction that has ended')
    if (stage === 'open') return
    stage = 'open'
    const begin = isSnapshot ? 'begin isolation level repeatable read, read only' : 'begin'
    const replan = connection.hasOldPlans() ? ';discard plans' : ''
    note(connection.send({ text: `${begin};${asTenant(organisation)}${replan}`, as: 'script' }))
  }
  let waiting: { readonly inserts: JoinedInserts; readonly sent: PromiseWithResolvers<unknown> } | undefined
  /** What waits goes first: statements run in the order they were given. */
  const sendWaiting = () => {
    if (waiting === undefined) return
    const { inserts, sent } = waiting
    waiting = undefined
    try {
      sent.resolve(truthfully(connection.send({ ...inserts.joined(), as: 'prepared' })))
    } catch (error) {
      isIncomplete = true
      sent.reject(error)
    }
  }
  /** Goes out with the inserts that follow it at once: with the next statement that is none, COMMIT, or as soon as somebody waits. */
  const sendJoined = async <V>(insertOf: (values: V) => Insert, values: V): Promise<unknown> => {
    const wasIncomplete = isIncomplete
    isIncomplete = true // in case this throws
    const insert = insertOf(values)
    isIncomplete = wasIncomplete
    if (!waiting?.inserts.add(insert)) {
      sendWaiting()
      waiting = { inserts: joinedInserts(insert), sent: Promise.withResolvers() }
      queueMicrotask(sendWaiting)
    }
    return waiting.sent.promise
  }
  const sendPrepared: Send = (text, parameters, shape) => {
    begin()
    sendWaiting()
    return truthfully(connection.send({ text, parameters, shape, as: 'prepared' }))
  }
  const sendOnce: Send = (text, parameters, shape) => {
    if (endsTransaction.test(text)) throw new Error('only the database opens and ends transactions')
    begin()
    sendWaiting()
    return truthfully(connection.send({ text, parameters, shape, as: 'once' }))
  }
  let db: Drizzle | undefined

  const tx: Omit<Tx, typeof brand> = {
    organisation,
    get db() {
      db ??= drizzleOver(sendOnce)
      return db
    },
    run: <V, R>(statement: Statement<V, R>, values: V) => {
      begin()
      if (statement.insert) return note(sendJoined(statement.insert, values) as Promise<R>) // it answers nothing: R is unknown
      let isSent = false
      const send: Send = (...query) => {
        const answer = sendPrepared(...query)
        isSent = true
        return answer
      }
      const answer = note(statement.execute(send, values))
      if (!isSent) isIncomplete = true // a statement sends before it returns, or never
      return answer
    },
    query: (text, values) => sendOnce(text, values, 'objects') as Promise<Row[]>, // asked for as objects
    afterCommit: (wake) => {
      if (stage === 'ended') throw new Error('cannot use a transaction that has ended')
      wakes.push(wake)
    },
  }
  return {
    tx: tx as Tx, // branded here and nowhere else
    note,
    commit: async () => {
      const hasBegun = stage === 'open'
      stage = 'ended'
      sendWaiting()
      if (hasBegun && (isIncomplete || failure !== undefined)) {
        await rollbackOn(connection)
        throw failure?.error ?? new Error('a statement was not sent')
      }
      hasSentCommit = hasBegun
      if (hasBegun) await commitOn(connection, () => failure)
      else if (failure !== undefined) throw failure.error
      for (const wake of wakes) queueMicrotask(wake)
    },
    rollback: async () => {
      const hasBegun = stage === 'open'
      stage = 'ended'
      waiting?.sent.reject(new Error('cannot use a transaction that has ended'))
      waiting = undefined
      if (hasBegun) await rollbackOn(connection)
    },
    failureBehind: (error) => {
      if (failure === undefined || hasSentCommit) return error
      return connection.isLost() || isRepeatable(failure.error) ? failure.error : error
    },
  }
}

/** A connection that can't even roll back is given up: the server rolls back for it. */
async function rollbackOn(connection: Connection): Promise<void> {
  await connection.send({ text: 'rollback', as: 'script' }).catch(() => connection.discard())
}

async function commitOn(connection: Connection, failure: () => { readonly error: unknown } | undefined): Promise<void> {
  try {
    const { command } = await connection.send({ text: 'commit', as: 'script' })
    // PostgreSQL answers the COMMIT of an aborted transaction with ROLLBACK, and without an error.
    const refused = failure()
    if (refused !== undefined) throw refused.error
    if (command !== 'COMMIT') throw new DatabaseRefusal(transactionAborted)
  } catch (error) {
    const refused = failure()?.error
    if (refused instanceof DatabaseRefusal) throw refused
    // Sent, and no answer: only the server knows. The idempotency key tells the truth when the caller tries again.
    throw connection.isLost() ? unavailable(outcomeUnknown) : error
  }
}
