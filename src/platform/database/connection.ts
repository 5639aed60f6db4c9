import type { Socket } from 'node:net'
import postgres from 'postgres'
import type { ConnectionFields } from './connection-target.ts'
import { driverTypes, parameter } from './encoding.ts'
import {
  connectionFailed,
  connectionRefused,
  DatabaseRefusal,
  endsConnection,
  failureOf,
  planWentStale,
  unavailable,
} from './failure.ts'
import { openSocket } from './socket.ts'

/** Limits of one connection, in milliseconds. Each is longer than the one before, so that the one who knows most speaks first. */
export type ConnectionLimits = {
  /** For a lock (SQLSTATE 55P03). */
  readonly lockMs: number
  /** For a statement (57014). */
  readonly statementMs: number
  /** For an answer as this side sees it: a half-open connection never says that it is none. */
  readonly answerMs: number
  /** For the next statement of an open transaction (25P03). */
  readonly idleInTransactionMs: number
  /** For a connection to be made. */
  readonly connectMs: number
}

/** Rows as arrays (for drizzle, which maps them) or as objects; with the tag of the command that made them. */
export type RowShape = 'arrays' | 'objects'
export type Rows = unknown[] & { readonly command: string }
export type Query = {
  readonly text: string
  readonly parameters?: readonly unknown[]
  readonly shape?: RowShape
  /**
   * `prepared`: parsed once per connection; goes out without waiting. `once`: parsed for this time; one with parameters waits for
   * their types. `script`: several statements, no parameters.
   */
  readonly as: 'prepared' | 'once' | 'script'
}

/**
 * One connection to the server, for one life. Whatever is sent goes out at once and is answered in order. Once lost it sends
 * nothing more: it never connects a second time.
 */
export type Connection = {
  /**
   * Rejects with `unavailable` or a `DatabaseRefusal`, never with text of the driver.
   * @throws at once a TypeError or RangeError for parameters that cannot be sent.
   */
  send(query: Query): Promise<Rows>
  isLost(): boolean
  /** Whether an answer is still owed. */
  isBusy(): boolean
  /** Now and then true: it is time for `discard plans` (see `replanAfter`). */
  hasOldPlans(): boolean
  /** Gives the connection up where an answer is overdue. `now` is of `performance.now()`. */
  sweep(now: number): void
  /** Gives the connection up without a word: what is in flight is rejected (`unavailable`), the server rolls back. */
  discard(sqlstate?: string): void
  /** Says goodbye, so that the server need not log a lost client. */
  close(): void
  /** Calls once, when the connection is lost, discarded or closed; at once where it is already. */
  onLost(listener: () => void): void
}

/**
 * After how many statements a connection makes its plans anew. PostgreSQL keeps a plan, those of foreign keys included, until the
 * statistics change: one made while a table was empty, where any index seems as good as the primary key, would go on to read that
 * whole index for each row until autovacuum comes by.
 */
const replanAfter = [50, 200, 800, 3_200, 12_800]

/** Connects. @throws `unavailable` where that takes too long or the server takes no more, `DatabaseRefusal` where it refuses us. */
export async function connect(target: ConnectionFields, limits: ConnectionLimits): Promise<Connection> {
  const deadline = AbortSignal.timeout(limits.connectMs)
  const socket = await openSocket(target, deadline).catch(() => {
    throw unavailable(connectionRefused, 'the database cannot be reached right now')
  })
  const connection = connectionOver(socket, driverOver(socket, target, limits), limits)
  const giveUp = () => connection.discard(connectionRefused)
  deadline.addEventListener('abort', giveUp)
  try {
    await connection.send({ text: 'select 1', as: 'script' }) // signs in
    return connection
  } catch (error) {
    connection.discard()
    throw error
  } finally {
    deadline.removeEventListener('abort', giveUp)
  }
}

/**
 * The driver over our socket, and over no other: when its connection breaks, postgres.js connects again and runs there, outside
 * of any transaction, what was still queued (its PR 1155). A second socket is refused, so there is nothing to run it on.
 */
