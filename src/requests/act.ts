import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Case } from './case.ts'

/** Who acts, and when. */
export type By = { readonly actor: Actor; readonly at: Instant }

/**
 * What an action does to a case it holds under a lock: decide with `law/`, change the rows, record what happened. It throws what
 * it refuses; the frame (`routes.ts`) has checked the state before and saves afterwards. `tx` is there for what lies outside.
 */
export type Act<Command> = (c: Case, command: Command, by: By, tx: Tx) => void | Promise<void>
