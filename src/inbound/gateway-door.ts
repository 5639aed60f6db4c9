import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../law/calendar.ts'
import type { GatewayActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import { signingKey } from '../platform/crypto/webhook-secret.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Answer, answerOnce } from '../platform/http/idempotency.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import { unauthorized } from '../platform/http/tokens.ts'
import { parseId } from '../platform/identifiers.ts'
import { isSignedBy, type Signing } from './gateway-secret.ts'
import { gatewayOf, isLiveGateway } from './store.ts'

/** A call as far as it is known before its body: who says to make it, and by which keys that can be checked. */
type SignedCall = {
  readonly actor: GatewayActor
  readonly signing: Signing
  readonly keys: readonly Buffer[]
  /** SHA-256 of the body, once its signature is found good. */
  body?: Buffer
}

declare module 'fastify' {
  interface FastifyRequest {
    gateway?: SignedCall
  }
}

const tolerance = 5 * 60 // seconds, either way: what Standard Webhooks takes
// No dot, which parts the id from what follows it in the signed text
const callId = /^[A-Za-z0-9_-]{1,255}$/
const longestSignatures = 2_000

/**
 * Mail gateways: they sign each call as Standard Webhooks has it. Whatever is wrong with one (forged, late, altered, of a deleted gateway, under
 * another organisation's secret) is one and the same 401. A call that is repeated is done once: its `webhook-id` stands for the Idempotency-Key.
 */
export function gatewayDoor(deps: Deps, limits: RateLimits) {
  const limit = limits.limited('inbound')
  return {
    for: () => ({
      config: { door: 'gateway' as const },
      onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
        await limit(request, reply)
        request.gateway = await announced(deps, request)
      },
      // Also a call that has no body, and so was not checked while it was read
      preValidation: async (request: FastifyRequest) => demandSigned(request, Buffer.alloc(0)),
    }),

    /** A write: one transaction, answered once for each `webhook-id`. Throws 401 where the gateway was deleted since the call began. */
    write: (
      http: { request: FastifyRequest; reply: FastifyReply },
      work: (tx: Tx, actor: GatewayActor, now: Instant) => Promise<Answer>,
    ): Promise<FastifyReply> => {
      const { actor, signing, body } = callOf(http.request)
      if (body === undefined) throw new Error('the signature of the call was not checked')
      const admit = async (tx: Tx) => {
        if (!(await isLiveGateway(tx, actor.id))) throw unauthorized()
      }
      const once = { ...http, caller: { ...actor, id: actor.id }, callId: signing.id, body, admit }
      return answerOnce(deps, once, (tx) => work(tx, actor, deps.now()))
    },
  }
}

/** Checks the signature over the bytes of a body, before anything reads them. Throws 401. Of a call checked before it checks nothing. */
export function demandSigned(request: FastifyRequest, body: Buffer): void {
  const call = callOf(request)
  if (call.body !== undefined) return
  if (!isSignedBy(call.keys, call.signing, body)) throw unauthorized()
  call.body = createHash('sha256').update(body).digest()
}

async function announced({ database, keyring }: Deps, { headers }: FastifyRequest): Promise<SignedCall> {
  const {
    'habeas-gateway': gateway,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures,
  } = headers
  const gatewayId = typeof gateway === 'string' ? parseId('gwy', gateway) : undefined
  if (gatewayId === undefined || typeof id !== 'string' || !callId.test(id)) throw unauthorized()
  if (typeof timestamp !== 'string' || !isRecent(timestamp)) throw unauthorized()
  if (typeof signatures !== 'string' || signatures.length > longestSignatures) throw unauthorized()
  const found = await gatewayOf(database, gatewayId)
  if (found === undefined) throw unauthorized()
  const { organisation_id: organisation, generation, former_until } = found
  const isFormerGood = former_until !== null && realNow() < former_until
  return {
    actor: { type: 'gateway', organisation, id: gatewayId },
    signing: { id, timestamp, signatures },
    keys: [generation, ...(isFormerGood ? [generation - 1] : [])].map((each) =>
      signingKey(keyring, { of: 'gateway', id: gatewayId }, each),
    ),
  }
}

function isRecent(timestamp: string): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Math.floor(realNow() / 1000) - Number(timestamp)) <= tolerance
}

function callOf(request: FastifyRequest): SignedCall {
  if (request.gateway === undefined) throw new Error(`the route ${request.routeOptions.url} has no gateway door`)
  return request.gateway
}
