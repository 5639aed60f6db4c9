import t from 'tap'
import { identityLevels } from '../../src/law/identity-level.ts'
import {
  allowedActions,
  allowedRightActions,
  authorityStatuses,
  type CaseState,
  identityStatuses,
  isGrant,
  outcomes,
  type RequestAction,
  type RightAction,
  type RightState,
  requestActions,
  requestStatus,
  rightActions,
  rightStatuses,
  rightSteps,
} from '../../src/law/lifecycle.ts'
import { rightNames } from '../../src/law/rights.ts'

const asks = ['none', 'open'] as const
const yesNo = [true, false]

/** Every right there can be, whether or not a case gets there. */
const everyRight: RightState[] = rightNames.flatMap((right) =>
  rightStatuses.flatMap((status) =>
    [null, ...outcomes].flatMap((outcome) =>
      yesNo.flatMap((answered) => yesNo.map((lifted) => ({ right, status, outcome, answered, lifted }))),
    ),
  ),
)

const pending: RightState = { right: 'erasure', status: 'pending', outcome: null, answered: false, lifted: false }
const answered: RightState = { right: 'erasure', status: 'decided', outcome: 'refused', answered: true, lifted: false }
const lapsed: RightState = { right: 'erasure', status: 'lapsed', outcome: null, answered: false, lifted: false }
const granted: RightState = { right: 'access', status: 'decided', outcome: 'granted', answered: false, lifted: false }

/** Every state of the other axes, times what of the rights matters to a request. */
const everyState: CaseState[] = yesNo.flatMap((closed) =>
  yesNo.flatMap((started) =>
    asks.flatMap((identityAsk) =>
      asks.flatMap((clarification) =>
        identityStatuses.flatMap((identity) =>
          identityLevels.flatMap((identityLevel) =>
            authorityStatuses.flatMap((authority) =>
              [[], [pending], [granted], [answered], [lapsed], [pending, answered], [answered, lapsed]].map(
                (rights) => ({
                  closed,
                  erased: false,
                  started,
                  identityAsk,
                  clarification,
                  identity,
                  identityLevel,
                  authority,
                  rights,
                }),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
)

/** The wire contract's table of actions (section 4.2), said a second time, each line by itself. */
const contract: Record<RequestAction, (state: CaseState) => boolean> = {
  acknowledge: (s) => !s.closed && !s.started && s.identityAsk === 'none' && s.clarification === 'none',
  'ask-identity': (s) => !s.closed && s.identityAsk === 'none' && s.identityLevel !== 'verified',
  'confirm-identity': (s) => !s.closed && s.identityLevel !== 'verified',
  'reject-identity': (s) => !s.closed && ['unproven', 'asked', 'proven'].includes(s.identity),
  'confirm-authority': (s) => !s.closed && s.authority !== 'not_needed',
  'reject-authority': (s) => !s.closed && ['unproven', 'accepted'].includes(s.authority),
  'ask-clarification': (s) => !s.closed && s.clarification === 'none',
  'record-answer': (s) => !s.closed && s.clarification === 'open',
  extend: (s) => !s.closed && s.rights.some((right) => right.status === 'pending'),
  rights: (s) => !s.closed,
  correct: (s) => !s.closed,
  split: (s) =>
    !s.closed &&
    s.identityAsk === 'none' &&
    s.clarification === 'none' &&
    s.rights.length >= 2 &&
    s.rights.some((right) => right.status === 'pending'),
  cancel: (s) =>
    !s.closed && (s.rights.length === 0 || s.rights.some((right) => right.status !== 'lapsed' && !right.answered)),
  close: (s) => !s.closed,
  reopen: (s) => s.closed,
}

t.test('every state × action is as the contract says', async (t) => {
  const wrong: string[] = []
  for (const state of everyState) {
    const allowed = allowedActions(state)
    for (const action of requestActions) {
      if (allowed.includes(action) !== contract[action](state)) wrong.push(`${action} in ${JSON.stringify(state)}`)
    }
  }
  t.same(wrong.slice(0, 3), [])
  t.equal(everyState.length * requestActions.length, 2 * 2 * 2 * 2 * 5 * 3 * 4 * 7 * 15)
})

const rightContract: Record<RightAction, (right: RightState, closed: boolean) => boolean> = {
  decide: ({ status }, closed) => !closed && status === 'pending',
  amend: ({ status }, closed) => !closed && status === 'pending',
  drop: ({ status }, closed) => !closed && status === 'pending',
  fulfil: ({ status, outcome, right }, closed) =>
    !closed && status === 'decided' && isGrant(outcome) && right !== 'access' && right !== 'portability',
  revise: ({ status }, closed) => !closed && status !== 'pending',
  lift: ({ status, right, lifted }) => status === 'fulfilled' && right === 'restriction' && !lifted,
}

t.test('every right × action is as the contract says, open and closed', async (t) => {
  const wrong: string[] = []
  for (const right of everyRight) {
    for (const closed of yesNo) {
      const allowed = allowedRightActions({ closed, erased: false }, right)
      for (const action of rightActions) {
        if (allowed.includes(action) !== rightContract[action](right, closed)) {
          wrong.push(`${action} ${closed ? 'closed' : 'open'} ${JSON.stringify(right)}`)
        }
      }
    }
  }
  t.same(wrong.slice(0, 3), [])
})

t.test('attack 63: no step leads where the table has no line', async (t) => {
  for (const status of rightStatuses) {
    for (const action of rightActions) {
      const steps: Partial<Record<typeof action, string>> = rightSteps[status]
      const leads = steps[action]
      const open = everyRight.filter((right) => right.status === status)
      if (leads === undefined)
        t.notOk(open.some((right) => allowedRightActions({ closed: false, erased: false }, right).includes(action)))
      else
        t.ok(
          rightStatuses.some((known) => known === leads),
          `${status} –${action}→ ${leads}`,
        )
    }
  }
})

t.test('every status of a right is escapable, and every closure can be undone', async (t) => {
  for (const right of everyRight) t.ok(allowedRightActions({ closed: false, erased: false }, right).length > 0)
  for (const state of everyState.filter((each) => each.closed)) t.same(allowedActions(state), ['reopen'])
})

t.test('nothing can be done to a case whose file is erased', async (t) => {
  for (const state of everyState) t.same(allowedActions({ ...state, erased: true }), [])
  for (const right of everyRight) t.same(allowedRightActions({ closed: true, erased: true }, right), [])
})

t.test('the status of a request', async (t) => {
  const base = { closed: false, started: false, identityAsk: 'none', clarification: 'none' } as const
  t.equal(requestStatus(base), 'received')
  t.equal(requestStatus({ ...base, started: true }), 'in_progress')
  t.equal(requestStatus({ ...base, identityAsk: 'open' }), 'awaiting_requester', 'an ask waits, whoever else has acted')
  t.equal(requestStatus({ ...base, started: true, clarification: 'open' }), 'awaiting_requester')
  t.equal(requestStatus({ ...base, closed: true, identityAsk: 'open' }), 'closed', 'closing comes before all')
})
