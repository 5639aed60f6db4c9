import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type Job, PgBoss, type QueueOptions } from 'pg-boss'
import { type ConnectionTarget, connectionFields } from '../database/connection-target.ts'
import type { Tx } from '../database/transaction.ts'
import { errorFields, type Log } from '../http/log.ts'

/** What a job is handed: ids only, never personal data. */
export type JobPayload = Readonly<Record<string, string>>
const jobNames = [
  'compile-export',
  'delete-export',
  'delete-upload',
  'recompute-cases',
  'recompute-retention',
  'checkpoint',
  'retention',
  'sweep',
  'tell-recipient',
  'transmit-export',
  'watch-deadlines',
] as const
export type JobName = (typeof jobNames)[number]

/** The queue: written in the caller's transaction, worked after its commit. */
export type Jobs = {
  /**
   * Enqueues in `tx`; a worker of this process is woken after the commit. Of several `sweep`s or `checkpoint`s with one `singletonKey`
   * that wait at the same time, one is kept. `startAfter` is in seconds.
   */
  send(
    tx: Tx,
    name: JobName,
    payload: JobPayload,
    options?: { singletonKey?: string; startAfter?: number },
  ): Promise<void>
  /**
   * What the newest jobs of a name were handed that will not be worked again: every try was lost, or failed. The queue forgets them after
   * some days.
   */
  givenUp(name: JobName): Promise<JobPayload[]>
  /** Has what is otherwise done every few minutes done at once, where this process works; asked twice meanwhile, it is done once more. */
  doNow(names: readonly RegularJob[]): Promise<void>
}

/**
 * Works one job. It may be called twice for one job, also at the same time: a worker that was killed, or paused past its lease,
 * never says so. What must happen once, the handler sees to. `signal` asks it to stop: to leave everything as a kill would, and throw.
 */
export type JobHandler = (payload: JobPayload, signal: AbortSignal) => Promise<void>

/** The queue with its workers. */
export type JobQueue = Jobs & {
  /** Begins to work. Rejects where the queue is not installed, or is another version's: `installQueue` is the owner's to call. */
  start(handlers: Readonly<Record<JobName, JobHandler>>): Promise<void>
  /** Begins nothing new, asks what runs to stop, and waits for it within `limitMs`; what is left is worked again elsewhere. */
  stop(limitMs?: number): Promise<void>
  /** Whether the queue answers, and this process is not leaving it. */
  ready(): Promise<boolean>
}

/** What looks, every few minutes, for what the time has brought. */
export const regularJobs = ['sweep', 'retention', 'checkpoint', 'watch-deadlines'] as const satisfies readonly JobName[]
export type RegularJob = (typeof regularJobs)[number]

const schema = 'pgboss'
/** More than are given up between two sweeps. */
const mostGivenUp = 200

/** How many jobs of a name one process works at a time: a large export must not keep a small one waiting. */
const workersOf = {
  'compile-export': 2,
  'delete-export': 1,
  'delete-upload': 1,
  'recompute-cases': 1,
  'recompute-retention': 1,
  checkpoint: 1,
  retention: 1,
  sweep: 1,
  // A receiver that is slow, or never answers, holds one of them until its time is over.
  'tell-recipient': 12,
  'transmit-export': 12,
  'watch-deadlines': 1,
} as const satisfies Record<JobName, number>
/** Of those that wait for servers of others, one organisation's jobs have so many at most: its receivers that never answer keep no other's waiting. */
const workersOfOne: Partial<Record<JobName, number>> = { 'tell-recipient': 4, 'transmit-export': 4 }

