import type { IdentityLevel } from './identity-level.ts'
import { type RightName, rightsLaw } from './rights.ts'

/** Computed, never set: see `requestStatus`. */
export const requestStatuses = ['received', 'in_progress', 'awaiting_requester', 'closed'] as const
export type RequestStatus = (typeof requestStatuses)[number]

export const closedReasons = [
  'completed',
  'cancelled',
  'duplicate',
  'identity_not_established',
  'not_controller',
  'not_a_rights_request',
] as const
export type ClosedReason = (typeof closedReasons)[number]

export const rightStatuses = ['pending', 'decided', 'fulfilled', 'lapsed'] as const
export type RightStatus = (typeof rightStatuses)[number]

export const outcomes = ['granted', 'partially_granted', 'refused', 'no_data_held'] as const
export type Outcome = (typeof outcomes)[number]

export const identityStatuses = ['not_needed', 'unproven', 'asked', 'proven', 'rejected'] as const
export type IdentityStatus = (typeof identityStatuses)[number]

export const authorityStatuses = ['not_needed', 'unproven', 'accepted', 'rejected'] as const
export type AuthorityStatus = (typeof authorityStatuses)[number]

export const clockStates = ['running', 'paused', 'stopped'] as const
export type ClockState = (typeof clockStates)[number]

export const requestActions = [
  'acknowledge',
  'ask-identity',
  'confirm-identity',
  'reject-identity',
  'confirm-authority',
  'reject-authority',
  'ask-clarification',
  'record-answer',
  'extend',
  'rights',
  'correct',
  'split',
  'cancel',
  'close',
  'reopen',
] as const
export type RequestAction = (typeof requestActions)[number]

export const rightActions = ['decide', 'fulfil', 'revise', 'amend', 'drop', 'lift'] as const
export type RightAction = (typeof rightActions)[number]

/** What the table below needs to know of one right. */
export type RightState = {
  readonly right: RightName
  readonly status: RightStatus
  readonly outcome: Outcome | null
  /** The person has been told: see `answered` in the wire contract, section 4.1. */
  readonly answered: boolean
  readonly lifted: boolean
}

/** What the table below needs to know of a request: each axis by itself. */
export type CaseState = {
  readonly closed: boolean
  /** Its file is erased: what is left is evidence, and nothing can be done to it. */
  readonly erased: boolean
  /** Staff has acted at least once. */
  readonly started: boolean
  readonly identityAsk: 'none' | 'open'
  readonly clarification: 'none' | 'open'
  readonly identity: IdentityStatus
  readonly identityLevel: IdentityLevel
  readonly authority: AuthorityStatus
  readonly rights: readonly RightState[]
}

/** Where each step leads a right. A step that is absent is not allowed from there. */
export const rightSteps = {
  pending: { decide: 'decided', amend: 'pending', drop: 'lapsed' },
  decided: { fulfil: 'fulfilled', revise: 'pending' },
  fulfilled: { revise: 'pending', lift: 'fulfilled' },
  lapsed: { revise: 'pending' },
} as const satisfies Record<RightStatus, Partial<Record<RightAction, RightStatus>>>

/**
 * Each axis names the actions that concern it and admits some of them in each of its states.
 * An action is allowed when every axis that concerns it admits it.
 */
