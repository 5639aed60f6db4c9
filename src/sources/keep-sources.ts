import type { Happening } from '../evidence/chain.ts'
import type { Instant } from '../law/calendar.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { newId, type SourceId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { registerToCompare } from '../register/read-register.ts'
import type { ChangeSource, CreateSource } from './schemas.ts'
import {
  deleteSourceOf,
  findSource,
  insertSource,
  type Source,
  type SourceToShow,
  sourceKeys,
  updateSource,
} from './store.ts'

type By = { readonly actor: StaffActor; readonly at: Instant }
type KeepDeps = Pick<Deps, 'keyring'>

/** As many as a request takes records of. */
const mostSources = 200

/** Adds a system that holds data of people. Throws `source_key_taken`, `unknown_activity`, and `not_permitted` for one too many. */
export async function createSource(tx: Tx, deps: KeepDeps, given: CreateSource, by: By): Promise<Source> {
  const source: Source = {
    organisationId: tx.organisation,
    id: newId('src'),
    key: given.key,
    active: given.active ?? true,
    activities: linkOf(given.activities),
    detail: { name: given.name, owner_email: given.owner_email, holds: given.holds },
    createdAt: by.at,
    updatedAt: by.at,
  }
  await keeping(tx, deps, by, async () => {
    const others = await sourceKeys(tx)
    if (others.includes(given.key)) throw problem('source_key_taken', 'another source has this key')
    if (others.length >= mostSources)
      throw problem('not_permitted', `an organisation has at most ${mostSources} sources`)
    await demandKnown(tx, deps, given.activities)
    await insertSource(tx, deps.keyring, source)
    return told('source_created', source)
  })
  return source
}

/** Changes what is known of a source. Tasks that were opened stay as they were. Throws `not_found`, `unknown_activity` and `BoxRefused`. */
export async function changeSource(tx: Tx, deps: KeepDeps, id: SourceId, given: ChangeSource, by: By): Promise<Source> {
  let changed: Source | undefined
  await keeping(tx, deps, by, async () => {
    const source = await getSource(tx, deps, id)
    if ('refusal' in source) throw source.refusal
    const { detail } = source
    changed = {
      ...source,
      active: given.active ?? source.active,
      activities: given.activities === undefined ? source.activities : linkOf(given.activities),
      detail: {
        name: given.name ?? detail.name,
        owner_email: given.owner_email ?? detail.owner_email,
        holds: given.holds === undefined ? detail.holds : (given.holds ?? undefined),
      },
      updatedAt: by.at,
    }
    await demandKnown(tx, deps, given.activities, source.activities)
    await updateSource(tx, deps.keyring, changed)
    return told('source_changed', changed)
  })
  if (changed === undefined) throw new Error('underOrganisationLock has not called its work')
  return changed
}

/** Forgets a source, whether or not it opens; the tasks that were opened, and the records it brought, stay with their requests. Throws `not_found`. */
export async function deleteSource(tx: Tx, deps: KeepDeps, id: SourceId, by: By): Promise<void> {
  await keeping(tx, deps, by, async () => {
    const source = await getSource(tx, deps, id)
    await deleteSourceOf(tx, id)
    return told('source_deleted', source)
  })
}

/** A source to be shown, whatever of it opens. Throws `not_found`. */
export async function getSource(tx: Tx, { keyring }: KeepDeps, id: SourceId): Promise<SourceToShow> {
  const source = await findSource(tx, keyring, id)
  if (source === undefined) throw problem('not_found', 'there is no such source')
  return source
}

/** The activities of a source, each once; null: every one. */
function linkOf(given: readonly string[] | null | undefined): string[] | null {
  return given == null || given.length === 0 ? null : [...new Set(given)]
}

/**
 * Every key is one of the register; while that is empty, or does not open, anything goes, and so does what the source named `before`, which
 * was known then. Throws `unknown_activity`.
 */
async function demandKnown(
  tx: Tx,
  deps: KeepDeps,
  given: readonly string[] | null | undefined,
  before: readonly string[] | null = null,
): Promise<void> {
  if (given == null || given.length === 0) return
  const activities = (await registerToCompare(tx, deps))?.register.activities ?? []
  if (activities.length === 0) return
  const known = new Set([...activities.map(({ key }) => key), ...(before ?? [])])
  const message = 'expected the key of an activity of the register'
  const errors = given.flatMap((key, i) => (known.has(key) ? [] : [{ location: `body.activities.${i}`, message }]))
  if (errors.length > 0) throw problem('unknown_activity', 'the register has no such activity', { errors })
}

function keeping(tx: Tx, deps: KeepDeps, { actor, at }: By, work: () => Promise<Happening>): Promise<void> {
  return underOrganisationLock(tx, deps, actor, async () => ({ at, happened: [await work()] }))
}

function told(
  type: 'source_created' | 'source_changed' | 'source_deleted',
  { id, key, active, activities }: SourceToShow,
): Happening {
  return { type, facts: { source: showId('src', id), key, active, ...(activities === null ? {} : { activities }) } }
}
