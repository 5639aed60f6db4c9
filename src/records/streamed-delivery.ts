import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Instant } from '../law/calendar.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { Answer } from '../platform/http/idempotency.ts'
import type { App } from '../platform/http/server.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import {
  abandon,
  type Delivery,
  makeCurrent,
  type OpenDelivery,
  openDelivery,
  receive,
  type WithDelivery,
} from './replace-records.ts'

export const ndjson = 'application/x-ndjson'
export const json = 'application/json'

/** What a route with such a body spreads into its config: how the contract describes it, an item a line or in an array. */
export function streamOf<Item extends z.ZodType>(item: Item) {
  return { longBody: true, documentedBody: { [ndjson]: item, [json]: z.array(item) } } as const
}

type Http = { readonly request: FastifyRequest; readonly reply: FastifyReply }
type Place = { readonly request: RequestId; readonly maxBytes: number }
/**
 * What the door of the route does: opens a transaction to begin in, where it says whose records these are, and one to end in, whose answer
 * is given once for each key.
 */
type Door = {
  readonly begin: (work: (tx: Tx, source: string) => Promise<OpenDelivery>) => Promise<OpenDelivery>
  readonly end: (body: Buffer, work: (tx: Tx, actor: Actor, now: Instant) => Promise<Answer>) => Promise<FastifyReply>
  /** What becomes of the case in the same transaction. */
  readonly andThen?: WithDelivery
}

/** Brings in the records that a body holds, as it arrives, at whichever door: all of them, or nothing is replaced. */
export async function streamedDelivery(
  deps: Deps,
  { request, reply }: Http,
  place: Place,
  door: Door,
): Promise<FastifyReply> {
  const delivery: Delivery = { form: formOf(request), body: bodyOf(request) }
  const opened = await door.begin((tx, source) => openDelivery(tx, deps, { ...place, source }))
  const { organisationId, id: upload } = opened.upload
  try {
    const received = await receive(deps, opened, delivery)
    const body = createHash('sha256').update(delivery.form).update(received.sha256).digest()
    const answer = await door.end(body, async (tx, actor, at) => {
      await makeCurrent(tx, deps, received, { actor, at }, door.andThen)
      const { source, count, bytes, sha256 } = received
      return {
        status: 200,
        body: { object: 'records', source, count, bytes, sha256: sha256.toString('hex') },
        about: place.request,
      }
    })
    // The first answer was given again: what has now arrived once more replaces nothing.
    if (reply.getHeader('idempotent-replayed') !== undefined) await abandon(deps, organisationId, upload)
    return answer
  } catch (error) {
    // Node discards a body that nobody began to read, but not the rest of one: the answer, and the next request on this
    // connection, would wait for it. The server's limit on a whole request applies.
    request.raw.resume()
    // Where even this fails, the sweep finds the upload; the first error counts. An upload that is current stays.
    await abandon(deps, organisationId, upload).catch(() => undefined)
    throw error
  }
}

/** Hands the bytes on as they arrive: nothing here reads a body whole. For a scope of its own. */
export function acceptStreams(scope: App): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([ndjson, json], (_request, payload, done) => done(null, payload))
}

const utf8 = /^application\/(x-ndjson|json)(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?[ \t]*$/i

export function formOf(request: FastifyRequest): Delivery['form'] {
  const type = utf8.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase()
  if (type === undefined) throw problem('unsupported_media_type', `this is accepted as ${ndjson} or ${json}, in UTF-8`)
  return type === 'json' ? 'array' : 'ndjson'
}

/** An empty body is an empty delivery: the source holds nothing. Leaving it early must not cut the connection: an answer follows. */
export function bodyOf({ body }: FastifyRequest): AsyncIterable<Buffer> {
  return body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : Readable.from([])
}
