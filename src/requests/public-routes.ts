import { z } from 'zod'
import {
  insertVerification,
  newVerification,
  toView as verificationToView,
  verificationView,
} from '../identity/verification.ts'
import { showInstant } from '../law/calendar.ts'
import { rightNames, rightsLaw } from '../law/rights.ts'
import {
  challengeView,
  demandSolution,
  newChallenge,
  onceForEachSolution,
  spend,
} from '../organisations/form-challenge.ts'
import type { OrganisationCache } from '../organisations/organisation-cache.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import { answerInOneTrip } from '../platform/http/idempotency.ts'
import { acceptedLanguage } from '../platform/http/language.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { anyJson, errorResponses, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { type ChosenLanguage, chooseLanguage, writtenLanguages } from '../words/languages.ts'
import { wordsIn } from '../words/words.ts'
import { mailboxOf } from './fingerprints.ts'
import { fieldsInWords } from './form-fields.ts'
import { giveReceipt } from './give-receipt.ts'
import { openPublicRequest, storeCase, withFreeReference } from './open-request.ts'
import { publicIntakeBody } from './schemas.ts'

const slugParams = z.object({ slug: z.string() })

const formView = z
  .object({
    object: z.literal('form'),
    name: z.string(),
    contact: z.object({ dpo_email: z.string(), postal_address: z.string().nullable(), phone: z.string().nullable() }),
    locales: z.array(z.string()),
    rights: z.array(
      z.object({
        right: z.enum(rightNames),
        title: z.string(),
        explanation: z.string(),
        article: z.string(),
        schema: z.record(z.string(), anyJson).meta({ description: 'JSON Schema of the right’s own fields' }),
      }),
    ),
    challenge: challengeView.nullable().meta({ description: 'Null where the form asks for no work' }),
  })
  .meta({
    id: 'Form',
    examples: [
      {
        object: 'form',
        name: 'Boulangerie Martin',
        contact: { dpo_email: 'dpo@example.org', postal_address: null, phone: null },
        locales: ['en', 'fr'],
        rights: [
          {
            right: 'access',
            title: 'Accès à vos données',
            explanation: 'Vous pouvez savoir si l’organisme détient des données sur vous, et en recevoir une copie.',
            article: 'article 15 du RGPD',
            schema: {
              type: 'object',
              properties: { scope: { type: ['string', 'null'] } },
              additionalProperties: false,
            },
          },
        ],
        challenge: null,
      },
    ],
  })

const receiptView = z
  .object({
    object: z.literal('intake_receipt'),
    reference: z.string().meta({ examples: ['HB-7F3K-92QD'] }),
    received_at: z.string().meta({ format: 'date-time' }),
    received_on: z.string().meta({ format: 'date' }),
    due_on: z.string().meta({ format: 'date' }),
    verification: verificationView,
  })
  .meta({
    id: 'IntakeReceipt',
    examples: [
      {
        object: 'intake_receipt',
        reference: 'HB-7F3K-92QD',
        received_at: '2026-03-02T09:30:00Z',
        received_on: '2026-03-02',
        due_on: '2026-04-02',
        verification: {
          id: 'vrf_01m84njqz5eaaazqs37mfwxfwz',
          method: 'mailbox_code',
          expires_at: '2026-03-02T09:40:00Z',
        },
      },
    ],
  })

/** The public door's form and intake (API §5): the same answer for known and unknown people. */
export function publicRequestRoutes(
  app: App,
  deps: Deps,
  door: { organisations: OrganisationCache; limits: RateLimits },
): void {
  app.route({
    method: 'GET',
    url: '/v1/public/:slug',
    config: { door: 'public' },
    onRequest: door.limits.limited('form'),
    schema: {
      operationId: 'getForm',
      tags: ['Public'],
      summary: 'What a request form needs to know',
      description:
        'In the language of `Accept-Language` if it is one of `locales`, else in that of the organisation: titles, explanations, and in each schema the titles of fields and of what may be chosen.',
      params: slugParams,
      response: { 200: formView.describe('The form'), ...errorResponses('not_found', 'rate_limited') },
    },
    handler: async (request, reply) => {
      const organisation = await door.organisations.get(request.params.slug)
      const chosen = chooseLanguage(acceptedLanguage(request, writtenLanguages) ?? organisation.locale)
      reply.header('content-language', chosen.language).header('vary', 'Origin, Accept-Language')
      const challenge = await newChallenge(deps.keyring, organisation)
      if (challenge !== null) reply.header('cache-control', 'no-store')
      return { ...formOf(organisation, chosen), challenge }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/public/:slug/requests',
    config: { door: 'public' },
    onRequest: door.limits.limited('requests'),
    schema: {
      operationId: 'sendRequest',
      tags: ['Public'],
      summary: 'Send a request',
      description:
        'The request exists and its clock runs from now on, whether or not the code is ever redeemed. ' +
        'An `Idempotency-Key` of at least 16 random characters makes a repeated send harmless.',
      params: slugParams,
      body: publicIntakeBody,
      response: {
        202: receiptView.describe('Received'),
        ...errorResponses(...writeErrors, 'not_found', 'challenge_required', 'challenge_failed', 'rate_limited'),
      },
    },
    handler: async (request, reply) => {
      const organisation = await door.organisations.get(request.params.slug)
      const solution = await demandSolution(deps.keyring, organisation, request)
      const attempt = async () => {
        const now = deps.now()
        const mailbox = mailboxOf(deps.keyring, organisation.id, request.body.requester.email)
        const verification = newVerification(organisation.id, mailbox, 'receipt', now)
        const c = openPublicRequest(deps.keyring, organisation, request.body, now)
        const { reference, receivedAt, receivedOn } = c.request
        const dueOn = giveReceipt(c, verification.id, now)
        const caller = { type: 'public', organisation: organisation.id } as const
        return answerInOneTrip(deps, { request, reply, caller }, (tx) => ({
          statements: [...storeCase(tx, deps, c), insertVerification(tx, verification), ...spend(tx, solution)],
          answer: {
            status: 202,
            body: {
              object: 'intake_receipt',
              reference,
              received_at: showInstant(receivedAt),
              received_on: receivedOn,
              due_on: dueOn,
              verification: verificationToView(verification),
            },
          },
        }))
      }
      return onceForEachSolution(() => withFreeReference(attempt))
    },
  })
}

function formOf(organisation: Organisation, chosen: ChosenLanguage) {
  const { say, cite } = wordsIn(chosen, organisation.regime)
  const { dpo_email, postal_address, phone } = organisation.contact
  return {
    object: 'form' as const,
    name: organisation.name,
    contact: { dpo_email, postal_address: postal_address ?? null, phone: phone ?? null },
    locales: [...writtenLanguages],
    rights: rightNames.map((right) => ({
      right,
      title: say(`right.${right}.title`),
      explanation: say(`right.${right}.explanation`),
      article: cite(rightsLaw[right].article),
      schema: fieldsInWords(right, chosen.language),
    })),
  }
}
