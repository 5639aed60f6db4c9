import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { ConnectionFields } from '../../src/platform/database/connection-target.ts'

/** A proxy before PostgreSQL, on loopback, that does to connections what networks do. */
export type DatabaseProxy = {
  /** The same database, reached through here. */
  readonly target: ConnectionFields
  /** Lets everything through, the connections that were not let through before excepted. */
  pass(): void
  /** Swallows every byte, both ways, and keeps the connections open: half-open ones, as after a firewall's timeout. */
  swallow(): void
  /** Keeps every answer back until the service has sent these bytes. */
  answerOnlyAfter(bytes: string): void
  /** Cuts a connection when the server answers with these bytes, which are lost. */
  loseAnswer(bytes: string): void
  /** Cuts every connection, at once. */
  cut(): void
  /** How often the service spoke after an answer, since this was last asked: its round trips. */
  countTrips(): number
  /** How many connections were made, in all. */
  countConnections(): number
  /** Reaches another server from now on: one that was started anew. */
  moveTo(target: ConnectionFields): void
}

type Mode =
  | { readonly is: 'pass' | 'swallow' }
  | { readonly is: 'answerOnlyAfter' | 'loseAnswer'; readonly bytes: string }

type Link = { readonly service: Socket; readonly server: Socket; sent: string; held: Buffer[]; isStale: boolean }

export async function databaseProxy(
  t: { teardown(fn: () => void): unknown },
  origin: ConnectionFields,
): Promise<DatabaseProxy> {
  const links = new Set<Link>()
  let upstream = origin
  let mode: Mode = { is: 'pass' }
  let trips = 0
  let connections = 0
  let lastSpoke: 'service' | 'server' = 'server'

  const cut = (link: Link) => {
    link.service.destroy()
    link.server.destroy()
    links.delete(link)
  }
  const ask = (link: Link, chunk: Buffer) => {
    if (mode.is === 'swallow' || link.isStale) return
    if (lastSpoke === 'server') trips++
    lastSpoke = 'service'
    link.sent += chunk.toString('latin1')
    link.server.write(chunk)
    if (mode.is === 'answerOnlyAfter' && link.sent.includes(mode.bytes)) {
      link.sent = ''
      for (const answer of link.held.splice(0)) answerWith(link, answer)
    }
  }
  const answer = (link: Link, chunk: Buffer) => {
    if (mode.is === 'swallow' || link.isStale) return
    if (mode.is === 'answerOnlyAfter' && link.sent !== '' && !link.sent.includes(mode.bytes)) link.held.push(chunk)
    else if (mode.is === 'loseAnswer' && chunk.includes(mode.bytes)) cut(link)
    else answerWith(link, chunk)
  }
  const answerWith = (link: Link, chunk: Buffer) => {
    lastSpoke = 'server'
    link.service.write(chunk)
  }

  const proxy = createServer((service) => {
    connections++
    const { host, port } = upstream
    const server = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const link: Link = { service, server, sent: '', held: [], isStale: false }
    links.add(link)
    service
      .on('data', (chunk) => ask(link, chunk))
      .on('error', () => cut(link))
      .on('close', () => cut(link))
    server
      .on('data', (chunk) => answer(link, chunk))
      .on('error', () => cut(link))
      .on('close', () => cut(link))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => {
    for (const link of links) cut(link)
    proxy.close()
  })
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port')

  const become = (next: Mode) => {
    mode = next
    for (const link of links) {
      link.sent = ''
      link.held = []
    }
  }
  return {
    target: { ...origin, host: '127.0.0.1', port: address.port },
    pass: () => {
      if (mode.is === 'swallow') for (const link of links) link.isStale = true
      become({ is: 'pass' })
    },
    swallow: () => become({ is: 'swallow' }),
    answerOnlyAfter: (bytes) => become({ is: 'answerOnlyAfter', bytes }),
    loseAnswer: (bytes) => become({ is: 'loseAnswer', bytes }),
    cut: () => {
      for (const link of [...links]) cut(link)
    },
    countTrips: () => {
      const counted = trips
      trips = 0
      lastSpoke = 'server'
      return counted
    },
    countConnections: () => connections,
    moveTo: (target) => {
      upstream = target
    },
  }
}
