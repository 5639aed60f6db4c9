import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SourceActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { acceptedLanguage } from '../platform/http/language.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { errorResponses, noFields, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { recordsBrought, type WithDelivery } from '../records/replace-records.ts'
import { recordBody, uploadView } from '../records/schemas.ts'
import { acceptStreams, streamedDelivery, streamOf } from '../records/streamed-delivery.ts'
import { type Case, happened } from '../requests/case.ts'
import { chooseLanguage, writtenLanguages } from '../words/languages.ts'
import { answeredByRecords, answerTask } from './answer-task.ts'
import { answerTaskBody, ownerTaskView, showOwnerTask } from './schemas.ts'
import { liveTask, onTask, sourceDoor, sourceOf } from './source-door.ts'
import { sourceKeyOf, type Task, updateTask } from './store.ts'
import { taskPage } from './task-page.ts'
import { factsOf, noteTasks } from './tell-owner.ts'

const writing = [...writeErrors, 'unauthorized', 'rate_limited'] as const

/** What the owner of a source does behind the link of a letter, without an account. */
export async function ownerRoutes(
  app: App,
  deps: Deps,
  { limits, maxBytes }: { readonly limits: RateLimits; readonly maxBytes: number },
): Promise<void> {
  const source = sourceDoor(deps, limits)
  const shown = async (tx: Tx, c: Case, task: Task, request: FastifyRequest) => {
    const records = (await recordsBrought(tx, c.request.id)).get(task.sourceKey) ?? 0
    const accepted = acceptedLanguage(request, writtenLanguages)
    return showOwnerTask(c, task, { records, language: accepted ?? chooseLanguage(c.organisation.locale).language })
  }

  app.route({
    method: 'POST',
    url: '/v1/tasks/open',
    ...source.for(),
    schema: {
      operationId: 'openTask',
      tags: ['Sources'],
      summary: 'See what is asked of a source',
      description:
        'For the owner of a source: the token is the secret behind the `#` of the link in the letter. Whom to search for, and by when. Each look is recorded.',
      body: noFields,
      response: { 200: ownerTaskView.describe('What is asked'), ...errorResponses(...writing) },
    },
    handler: (request, reply) =>
      source.write({ request, reply }, async (tx, actor, at) => {
        let body: object | undefined
        await onTask(tx, deps, actor, at, async (c, task) => {
          happened(c, { type: 'task_viewed', facts: factsOf(task) }, { actor, at })
          body = await shown(tx, c, task, request)
          return undefined
        })
        return { status: 200, ...(body && { body }), about: actor.request }
      }),
  })

  app.route({
    method: 'POST',
    url: '/v1/tasks/answer',
    ...source.for(),
    schema: {
      operationId: 'answerTask',
      tags: ['Sources'],
      summary: 'Say what a source holds',
      description:
        'Found, nothing held, or why it cannot be searched. May be put right until the request is closed or the link expires.',
      body: answerTaskBody,
      response: { 200: ownerTaskView.describe('As answered'), ...errorResponses(...writing, 'not_permitted') },
    },
    handler: (request, reply) =>
      source.write({ request, reply }, async (tx, actor, at) => {
        let body: object | undefined
        await onTask(tx, deps, actor, at, async (c, task) => {
          const answered = await answerTask(tx, c, task, request.body, { actor, at })
          body = await shown(tx, c, answered, request)
          return answered
        })
        return { status: 200, ...(body && { body }), about: actor.request }
      }),
  })

  // A scope of its own: here bodies are streams, which the other routes never see.
  await app.register(async (scope: App) => {
    acceptStreams(scope)
    const door = source.for()
    scope.route({
      method: 'PUT',
      url: '/v1/tasks/records',
      ...door,
      config: { ...door.config, ...streamOf(recordBody) },
      schema: {
        operationId: 'bringTaskRecords',
        tags: ['Sources'],
        summary: 'Bring in what a source holds about the person',
        description:
          'As staff brings records in: one a line (NDJSON), or a JSON array. Replaces what the source brought before, and answers the task: found, or nothing held where there is none.',
        response: {
          200: uploadView.describe('What is now held of this source'),
          ...errorResponses(...writing, 'action_not_allowed', 'not_found', 'not_permitted'),
        },
      },
      handler: (request, reply) => {
        const actor = sourceOf(request)
        return streamedDelivery(
          deps,
          { request, reply },
          { request: actor.request, maxBytes },
          {
            begin: (work) => source.begin(request, async (tx) => work(tx, await sourceKeyOf(tx, actor))),
            end: (body, work) => source.write({ request, reply, body }, work),
            andThen: answerWith(actor),
          },
        )
      },
    })
  })

  app.route({
    method: 'GET',
    url: '/tasks',
    config: { door: 'open' },
    schema: {
      hide: true, // a page for people, not a part of the contract
      response: {
        200: { description: 'The page', content: { 'text/html': { schema: z.string() } } },
        ...errorResponses(),
      },
    },
    handler: async (request, reply) => {
      const { html, policy } = taskPage(acceptedLanguage(request, writtenLanguages) ?? 'en')
      reply
        .header('cache-control', 'public, max-age=300')
        .header('vary', 'Accept-Language')
        .header('content-security-policy', policy)
      return reply.type('text/html; charset=utf-8').send(html)
    },
  })
}

/** The delivery is the answer: both, or neither. */
function answerWith(owner: SourceActor): WithDelivery {
  return async (tx, c, { count }, by) => {
    const answered = answeredByRecords(c, await liveTask(tx, c, owner, by.at), count, by)
    await updateTask(tx, c.safe, answered)
    await noteTasks(tx, c)
  }
}