function driverOver(socket: Socket, target: ConnectionFields, limits: ConnectionLimits): postgres.Sql {
  let isTaken = false
  const options = {
    socket: () => {
      if (isTaken) throw new Error('a lost connection stays lost')
      isTaken = true
      return socket
    },
    host: 'given', // unused beside `socket`; set, as all of these are, so that no environment variable is read instead
    port: 5432,
    user: target.user,
    password: () => target.password ?? '',
    database: target.database,
    ssl: false,
    max: 1,
    prepare: true,
    fetch_types: false, // its query crashes the process where the connection breaks in the middle of it
    idle_timeout: 0,
    max_lifetime: 0,
    connect_timeout: 0,
    keep_alive: 30,
    onnotice: () => undefined, // it would print them, with the data they may hold
    types: { ...driverTypes },
    connection: {
      application_name: 'habeas',
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      bytea_output: 'hex', // as `encoding.ts` reads it, whatever a role was given
      statement_timeout: serverMs(limits.statementMs),
      lock_timeout: serverMs(limits.lockMs),
      idle_in_transaction_session_timeout: serverMs(limits.idleInTransactionMs),
    },
  }
  return postgres(options)
}

/** The server counts in whole milliseconds up to 2^31 - 1, and takes 0 for none. */
function serverMs(limit: number): number {
  return Math.max(1, Math.min(Math.floor(limit), 2_147_483_647))
}

/** The driver refuses more, and would refuse them in the name of another query. */
const mostParameters = 65_533

function connectionOver(socket: Socket, driver: postgres.Sql, limits: ConnectionLimits): Connection {
  const owed = new Set<(error: unknown) => void>()
  const replans = [...replanAfter]
  let sent = 0
  const listeners: (() => void)[] = []
  let lost: Error | undefined
  let progressAt = 0

  const lose = (reason: Error) => {
    if (lost !== undefined) return
    lost = reason
    clearImmediate(letGo)
    if (!socket.writableEnded) socket.destroy()
    for (const reject of owed) reject(reason)
    owed.clear()
    for (const listener of listeners) listener()
  }
  socket.once('close', () => lose(unavailable(connectionFailed)))

  let letGo: NodeJS.Immediate | undefined
  /**
   * What is sent in one turn of the event loop leaves in one piece: each write is a call into the system here, and wakes the server
   * there. The driver writes in a microtask or, what is short, in an immediate: so we let go in an immediate set after its own.
   */
  const gather = () => {
    if (socket.writableCorked === 0) socket.cork()
    queueMicrotask(() =>
      queueMicrotask(() => {
        clearImmediate(letGo)
        letGo = setImmediate(() => socket.uncork())
      }),
    )
  }

  const send = ({ text, parameters = [], shape = 'objects', as }: Query): Promise<Rows> => {
    if (lost !== undefined) return Promise.reject(lost)
    if (parameters.length > mostParameters) throw new RangeError(`a statement has at most ${mostParameters} parameters`)
    const options = { prepare: as === 'prepared', simple: as === 'script' }
    const query = driver.unsafe(text, parameters.map(parameter), options)
    if (shape === 'arrays') query.values()
    // When a plan went stale, postgres.js runs the statement again, after the commit that is already sent. Never here.
    if (as === 'prepared') {
      Object.defineProperty(query, 'retried', {
        get: () => undefined,
        set: (error: unknown) => {
          lose(new DatabaseRefusal(planWentStale))
          throw error
        },
      })
    }
    if (owed.size === 0) progressAt = performance.now()
    sent++
    gather()
    return new Promise((resolve, reject) => {
      owed.add(reject)
      const settled = () => {
        owed.delete(reject)
        progressAt = performance.now()
      }
      query.then(
        (rows) => {
          settled()
          resolve(rows)
        },
        (error: unknown) => {
          settled()
          reject(failureOf(error))
          if (endsConnection(error)) lose(unavailable(connectionFailed))
        },
      )
    })
  }
  return {
    send,
    isLost: () => lost !== undefined,
    isBusy: () => owed.size > 0,
    hasOldPlans: () => {
      if (replans[0] === undefined || sent < replans[0]) return false
      replans.shift()
      return true
    },
    sweep: (now) => {
      // Answers come in order: each has its time from when the one before it came.
      if (owed.size > 0 && now - progressAt > limits.answerMs) lose(unavailable(connectionFailed))
    },
    discard: (sqlstate = connectionFailed) => lose(unavailable(sqlstate)),
    close: () => {
      // Terminate (PostgreSQL's manual, 54.7), handed to the system; nothing waits for the server to read it.
      if (lost === undefined) socket.unref().end(Buffer.from([0x58, 0, 0, 0, 4]), () => socket.destroy())
      lose(unavailable(connectionFailed))
    },
    onLost: (listener) => {
      if (lost === undefined) listeners.push(listener)
      else listener()
    },
  }
}
