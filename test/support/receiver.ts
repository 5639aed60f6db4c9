import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { OutboundRules } from '../../src/platform/http/outbound.ts'

/** A certificate for import.example.net and other.example.net that nobody trusts unless told to, with its key: for these tests only. */
const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXjbdbBYgOPiJ6lbe
eHkMi75uq78WOxPfqC+ju/xsR0ahRANCAAT5eaKaUf3RyCKwjaiAid87M/+Bc8Ql
asdwOJREcgPsIOVcJ/PSbDJ3x+fe033M5vrh4C4ZQXsUa43hDLSTg8lK
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBxDCCAWugAwIBAgIUNHZkm4ztPikp6FrHSxY/e1xekOYwCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSaW1wb3J0LmV4YW1wbGUubmV0MCAXDTI2MTEyODA0MDkwMFoY
DzIxMjYxMTA0MDQwOTAwWjAdMRswGQYDVQQDDBJpbXBvcnQuZXhhbXBsZS5uZXQw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT5eaKaUf3RyCKwjaiAid87M/+Bc8Ql
asdwOJREcgPsIOVcJ/PSbDJ3x+fe033M5vrh4C4ZQXsUa43hDLSTg8lKo4GGMIGD
MB0GA1UdDgQWBBTEqO/v+aEX1TtTtb/Sg0QrEWRsUjAfBgNVHSMEGDAWgBTEqO/v
+aEX1TtTtb/Sg0QrEWRsUjAPBgNVHRMBAf8EBTADAQH/MDAGA1UdEQQpMCeCEmlt
cG9ydC5leGFtcGxlLm5ldIIRb3RoZXIuZXhhbXBsZS5uZXQwCgYIKoZIzj0EAwID
RwAwRAIgFkgaEvebSwDLTmipdUuENibnngrjCgVf7v+E68d7mqYCIFIihnXZQrxQ
bXcPF/6TQnaFne1J92b5T2iWwKOB4AtE
-----END CERTIFICATE-----`,
}

/** What a receiver was sent: as much of the body as came. */
export type Received = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly isWhole: boolean
}
/** How a receiver deals with a call. It reads the body, or not. */
export type Receive = (request: IncomingMessage, response: ServerResponse) => unknown

export type Receiver = {
  readonly received: Received[]
  /** Under the rules of the service, but for where names lead: every name that is asked for to this receiver. */
  readonly rules: OutboundRules
  /** From now on. */
  answers(receive: Receive): void
}

/** Another controller: a server on an address of its own in 127.0.0.0/8, at the port that the service allows. */
export async function testReceiver(t: { teardown(fn: () => Promise<void>): unknown }): Promise<Receiver> {
  const received: Received[] = []
  let answer: Receive = takes(202)
  const server = createServer(certificate, async (request, response) => {
    const parts: Buffer[] = []
    received.push({
      path: request.url ?? '',
      headers: request.headers,
      get body() {
        return Buffer.concat(parts)
      },
      get isWhole() {
        return request.complete
      },
    })
    request.on('data', (part: Buffer) => parts.push(part))
    request.pause() // whether it is read is for the answer to say
    request.on('error', () => undefined) // cut off by the sender: seen by isWhole
    await answer(request, response)
  })
  server.listen(8443, ownAddress)
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  return {
    received,
    rules: {
      ports: [443, 8443],
      allows: (address) => address === ownAddress, // plays the only public one
      resolve: (_name, done) => done(null, [{ address: ownAddress, family: 4 }]),
      limitMs: 10_000,
      ca: certificate.cert,
    },
    answers: (receive) => {
      answer = receive
    },
  }
}

/** Another process has another one: test files run beside each other. */
const ownAddress = `127.${1 + ((process.pid >> 16) & 63)}.${(process.pid >> 8) & 255}.${1 + (process.pid % 254)}`

/** Takes the body, and says so. */
export function takes(status: number, headers: Record<string, string> = {}, text = ''): Receive {
  return async (request, response) => {
    request.resume()
    await once(request, 'end')
    response.writeHead(status, headers).end(text)
  }
}
