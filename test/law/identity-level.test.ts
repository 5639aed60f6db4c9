import fc from 'fast-check'
import t from 'tap'
import {
  atLeast,
  highestNeeded,
  type IdentityLevel,
  type IdentityPolicy,
  type IdentityTopic,
  identityLevels,
  identityMethods,
  identityTopics,
  isLowered,
  levelOfMethod,
  lighterMethods,
  neededLevel,
  usualLevel,
} from '../../src/law/identity-level.ts'
import { type RightKind, rightNames } from '../../src/law/rights.ts'

t.test('the levels are ordered: none, mailbox, verified', async (t) => {
  for (const [i, level] of identityLevels.entries()) {
    for (const [j, needed] of identityLevels.entries())
      t.equal(atLeast(level, needed), i >= j, `${level} for ${needed}`)
  }
})

t.test('a code proves the mailbox, any other method the person', async (t) => {
  for (const method of identityMethods) {
    t.equal(levelOfMethod(method), method === 'mailbox_code' ? 'mailbox' : 'verified', method)
  }
})

t.test('a withdrawal and a marketing objection need no proof, everything else a verified person', async (t) => {
  for (const right of rightNames) {
    t.equal(neededLevel({ right }, {}), right === 'withdrawal' ? 'none' : 'verified', right)
  }
  t.equal(neededLevel({ right: 'objection', directMarketing: true }, {}), 'none')
  t.equal(neededLevel({ right: 'objection', directMarketing: false }, {}), 'verified')
})

/** The table a second time: what each needs where the organisation has decided nothing. */
const usual = {
  access: 'verified',
  rectification: 'verified',
  erasure: 'verified',
  restriction: 'verified',
  objection: 'verified',
  portability: 'verified',
  post_mortem: 'verified',
  withdrawal: 'none',
  marketing_objection: 'none',
} as const satisfies Record<IdentityTopic, IdentityLevel>
const kinds: readonly (readonly [IdentityTopic, RightKind])[] = [
  ...rightNames.map((right) => [right, { right, directMarketing: false }] as const),
  ['marketing_objection', { right: 'objection', directMarketing: true }],
]

const level = fc.constantFrom(...identityLevels)
const own = fc.record({ level, reason: fc.constant('a reason') })
const policies: fc.Arbitrary<IdentityPolicy> = fc.dictionary(fc.constantFrom(...identityTopics), own)

t.test(
  'an organisation’s own level holds, right by right, whatever else it has decided; else the usual one',
  async (t) => {
    fc.assert(
      fc.property(policies, (policy) =>
        kinds.every(([topic, kind]) => neededLevel(kind, policy) === (policy[topic]?.level ?? usual[topic])),
      ),
    )
    t.same(
      identityTopics.map((topic) => usualLevel(topic)),
      identityTopics.map((topic) => usual[topic]),
    )
  },
)

t.test('a request needs the highest level of its rights, whatever their order, and none without any', async (t) => {
  const rights = fc.array(fc.constantFrom(...kinds.map(([, kind]) => kind)), { maxLength: 16 })
  fc.assert(
    fc.property(policies, rights, (policy, of) => {
      const highest = Math.max(0, ...of.map((kind) => identityLevels.indexOf(neededLevel(kind, policy))))
      return highestNeeded(of, policy) === identityLevels[highest]
    }),
  )
  t.equal(highestNeeded([], {}), 'none')
})

t.test('a level below the usual one is lowered, and no other', async (t) => {
  for (const topic of identityTopics) {
    for (const [rank, level] of identityLevels.entries()) {
      t.equal(isLowered(topic, level), rank < identityLevels.indexOf(usual[topic]), `${level} for ${topic}`)
    }
  }
})

t.test('what would do instead of a document is offered, proves the level, and asks for less', async (t) => {
  const methods = fc.uniqueArray(fc.constantFrom(...identityMethods))
  fc.assert(
    fc.property(methods, level, (offered, needed) =>
      identityMethods.every((method) => {
        const isLighter = method !== 'document' && method !== 'in_person'
        const does = isLighter && offered.includes(method) && (method !== 'mailbox_code' || needed !== 'verified')
        return lighterMethods(needed, offered).includes(method) === does
      }),
    ),
  )
  t.equal(lighterMethods('verified', identityMethods)[0], 'account', 'an existing login first')
})
