import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { deliverLetters } from '../../src/letters/deliver-letters.ts'
import { type Role, roles } from '../../src/platform/actor.ts'
import { type Prefix, parseId } from '../../src/platform/identifiers.ts'
import { smtpTransport } from '../../src/platform/mail/transport.ts'
import { jobHandlers } from '../../src/worker.ts'
import type { TestDatabase } from '../support/database.ts'
import { type GatewayCall, newGateway } from '../support/gateway.ts'
import { type Received, startMailServer } from '../support/mail.ts'
import { type Answer, type Call, callWith, type TestOrganisation, type TestService } from '../support/service.ts'
import type { Operation } from './operations.ts'

type StaffCall = Awaited<ReturnType<TestOrganisation['client']>>

/** An organisation with a client of every role and a person who has signed in: all who may come to a door. */
export type Desk = {
  readonly service: TestService
  readonly organisation: TestOrganisation
  readonly staff: Readonly<Record<Role, StaffCall>>
  readonly person: Call & { token: string }
  readonly operator: Call
  /** Hands in mail for the organisation, signing each call. */
  readonly gateway: GatewayCall
  readonly operatorToken: string
  /** The person's. */
  readonly email: string
  /** Who registers the letters. */
  readonly registrar: Call
}

/** As `testService` sets it. */
const operatorToken = 'operator-token-of-the-tests'

export async function openDesk(service: TestService, slug: string): Promise<Desk> {
  service.at(now)
  const organisation = await service.organisation(slug, {
    supervisory_authority: { name: 'CNIL', url: 'https://www.cnil.fr/' },
    allowed_origins: [`https://${slug}.example`],
  })
  const clients = await Promise.all(roles.map(async (role) => [role, await organisation.client(role)] as const))
  const staff = Object.fromEntries(clients) as Desk['staff'] // one for each role, by the line above
  const email = `zoe@${slug}.example`
  return {
    service,
    organisation,
    staff,
    email,
    person: await organisation.person(email),
    operatorToken,
    operator: callWith(service.app, { authorization: `Bearer ${operatorToken}` }),
    gateway: await newGateway(service.app, organisation.admin),
    registrar: staff.agent,
  }
}

/** The same desk with another person at its requester door. */
export async function withPerson(desk: Desk, email: string): Promise<Desk> {
  return { ...desk, email, person: await desk.organisation.person(email) }
}

/** Who is at home at the door of an operation: for staff, who may do everything; who signs out has only come to do so. */
export function callerAt(desk: Desk, { door, id }: Pick<Operation, 'door' | 'id'>): Call {
  if (id === 'signOut')
    return async (...call) => (await desk.organisation.person(`${fresh('passer-by')}@example.org`))(...call)
  const callers = {
    open: desk.service.call,
    source: desk.service.call,
    staff: desk.staff.admin,
    requester: desk.person,
    operator: desk.operator,
    gateway: desk.gateway,
  }
  return callers[door]
}

/** The same for calls that are refused, and end no session: nobody signs in anew for each. */
export function refusedCallerAt(desk: Desk, operation: Pick<Operation, 'door' | 'id'>): Call {
  return operation.id === 'signOut' ? desk.person : callerAt(desk, operation)
}

/** A request, as its preparation needs it. */
export type Case = { readonly id: string; readonly rights: readonly { readonly id: string }[] }

/** Registers a letter of the desk's person. */
export function openCase(desk: Desk, more: object = {}): Promise<Case> {
  return done(desk.registrar('POST', '/v1/requests', letter(desk, more)))
}

/** A letter on paper from the desk's person, as it is registered. */
export function letter(desk: Pick<Desk, 'email'>, more: object = {}): object {
  return {
    channel: 'web',
    requester: { name: 'Zoé Łukasiewicz', email: desk.email, postal_address: '3 rue des Lilas, 75011 Paris' },
    rights: [{ right: 'erasure' }],
    ...more,
  }
}

/** What a step of the preparation answers; throws where it is refused. */
// biome-ignore lint/suspicious/noExplicitAny: read by path, as everywhere in the tests
export async function done(answer: Promise<Answer>): Promise<any> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`expected success, got ${status}: ${JSON.stringify(body)}`)
  return body
}

