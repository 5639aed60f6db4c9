import { z } from 'zod'
import { errorResponses, listOf } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { reviewOf } from '../words/catalogue.ts'
import { writtenLanguages } from '../words/languages.ts'

const languageView = z
  .object({
    object: z.literal('language'),
    language: z.enum(writtenLanguages).meta({ description: 'Its tag (BCP 47)' }),
    name: z.string().meta({ description: 'As those who speak it name it' }),
    review: z.enum(['reviewed', 'unreviewed']).meta({
      description: '`reviewed`: read by somebody who writes it as their own and knows the law',
    }),
  })
  .meta({
    id: 'Language',
    examples: [{ object: 'language', language: 'de', name: 'Deutsch', review: 'unreviewed' }],
  })

const languageList = listOf(languageView, 'LanguageList')

/** In which languages people are written to, so that an organisation knows which of them to read before it relies on them. For anybody. */
export function languageRoutes(app: App): void {
  app.route({
    method: 'GET',
    url: '/v1/languages',
    config: { door: 'open' },
    schema: {
      operationId: 'listLanguages',
      tags: ['Correspondence'],
      summary: 'The languages in which people are written to',
      description:
        'Letters, the public form, problems shown to people and the covers of exports: all official languages of the Union, by their tags. One that nobody has reviewed is complete all the same.',
      querystring: z.strictObject({}),
      response: {
        200: languageList.describe('The languages'),
        ...errorResponses('invalid', 'headers_too_large'),
      },
    },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=3600')
      return { object: 'list' as const, has_more: false, data: languages }
    },
  })
}

const languages = writtenLanguages.map((language) => ({
  object: 'language' as const,
  language,
  name: new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language,
  review: reviewOf(language),
}))
