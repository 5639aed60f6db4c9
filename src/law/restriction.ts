import type { CivilDate, Instant } from './calendar.ts'
import type { RightStatus } from './lifecycle.ts'

/** A right, as far as it decides whether a restriction holds. */
export type RestrictionFacts = {
  readonly status: RightStatus
  /** When it was first carried out; null where there never was one, or a later decision was to have none. */
  readonly restrictedSince: Instant | null
  /** The day on which it ends, told to the person; null while nobody was told of an end. */
  readonly liftedOn: CivilDate | null
}

/**
 * Art. 18(2) and (3): a restriction holds from when it was carried out to the day before it is lifted, also while its decision is looked at
 * again. One whose right has lapsed was given up by the person.
 */
export function holdsOn({ status, restrictedSince, liftedOn }: RestrictionFacts, day: CivilDate): boolean {
  return restrictedSince !== null && status !== 'lapsed' && (liftedOn === null || day < liftedOn)
}

/** Art. 18(3): the person is told before a restriction is lifted, so it ends on the day named, or on that of telling where that is later. */
export function liftEffectiveOn(named: CivilDate, toldOn: CivilDate): CivilDate {
  return toldOn > named ? toldOn : named
}

/**
 * From which day the retention of a closed case counts: its closure, or the day on which its last restriction ended, where that is later. Null
 * while one holds: whom it is about must be known, and be told before it is lifted (art. 18(2), 18(3), 5(1)(e)).
 */
export function fileCountsFrom(closedOn: CivilDate, restrictions: readonly RestrictionFacts[]): CivilDate | null {
  let from: CivilDate = closedOn
  for (const { status, restrictedSince, liftedOn } of restrictions) {
    if (restrictedSince === null || status === 'lapsed') continue
    if (liftedOn === null) return null
    if (liftedOn > from) from = liftedOn
  }
  return from
}
