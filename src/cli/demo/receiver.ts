import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type OutboundRules, publicOnly } from '../../platform/http/outbound.ts'

/**
 * A certificate for the names of example.net (RFC 2606: nobody's), until 2120, with its key. It protects nothing, and nobody trusts it but who is handed
 * the rules below: by it the demo and the tests play whoever a service calls, without leaving their machine.
 */
const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFJnzL37rnS/YnaT6
6T964WFOONeb/2J4tS1Xs/lJ5oOhRANCAATLmG9zRN5NFdpa8LBZuJKpnFCoAJiW
3c2P2vo3mFO2kGN16GdHqNSwwje8sQ7UHszxrN+54Oc8OJa0Ec09XopO
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA0qLmV4YW1w
bGUubmV0MCAXDTAwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA0qLmV4YW1wbGUubmV0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEy5hv
c0TeTRXaWvCwWbiSqZxQqACYlt3Nj9r6N5hTtpBjdehnR6jUsMI3vLEO1B7M8azf
ueDnPDiWtBHNPV6KTqNMMEowDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUc7BV
2a0k+y2kSTmocYBry4kByiAwGAYDVR0RBBEwD4INKi5leGFtcGxlLm5ldDAKBggq
hkjOPQQDAgNHADBEAiBY+oJ9Q1fQ4NFc4psRG1T08GS3HJtoVKr0WZTDehVB0wIg
Xuo5k5U13hn1DEw/SZkMTeFIeW9jYlS3haaDFkd2sbY=
-----END CERTIFICATE-----`,
}
/** The one beside 443 to which the service sends anything; and for 443 one would have to be root. */
const port = 8443

/** What was sent: as much of the body as came. */
export type Received = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly isWhole: boolean
}
/** How a receiver deals with a call. It reads the body, or not. */
export type Receive = (request: IncomingMessage, response: ServerResponse, received: Received) => unknown

export type Receiver = {
  readonly received: readonly Received[]
  /** Those of a service, but for where names lead: every name that is asked for to this receiver, which plays all of the internet. */
  readonly rules: OutboundRules
  /** From now on. */
  answers(receive: Receive): void
  close(): void
}

/** A server for https on loopback, at an address of its own. Undefined where none is free. */
export async function openReceiver(): Promise<Receiver | undefined> {
  const received: Received[] = []
  let answer: Receive = takes(202)
  const server = createServer(certificate, async (request, response) => {
    const parts: Buffer[] = []
    const call: Received = {
      path: request.url ?? '',
      headers: request.headers,
      get body() {
        return Buffer.concat(parts)
      },
      get isWhole() {
        return request.complete
      },
    }
    received.push(call)
    request.on('data', (part: Buffer) => parts.push(part))
    request.pause() // whether it is read is for the answer to say
    request.on('error', () => undefined) // cut off by the sender: seen by isWhole
    await answer(request, response, call)
  })
  const address = await listenSomewhere(server)
  if (address === undefined) return undefined
  return {
    received,
    rules: {
      ...publicOnly,
      allows: (called) => called === address,
      resolve: (_name, done) => done(null, [{ address, family: 4 }]),
      ca: certificate.cert,
    },
    answers: (receive) => {
      answer = receive
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Takes the body, and says so. */
export function takes(status: number, headers: Record<string, string> = {}, text = '') {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume()
    await once(request, 'end')
    response.writeHead(status, headers).end(text)
  }
}

/** Linux has all of 127.0.0.0/8, so that many may listen at one port beside each other; other systems have the first address alone. */
async function listenSomewhere(server: Server): Promise<string | undefined> {
  const one = () => `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`
  for (const address of [one(), one(), '127.0.0.1']) {
    server.listen(port, address)
    const isListening = await once(server, 'listening').then(
      () => true,
      () => false, // taken, or not of this machine
    )
    if (isListening) return address
  }
  return undefined
}
