import { z } from 'zod'
import { localeTag, strictObject } from '../platform/http/schemas.ts'
import { letterTypes } from './letter-parts.ts'
import type { previewLetter } from './preview-letter.ts'

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
