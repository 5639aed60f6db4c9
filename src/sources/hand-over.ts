import type { Tx } from '../platform/database/transaction.ts'
import type { RightId } from '../platform/identifiers.ts'
import { type Case, happened } from '../requests/case.ts'
import { tasksOf, updateTask } from './store.ts'
import { type By, factsOf, rectificationLetter, renewed } from './tell-owner.ts'
import { toRectify } from './to-rectify.ts'

/**
 * A rectification is granted: the owner of each system that holds data, or has not said that it doesn't, is written to, and finds behind the
 * link of their task what to correct and which statement to keep (art. 16). Of other decisions no owner hears.
 */
export async function handOver(tx: Tx, c: Case, id: RightId, by: By): Promise<void> {
  const { corrections, statements } = toRectify(c.rights.filter((right) => right.id === id))
  if (corrections.length + statements.length === 0) return
  const tasks = (await tasksOf(tx, c.safe)).filter(({ state }) => state === 'open' || state === 'found')
  for (const task of tasks) {
    const handed = renewed(task, c.organisation, by.at)
    happened(c, { type: 'task_handed_over', facts: factsOf(handed) }, by)
    c.letters.push(rectificationLetter(c, handed, by.at))
    await updateTask(tx, c.safe, handed)
  }
}
