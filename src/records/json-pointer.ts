import { isRawNumber, type Json, readJson } from './json-text.ts'

/** The steps of a JSON pointer (RFC 6901), or undefined where the text is none. `""` is the whole value: no step. */
export function pointerSteps(pointer: string): string[] | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) // in this order: RFC 6901 section 4
}

/** Whether the pointer leads to something in this value. */
export function pointsInto(value: Json, steps: readonly string[]): boolean {
  let at: Json | undefined = value
  for (const step of steps) {
    at = at === undefined ? undefined : childOf(at, step)
    if (at === undefined) return false
  }
  return true
}

/**
 * The JSON text without what the pointers lead to; the rest is as it was written. The items of an array move up. Each pointer means the
 * text as it is handed in, so their order says nothing.
 */
export function withoutPointers(text: string, pointers: readonly string[]): string {
  if (pointers.length === 0) return text
  const cuts: Cuts = new Map()
  for (const pointer of pointers) addCut(cuts, pointerSteps(pointer) ?? [])
  return JSON.stringify(without(readJson(text), cuts))
}

/** What is cut, step by step; `true` ends a pointer. */
type Cuts = Map<string, Cuts | true>

function addCut(cuts: Cuts, [step, ...rest]: readonly string[]): void {
  if (step === undefined || cuts.get(step) === true) return
  if (rest.length === 0) {
    cuts.set(step, true)
    return
  }
  const inner = cuts.get(step)
  const next: Cuts = inner === undefined || inner === true ? new Map() : inner
  cuts.set(step, next)
  addCut(next, rest)
}

function without(value: Json, cuts: Cuts): Json {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value
  const kept = ([name, member]: [string, Json]): [string, Json][] => {
    const cut = cuts.get(name)
    if (cut === true) return []
    return [[name, cut === undefined ? member : without(member, cut)]]
  }
  if (Array.isArray(value))
    return value
      .map((item, i): [string, Json] => [String(i), item])
      .flatMap(kept)
      .map(([, item]) => item)
  return Object.fromEntries(Object.entries(value).flatMap(kept))
}

function childOf(value: Json, step: string): Json | undefined {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return undefined
  // RFC 6901 section 4: an index has no leading zeros.
  if (Array.isArray(value)) return /^(?:0|[1-9]\d{0,9})$/.test(step) ? value[Number(step)] : undefined
  return Object.hasOwn(value, step) ? value[step] : undefined
}
