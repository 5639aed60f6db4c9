import type { ExportStatus } from './tables.ts'

/** How far an export has come. */
export type Progress = {
  readonly status: ExportStatus
  readonly records_done: number
  readonly records_total: number
}

/** What a compile ends in, whichever way: nothing that is told here changes any more. */
const isOver = ({ status }: Progress) => status !== 'queued' && status !== 'compiling'

/** Beats of silence after which a comment is sent: proxies cut what says nothing for a minute. */
const silentBeats = 15

export type Following = {
  /** Undefined once nobody may see it any more. */
  readonly look: () => Promise<Progress | undefined>
  /** Waits for about a second; comes back at once when `signal` aborts. */
  readonly pause: (signal: AbortSignal) => Promise<void>
  /** The reader has gone, the token has expired, or the service stops. */
  readonly signal: AbortSignal
}

/**
 * The progress of an export as server-sent events (WHATWG HTML section 9.2): `progress` at once and whenever it has changed, `end` when
 * there is nothing more to tell, which closes. It is read from the database, so that it does not matter which instance compiles. Where
 * it closes without `end`, whoever wants to know more connects again.
 */
export async function* followExport({ look, pause, signal }: Following): AsyncGenerator<string> {
  let told = ''
  let silence = 0
  while (!signal.aborted) {
    const progress = await look()
    if (progress === undefined) return
    const data = JSON.stringify(progress)
    if (isOver(progress)) {
      yield `event: end\ndata: ${data}\n\n`
      return
    }
    if (data !== told) {
      yield `event: progress\ndata: ${data}\n\n`
      told = data
      silence = 0
    } else if (++silence === silentBeats) {
      yield ':\n\n'
      silence = 0
    }
    await pause(signal)
  }
}
