import { z } from 'zod'
import { postMortemPurposes } from '../law/rights.ts'
import { civilDateText, email, httpsUrl, maybe, strictObject, text } from '../platform/http/schemas.ts'

export const channels = ['web', 'email', 'post', 'phone', 'in_person'] as const

/** Long enough for any name on a passport, short enough for a letter's first line. */
export const name = () => text({ max: 200 })
/** A letter's body: about twenty pages. */
export const prose = () => text({ max: 20_000, multiline: true })
/** A sentence or two. */
export const note = () => text({ max: 4_000, multiline: true })
export const scope = () => maybe(prose())

export const person = strictObject({
  name: name(),
  email: maybe(email()),
  phone: maybe(text({ max: 64 })),
  postal_address: maybe(text({ max: 500, multiline: true })),
}).meta({ id: 'Person', examples: [{ name: 'Zoé Łukasiewicz', email: 'zoe@example.org' }] })

export const dataSubject = strictObject({
  name: name(),
  identifiers: maybe(z.array(strictObject({ type: text({ max: 64 }), value: text({ max: 200 }) })).max(20)),
}).meta({ id: 'DataSubject' })

// The fields of each right (API §4.1). All but `right` may be missing in a letter, and then are asked for later.
const access = {
  right: z.literal('access'),
  scope: scope(),
  health_data: maybe(z.enum(['recent', 'older_than_five_years'])).meta({
    description:
      'Health data of a patient (French code de la santé publique, art. L1111-7): `act_by` is then eight days after receipt, or two months for data older than five years',
  }),
}
const rectification = {
  right: z.literal('rectification'),
  corrections: maybe(
    z
      .array(
        strictObject({
          field: text({ max: 200 }),
          current: maybe(note()),
          wanted: maybe(note()),
        }),
      )
      .max(50),
  ),
  supplementary_statement: scope(),
}
const erasure = {
  right: z.literal('erasure'),
  ground: maybe(z.enum(['a', 'b', 'c', 'd', 'e', 'f'])).meta({
    description:
      'What the person relies on, of art. 17(1): `a` no longer necessary, `b` consent withdrawn, `c` objected to (art. 21), `d` unlawfully processed, `e` a law requires erasure, `f` collected from a child for an online service',
  }),
  scope: scope(),
}
const restriction = {
  right: z.literal('restriction'),
  ground: maybe(z.enum(['a', 'b', 'c', 'd'])).meta({
    description:
      'What the person relies on, of art. 18(1): `a` accuracy contested, `b` unlawful and not to be erased, `c` needed by the person for legal claims, `d` objected to (art. 21(1)), pending verification',
  }),
  scope: scope(),
}
const objection = {
  right: z.literal('objection'),
  direct_marketing: maybe(z.boolean()).meta({
    description: 'True: art. 21(2), absolute, and acted on at receipt. Else art. 21(1)',
  }),
  situation: scope(),
  scope: scope(),
}
const portability = {
  right: z.literal('portability'),
  format: maybe(z.enum(['json', 'csv'])),
  transfer_to: maybe(strictObject({ name: name() })),
}
const postMortem = {
  right: z.literal('post_mortem'),
  purpose: maybe(z.enum(postMortemPurposes)).meta({
    description:
      'LIL art. 84 to 86. Of the living: `register` or `revoke` instructions for after death. After a death, with `deceased`: `execute` them, `estate` what settling it needs, `death_notice` a death to be taken note of, and accounts closed',
  }),
  directives: maybe(
    z
      .array(
        strictObject({
          instruction: z.enum(['keep', 'erase', 'disclose']),
          scope: maybe(note()),
          recipient: maybe(name()),
        }),
      )
      .max(50),
  ),
  designated_person: maybe(strictObject({ name: name(), email: maybe(email()) })),
  deceased: maybe(strictObject({ name: name(), date_of_death: maybe(civilDateText) })),
}
const withdrawal = {
  right: z.literal('withdrawal'),
  consents: maybe(z.array(text({ max: 200 })).max(100)).meta({
    description: 'Those withdrawn (art. 7(3)); absent: all',
  }),
}
/** Staff may also say where the receiving controller takes the data (art. 20(2)). */
export const staffPortability = {
  ...portability,
  transfer_to: maybe(strictObject({ name: name(), endpoint: maybe(httpsUrl()) })),
}

/** `deceased` belongs to what is done after a death only. */
const deceasedFits = (right: object) =>
  !('deceased' in right && right.deceased !== undefined) ||
  !('purpose' in right && (right.purpose === 'register' || right.purpose === 'revoke'))
const deceasedMisplaced = { path: ['deceased'], message: 'expected only with purpose execute, estate or death_notice' }

/** Each right with its own fields; `extra` stands beside them where a body needs it. */
export function rightUnion<P extends z.core.$ZodShape, E extends z.core.$ZodShape>(portabilityFields: P, extra: E) {
  return z.discriminatedUnion('right', [
    strictObject({ ...access, ...extra }),
    strictObject({ ...rectification, ...extra }),
    strictObject({ ...erasure, ...extra }),
    strictObject({ ...restriction, ...extra }),
    strictObject({ ...objection, ...extra }),
    strictObject({ ...portabilityFields, ...extra }),
    strictObject({ ...postMortem, ...extra }).refine(deceasedFits, deceasedMisplaced),
    strictObject({ ...withdrawal, ...extra }),
  ])
}
export const publicRight = rightUnion(portability, {}).meta({
  id: 'PublicRight',
  examples: [{ right: 'access', scope: 'All that you hold since 2021.' }],
})
export const staffRight = rightUnion(staffPortability, {}).meta({
  id: 'Right',
  examples: [{ right: 'erasure', ground: 'b' }],
})
export type RightInput = z.output<typeof staffRight> | z.output<typeof publicRight>

/** The same right may occur twice in a letter; sixteen is twice each. */
export const manyRights = <S extends z.ZodType>(right: S) => z.array(right).min(1).max(16)

/** JSON Schema sources of each right's own fields, for the public form. */
export const rightFields = {
  access,
  rectification,
  erasure,
  restriction,
  objection,
  portability,
  post_mortem: postMortem,
  withdrawal,
}
