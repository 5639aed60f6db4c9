import { setTimeout as delay } from 'node:timers/promises'

/** Asks until it is so, with a breath between: asking on and on takes the processor from what is waited for. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(10)
}
