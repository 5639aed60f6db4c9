import { hash } from 'node:crypto'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Readable } from 'node:stream'
import {
  allowedTarget,
  checkedLookup,
  OutboundFailure,
  type OutboundRules,
  outboundAgent,
  publicOnly,
} from './outbound.ts'

/** What is sent: its size is known, its bytes are read as they leave. */
export type OutboundBody = {
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: number
  readonly content: Readable
}
/** What came back, whatever its status. Of its body nobody reads more than tells one answer from another. */
export type OutboundAnswer = {
  readonly status: number
  readonly retryAfter: string | undefined
  /** SHA-256 of the first 1,024 bytes of the answer's body. */
  readonly digest: Buffer
}

/**
 * Sends a body of any size by POST to an https address, under the rules of all outbound calls. Throws `OutboundFailure` (`not_allowed`,
 * `unreachable`, `timeout`) where no answer came, or one of success before the body was sent whole; whatever `content` fails with; and
 * the reason of `signal`.
 */
export type OutboundStream = (url: string, body: OutboundBody, signal: AbortSignal) => Promise<OutboundAnswer>

export type StreamLimits = {
  /** So long nothing moves, in either direction, in milliseconds. A receiver may take as long to answer once it has the body. */
  readonly idleMs: number
  /** A receiver slower than this is cut off, in bytes a second. */
  readonly slowest: number
  /** However large the body is, in milliseconds. */
  readonly longestMs: number
}
const usualLimits: StreamLimits = { idleMs: 30_000, slowest: 128 * 1024, longestMs: 12 * 3_600_000 }
/** For what has some hundred bytes: Standard Webhooks recommends fifteen to thirty seconds. */
export const shortCalls: StreamLimits = { idleMs: 10_000, slowest: 128 * 1024, longestMs: 15_000 }
const digestedBytes = 1024

export function outboundStream(
  rules: OutboundRules = publicOnly,
  { idleMs, slowest, longestMs }: StreamLimits = usualLimits,
): OutboundStream {
  return async (url, { headers, bytes, content }, signal) => {
    const agent = outboundAgent(rules)
    const deadline = AbortSignal.timeout(
      Math.min(longestMs, idleMs + rules.limitMs + Math.ceil(bytes / slowest) * 1000),
    )
    let ownFault: unknown
    try {
      const outgoing = request(allowedTarget(url, rules), {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': String(bytes), 'user-agent': 'habeas' },
        lookup: checkedLookup(rules),
        timeout: idleMs,
        signal: AbortSignal.any([deadline, signal]),
      })
      outgoing.on('timeout', () => outgoing.destroy(new OutboundFailure('timeout')))
      content.on('error', (error) => {
        ownFault = error
        outgoing.destroy(error)
      })
      return await answerTo(outgoing, content)
    } catch (error) {
      signal.throwIfAborted()
      if (ownFault !== undefined) throw ownFault
      if (error instanceof OutboundFailure) throw error
      throw new OutboundFailure(deadline.aborted ? 'timeout' : 'unreachable')
    } finally {
      content.destroy()
      agent.destroy() // and with it the connection, whatever it was still doing
    }
  }
}

function answerTo(outgoing: ClientRequest, content: Readable): Promise<OutboundAnswer> {
  return new Promise((resolve, reject) => {
    let hasAnswered = false
    outgoing.on('error', (error) => {
      if (!hasAnswered) reject(error)
    })
    outgoing.on('response', async (answer) => {
      hasAnswered = true
      const told = {
        status: answer.statusCode ?? 0,
        retryAfter: answer.headers['retry-after'],
        digest: hash('sha256', await beginningOf(answer), 'buffer'),
      }
      const isSuccess = told.status >= 200 && told.status <= 299
      // A refusal may come at any time. Whoever says yes before everything has left has not received it.
      const settle = () =>
        !isSuccess || outgoing.writableFinished ? resolve(told) : reject(new OutboundFailure('unreachable'))
      if (!isSuccess || outgoing.writableFinished || outgoing.closed) settle()
      else outgoing.on('finish', settle).on('close', settle)
    })
    content.pipe(outgoing)
  })
}

/** The first bytes of an answer. One that breaks off, or never ends, has said its status all the same. */
function beginningOf(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let received = 0
    const done = () => resolve(Buffer.concat(parts).subarray(0, digestedBytes))
    answer.on('error', done)
    answer.on('close', done)
    answer.on('end', done)
    answer.on('data', (part: Buffer) => {
      if (received < digestedBytes) parts.push(part)
      received += part.length
      if (received >= digestedBytes) done()
    })
  })
}
