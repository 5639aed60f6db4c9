import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'

/**
 * What becomes of a call: it reaches the service and is answered; its answer is lost on the way; the connection breaks before the
 * service hears of it; nobody answers; or something in front of the service answers in its place.
 */
export type Turn =
  | 'pass'
  | 'lose'
  | 'break'
  | 'hang'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }

export type Front = {
  readonly url: string
  readonly calls: {
    readonly method: string
    readonly path: string
    readonly headers: IncomingHttpHeaders
    readonly body: Buffer
  }[]
  /** What becomes of the next calls, one after the other; those that follow pass. */
  next(...turns: readonly Turn[]): void
}

/** What stands between a client and the service at `target`, and does to calls what networks do. */
export async function frontOf(t: Pick<Test, 'teardown'>, target = 'http://127.0.0.1:9'): Promise<Front> {
  const calls: Front['calls'] = []
  const turns: Turn[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request
    const turn = turns.shift() ?? 'pass'
    if (turn === 'break') {
      calls.push({ method, path, headers: request.headers, body: Buffer.alloc(0) })
      return request.socket.destroy()
    }
    const body = await buffer(request)
    calls.push({ method, path, headers: request.headers, body })
    if (turn === 'hang') return
    if (typeof turn === 'object') {
      const type = { 'content-type': 'application/problem+json' }
      return response.writeHead(turn.status, { ...type, ...turn.headers }).end(JSON.stringify(turn.body ?? {}))
    }
    const { host: _, connection: __, 'transfer-encoding': ___, ...kept } = request.headers
    const answer = await fetch(`${target}${path}`, {
      method,
      headers: Object.entries(kept).map(([name, value]) => [name, String(value)] as [string, string]), // a pair, not a list
      ...(body.length > 0 && { body }),
    })
    const said = Buffer.from(await answer.arrayBuffer())
    if (turn === 'lose') return request.socket.destroy()
    const { 'content-length': ____, ...headers } = Object.fromEntries(answer.headers)
    response.writeHead(answer.status, headers).end(said)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a path
  return { url: `http://127.0.0.1:${port}`, calls, next: (...given) => turns.push(...given) }
}