/** All in seconds. A worker that gives no sign for `heartbeatSeconds` is taken for dead, and its job is worked again. */
const retried = { heartbeatSeconds: 30, retryLimit: 6, retryDelay: 4, retryBackoff: true, retryDelayMax: 300 }
const queues = {
  'compile-export': { policy: 'standard', options: { ...retried, expireInSeconds: 6 * 3_600 } },
  'delete-export': { policy: 'standard', options: { ...retried, expireInSeconds: 3_600 } },
  'delete-upload': { policy: 'standard', options: { ...retried, expireInSeconds: 3_600 } },
  'recompute-cases': { policy: 'standard', options: { ...retried, expireInSeconds: 3_600 } },
  'recompute-retention': { policy: 'standard', options: { ...retried, expireInSeconds: 3_600 } },
  // One try, however large: a receiver is cut off before. The next try is a job of its own.
  'transmit-export': { policy: 'standard', options: { ...retried, expireInSeconds: 13 * 3_600 } },
  'tell-recipient': { policy: 'standard', options: { ...retried, expireInSeconds: 600 } },
  // `short`, and an hour: a policy that was shortened may make a hundred thousand cases due at once.
  retention: { policy: 'short', options: { ...retried, retryLimit: 1, expireInSeconds: 3_600 } },
  // `short`: of one singleton key, one waits at a time. What this round fails to do, the next one does.
  checkpoint: { policy: 'short', options: { ...retried, retryLimit: 1, expireInSeconds: 600 } },
  sweep: { policy: 'short', options: { ...retried, retryLimit: 1, expireInSeconds: 600 } },
  'watch-deadlines': { policy: 'short', options: { ...retried, retryLimit: 1, expireInSeconds: 600 } },
} as const satisfies Record<JobName, { policy: 'standard' | 'short'; options: QueueOptions }>

/** Finds what nobody wakes a worker for: jobs of other processes, and those that are tried again. */
const pollingIntervalSeconds = 2
const everyTenMinutes = '*/10 * * * *'
/**
 * How long at most whoever holds the database and the keys can change an event without a trace outside. And zones differ from UTC by
 * quarters of an hour: so eight o’clock is met in each of them.
 */
const everyFiveMinutes = '*/5 * * * *'
const every = {
  sweep: everyTenMinutes,
  retention: everyTenMinutes,
  checkpoint: everyFiveMinutes,
  'watch-deadlines': everyFiveMinutes,
} as const satisfies Record<RegularJob, string>

/** The queue as the app's role uses it: over a few connections of its own, none of the pool that answers requests. */
export function openJobs(target: ConnectionTarget, { log }: { log: Log }): JobQueue {
  const complain = (error: unknown) => log.error({ job: 'queue', ...errorFields(error) }, 'job queue failed')
  const connections = openConnections(target, { onError: complain, longestMs: 60_000 })
  // `reindex` and `monitorVacuum` are the owner's business, `registerInstance` would store the name of the host.
  const own = { reindex: false, monitorVacuum: false, registerInstance: false }
  const boss = new PgBoss({ db: connections, schema, migrate: false, createSchema: false, ...own })
  boss.on('error', complain)
  const stopping = new AbortController()
  const workers = new Map<JobName, string>()

  const workOne = (name: JobName, handler: JobHandler) => async (jobs: Job<JobPayload>[]) => {
    for (const job of jobs) {
      try {
        await handler(job.data, AbortSignal.any([job.signal, stopping.signal]))
      } catch (error) {
        const fields = { job: name, ...errorFields(error) }
        if (stopping.signal.aborted) log.info(fields, 'job left to whoever works next')
        else log.error(fields, 'job failed')
        throw new Error(`${name} failed`) // pg-boss stores the message of what it catches
      }
    }
  }

  const wake = (name: JobName) => {
    const worker = workers.get(name)
    if (worker !== undefined) boss.notifyWorker(worker)
  }

  return {
    send: async (tx, name, payload, options = {}) => {
      const db = {
        executeSql: async (text: string, values: unknown[] = []) => ({ rows: await tx.query(text, values) }),
      }
      await boss.send(name, payload, { db, group: { id: tx.organisation }, ...options })
      tx.afterCommit(() => wake(name))
    },
    doNow: async (names) => {
      if (workers.size === 0) return
      for (const name of names) {
        await boss.send(name, {}, { singletonKey: 'now' })
        wake(name)
      }
    },
    givenUp: async (name) => {
      const { rows } = await connections.executeSql(
        `select data from ${schema}.job where name = $1 and state = 'failed' order by completed_on desc limit $2`,
        [name, mostGivenUp],
      )
      return rows.map(({ data }) => data)
    },
    start: async (handlers) => {
      await boss.start()
      for (const name of jobNames) {
        const ofOne = workersOfOne[name]
        const options = {
          localConcurrency: workersOf[name],
          pollingIntervalSeconds,
          ...(ofOne === undefined ? {} : { localGroupConcurrency: ofOne }),
        }
        workers.set(name, await boss.work<JobPayload>(name, options, workOne(name, handlers[name])))
      }
    },
    stop: async (limitMs = 10_000) => {
      stopping.abort(new Error('the service is stopping'))
      await boss.stop({ graceful: true, timeout: limitMs })
      await connections.close()
    },
    ready: async () => {
      if (stopping.signal.aborted) return false
      try {
        return (await boss.schemaVersion()) !== null
      } catch {
        return false // why is in the log of whatever tries to work meanwhile
      }
    },
  }
}

