import { type Connection, type ConnectionLimits, connect } from './connection.ts'
import type { ConnectionFields } from './connection-target.ts'
import { poolExhausted, unavailable } from './failure.ts'

/** The operator is stopping us (SQLSTATE 57P01). */
const shuttingDown = '57P01'

export type PoolOptions = {
  /** How many connections at most. */
  readonly size: number
  /** How long a caller waits for one, in milliseconds. */
  readonly patienceMs: number
  readonly limits: ConnectionLimits
}

/** One connection for one caller, until it is given back. */
export type Lease = { readonly connection: Connection; release(): void }

export type Pool = {
  /** @throws `unavailable` where no connection comes free within the caller's patience, or none can be made. */
  lease(): Promise<Lease>
  /**
   * The same, but the connection is shared with others who ask at the same time: for single statements that are quick, since their
   * answers come one behind the other.
   */
  share(): Promise<Lease>
  /** Takes no more callers, waits for those it has, and after `limitMs` for nobody. */
  close(limitMs: number): Promise<void>
}

/** How many share a connection. What leaves in one piece wakes the server once; beyond some, a second backend does more. */
const mostSharing = 8

type Waiter = {
  readonly since: number
  readonly mayShare: boolean
  resolve(lease: Lease): void
  reject(error: unknown): void
}

/**
 * A pool of connections, each with a driver of its own: the driver's pool slows with every query it has queued (3.4.9).
 * Connections are made when needed, given to one caller at a time, and replaced when lost.
 */
export function openPool(target: ConnectionFields, { size, patienceMs, limits }: PoolOptions): Pool {
  const open = new Set<Connection>()
  const idle: Connection[] = []
  const waiters: Waiter[] = []
  let opening = 0
  let closing: (() => void) | undefined
  let closed: Promise<void> | undefined

  // One coarse timer for all deadlines: a timer for each query would cost more than it protects.
  const sweeper = setInterval(sweep, Math.min(250, limits.answerMs / 4, patienceMs / 4)).unref()

  function sweep() {
    const now = performance.now()
    for (const connection of open) connection.sweep(now)
    while (waiters[0] !== undefined && now - waiters[0].since > patienceMs) {
      waiters.shift()?.reject(unavailable(poolExhausted, 'every database connection is in use'))
    }
  }

  function lend(connection: Connection): Lease {
    let isLent = true
    return {
      connection,
      release: () => {
        if (!isLent) return
        isLent = false
        // A connection that still owes an answer would give it to the next caller.
        if (connection.isBusy()) connection.discard()
        give(connection)
      },
    }
  }

  function give(connection: Connection) {
    if (connection.isLost()) return
    const waiter = waiters.shift()
    if (waiter !== undefined) waiter.resolve(lend(connection))
    else if (closing !== undefined) connection.close()
    else idle.push(connection)
  }

  async function openOne(): Promise<Connection> {
    opening++
    try {
      const connection = await connect(target, limits)
      open.add(connection)
      connection.onLost(() => {
        open.delete(connection)
        const at = idle.indexOf(connection)
        if (at >= 0) idle.splice(at, 1)
        makeRoom()
      })
      return connection
    } finally {
      opening--
    }
  }

  /** Opens connections for those who wait, as far as there is room. */
  function makeRoom() {
    if (closing !== undefined && open.size + opening === 0 && waiters.length === 0) closing()
    if (waiters.length <= opening || open.size + opening >= size) return
    openOne().then(give, (error: unknown) => {
      if (open.size + opening > 0) return // a server that takes no more of us: those we have come free in time
      waiters.shift()?.reject(error)
      makeRoom()
    })
  }

  async function waitUntilClosed(limitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    closing = resolve
    const limit = setTimeout(() => {
      for (const connection of open) connection.discard()
      while (waiters.length > 0) waiters.shift()?.reject(unavailable(shuttingDown, 'the service is stopping'))
      resolve()
    }, limitMs)
    for (const connection of idle.splice(0)) connection.close()
    makeRoom()
    await promise
    clearTimeout(limit)
    clearInterval(sweeper)
  }

  async function lease(mayShare = false): Promise<Lease> {
    if (closing !== undefined) throw unavailable(shuttingDown, 'the service is stopping')
    const connection = idle.pop()
    if (connection !== undefined) return lend(connection)
    return new Promise<Lease>((resolve, reject) => {
      waiters.push({ since: performance.now(), mayShare, resolve, reject })
      makeRoom()
    })
  }

  let sharing: { readonly lease: Promise<Lease>; connection?: Connection; holders: number } | undefined

  async function share(): Promise<Lease> {
    // Where somebody waits for a connection of their own, nobody comes along any more: it would never come free.
    const isClosed =
      waiters.some((waiter) => !waiter.mayShare) ||
      sharing?.holders === mostSharing ||
      sharing?.connection?.isLost() === true
    if (sharing === undefined || isClosed) sharing = { lease: lease(true), holders: 0 }
    const mine = sharing
    const leave = () => {
      if (sharing === mine) sharing = undefined // nobody comes along any more
    }
    mine.holders++
    const lent = await mine.lease.catch((error: unknown) => {
      leave()
      throw error
    })
    mine.connection = lent.connection
    return {
      connection: lent.connection,
      release: () => {
        if (--mine.holders > 0) return
        leave()
        lent.release()
      },
    }
  }

  return {
    lease: () => lease(),
    share,
    close: (limitMs) => {
      closed ??= waitUntilClosed(limitMs)
      return closed
    },
  }
}
