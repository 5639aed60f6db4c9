import type { RightRow } from './tables.ts'

/** What is stored of a right's answer: when the person was told, and what the law says of that day. Made by `answerOf`. */
export type Answer = Pick<RightRow, 'answeredAt' | 'answeredOn' | 'answeredDueOn' | 'answeredWithin'>

/** Of a right whose person has not been told. */
export const noAnswer: Answer = { answeredAt: null, answeredOn: null, answeredDueOn: null, answeredWithin: null }

/** Whether the person was told by the day that was due then; a clock that stood still had no such day. */
export function answeredInTime({ answeredOn, answeredDueOn }: Answer): boolean | null {
  if (answeredOn === null) return null
  return answeredDueOn === null || answeredOn <= answeredDueOn
}
