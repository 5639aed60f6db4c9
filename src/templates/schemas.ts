import { z } from 'zod'
import { letterTypes } from '../letters/letter-parts.ts'
import { houseLook } from '../letters/look.ts'
import { email, instantText, localeTag, queryInteger, strictObject, text } from '../platform/http/schemas.ts'
import { largestLogo } from './logo-file.ts'
import type { previewLetter } from './preview-letter.ts'
import type { ReadStyle } from './read-style.ts'

export const letterType = z.enum(letterTypes).meta({ examples: ['decision'] })

export const previewQuery = strictObject({
  locale: localeTag.optional().meta({ description: 'Absent: the language of the organisation', examples: ['fr-FR'] }),
  by: z.enum(['email', 'post']).default('email').meta({ description: 'As it is e-mailed, or printed' }),
})

export const letterPreview = z
  .object({
    object: z.literal('letter_preview'),
    type: letterType,
    by: z.enum(['email', 'post']),
    locale: z.string().meta({ description: 'The language it is written in, with the region' }),
    review: z.enum(['reviewed', 'unreviewed']).meta({
      description: 'Whether somebody who writes the language as their own, and knows the law, has read its sentences',
    }),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    parts: z.array(
      z.object({
        name: z.string(),
        mandatory: z.boolean().meta({ description: 'Whether the law asks for it: then it cannot be left out' }),
        article: z.string().nullable().meta({ description: 'The provision by which it may not be left out' }),
        text: z.string().meta({ description: 'Empty where such a letter may have nothing to say in it' }),
      }),
    ),
  })
  .meta({
    id: 'LetterPreview',
    examples: [
      {
        object: 'letter_preview',
        type: 'cancellation',
        by: 'email',
        locale: 'en',
        review: 'reviewed',
        subject: 'Your request HB-0000-0000 is closed',
        html: '<!doctype html>\n<html lang="en">…</html>\n',
        text: 'Dear Alex Example,\n\nAs you asked, we have closed your request…\n',
        parts: [
          {
            name: 'closed',
            mandatory: true,
            article: 'article 12(3) of the GDPR',
            text: 'As you asked, we have closed your request…',
          },
        ],
      },
    ],
  })

export function showPreview(preview: ReturnType<typeof previewLetter>): z.output<typeof letterPreview> {
  return { object: 'letter_preview', ...preview }
}

const hexColour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'expected a colour as #rrggbb')
  .transform((given) => given.toLowerCase())
  .meta({ examples: ['#7a1f3d'] })
const colours = strictObject({
  band: hexColour.meta({ description: 'Of the band along the top' }),
  heading: hexColour.meta({
    description: 'Of headings: made darker, or lighter in a dark mode, where it could not be read',
  }),
})
/** A name is no address, and no second name behind it. */
const senderName = text({ max: 100 })
  .refine((name) => !/[<>@]/.test(name), 'expected a name without < > @')
  .meta({ examples: ['Example SAS, data protection'] })
const base64 = z
  .string()
  .max(Math.ceil(largestLogo / 3) * 4, `expected an image of at most ${largestLogo / 1024} KiB`)
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'expected base64 (RFC 4648 section 4)')
  .transform((given) => Buffer.from(given, 'base64'))
  .meta({ type: 'string', contentEncoding: 'base64' })

/** A drawing of one dot. */
const exampleLogo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGOokrcFAAIkAQuVPBVEAAAAAElFTkSuQmCC'

export const changeStyleBody = strictObject({
  sender_name: senderName.nullish().meta({ description: 'Null: the name of the organisation' }),
  sender_address: email()
    .nullish()
    .meta({ description: 'At a domain that the operator has given the organisation. Null: that of the service' }),
  reply_to: email()
    .nullish()
    .meta({ description: 'Null: the contact. Where answers come in by mail they go to `inbound_address`' }),
  colours: colours.nullish().meta({ description: 'Null: as usual' }),
  logo: strictObject({ content: base64.meta({ description: 'PNG or JPEG, at most 64 KiB and 2000 pixels a side' }) })
    .nullish()
    .meta({ description: 'Goes with every e-mail. Null: none' }),
}).meta({
  id: 'ChangeLetterStyle',
  examples: [
    { sender_name: 'Example SAS, data protection', colours: { band: '#7a1f3d', heading: '#7a1f3d' } },
    { logo: { content: exampleLogo } },
    { sender_address: 'rights@example.org', reply_to: 'dpo@example.org' },
  ],
})
export type StyleChange = z.output<typeof changeStyleBody>

export const versionQuery = strictObject({
  version: queryInteger({ min: 0, max: 2 ** 31 - 1 })
    .optional()
    .meta({ description: 'A former version; without it, the one that counts' }),
})

const madeByView = z
  .object({ client: z.string(), acting_user: z.string().nullable() })
  .meta({ description: 'The client that made this version, and who sat before it' })

export const letterStyle = z
  .object({
    object: z.literal('letter_style'),
    version: z.int().meta({ description: 'Counts from 1; 0 where nothing was decided yet' }),
    updated_at: instantText.nullable(),
    updated_by: madeByView.nullable(),
    sender_name: z.string().nullable(),
    sender_address: z.string().nullable(),
    reply_to: z.string().nullable(),
    colours: z.object({ band: z.string(), heading: z.string() }),
    logo: z
      .object({
        media_type: z.string(),
        width: z.int(),
        height: z.int(),
        content: z.string().meta({ contentEncoding: 'base64' }),
      })
      .nullable()
      .meta({ description: 'As it is kept: without what only described it' }),
  })
  .meta({
    id: 'LetterStyle',
    examples: [
      {
        object: 'letter_style',
        version: 1,
        updated_at: '2026-03-02T09:30:00Z',
        updated_by: { client: 'cli_01m84njqyjf2rsa3kvsjcq9szn', acting_user: 'ada@example.org' },
        sender_name: 'Example SAS, data protection',
        sender_address: null,
        reply_to: null,
        colours: { band: '#7a1f3d', heading: '#7a1f3d' },
        logo: { media_type: 'image/png', width: 1, height: 1, content: exampleLogo },
      },
    ],
  })

export function showStyle({ style, made, logo }: ReadStyle): z.output<typeof letterStyle> {
  const { version, sender_name, sender_address, reply_to, colours } = style
  return {
    object: 'letter_style',
    version,
    updated_at: made?.at ?? null,
    updated_by: made && { client: made.by.id, acting_user: made.by.acting_user ?? null },
    sender_name: sender_name ?? null,
    sender_address: sender_address ?? null,
    reply_to: reply_to ?? null,
    colours: { band: colours?.band ?? houseLook.band, heading: colours?.heading ?? houseLook.heading },
    logo:
      style.logo === undefined || logo === null
        ? null
        : {
            media_type: style.logo.media_type,
            width: style.logo.width,
            height: style.logo.height,
            content: logo,
          },
  }
}
