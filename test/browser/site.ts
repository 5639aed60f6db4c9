import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A web site on this machine with these pages, at an origin of its own. */
export async function serveSite(t: Test, pages: Readonly<Record<string, string>>): Promise<{ origin: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const page = pages[url]
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a path
  return { origin: `http://localhost:${port}` }
}
