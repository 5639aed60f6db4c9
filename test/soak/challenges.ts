import t from 'tap'
import { runChallengeModel } from '../identity/challenge-model.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const organisations = [await service.organisation('acme'), await service.organisation('other')] as const

t.test('the promises of challenges hold in three hundred histories', async (t) => {
  await t.resolves(runChallengeModel(service, organisations, 300))
})
