/** Somebody who may be asleep. Waking who is awake is remembered: what came meanwhile is not missed. */
export type Wakeable = { wake(): void }

export type WorkLoop = Wakeable & {
  start(): void
  /** Begins nothing new, and waits for the round under way. May be called again, and before `start`. */
  stop(): Promise<void>
}

export type WorkLoopOptions = {
  /** How long to sleep where nobody wakes: finds what others left behind. Milliseconds, real time. */
  readonly idleMs: number
  /** One round. `more` asks for another at once. */
  readonly work: () => Promise<'more' | 'idle'>
  /** Hears every error of a round; the loop goes on, slower after each error that follows another. */
  readonly onError: (error: unknown) => void
}

const firstPauseMs = 100
/** A database that is gone for minutes is asked twice a minute, which it will not notice. */
const longestPauseMs = 30_000

/** Repeats `work`: at once while there is more, when woken, and otherwise every `idleMs`. Never two rounds at a time. */
export function workLoop({ idleMs, work, onError }: WorkLoopOptions): WorkLoop {
  let running: Promise<void> | undefined
  let stopped = false
  let woken = false
  let pauseMs = 0
  let rouse: () => void = () => {}

  /** Sleeps until the time has passed, the loop stops, or (unless it has to recover from an error) somebody wakes it. */
  const sleep = (ms: number, deeply: boolean) =>
    new Promise<void>((resolve) => {
      if (stopped || (woken && !deeply)) return resolve()
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        if (deeply && !stopped) return
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    while (!stopped) {
      woken = false
      try {
        const rest = await work()
        pauseMs = 0
        if (rest === 'idle') await sleep(idleMs, false)
      } catch (error) {
        onError(error)
        pauseMs = Math.min(Math.max(pauseMs * 2, firstPauseMs), longestPauseMs)
        await sleep(pauseMs, true)
      }
    }
  }

  return {
    start: () => {
      if (!stopped) running ??= run()
    },
    wake: () => {
      woken = true
      rouse()
    },
    stop: async () => {
      stopped = true
      rouse()
      await running
    },
  }
}
