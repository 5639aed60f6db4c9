import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { actorOf, callerOf, type StaffDoor, tokenEndOf } from '../organisations/staff-door.ts'
import { realNow } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { Problem, problem } from '../platform/problem.ts'
import { followExport } from './follow-export.ts'
import { exportParams, statusOf } from './schemas.ts'
import { findExport } from './store.ts'

const beatMs = 1_000
/** Each costs a short query a second: so many clients watch at a time, and so many exports one client does. */
const most = { ofAll: 200, ofOne: 20 }

/** The progress of an export as a stream of events (API §4.4), for as long as the token lives. */
export function progressRoute(app: App, deps: Deps, staff: StaffDoor): void {
  const streams = openStreams()
  app.addHook('preClose', async () => streams.closeAll())

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/exports/:exp/progress',
    ...staff.for('auditor'),
    schema: {
      operationId: 'followExport',
      tags: ['Exports'],
      summary: 'Follow an export as it is compiled, by server-sent events',
      description:
        'Events `progress`, at once and at each change, and `end`, once it is compiled, failed or gone, with `{ status, records_done, records_total }` as data each; then the stream closes. It also closes, without `end`, when the access token expires or the service stops: connect again. Comments keep it alive.',
      params: exportParams,
      response: {
        200: { description: 'The events, as they come', content: { 'text/event-stream': { schema: events } } },
        ...errorResponses('unauthorized', 'role_too_low', 'not_found', 'rate_limited'),
      },
    },
    handler: async (request, reply) => {
      const { id, exp } = request.params
      const look = async () => {
        const row = await staff.read(request, (tx) => findExport(tx, deps.keyring, exp))
        if (row?.requestId !== id) return undefined
        return { status: statusOf(row, deps.now()), records_done: row.recordsDone, records_total: row.recordsTotal }
      }
      if ((await look()) === undefined) throw problem('not_found', 'the request has no such export')
      const stream = streams.open(callerOf(actorOf(request)), tokenEndOf(request) - realNow())
      const told = followExport({ look: () => look().catch(ifRefused), pause, signal: stream.signal })
      // A stream of a generator closes once its pause is over; who has left is known at once
      reply.raw.once('close', stream.close)
      const readable = Readable.from(told, { objectMode: false }).once('close', stream.close)
      return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(readable)
    },
  })
}

/** Sent as a stream; described as what it is, a text. */
const events = z.any().meta({
  type: 'string',
  examples: [
    'event: progress\ndata: {"status":"compiling","records_done":250,"records_total":412}\n\nevent: end\ndata: {"status":"ready","records_done":412,"records_total":412}\n\n',
  ],
})

/** The client was deleted meanwhile: it is told when it connects again. */
function ifRefused(error: unknown): undefined {
  if (error instanceof Problem && error.status < 500) return undefined
  throw error
}

async function pause(signal: AbortSignal): Promise<void> {
  await delay(beatMs, undefined, { signal }).catch(() => undefined) // rejects for no other reason than the signal
}

/** The streams that are open in this process, by caller. */
function openStreams() {
  const open = new Map<AbortController, string>()
  return {
    /** Throws `rate_limited` where there are too many. */
    open: (caller: string, longestMs: number) => {
      const own = [...open.values()].filter((each) => each === caller).length
      if (own >= most.ofOne || open.size >= most.ofAll) {
        throw problem('rate_limited', 'too many exports are being followed', { retryAfterSeconds: 5 })
      }
      const ending = new AbortController()
      open.set(ending, caller)
      const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(Math.max(0, longestMs))])
      const close = () => {
        open.delete(ending)
        ending.abort()
      }
      return { signal, close }
    },
    closeAll: () => {
      for (const ending of open.keys()) ending.abort()
    },
  }
}
