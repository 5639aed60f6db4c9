import type { FastifyReply, FastifyRequest } from 'fastify'
import { bounceLetter } from '../letters/bounce-letter.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import { binary } from '../platform/http/openapi.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { errorResponses, writeErrors } from '../platform/http/schemas.ts'
import { type App, parseStrictBody } from '../platform/http/server.ts'
import { problem } from '../platform/problem.ts'
import { withFreeReference } from '../requests/open-request.ts'
import { demandSigned, gatewayDoor } from './gateway-door.ts'
import { gatewayRoutes } from './gateway-routes.ts'
import { readMail } from './read-mail.ts'
import { bounceBody, bounceView, inboundMailView, type ReportBounce, showTaken } from './schemas.ts'
import { openMail, takeMail } from './take-mail.ts'

const refusals = [...writeErrors, 'unauthorized', 'rate_limited'] as const

/** Mails under way at a time, in bytes: beyond, gateways are asked to come back. They keep what they could not hand in. */
const mostUnderWay = 128 * 1024 * 1024

/** What comes back by mail, handed in by gateways that sign each call; and the gateways themselves. */
export async function inboundRoutes(
  app: App,
  deps: Deps,
  { staff, limits, maxBytes }: { readonly staff: StaffDoor; readonly limits: RateLimits; readonly maxBytes: number },
): Promise<void> {
  gatewayRoutes(app, deps, staff)
  const door = gatewayDoor(deps, limits)

  await app.register(async (scope: App) => {
    const { config, onRequest, preValidation } = door.for()
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: maxBytes }, signedBytes)
    scope.route({
      method: 'POST',
      url: '/v1/inbound/email',
      config: { ...config, longBody: true, documentedBody: { 'message/rfc822': binary } },
      onRequest: [onRequest, underWay(maxBytes)],
      preValidation,
      schema: {
        operationId: 'takeMail',
        tags: ['Inbound'],
        summary: 'Hand in a mail',
        description:
          'A raw message (RFC 5322) as it came in, at most 25 MiB unless the operator has set another limit. It opens an unverified request, ' +
          'joins the thread whose address it was sent to, or is left alone; delivery reports (RFC 3464) tell of letters that came back. ' +
          'Its sender is believed in nothing. A mail that comes twice is taken once.',
        response: {
          202: inboundMailView.describe('What was done with it'),
          ...errorResponses(...refusals),
        },
      },
      handler: async (request, reply) => {
        if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw noMail()
        const mail = openMail(await readMail(request.body))
        return withFreeReference(() =>
          door.write({ request, reply }, async (tx, actor, at) => {
            const taken = await takeMail(tx, deps, mail, { actor, at })
            return { status: 202, body: showTaken(taken), about: taken.requestId ?? undefined }
          }),
        )
      },
    })
  })

  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      async (request: FastifyRequest, body: Buffer) => {
        demandSigned(request, body)
        return parseStrictBody(request, body)
      },
    )
    scope.route({
      method: 'POST',
      url: '/v1/letters/bounces',
      ...door.for(),
      schema: {
        operationId: 'reportBounce',
        tags: ['Inbound'],
        summary: 'Report a letter that came back',
        description:
          'A hard bounce makes the letter `failed`: an answer that it told was never given, staff is told, and the letter may be printed and posted. ' +
          'A soft one is noted.',
        body: bounceBody,
        response: {
          202: bounceView.describe('What was done with it'),
          ...errorResponses(...refusals, 'not_found'),
        },
      },
      handler: (request, reply) =>
        door.write({ request, reply }, async (tx, actor, at) => {
          const { kind, status, at: happenedAt } = request.body
          if (happenedAt !== undefined && happenedAt > at) throw notYet()
          const bounced = await bounceLetter(
            tx,
            deps,
            whichOf(request.body),
            { kind, status, happenedAt },
            { actor, at },
          )
          if (bounced === undefined) throw problem('not_found', 'no such letter was sent')
          return { status: 202, body: { object: 'bounce', ...bounced } }
        }),
    })
  })
}

async function signedBytes(request: FastifyRequest, body: Buffer): Promise<Buffer> {
  demandSigned(request, body)
  return body
}

/** Counts what may have to be held; a body that does not say how long it is may be as long as any. */
function underWay(maxBytes: number) {
  let held = 0
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const announced = Number(request.headers['content-length'] ?? maxBytes)
    const bytes = Number.isSafeInteger(announced) ? Math.min(announced, maxBytes) : maxBytes
    if (held > 0 && held + bytes > mostUnderWay)
      throw problem('unavailable', 'too many mails at a time', { retryAfterSeconds: 5 })
    held += bytes
    let isOver = false
    const end = () => {
      if (!isOver) held -= bytes
      isOver = true
    }
    reply.raw.once('finish', end).once('close', end)
  }
}

function whichOf({ letter, message_id }: ReportBounce) {
  if (letter !== undefined) return { letter }
  return { messageId: `<${(message_id ?? '').replace(/^<|>$/g, '')}>` }
}

function noMail() {
  return problem('invalid', 'there is no mail', {
    errors: [{ location: 'body', message: 'expected a mail as message/rfc822' }],
  })
}

function notYet() {
  return problem('invalid', 'the letter cannot have come back then', {
    errors: [{ location: 'body.at', message: 'expected an instant until now' }],
  })
}
