import type { CivilDate } from '../law/calendar.ts'
import type { ReminderKind } from '../law/reminders.ts'
import { type DigestKind, type DigestLine, type DigestSection, digestKinds } from '../letters/letter-content.ts'

/** What is told of one request. A moved date, a late search and a failed transmission stand beside what else there is to tell of it. */
export type Telling = {
  readonly kind: DigestKind & (ReminderKind | 'moved' | 'searches_late' | 'transmission_failed' | 'recipients_untold')
  readonly line: DigestLine
  /** An e-mail address; null where nobody has it. */
  readonly assignee: string | null
}

export type Digest = {
  readonly to: string
  readonly reader: 'dpo' | 'assignee'
  readonly sections: readonly DigestSection[]
}

/** What a person reads through on a screen; beyond, the tool lists them better. */
const mostLines = 100

/**
 * One digest for each reader: the DPO of everything, an assignee of what is theirs. Two spellings of one address are one reader, and a
 * DPO who has requests of their own gets one letter.
 */
export function digestsOf(tellings: readonly Telling[], dpo: string): Digest[] {
  if (tellings.length === 0) return []
  const readers = new Map<string, { to: string; tellings: Telling[] }>()
  for (const telling of tellings) {
    if (telling.assignee === null || sameReader(telling.assignee) === sameReader(dpo)) continue
    const reader = readers.get(sameReader(telling.assignee))
    if (reader) reader.tellings.push(telling)
    else readers.set(sameReader(telling.assignee), { to: telling.assignee, tellings: [telling] })
  }
  return [
    { to: dpo, reader: 'dpo', sections: sectionsOf(tellings) },
    ...[...readers.values()].map(({ to, tellings: own }) => {
      return { to, reader: 'assignee', sections: sectionsOf(own) } as const
    }),
  ]
}

function sameReader(address: string): string {
  return address.toLowerCase()
}

/** The most pressing first; within a section the earliest day. */
function sectionsOf(tellings: readonly Telling[]): DigestSection[] {
  return digestKinds.flatMap((kind) => {
    const lines = tellings.filter((telling) => telling.kind === kind).map(({ line }) => line)
    if (lines.length === 0) return []
    const sorted = lines.sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))
    return [{ kind, lines: sorted.slice(0, mostLines), more: Math.max(0, lines.length - mostLines) }]
  })
}

function dayOf({ dueOn, strictDueOn }: DigestLine): CivilDate {
  return dueOn ?? strictDueOn
}