/** A request whose person has proven their identity, with one right that is granted. */
export async function grantedCase(desk: Desk, right: object): Promise<Case> {
  const c = await openCase(desk, { rights: [right] })
  const { dpo } = desk.staff
  await done(dpo('POST', `/v1/requests/${c.id}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await done(dpo('POST', `/v1/requests/${c.id}/rights/${c.rights[0]?.id}/decide`, { outcome: 'granted' }))
  return c
}

const records = [
  { category: 'orders', data: { number: 'A-17', total: 12.5 }, provided_by: 'observed', purpose: 'sales' },
  { category: 'profile', data: { name: 'Zoé' }, provided_by: 'subject' },
]
export const recordLines = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`

/** Brings records in. */
export async function bringRecords(desk: Desk, { id }: Case): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  await done(desk.staff.agent('PUT', `/v1/requests/${id}/records/crm`, recordLines, headers))
}

/** A request with an export that is compiled: ready to be released. The agent has asked for it. */
export async function compiledExport(
  desk: Desk,
  kind: 'access' | 'portability' = 'access',
): Promise<{ id: string; exp: string }> {
  const c = await grantedCase(desk, { right: kind })
  await bringRecords(desk, c)
  const asked = await done(desk.staff.agent('POST', `/v1/requests/${c.id}/exports`, { kind, format: 'json' }))
  const handlers = jobHandlers(desk.service.deps)
  const payload = { organisation: desk.organisation.id, export: uuidOf('exp', asked.id) }
  await handlers['compile-export'](payload, new AbortController().signal)
  return { id: c.id, exp: asked.id }
}

/** Signs roots over what has happened so far, and sends them outside. */
export async function checkpointed({ service: { deps } }: Desk): Promise<void> {
  const witness = async () => undefined
  await jobHandlers({ ...deps, witness }).checkpoint({}, new AbortController().signal)
}

/** Where the service's clock stands in these tests: it runs on from there. */
export const now = '2026-03-02T09:00:00Z'
export const today = now.slice(0, 10)

export function uuidOf(prefix: Prefix, typeId: string): string {
  const id = parseId(prefix, typeId)
  if (id === undefined) throw new Error(`${typeId} is no id of the kind ${prefix}`)
  return id
}

/** What nobody has used before: names, keys, slugs. */
export function fresh(what: string): string {
  return `${what}-${randomUUID()}`
}

/** How many rows each table holds, those of the queue included, as a superuser sees them. */
export function countRows(database: TestDatabase): Promise<Record<string, string>> {
  return overTables(database, 'count(*)::text')
}

/** What stands in each table: alike before and after where no row was written, not even with what it held before. */
export function digestRows(database: TestDatabase): Promise<Record<string, string>> {
  return overTables(database, `count(*) || ' ' || coalesce(sum(hashtext(ctid::text || xmin::text)), 0)`)
}

let tables: Record<string, unknown>[] | undefined

async function overTables({ look }: TestDatabase, expression: string): Promise<Record<string, string>> {
  tables ??= await look(
    `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
     where (nspname = 'habeas' and relkind = 'r') or (nspname = 'pgboss' and relname = 'job') order by 1`,
  )
  const each = tables.map(({ name }) => `select '${name}' as name, ${expression} as found from ${name} t`)
  const rows = await look(each.join(' union all '))
  return Object.fromEntries(rows.map(({ name, found }) => [String(name), String(found)]))
}

/** Sends what is in the outbox to a real mail server, until a letter to this address has come. */
export async function letterArrives(t: Test, service: TestService, email: string): Promise<Received> {
  const server = await startMailServer(t)
  const transport = smtpTransport(server.url)
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const worker = deliverLetters(service.deps, { transport, from: 'no-reply@acme.example', onError, idleMs: 20 })
  worker.start()
  const arrived = await server.arrival(({ rcpt }) => rcpt.includes(email))
  await worker.stop()
  transport.close()
  t.same(errors, [])
  return arrived
}

/** The organisation has an issuer of accounts, whose key is the one of RFC 8037 appendix A.2. */
export async function withIssuer(desk: Desk): Promise<Desk> {
  const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  const issuer = { issuer: 'https://login.example.org', audience: 'shop', jwks: { keys: [key] } }
  await done(desk.organisation.admin('PATCH', '/v1/organisation', { settings: { identity: { issuer } } }))
  return desk
}