export const axes = {
  desk: {
    open: requestActions.filter((action) => action !== 'reopen'),
    closed: ['reopen'],
    erased: [],
  } satisfies Record<'open' | 'closed' | 'erased', readonly RequestAction[]>,
  beginning: {
    received: ['acknowledge'],
    in_progress: [],
    awaiting_requester: [],
    closed: [],
  } satisfies Record<RequestStatus, readonly RequestAction[]>,
  identityAsk: {
    // Its answer would belong to two.
    none: ['ask-identity', 'split'],
    open: [],
  } satisfies Record<'none' | 'open', readonly RequestAction[]>,
  identityLevel: {
    none: ['ask-identity', 'confirm-identity'],
    mailbox: ['ask-identity', 'confirm-identity'],
    verified: [],
  } satisfies Record<IdentityLevel, readonly RequestAction[]>,
  identity: {
    // A proof accepted by mistake is put right by rejecting it.
    not_needed: [],
    unproven: ['reject-identity'],
    asked: ['reject-identity'],
    proven: ['reject-identity'],
    rejected: [],
  } satisfies Record<IdentityStatus, readonly RequestAction[]>,
  authority: {
    not_needed: [],
    unproven: ['confirm-authority', 'reject-authority'],
    // Another mandate may cover more rights, or a longer time.
    accepted: ['confirm-authority', 'reject-authority'],
    rejected: ['confirm-authority'],
  } satisfies Record<AuthorityStatus, readonly RequestAction[]>,
  clarification: {
    none: ['ask-clarification', 'split'],
    open: ['record-answer'],
  } satisfies Record<'none' | 'open', readonly RequestAction[]>,
  pending: {
    some: ['extend', 'split'],
    none: [],
  } satisfies Record<'some' | 'none', readonly RequestAction[]>,
  unanswered: {
    some: ['cancel'],
    none: [],
  } satisfies Record<'some' | 'none', readonly RequestAction[]>,
  // One right goes, and one stays.
  rights: {
    several: ['split'],
    fewer: [],
  } satisfies Record<'several' | 'fewer', readonly RequestAction[]>,
} as const

type Axis = keyof typeof axes
const axisNames = Object.keys(axes) as Axis[] // Object.keys forgets the keys

/** Whether an axis has a say in an action: it does where it admits it in any of its states. */
const concerns = new Map<Axis, ReadonlySet<RequestAction>>(
  axisNames.map((axis) => [axis, new Set(Object.values<readonly RequestAction[]>(axes[axis]).flat())]),
)

function positions(state: CaseState): Record<Axis, readonly RequestAction[]> {
  return {
    desk: axes.desk[state.erased ? 'erased' : state.closed ? 'closed' : 'open'],
    beginning: axes.beginning[requestStatus(state)],
    identityAsk: axes.identityAsk[state.identityAsk],
    identityLevel: axes.identityLevel[state.identityLevel],
    identity: axes.identity[state.identity],
    authority: axes.authority[state.authority],
    clarification: axes.clarification[state.clarification],
    pending: axes.pending[state.rights.some((right) => right.status === 'pending') ? 'some' : 'none'],
    // A letter in which no right was found yet is owed an answer all the same, and can be given up
    unanswered: axes.unanswered[state.rights.length === 0 || state.rights.some(isUnanswered) ? 'some' : 'none'],
    rights: axes.rights[state.rights.length > 1 ? 'several' : 'fewer'],
  }
}

/** A right that still owes the person an answer. A lapsed one owes none. */
export function isUnanswered(right: { readonly status: RightStatus; readonly answered: boolean }): boolean {
  return right.status !== 'lapsed' && !right.answered
}

/** `closed`; else `awaiting_requester` while an ask is open; else `received` until staff first acts; else `in_progress`. */
export function requestStatus(
  state: Pick<CaseState, 'closed' | 'started' | 'identityAsk' | 'clarification'>,
): RequestStatus {
  if (state.closed) return 'closed'
  if (state.identityAsk === 'open' || state.clarification === 'open') return 'awaiting_requester'
  return state.started ? 'in_progress' : 'received'
}

/** What may be done to a request in this state, in the order of `requestActions`. */
export function allowedActions(state: CaseState): RequestAction[] {
  const admitted = positions(state)
  return requestActions.filter((action) =>
    axisNames.every((axis) => !concerns.get(axis)?.has(action) || admitted[axis].includes(action)),
  )
}

/** What may be done to one right of a request in this state, in the order of `rightActions`. */
export function allowedRightActions(state: Pick<CaseState, 'closed' | 'erased'>, right: RightState): RightAction[] {
  if (state.erased) return []
  const steps: Partial<Record<RightAction, RightStatus>> = rightSteps[right.status]
  return rightActions.filter((action) => {
    if (!(action in steps)) return false
    if (action === 'lift') return right.right === 'restriction' && !right.lifted
    if (state.closed) return false
    if (action === 'fulfil') return isGrant(right.outcome) && !rightsLaw[right.right].answeredByRelease
    return true
  })
}

/** A grant, whole or partial: what must be carried out, and what a sufficient identity is needed for. */
export function isGrant(outcome: Outcome | null): boolean {
  return outcome === 'granted' || outcome === 'partially_granted'
}
