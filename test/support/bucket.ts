import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildApp } from 'fauxqs'
import { type Bucket, type BucketPlace, openBucket } from '../../src/platform/bucket.ts'

type Teardown = { teardown(fn: () => Promise<void>): unknown }

export type TestBucket = {
  readonly place: BucketPlace
  /** The setting that leads there. */
  readonly url: string
  /** A client as the service has one, to look at what it has stored, and to tamper with it. */
  readonly client: Bucket
  /** As if its host were down, until `comeBack`. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  /** Answers whatever is written with this status, as where it is full; undefined: takes it. */
  refuseWrites(status: number | undefined): void
}

/** A server of its own that speaks S3, with one bucket, in memory. It takes any key for the right one. */
export async function testBucket(t: Teardown): Promise<TestBucket> {
  const name = 'exports'
  const app = buildApp({ logger: false })
  await app.ready()
  await app.inject({ method: 'PUT', url: `/${name}`, headers: { authorization: signedForS3 } })
  let refusal: number | undefined
  const serve = async (port: number): Promise<Server> => {
    const server = createServer((request, response) => {
      if (request.method !== 'PUT' || refusal === undefined) return app.routing(request, response)
      request.resume().on('end', () => response.writeHead(refusal ?? 500).end())
    })
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return server
  }
  let running: Server | undefined = await serve(0)
  const { port } = running.address() as AddressInfo // of a TCP server that listens
  const endpoint = `http://127.0.0.1:${port}`
  const place: BucketPlace = {
    name,
    prefix: 'habeas/',
    region: 'us-east-1',
    endpoint,
    accessKeyId: 'key-of-the-tests',
    secretAccessKey: 'secret-of-the-tests',
    isReadOnly: false,
  }
  const client = openBucket(place)
  const goAway = async () => {
    running?.closeAllConnections()
    running?.close()
    running = undefined
  }
  t.teardown(async () => {
    client.close()
    await goAway()
    await app.close()
  })
  return {
    place,
    url: `s3://${name}/habeas?endpoint=${endpoint}`,
    client,
    goAway,
    comeBack: async () => {
      running = await serve(port)
    },
    refuseWrites: (status) => {
      refusal = status
    },
  }
}

/** By which the server tells S3 from the other services it speaks. */
const signedForS3 = 'AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'
