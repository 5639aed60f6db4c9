import { z } from 'zod'
import { strictObject } from '../platform/http/schemas.ts'
import type { OrganisationSettings } from './tables.ts'

/** Half a second of a desktop computer, two of a telephone. A hundredth slows nobody down; with ten times as much, old ones take a minute. */
const usualDifficulty = 100_000

export const challengeBody = strictObject({
  required: z.boolean(),
  difficulty: z.int().min(1_000).max(1_000_000).default(usualDifficulty).meta({
    description: 'How many hashes a sender’s computer calculates at most, half of them on average',
  }),
}).meta({ id: 'ChangeChallenge', examples: [{ required: true }, { required: true, difficulty: 300_000 }] })

export const challengeSetting = z.object({ required: z.boolean(), difficulty: z.int() }).meta({
  description: 'Whether the public form and sign-in cost the sender’s computer some work, and how much',
})

/** What the organisation decided of the work its form costs, or what is usual: none. In one order, always. */
export function challengeOf({ settings }: { readonly settings: Pick<OrganisationSettings, 'challenge'> }) {
  const { required, difficulty } = settings.challenge ?? { required: false, difficulty: usualDifficulty }
  return { required, difficulty }
}
