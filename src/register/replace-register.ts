import type { Happening } from '../evidence/chain.ts'
import type { Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/identifiers.ts'
import { readRegister } from './read-register.ts'
import { type CurrentRegister, difference, type Register } from './register.ts'
import { insertVersion } from './store.ts'

type Replacement = {
  readonly register: Register
  /** Sees the register under the lock, before anything is changed: throws where it was meant for another version. */
  readonly demand: (current: CurrentRegister) => void
}

/**
 * Puts another register in the place of the one before, as a whole; every version is kept. One that is the same as before changes
 * nothing and records nothing. Throws whatever `demand` does.
 */
export async function replaceRegister(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  { register, demand }: Replacement,
  { actor, at }: { readonly actor: StaffActor; readonly at: Instant },
): Promise<CurrentRegister> {
  let current: CurrentRegister | undefined
  await underOrganisationLock(tx, deps, actor, async () => {
    const before = await readRegister(tx, deps)
    demand(before)
    current = before
    if (JSON.stringify(before.register) === JSON.stringify(register)) return undefined
    const version = before.version + 1
    await insertVersion(tx, deps.keyring, {
      organisationId: tx.organisation,
      id: newId('reg'),
      version,
      content: register,
      createdAt: at,
    })
    current = { version, updatedAt: at, register }
    return { at, happened: [changeOf(before, current)] }
  })
  if (current === undefined) throw new Error('the organisation was not locked')
  return current
}

/** Keys are the organisation's own words for its work; the name of a recipient may be a person's, and stands where it can be erased. */
function changeOf({ register: before }: CurrentRegister, { register: after, version }: CurrentRegister): Happening {
  const recipients = difference(before.recipients, after.recipients, ({ name }) => name)
  return {
    type: 'register_changed',
    facts: {
      version,
      categories: difference(before.categories, after.categories, ({ key }) => key),
      activities: difference(before.activities, after.activities, ({ key }) => key),
      sources_changed: JSON.stringify(before.sources) !== JSON.stringify(after.sources),
    },
    detail: { recipients },
  }
}
