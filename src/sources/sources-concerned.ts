import type { RightKind } from '../law/rights.ts'
import { type Activity, emptyRegister, type Register, reachedBy } from '../register/register.ts'
import type { Source } from './store.ts'

type Linked = Pick<Source, 'activities'>

/** Whether a source holds data of an activity: one that names none holds data of every one. */
export function holdsDataOf({ activities }: Linked, { key }: Pick<Activity, 'key'>): boolean {
  return activities === null || activities.includes(key)
}

/** The keys that a source names and the register does not have, or has no more. */
export function unknownActivities({ activities }: Linked, { activities: known }: Register): string[] {
  return (activities ?? []).filter((named) => known.every(({ key }) => key !== named))
}

/**
 * The sources that answering a right takes a search of, each with the keys of the activities that make it so: those of the activities that it
 * reaches. Whatever the register does not tell of leaves none out: who answers must not overlook a system (art. 12(3), 15), so that one with a
 * key that is unknown is searched for every right.
 */
export function sourcesConcerned<S extends Linked>(
  sources: readonly S[],
  kind: RightKind,
  register: Register,
): { readonly source: S; readonly activities: readonly string[] }[] {
  const reached = reachedBy(kind, register)
  return sources.flatMap((source) => {
    const activities = reached.filter((activity) => holdsDataOf(source, activity)).map(({ key }) => key)
    const isSearched =
      activities.length > 0 || source.activities === null || unknownActivities(source, register).length > 0
    return isSearched ? [{ source, activities }] : []
  })
}

/**
 * Those of any of these rights, in their order. By the register of today; by none where it does not open, or there is none yet: then all of
 * them. Nobody is asked for data of activities that no right reaches (art. 5(1)(c)).
 */
export function sourcesOfRights(
  sources: readonly Source[],
  kinds: readonly RightKind[],
  register: Register = emptyRegister,
): Source[] {
  const concerned = new Set(
    kinds.flatMap((kind) => sourcesConcerned(sources, kind, register).map(({ source }) => source)),
  )
  return sources.filter((source) => concerned.has(source))
}
