import type { RequestId } from '../platform/identifiers.ts'

/** A request that came of the same letter, and how: this one was split from it, or it from this one. */
export const relations = ['split_from', 'split_into'] as const
export type Related = { request: RequestId; reference: string; relation: (typeof relations)[number] }
