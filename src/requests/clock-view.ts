import { z } from 'zod'
import { type Instant, showInstant } from '../law/calendar.ts'
import type { Clock } from '../law/clock.ts'
import { explainClock } from '../law/clock-explanation.ts'
import { regimes } from '../law/clock-facts.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { explainedIn } from '../words/languages.ts'
import { type Case, clockOf } from './case.ts'
import { clockWarningsOf } from './case-warnings.ts'
import { clockExample } from './examples.ts'
import { dueDates, warningView } from './schemas.ts'
import { staffLocale } from './view.ts'

const day = z.string().meta({ format: 'date' })
const instant = z.string().meta({ format: 'date-time' })
export const clockView = z
  .object({
    object: z.literal('clock'),
    state: z.enum(['running', 'paused', 'stopped']),
    received_at: instant,
    received_on: day,
    time_zone: z.string(),
    calendar: z.string(),
    regime: z.enum(regimes),
    due_on: day.nullable().meta({ description: dueDates.due_on }),
    nominal_due_on: day.nullable().meta({ description: dueDates.nominal_due_on }),
    strict_due_on: day.meta({ description: dueDates.strict_due_on }),
    refusal_due_on: day.nullable().meta({ description: dueDates.refusal_due_on }),
    due_at: instant
      .nullable()
      .meta({ description: 'The first instant after `due_on`, in the zone of the organisation' }),
    paused_days: z.int().nullable(),
    pauses: z.array(z.object({ from: day, until: day.nullable(), reason: z.string(), days: z.int().nullable() })),
    extension: z
      .object({ notified_at: instant.nullable(), valid: z.boolean(), notice_due_on: day.nullable() })
      .nullable(),
    rights: z
      .array(z.object({ id: z.string(), due_on: day.nullable(), act_by: day.nullable(), extended: z.boolean() }))
      .optional(),
    warnings: z.array(warningView),
    explanation: z.array(z.object({ rule: z.string(), text: z.string(), date: day.optional() })),
  })
  .meta({ id: 'Clock', examples: [clockExample] })

/** The clock of a request as it stands now: explained to whoever asked, in the language of their letters; the warnings are for staff. */
export function showClockOf(c: Case, now: Instant) {
  const clock = clockOf(c, now)
  return {
    ...showClock(clock, explainedIn(c.request.locale, c.organisation.locale)),
    warnings: clockWarningsOf(clock, staffLocale(c.organisation)),
    rights: clock.rights.map((right) => ({
      id: showId('rgt', right.id as RightId), // the ids that the case gave to the clock
      due_on: right.dueOn ?? null,
      act_by: right.actBy ?? null,
      extended: right.extended,
    })),
  }
}

/** A clock as the wire shows it. */
export function showClock(clock: Clock, locale: 'fr' | 'en') {
  const { extension } = clock
  return {
    object: 'clock' as const,
    state: clock.state,
    received_at: showInstant(clock.receivedAt),
    received_on: clock.receivedOn,
    time_zone: clock.timeZone,
    calendar: clock.calendar,
    regime: clock.regime,
    due_on: clock.dueOn ?? null,
    nominal_due_on: clock.nominalDueOn ?? null,
    strict_due_on: clock.strictDueOn,
    refusal_due_on: clock.refusalDueOn ?? null,
    due_at: shown(clock.dueAt),
    paused_days: clock.pausedDays ?? null,
    pauses: clock.pauses.map(({ from, until, reason, days }) => ({
      from,
      until: until ?? null,
      reason,
      days: days ?? null,
    })),
    extension: extension
      ? {
          notified_at: shown(extension.notifiedAt),
          valid: extension.valid,
          notice_due_on: extension.noticeDueOn ?? null,
        }
      : null,
    warnings: clockWarningsOf(clock, locale),
    explanation: explainClock(clock, locale).map(({ rule, text, date }) => ({ rule, text, ...(date && { date }) })),
  }
}

function shown(at: Instant | undefined): string | null {
  return at === undefined ? null : showInstant(at)
}
