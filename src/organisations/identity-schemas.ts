import { z } from 'zod'
import {
  type IdentityTopic,
  identityLevels,
  identityMethods,
  identityTopics,
  isLowered,
} from '../law/identity-level.ts'
import { isPublicJwk } from '../platform/crypto/public-jwk.ts'
import { httpsUrl, maybe, strictObject, text } from '../platform/http/schemas.ts'
import type { PublicJwk } from './tables.ts'

const level = z.enum(identityLevels)

const ownLevel = (topic: IdentityTopic) =>
  strictObject({ level, reason: maybe(text({ max: 1_000, multiline: true })) })
    .refine((given) => !isLowered(topic, given.level) || given.reason !== undefined, {
      path: ['reason'],
      message: 'expected why less is asked for than usual: that is kept',
    })
    .nullish()

/** `iss` is compared character by character, so it is kept as it is written (OpenID Connect Core 1.0, section 3.1.3.7). */
export const issuerName = z
  .string()
  .max(500)
  .refine((written) => httpsUrl().safeParse(written).success && !written.includes('?'), {
    message: 'expected the issuer as its tokens name it: https, without query or fragment',
  })
  .meta({ examples: ['https://login.example.org'] })

/** Keys of one issuer: two while they are changed, some algorithms beside each other. */
const mostKeys = 20
const part = () =>
  z
    .string()
    .regex(/^[\w-]{1,1400}$/) // 8,192 bits in base64url
    .nullish()
const publicJwk = strictObject({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  kid: maybe(z.string().min(1).max(200)),
  alg: maybe(z.string().min(1).max(20)),
  crv: part(),
  x: part(),
  y: part(),
  n: part(),
  e: part(),
  // As issuers publish them; not kept.
  use: z.literal('sig').nullish(),
  key_ops: z.array(z.literal('verify')).nullish(),
  x5c: z.array(z.string().max(8_000)).max(10).nullish(),
  x5t: z.string().max(200).nullish(),
  'x5t#S256': z.string().max(200).nullish(),
})
  .transform(({ kty, kid, alg, crv, x, y, n, e }): PublicJwk => {
    const parts = Object.entries({ kty, kid, alg, crv, x, y, n, e }).filter(([, part]) => part != null)
    return Object.fromEntries(parts)
  })
  .refine(isPublicJwk, 'expected a public key of RSA with 2,048 bits or more, of an elliptic curve, or Ed25519')

/** The public keys of an issuer, as it publishes them. */
export const publicJwks = strictObject({ keys: z.array(publicJwk).min(1).max(mostKeys) })

const issuer = strictObject({
  issuer: issuerName,
  audience: text({ max: 500 }).meta({
    description: 'Whom the tokens are for: the client id of the organisation’s site',
    examples: ['shop'],
  }),
  jwks_url: maybe(httpsUrl()).meta({ description: 'Where the issuer publishes its keys' }),
  jwks: maybe(publicJwks).meta({
    description: 'Or the public keys themselves (RFC 7517)',
  }),
  max_age_seconds: z
    .int()
    .min(60)
    .max(86_400)
    .nullish()
    .transform((given) => given ?? usualMaxAge)
    .meta({ description: 'How long ago the person may have signed in; a quarter of an hour where it is absent' }),
}).refine((given) => (given.jwks_url === undefined) !== (given.jwks === undefined), {
  path: ['jwks_url'],
  message: 'expected either jwks_url or jwks',
})
const usualMaxAge = 900

const levels = strictObject(
  Object.fromEntries(identityTopics.map((topic) => [topic, ownLevel(topic)])) as Record<
    IdentityTopic,
    ReturnType<typeof ownLevel>
  >, // every topic, from the list of them
)

export const identityBody = strictObject({
  levels: maybe(levels).meta({
    description:
      'The level a right needs, where it is not the usual one: `none` for a withdrawal and a marketing objection, else `verified`. A lower one needs a reason, which is kept. Null: the usual one again',
  }),
  methods: z
    .array(z.enum(identityMethods))
    .min(1)
    .transform((list) => [...new Set(list)])
    .nullish()
    .meta({ description: 'The methods that people may be offered. Null: all, `account` where there is an issuer' }),
  issuer: issuer.nullish().meta({ description: 'Who signs people in to their accounts. Null: nobody' }),
}).meta({
  description: 'How sure the organisation must be of who asks, and by which ways. What is absent stays as it is',
})

const shownLevel = z.object({ level, reason: z.string().nullable() }).optional()
export const identityView = z
  .object({
    levels: z.object(
      Object.fromEntries(identityTopics.map((topic) => [topic, shownLevel])) as Record<
        IdentityTopic,
        typeof shownLevel
      >, // as above
    ),
    methods: z.array(z.enum(identityMethods)),
    issuer: z
      .object({
        issuer: z.string(),
        audience: z.string(),
        jwks_url: z.string().nullable(),
        jwks: z.object({ keys: z.array(z.record(z.string(), z.string())) }).nullable(),
        max_age_seconds: z.int(),
      })
      .nullable(),
  })
  .meta({ description: 'Levels of the organisation’s own, the methods it offers, and who signs people in' })
