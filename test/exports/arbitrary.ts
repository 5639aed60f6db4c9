import fc from 'fast-check'
import { legalBases } from '../../src/law/legal-basis.ts'
import type { ReadRecord } from '../../src/records/read-records.ts'
import { recordWith } from './package.ts'

/** Numbers as sources write them, also such as a double would change. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('-0', '0.10', '1.10', '12345678901234567890', '1e400', '-5', '1E-7', '0.1e+2'),
  fc.tuple(fc.bigInt(), fc.nat(9_999)).map(([whole, part]) => `${whole}.${part}0`),
)
const active = fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string()).map((parts) => parts.join(''))
const word = fc
  .oneof(fc.string({ unit: 'binary' }), active, fc.constantFrom('', '"', 'a,b', 'a\r\nb', ' ', "'", "'=1", '<b>', '-5'))
  .filter((text) => text.isWellFormed() && !text.includes('\u0000'))
const name = fc
  .oneof(fc.string({ unit: 'grapheme' }), active, fc.constantFrom('a.b', 'a', 'b', '\\', '', 'constructor'))
  .filter((each) => each !== '__proto__' && !each.includes('\u0000'))

/** JSON text of any value, nested. */
const text = fc.letrec<{ any: string; object: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    word.map((given) => JSON.stringify(given)),
    number,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('object'),
  ),
  object: fc.dictionary(name, tie('any'), { maxKeys: 4 }).map(objectText),
}))
function objectText(members: Record<string, string>): string {
  return `{${Object.entries(members)
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`
}

/** The data of a record, as the text that a source sends. */
export const anyData: fc.Arbitrary<string> = text.object

const label = fc.constantFrom('orders', 'Données', '=cmd', 'constructor', 'a<b>', 'identity_contact', 'technical')
const purpose = fc.constantFrom(null, 'service', 'support', 'newsletter', 'unknown', '__proto__', 'toString')
const origin = fc.constantFrom('subject', 'observed', 'inferred', 'third_party')

export const anyRecord: fc.Arbitrary<ReadRecord> = fc
  .record({
    category: label,
    purpose,
    providedBy: origin,
    data: anyData,
    source: label,
    review: fc.constantFrom('none', 'none', 'none', 'withheld', 'redacted'),
    reason: fc.constantFrom(null, 'Names another.'),
  })
  .map((given) => recordWith(given))

const words = fc.constantFrom('P3Y from last contact', 'words', '<i>', 'US', 'SCC', '=1')
const optional = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: undefined })
const keys = ['service', 'support', 'newsletter', 'other']
const categoryKeys = ['orders', 'technical']

/** A register as `PUT /v1/register` takes it. */
export const anyRegister: fc.Arbitrary<object> = fc.subarray(keys).chain((chosen) =>
  fc.record({
    categories: fc.constant(categoryKeys.map((key) => ({ key, name: `${key} by name` }))),
    activities: fc.tuple(
      ...chosen.map((key) =>
        fc.record({
          key: fc.constant(key),
          name: words,
          purpose: optional(words),
          legal_basis: fc.constantFrom(...legalBases),
          otherwise: optional(words),
          legitimate_interest: optional(words),
          categories: fc.subarray(categoryKeys),
          retention: optional(words),
          direct_marketing: fc.boolean(),
          automated: fc.boolean(),
          automated_decisions: optional(fc.record({ logic: words, significance: optional(words) })),
        }),
      ),
    ),
    recipients: fc.constant([]).chain(() =>
      fc.subarray(['Brevo', 'Zoho CRM']).chain((names) =>
        fc.tuple(
          ...names.map((each) =>
            fc.record({
              name: fc.constant(each),
              role: optional(words),
              location: fc.array(words, { maxLength: 2 }),
              transfer: fc.boolean(),
              safeguards: optional(fc.array(words, { maxLength: 2 })),
              activities: optional(fc.subarray(chosen)),
            }),
          ),
        ),
      ),
    ),
    sources: fc.record({
      direct: fc.array(words, { maxLength: 2 }),
      indirect: fc.array(words, { maxLength: 2 }),
    }),
  }),
)
