import { z } from 'zod'
import type { Regime } from '../law/clock-facts.ts'
import type { Text } from '../law/wording.ts'
import { letterTypes } from '../letters/letter-parts.ts'
import { houseLook } from '../letters/look.ts'
import { placeholders, placeholdersOf } from '../letters/own-wording.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Warning } from '../organisations/unread-rows.ts'
import { email, instantText, listOf, localeTag, queryInteger, strictObject, text } from '../platform/http/schemas.ts'
import { warningView } from '../requests/schemas.ts'
import { asSeen, invisible } from '../words/as-seen.ts'
import { cite } from '../words/citation.ts'
import { explainedIn, writtenLanguages } from '../words/languages.ts'
import { largestLogo } from './logo-file.ts'
import type { previewLetter } from './preview-letter.ts'
import type { ReadStyle } from './read-style.ts'
import type { ReadWording } from './read-wording.ts'
import { maySendFrom, type SenderDomains } from './style.ts'

export const letterType = z.enum(letterTypes).meta({ examples: ['receipt'] })

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
    wording_version: z.int().nullable().meta({
      description: 'Of the organisation’s own wording; null: the words of the house, or a wording that is not saved',
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
        wording_version: null,
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
  .refine((name) => !/[<>@]/.test(asSeen(name)), 'expected a name without < > @')
  .refine((name) => !invisible.test(name), 'expected text without invisible characters')
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
    warnings: z.array(z.object({ code: z.string(), message: z.string() })).meta({
      description:
        '`sender_not_allowed`: the operator does not give the domain of `sender_address` any more. Letters come from the address of the service until it does, or until it is changed. `unreadable`: part of this version does not open; change it anew',
    }),
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
        warnings: [],
      },
    ],
  })

const senderRefused: Text = {
  fr: 'L’adresse d’expédition n’est pas, ou n’est plus, dans un domaine accordé à votre organisation par l’exploitant du service\u00a0: les lettres partent de l’adresse du service, et les réponses vous parviennent toujours. Faites accorder ce domaine (MAIL_FROM_DOMAINS), ou changez d’adresse.',
  en: 'The sender’s address is not, or no longer, at a domain that whoever runs the service gives your organisation: letters come from the address of the service, and answers still reach you. Have the domain given (MAIL_FROM_DOMAINS), or change the address.',
}

type Whose = Pick<Organisation, 'slug' | 'locale'>

/** `domains`: those from which organisations may send today. */
export function showStyle(
  { style, made, logo }: ReadStyle,
  { slug, locale }: Whose,
  domains: SenderDomains,
  warnings: readonly Warning[] = [],
): z.output<typeof letterStyle> {
  const { version, sender_name, sender_address, reply_to, colours } = style
  const isRefused = sender_address !== undefined && !maySendFrom(domains.get(slug) ?? [], sender_address)
  return {
    object: 'letter_style',
    version,
    updated_at: made?.at ?? null,
    updated_by: made?.by ? { client: made.by.id, acting_user: made.by.acting_user ?? null } : null,
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
    warnings: [
      ...(isRefused ? [{ code: 'sender_not_allowed', message: senderRefused[explainedIn(locale)] }] : []),
      ...warnings,
    ],
  }
}

export const letterLanguage = z.enum(writtenLanguages).meta({ examples: ['fr'] })

const overrides = /[\u202a-\u202e\u2066-\u2069]/u
/** A straight apostrophe is typed where a real one is meant. */
const apostrophes = (given: string) => given.replaceAll("'", '’')
const subject = text({ max: 90 }).overwrite(apostrophes)
const wordingText = text({ max: 8_000, multiline: true })
  .refine((given) => !overrides.test(given), 'expected text without direction overrides')
  .overwrite(apostrophes)

const exampleText =
  'Nous avons bien reçu votre demande {reference}.\n\n{received}\n\n{due}\n\n{at_once}\n\n{code}\n\nUne question ? Écrivez à {dpo_email}.'
const wordingFields = {
  subject: subject.nullish().meta({ description: 'Null: that of the house', examples: ['Votre demande {reference}'] }),
  text: wordingText.meta({
    description: `Plain text in passages between empty lines. \`{name}\` of a part, alone in its passage, is that part as the house says it; all that are mandatory must be there. In other passages ${placeholders.map((name) => `\`{${name}}\``).join(', ')} are filled in, and lines that begin with \`- \` are a list`,
    examples: [exampleText],
  }),
}

export const wordingBody = strictObject({
  ...wordingFields,
  text: wordingFields.text.nullable().meta({ description: 'Null: the words of the house again' }),
}).meta({
  id: 'ChangeLetterWording',
  examples: [{ subject: 'Votre demande {reference} est arrivée', text: exampleText }, { text: null }],
})

export const previewWordingBody = strictObject({
  ...wordingFields,
  locale: letterLanguage.nullish().meta({ description: 'Null: the language of the organisation' }),
  by: z.enum(['email', 'post']).nullish().meta({ description: 'Null: by e-mail' }),
}).meta({ id: 'PreviewLetterWording', examples: [{ locale: 'fr', text: exampleText }] })

const wordingPart = z.object({
  name: z.string(),
  mandatory: z.boolean().meta({ description: 'Whether the law asks for it: then it cannot be left out' }),
  article: z.string().nullable().meta({ description: 'The provision it is owed to' }),
})

export const letterWording = z
  .object({
    object: z.literal('letter_wording'),
    type: letterType,
    locale: letterLanguage,
    version: z.int().meta({ description: 'Counts from 1; 0 where there never was one of the organisation’s own' }),
    updated_at: instantText.nullable(),
    updated_by: madeByView.nullable(),
    subject: z.string().nullable().meta({ description: 'Null: that of the house' }),
    text: z
      .string()
      .nullable()
      .meta({ description: 'Null: the words of the house; with the warning `unreadable`: it does not open' }),
    warnings: z.array(warningView),
    parts: z.array(wordingPart),
    placeholders: z.array(z.string()),
  })
  .meta({
    id: 'LetterWording',
    examples: [
      {
        object: 'letter_wording',
        type: 'acknowledgement',
        locale: 'en',
        version: 1,
        updated_at: '2026-03-02T09:30:00Z',
        updated_by: { client: 'cli_01m84njqyjf2rsa3kvsjcq9szn', acting_user: 'ada@example.org' },
        subject: null,
        text: '{received}\n\nOur team answers on working days.\n\n{due}',
        warnings: [],
        parts: [
          { name: 'received', mandatory: false, article: null },
          { name: 'due', mandatory: true, article: 'article 12(3) of the GDPR' },
        ],
        placeholders: ['reference', 'organisation', 'dpo_email'],
      },
    ],
  })
export const letterWordingList = listOf(letterWording, 'LetterWordingList')

export function showWording(
  read: ReadWording,
  regime: Regime,
  warnings: Warning[] = [],
): z.output<typeof letterWording> {
  const { type, language, version, made, wording } = read
  return {
    object: 'letter_wording',
    type,
    locale: language,
    version,
    updated_at: made?.at ?? null,
    updated_by: made?.by ? { client: made.by.id, acting_user: made.by.acting_user ?? null } : null,
    subject: wording?.subject ?? null,
    text: wording?.text ?? null,
    warnings,
    parts: read.parts.map(({ name, article }) => ({
      name,
      mandatory: article !== null,
      article: article && cite(article, language, regime),
    })),
    placeholders: placeholdersOf(type),
  }
}
