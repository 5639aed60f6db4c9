import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'

/**
 * The load, in a process of its own: it must not share an event loop with what it measures. One process for all sides, so that
 * they meet it equally warm.
 */
export type Load = {
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** Asked for in turn. */
  readonly paths: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Sends an `Idempotency-Key` of its own with each request. */
  readonly keyed?: boolean
  readonly connections: number
  /** For so many seconds, or so many requests. */
  readonly seconds?: number
  readonly amount?: number
}

export type LoadResult = {
  readonly perSecond: number
  /** Milliseconds of each answer, in no order. */
  readonly latencies: readonly number[]
}

async function run(load: Load): Promise<LoadResult> {
  const run = randomUUID()
  let sent = 0
  const running = autocannon({
    url: load.url,
    connections: load.connections,
    ...(load.seconds === undefined ? {} : { duration: load.seconds }),
    ...(load.amount === undefined ? {} : { amount: load.amount }),
    requests: load.paths.map((path) => ({
      method: load.method,
      path,
      headers: { ...load.headers },
      ...(load.body === undefined ? {} : { body: load.body }),
      ...(load.keyed && {
        setupRequest: (request) => {
          request.headers['idempotency-key'] = `${run}-${sent++}`
          return request
        },
      }),
    })),
  })
  const latencies: number[] = []
  const statuses = new Map<number, number>()
  running.on('response', (_client, status, _bytes, milliseconds) => {
    latencies.push(milliseconds)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  })
  const { duration, errors, timeouts, non2xx, requests } = await running
  if (errors + timeouts + non2xx > 0) {
    throw new Error(`${load.paths[0]} answered with ${JSON.stringify([...statuses])}, ${errors + timeouts} not at all`)
  }
  return { perSecond: requests.total / duration, latencies }
}

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.send?.({ ready: true })