/**
 * Installs the queue, or brings it to the version of this pg-boss: for the owner, under the lock of the migrations. Gives `appRole`
 * what working needs, and no right to change the schema. May be called again.
 */
export async function installQueue(owner: ConnectionTarget, appRole: string): Promise<void> {
  const connections = openConnections(owner, { onError: () => undefined, longestMs: 0 }) // an index build takes as long as it takes
  const idle = { supervise: false, schedule: false, registerInstance: false }
  const boss = new PgBoss({ db: connections, schema, migrate: true, ...idle })
  boss.on('error', () => undefined) // what an index build fails with is in its status, read below
  try {
    await boss.start()
    await untilMigrated(boss)
    for (const name of jobNames) {
      await boss.createQueue(name, { policy: queues[name].policy, ...queues[name].options })
      await boss.updateQueue(name, queues[name].options)
    }
    await boss.createQueue(cronQueue)
    for (const name of regularJobs) await boss.schedule(name, every[name], {}, { singletonKey: 'scheduled' })
    const role = pg.escapeIdentifier(appRole)
    await connections.executeSql(
      `grant usage on schema ${schema} to ${role};
       grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
    )
  } finally {
    await boss.stop({ graceful: false })
    await connections.close()
  }
}

/** In which pg-boss hands on what is due by the clock; made here, since the app may make none. */
const cronQueue = '__pgboss__send-it'

/** A newer pg-boss builds indexes behind its migration: whoever stopped meanwhile would leave them half built. */
async function untilMigrated(boss: PgBoss): Promise<void> {
  for (;;) {
    const states = await boss.getBamStatus()
    if (states.some(({ status }) => status === 'failed'))
      throw new Error('the job queue cannot be migrated: an index build has failed')
    if (!states.some(({ status }) => status === 'pending' || status === 'in_progress')) return
    await delay(100)
  }
}

type Connections = { executeSql(text: string, values?: unknown[]): Promise<pg.QueryResult>; close(): Promise<void> }

/** `longestMs`: after which a statement counts as lost, since a half-open connection never says that it is none; 0 waits for ever. */
function openConnections(
  target: ConnectionTarget,
  options: { onError: (error: unknown) => void; longestMs: number },
): Connections {
  const { host, port, user, password, database, ssl } = connectionFields(target)
  const pool = new pg.Pool({
    host,
    port,
    user,
    database,
    ...(password === undefined ? {} : { password }),
    ssl:
      ssl === undefined || ssl === false
        ? false
        : { rejectUnauthorized: ssl.rejectUnauthorized, ...(ssl.ca === undefined ? {} : { ca: ssl.ca }) },
    application_name: 'habeas-jobs',
    max: 3, // two exports end while something is fetched
    connectionTimeoutMillis: 10_000,
    query_timeout: options.longestMs,
  })
  let isClosing = false
  pool.on('error', (error) => {
    // An idle connection was lost: the pool replaces it. `end` answers before its connections have gone, and PostgreSQL, stopped next,
    // may cut what is still taking leave: nothing failed.
    if (!isClosing) options.onError(error)
  })
  const close = () => {
    isClosing = true
    return pool.end()
  }
  return { executeSql: (text, values) => pool.query(text, values), close }
}
