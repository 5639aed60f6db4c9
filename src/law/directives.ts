import type { Capacity } from './mandate.ts'
import type { RightName } from './rights.ts'

/** What shall become of data after a death (LIL 85): kept, erased or disclosed. */
export const instructionKinds = ['keep', 'erase', 'disclose'] as const
export type Instruction = {
  readonly instruction: (typeof instructionKinds)[number]
  /** The data it is about; absent: all of them. */
  readonly scope?: string | undefined
  /** To whom they are disclosed. */
  readonly recipient?: string | undefined
}

/** Somebody's instructions for the time after their death, as they gave them at one time. */
export type Directive = {
  readonly instructions: readonly Instruction[]
  /** Who is to carry them out. */
  readonly designated?: { readonly name: string; readonly email?: string | undefined } | undefined
}

export const directiveStatuses = ['in_force', 'changed', 'revoked', 'carried_out'] as const
export type DirectiveStatus = (typeof directiveStatuses)[number]

/**
 * LIL 85: directives may be changed at any time. A later one takes the place of an earlier one where nothing of the earlier is left: each of
 * its instructions is about data that the later speaks of, and who was to carry it out is named anew. Otherwise both stay in force, and the
 * later prevails where they meet: a directive about the photographs does not undo the one about the letters.
 */
export function takesThePlaceOf(later: Directive, earlier: Directive): boolean {
  const speaksOf = ({ scope }: Instruction) =>
    later.instructions.some((each) => each.scope === undefined || isSameScope(each.scope, scope))
  return earlier.instructions.every(speaksOf) && (earlier.designated === undefined || later.designated !== undefined)
}

export const standings = ['wholly', 'in_part', 'not'] as const
/** What is left of an instruction beside later ones; `to`: the places of those that prevail, in their order. */
export type InstructionStanding = { readonly stands: (typeof standings)[number]; readonly to: readonly number[] }

/**
 * LIL 85: what was said last counts. A later instruction about the same data, or about all of them, leaves nothing of an earlier one; a later one about
 * some data prevails for these over an earlier one about all, which stands for the rest.
 */
export function standingBeside(
  { scope }: Instruction,
  laters: readonly { readonly instructions: readonly Instruction[] }[],
): InstructionStanding {
  const placesWhere = (prevails: (later: Instruction) => boolean) =>
    laters.flatMap(({ instructions }, at) => (instructions.some(prevails) ? [at] : []))
  const instead = placesWhere((later) => later.scope === undefined || isSameScope(later.scope, scope))
  if (instead.length > 0) return { stands: 'not', to: instead }
  const forSome = scope === undefined ? placesWhere((later) => later.scope !== undefined) : []
  return { stands: forSome.length > 0 ? 'in_part' : 'wholly', to: forSome }
}

function isSameScope(one: string, other: string | undefined): boolean {
  return other !== undefined && folded(one) === folded(other)
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

/** LIL 85: directives are the person's own. A mandate may carry them; whoever acts after a death gives none. */
export function mayInstruct(capacity: Capacity): boolean {
  return capacity !== 'heir' && capacity !== 'designated_person'
}

/** Whether somebody's directives matter to a request: it is about the time after a death, or made for another person. */
export function concernsDirectives(capacity: Capacity, rights: readonly RightName[]): boolean {
  return capacity !== 'self' || rights.includes('post_mortem')
}
