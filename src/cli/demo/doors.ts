import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { problemShape, tokenShape } from './answers.ts'

/** What came back, and was expected to. */
export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** The body as JSON, read for what the demo needs of it; throws where that is not there. */
  json<S extends z.ZodType>(shape: S): z.output<S>
}

export type Given = {
  /** An object goes as JSON, a list of records as NDJSON. */
  readonly body?: object | readonly object[] | URLSearchParams | FormData
  /** 200 where nothing is said; any other answer ends the demo. */
  readonly status?: number
}
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Somebody who calls the service over HTTP, through one of its doors. */
export type Party = {
  readonly name: string
  ask(method: Method, path: string, given?: Given): Promise<Reply>
}

type Credentials = { readonly token?: string; readonly actingUser?: string }

/** A caller of the service at `url`: without a token whoever fills in a form, with one staff, a person or the operator. */
export function partyAt(url: string, name: string, { token, actingUser }: Credentials = {}): Party {
  const always: Record<string, string> = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(actingUser !== undefined && { 'acting-user': actingUser }),
  }
  return {
    name,
    ask: async (method, path, { body, status = 200 } = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        redirect: 'error',
        headers: { ...always, ...repeatable(method), ...typeOf(body) },
        ...(body !== undefined && { body: encoded(body) }),
      }).catch((error: unknown) => {
        throw new Error(`cannot reach ${url}: ${reasonOf(error)}`)
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (answer.status !== status) {
        throw new Error(`${method} ${path} answers ${answer.status}${whatOf(bytes)}; expected ${status}`)
      }
      return {
        status,
        headers: answer.headers,
        bytes,
        json: (shape) => shape.parse(JSON.parse(bytes.toString())),
      }
    },
  }
}

/** Staff at its desk: the client's id and secret for a token of ten minutes (RFC 6749 section 4.4). */
export async function staffAt(
  url: string,
  name: string,
  client: { readonly id: string; readonly secret: string; readonly actingUser?: string },
): Promise<Party> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.id,
    client_secret: client.secret,
  })
  const answer = await partyAt(url, name).ask('POST', '/oauth/token', { body })
  const token = answer.json(tokenShape).access_token
  return partyAt(url, name, { token, ...(client.actingUser !== undefined && { actingUser: client.actingUser }) })
}

const patienceMs = 20_000
const betweenLooksMs = 20

/** Looks until there is something to see: what happens behind the answers takes a moment. Throws after 20 s. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`)
    await delay(betweenLooksMs)
  }
}

/** A repeated send would be harmless: the first answer comes again. */
function repeatable(method: Method): Record<string, string> {
  return method === 'POST' || method === 'PUT' ? { 'idempotency-key': randomUUID() } : {}
}

/** fetch itself knows the type of a form. */
function typeOf(body: Given['body']): Record<string, string> {
  if (body === undefined || body instanceof URLSearchParams || body instanceof FormData) return {}
  return { 'content-type': Array.isArray(body) ? 'application/x-ndjson' : 'application/json' }
}

function encoded(body: NonNullable<Given['body']>): string | URLSearchParams | FormData {
  if (body instanceof URLSearchParams || body instanceof FormData) return body
  return Array.isArray(body) ? body.map((each) => `${JSON.stringify(each)}\n`).join('') : JSON.stringify(body)
}

/** What a problem says of itself. */
function whatOf(bytes: Buffer): string {
  try {
    const { code, detail } = problemShape.parse(JSON.parse(bytes.toString()))
    return ` (${code}${detail === undefined ? '' : `: ${detail}`})`
  } catch {
    return '' // no problem document: its status says what there is to say
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : 'unknown error'
}
