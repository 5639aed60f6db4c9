import { once } from 'node:events'
import { createServer } from 'node:net'

export type HeldPort = {
  readonly port: number
  /** Lets go of it, for whoever listens on it next. May be called again. */
  release(): Promise<void>
}

/**
 * Takes a free port of an address and holds it: what a service says of itself (links, the issuer of tokens) names the port before it
 * listens there. Who comes meanwhile is turned away. @throws where the address is none of this machine.
 */
export async function holdFreePort(host: string): Promise<HeldPort> {
  const server = createServer((socket) => socket.destroy())
  server.listen({ host, port: 0, exclusive: true })
  await once(server, 'listening') // rejects on 'error'
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('what listens on a port has no port')
  return {
    port: address.port,
    release: async () => {
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}
