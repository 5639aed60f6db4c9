import { isGrant } from '../law/lifecycle.ts'
import { type Case, kindOf, type RightRow } from './case.ts'

/** What a right about data after death lacks before it can be carried out (LIL 85), and the person is still to be asked for. */
export type Missing = 'purpose' | 'directives'

/** Undefined where nothing is. A designation is a directive too: of who is to see to them. */
export function missingFrom(right: RightRow): Missing | undefined {
  if (right.right !== 'post_mortem') return undefined
  const { purpose } = kindOf(right)
  if (purpose === undefined) return 'purpose'
  const { directives, designated_person: designated } = right.detail.fields
  const givesSome = (Array.isArray(directives) && directives.length > 0) || designated !== undefined
  return purpose === 'register' && !givesSome ? 'directives' : undefined
}

/** Of the rights that are still to be carried out. */
export function missingFromAny({ request: { closedAt }, rights, refused }: Case): Missing | undefined {
  if (closedAt !== null || refused.size > 0) return undefined
  const missing = rights.map((right) => (isAhead(right) ? missingFrom(right) : undefined))
  return missing.find((each) => each !== undefined)
}

function isAhead({ status, outcome }: RightRow): boolean {
  return status === 'pending' || (status === 'decided' && isGrant(outcome))
}
