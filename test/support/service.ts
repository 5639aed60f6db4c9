import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../src/app.ts'
import { instantFrom } from '../../src/law/calendar.ts'
import type { Role } from '../../src/platform/actor.ts'
import { type BucketPlace, openBucket } from '../../src/platform/bucket.ts'
import { serviceClock } from '../../src/platform/clock.ts'
import { codeFor } from '../../src/platform/crypto/codes.ts'
import { environmentKey, type Keyring } from '../../src/platform/crypto/keyring.ts'
import { openKeyring } from '../../src/platform/crypto/keyring-store.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { createLog } from '../../src/platform/http/log.ts'
import { type RemoteKeys, remoteKeys } from '../../src/platform/http/remote-keys.ts'
import type { App } from '../../src/platform/http/server.ts'
import { type OutboundStream, outboundStream } from '../../src/platform/http/stream-outbound.ts'
import { type OrganisationId, parseId } from '../../src/platform/identifiers.ts'
import { openJobs } from '../../src/platform/jobs/jobs.ts'
import { openJournal } from '../../src/platform/journal.ts'
import { readSettings } from '../../src/settings.ts'
import { type TestDatabase, testDatabase } from './database.ts'

type Teardown = { teardown(fn: () => Promise<void>): unknown }

/** What a call answers; the body is read by path, so it is left open. */
// biome-ignore lint/suspicious/noExplicitAny: a test names what it expects, and fails where that is not there
export type Answer = { status: number; body: any; headers: OutgoingHttpHeaders; raw: Buffer }
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One HTTP call without a socket. An object is sent as JSON. */
export type Call = (
  method: Method,
  url: string,
  body?: object | string | Buffer,
  headers?: Record<string, string>,
) => Promise<Answer>

export type TestOrganisation = {
  readonly id: OrganisationId
  readonly typeId: string
  readonly slug: string
  /** The organisation's first client, an admin. */
  readonly admin: Call
  /** A new client of this role. */
  client(role: Role): Promise<Call & { id: string; secret: string; token: string }>
  /** A person who has typed the code sent to this address. */
  person(email: string): Promise<Call & { token: string }>
}

export type TestService = {
  readonly app: App
  readonly deps: Omit<Deps, 'tokens'>
  readonly keyring: Keyring
  readonly masterKey: Buffer
  readonly database: TestDatabase
  /** Lines that the service has logged. */
  readonly logged: string[]
  /** Sets the service's time; it runs on from there. */
  at(time: string): void
  call: Call
  organisation(slug: string, settings?: Record<string, unknown>): Promise<TestOrganisation>
  /** The code that the letter of this verification carries. */
  code(verification: string): string
}

export type TestServiceOptions = {
  readonly env?: Record<string, string>
  readonly poolSize?: number
  /** Those of an issuer that the test runs. */
  readonly remoteKeys?: RemoteKeys
  /** Where exports lie, instead of in the database. */
  readonly bucket?: BucketPlace
  /** That reaches a receiver that the test runs. */
  readonly outbound?: OutboundStream
}

export const operatorToken = 'operator-token-of-the-tests'

