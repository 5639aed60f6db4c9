import t from 'tap'
import { authorityStatuses, outcomes, rightStatuses } from '../../src/law/lifecycle.ts'
import { capacities } from '../../src/law/mandate.ts'
import { type MarketingObjection, type Reach, reachOf } from '../../src/law/objection.ts'

/** The rule, said a second time. */
function expected({ status, outcome, capacity, authority, lapsedAsDuplicate }: MarketingObjection): Reach {
  if (outcome === 'refused') return 'nobody'
  if (status === 'lapsed' && !lapsedAsDuplicate) return 'nobody'
  if (outcome === null) return capacity === 'self' ? 'writer' : 'nobody'
  if (capacity === 'self') return 'own_and_named'
  return authority === 'accepted' ? 'person_named' : 'nobody'
}

t.test('whom an objection to marketing reaches, in every state it may be in', async (t) => {
  let states = 0
  for (const status of rightStatuses)
    for (const outcome of [null, ...outcomes])
      for (const capacity of capacities)
        for (const authority of authorityStatuses)
          for (const lapsedAsDuplicate of [false, true]) {
            const objection = { status, outcome, capacity, authority, lapsedAsDuplicate }
            t.equal(reachOf(objection), expected(objection), JSON.stringify(objection))
            states += 1
          }
  t.equal(states, 4 * 5 * 5 * 4 * 2)
})
