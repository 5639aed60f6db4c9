import t from 'tap'
import { testService } from '../support/service.ts'
import { runChallengeModel } from './challenge-model.ts'

const service = await testService(t)
const organisations = [await service.organisation('acme'), await service.organisation('other')] as const

t.test(
  'fifty clients at once: never more than five tries, never two redemptions, never a code across challenges, and no budget that asking again resets',
  async (t) => {
    await t.resolves(runChallengeModel(service, organisations, 4))
  },
)
