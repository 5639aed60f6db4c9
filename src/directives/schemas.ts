import { z } from 'zod'
import { civilDateIn, showInstant } from '../law/calendar.ts'
import { directiveStatuses, instructionKinds, standings } from '../law/directives.ts'
import { identityLevels } from '../law/identity-level.ts'
import type { Warning } from '../organisations/unread-rows.ts'
import { civilDateText, email, listOf, listQuery, typeId } from '../platform/http/schemas.ts'
import { showId } from '../platform/identifiers.ts'
import { warningView } from '../requests/schemas.ts'
import { type FoundDirective, matchReasons } from './find-directives.ts'
import type { DirectiveRow, DirectiveToShow } from './store.ts'

export const requestParams = z.object({ id: typeId('req') })
export const directivesQuery = listQuery({ email: email().optional() })
export const pageQuery = listQuery({})

const instant = z.string().meta({ format: 'date-time', examples: ['2026-03-02T09:00:00Z'] })
const instruction = z.object({
  instruction: z.enum(instructionKinds),
  scope: z.string().optional(),
  recipient: z.string().optional(),
})
const designatedPerson = z.object({ name: z.string(), email: z.string().optional() })

const directive = {
  id: z.string(),
  object: z.literal('directive'),
  status: z.enum(directiveStatuses),
  person: z
    .object({
      name: z.string(),
      other_name: z.string().optional(),
      email: z.string().optional(),
      identifiers: z.array(z.object({ type: z.string(), value: z.string() })).optional(),
    })
    .nullable()
    .meta({ description: 'Null with the warning `unreadable`, as all that was said in them' }),
  directives: z.array(instruction),
  designated_person: designatedPerson.nullable(),
  identity_level: z
    .enum(identityLevels)
    .meta({ description: 'How sure it was who gave them, when they were registered' }),
  registered_at: instant,
  registered_by: z.string().meta({ description: 'The request that registered them' }),
  ended_at: instant.nullable(),
  ended_by: z.string().nullable().meta({ description: 'The request that changed, revoked or carried them out' }),
  warnings: z.array(warningView),
}
const example = {
  id: 'dir_01m84njr8vefza6n9xpnwsh16r',
  object: 'directive' as const,
  status: 'in_force' as const,
  person: { name: 'Zoé Łukasiewicz', email: 'zoe@example.org' },
  directives: [{ instruction: 'disclose' as const, scope: 'The photographs', recipient: 'My sister' }],
  designated_person: { name: 'Bo Nilsson' },
  identity_level: 'verified' as const,
  registered_at: '2026-03-02T09:30:00Z',
  registered_by: 'req_01m84njqz5eaaazqs37rz6d7v6',
  ended_at: null,
  ended_by: null,
  warnings: [],
}
export const directiveView = z.object(directive).meta({ id: 'Directive', examples: [example] })
export const directiveList = listOf(directiveView, 'DirectiveList')
export const foundDirectiveView = z
  .object({
    ...directive,
    directives: z.array(
      instruction.extend({
        stands: z
          .enum(standings)
          .nullable()
          .meta({ description: 'What later directives of the same person leave of it; null where it is not in force' }),
        yields_to: z.array(z.string()).meta({ description: 'The later directives that prevail over it' }),
      }),
    ),
    designated_writes: z.boolean().meta({ description: 'Whether who writes is who was named to carry it out' }),
    matched_by: z.array(z.enum(matchReasons)).meta({
      description:
        'Why it is taken for the person’s: certain by the name together with one of the others. Empty with the warning `unreadable`: found by its fingerprints, which cannot be compared',
    }),
  })
  .meta({
    id: 'FoundDirective',
    examples: [
      {
        ...example,
        directives: example.directives.map((each) => ({ ...each, stands: 'wholly' as const, yields_to: [] })),
        designated_writes: true,
        matched_by: ['email', 'name'],
      },
    ],
  })
export const foundDirectiveList = listOf(foundDirectiveView, 'FoundDirectiveList')

export const myDirectiveView = z
  .object({
    id: z.string(),
    object: z.literal('my_directive'),
    status: z.enum(directiveStatuses),
    registered_on: civilDateText,
    ended_on: civilDateText.nullable(),
    directives: z
      .array(instruction)
      .nullable()
      .meta({ description: 'Null where the identity was not verified when they were registered' }),
    designated_person: designatedPerson.nullable(),
  })
  .meta({
    id: 'MyDirective',
    examples: [
      {
        id: example.id,
        object: 'my_directive',
        status: 'in_force',
        registered_on: '2026-03-02',
        ended_on: null,
        directives: example.directives,
        designated_person: example.designated_person,
      },
    ],
  })
export const myDirectiveList = listOf(myDirectiveView, 'MyDirectiveList')

export function toView(row: DirectiveToShow, warnings: Warning[]): z.input<typeof directiveView> {
  const { person, instructions = [], designated } = 'refusal' in row ? {} : row.detail
  return {
    id: showId('dir', row.id),
    object: 'directive',
    status: row.status,
    person: person === undefined ? null : { ...person, identifiers: person.identifiers?.map((each) => ({ ...each })) },
    directives: instructions.map((each) => ({ ...each })),
    designated_person: designated ?? null,
    identity_level: row.identityLevel,
    registered_at: showInstant(row.registeredAt),
    registered_by: showId('req', row.registeredBy),
    ended_at: row.endedAt && showInstant(row.endedAt),
    ended_by: row.endedBy && showId('req', row.endedBy),
    warnings,
  }
}

export function toFoundView(found: FoundDirective, warnings: Warning[]): z.input<typeof foundDirectiveView> {
  const { row, matchedBy, designatedWrites } = found
  const view = toView(row, warnings)
  return {
    ...view,
    directives: view.directives.map((each, at) => {
      const standing = found.standings?.[at]
      const yieldsTo = (standing?.yieldsTo ?? []).map((id) => showId('dir', id))
      return { ...each, stands: standing?.stands ?? null, yields_to: yieldsTo }
    }),
    designated_writes: designatedWrites,
    matched_by: [...matchedBy],
  }
}

/** To the person: that they exist, and since when. What they say, where it was certain then that it was them who said it. */
export function toMyView(row: DirectiveRow, zone: string): z.output<typeof myDirectiveView> {
  const isShown = row.identityLevel === 'verified'
  return {
    id: showId('dir', row.id),
    object: 'my_directive',
    status: row.status,
    registered_on: civilDateIn(zone, row.registeredAt),
    ended_on: row.endedAt && civilDateIn(zone, row.endedAt),
    directives: isShown ? row.detail.instructions.map((each) => ({ ...each })) : null,
    designated_person: (isShown && row.detail.designated) || null,
  }
}
