import t from 'tap'
import {
  atLeast,
  highestNeeded,
  identityLevels,
  identityMethods,
  levelOfMethod,
  neededLevel,
} from '../../src/law/identity-level.ts'
import { rightNames } from '../../src/law/rights.ts'

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
    t.equal(neededLevel({ right }), right === 'withdrawal' ? 'none' : 'verified', right)
  }
  t.equal(neededLevel({ right: 'objection', directMarketing: true }), 'none')
  t.equal(neededLevel({ right: 'objection', directMarketing: false }), 'verified')
})

t.test('an organisation may lower or raise a level, right by right', async (t) => {
  const policy = {
    access: { level: 'mailbox', reason: 'the newsletter holds an address and nothing else' },
    marketing_objection: { level: 'mailbox', reason: 'objections were forged' },
  } as const
  t.equal(neededLevel({ right: 'access' }, policy), 'mailbox')
  t.equal(neededLevel({ right: 'erasure' }, policy), 'verified')
  t.equal(neededLevel({ right: 'objection', directMarketing: true }, policy), 'mailbox')
  t.equal(neededLevel({ right: 'objection', directMarketing: false }, policy), 'verified')
})

t.test('a request needs the highest level of its rights, and none without any', async (t) => {
  t.equal(highestNeeded([]), 'none')
  t.equal(highestNeeded([{ right: 'withdrawal' }]), 'none')
  t.equal(highestNeeded([{ right: 'access' }, { right: 'withdrawal' }]), 'verified')
  const policy = { access: { level: 'mailbox', reason: 'an address and nothing else' } } as const
  t.equal(highestNeeded([{ right: 'withdrawal' }, { right: 'access' }], policy), 'mailbox')
})