/** The whole app on a database of its own, without a worker: a test that wants letters or exports runs those itself. */
export async function testService(t: Teardown, options: TestServiceOptions = {}): Promise<TestService> {
  const database = await testDatabase(t, options.poolSize === undefined ? {} : { size: options.poolSize })
  const masterKey = randomBytes(32)
  const keyring = await openKeyring(database.db, { current: environmentKey(masterKey) })
  const clock = serviceClock()
  const logged: string[] = []
  const log = createLog({ level: 'info', stream: { write: (line: string) => logged.push(line) } })
  const settings = readSettings({
    NODE_ENV: 'test',
    OPERATOR_TOKEN: operatorToken,
    TEST_CLOCK: '1',
    RATE_LIMIT_FORM: '100000',
    RATE_LIMIT_REQUESTS: '100000',
    RATE_LIMIT_SIGN_IN: '100000',
    RATE_LIMIT_REDEEM: '100000',
    RATE_LIMIT_CALENDAR: '100000',
    RATE_LIMIT_INBOUND: '100000',
    ...options.env,
  })
  const jobs = openJobs(database.app, { log })
  const folder = mkdtempSync(join(tmpdir(), 'habeas-'))
  const bucket = options.bucket && openBucket(options.bucket)
  const deps = {
    database: database.db,
    keyring,
    clock,
    now: clock.now,
    jobs,
    outbox: { wake: () => undefined },
    erasures: openJournal(join(folder, 'erasures.jsonl')),
    publicUrl: settings.publicUrl,
    remoteKeys: options.remoteKeys ?? remoteKeys(),
    ...(bucket === undefined ? {} : { bucket }),
    outbound: options.outbound ?? outboundStream(),
    outboundNotices: options.outbound ?? outboundStream(),
  }
  const ready = { database: () => database.db.ready() }
  const app = await buildApp({ settings, deps, log, ready, describe: 'when asked' }) // it takes as long as all the rest
  await app.ready()
  t.teardown(async () => {
    await app.close()
    await jobs.stop(1_000)
    bucket?.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const call = callWith(app, {})
  const code = (verification: string) => codeFor(keyring, parseId('vrf', verification) ?? missing('a verification'))
  return {
    app,
    deps,
    keyring,
    masterKey,
    database,
    logged,
    call,
    code,
    at: (time) => clock.set(instantFrom(time) ?? missing('an instant')),
    organisation: (slug, given = {}) => openOrganisation(app, code, slug, given),
  }
}

async function openOrganisation(
  app: App,
  code: (verification: string) => string,
  slug: string,
  given: Record<string, unknown>,
): Promise<TestOrganisation> {
  const operator = callWith(app, { authorization: `Bearer ${operatorToken}` })
  const made = await operator('POST', '/v1/organisations', {
    slug,
    name: `${slug} SAS`,
    country: 'FR',
    contact: { dpo_email: `dpo@${slug}.example` },
    ...given,
  })
  expectStatus(made, 201)
  const admin = await signedIn(app, made.body.client.id, made.body.client.secret)
  return {
    id: parseId('org', made.body.id) ?? missing('an organisation'),
    typeId: made.body.id,
    slug,
    admin,
    client: async (role) => {
      const client = await admin('POST', '/v1/clients', { name: `${role} of the tests`, role })
      expectStatus(client, 201)
      return signedIn(app, client.body.id, client.body.secret)
    },
    person: async (email) => {
      const call = callWith(app, {})
      const asked = await call('POST', `/v1/public/${slug}/sign-in`, { email })
      expectStatus(asked, 202)
      const { id } = asked.body.verification
      const redeemed = await call('POST', `/v1/public/${slug}/verifications/${id}/redeem`, { code: code(id) })
      expectStatus(redeemed, 200)
      const token: string = redeemed.body.access_token
      return Object.assign(callWith(app, { authorization: `Bearer ${token}` }), { token })
    },
  }
}

async function signedIn(app: App, id: string, secret: string) {
  const answer = await callWith(app, { 'content-type': 'application/x-www-form-urlencoded' })(
    'POST',
    '/oauth/token',
    new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }).toString(),
  )
  expectStatus(answer, 200)
  const token: string = answer.body.access_token
  return Object.assign(callWith(app, { authorization: `Bearer ${token}` }), { id, secret, token })
}

/** A caller who always sends these headers. */
export function callWith(app: App, always: Record<string, string>): Call {
  return async (method, url, body, headers = {}) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...always, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    })
    const isJson = /json/.test(String(answer.headers['content-type'])) && answer.rawPayload.length > 0
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : answer.body,
      headers: answer.headers,
      raw: answer.rawPayload,
    }
  }
}

function expectStatus(answer: Answer, status: number): void {
  if (answer.status === status) return
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
}

function missing(what: string): never {
  throw new Error(`this is no id of ${what}`)
}
