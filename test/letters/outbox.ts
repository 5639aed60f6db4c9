import { randomBytes } from 'node:crypto'
import { eventsOfRequest, type StoredEvent } from '../../src/evidence/store.ts'
import type { Instant } from '../../src/law/calendar.ts'
import { type DeliveryOptions, deliverLetters } from '../../src/letters/deliver-letters.ts'
import { findLetter, insertLetters, lockLetter } from '../../src/letters/store.ts'
import { type LetterOrder, type LetterRow, writeLetter } from '../../src/letters/write-letter.ts'
import { createOrganisation } from '../../src/organisations/create-organisation.ts'
import type { Organisation } from '../../src/organisations/store.ts'
import { realNow, serviceClock } from '../../src/platform/clock.ts'
import { environmentKey, type Keyring } from '../../src/platform/crypto/keyring.ts'
import { openKeyring } from '../../src/platform/crypto/keyring-store.ts'
import { organisationSafe } from '../../src/platform/crypto/safe.ts'
import type { Database, Tx } from '../../src/platform/database/transaction.ts'
import { newId, type RequestId, type RightId } from '../../src/platform/identifiers.ts'
import type { WorkLoop } from '../../src/platform/jobs/worker.ts'
import { smtpTransport } from '../../src/platform/mail/transport.ts'
import type { Case } from '../../src/requests/case.ts'
import { changeCase } from '../../src/requests/change-case.ts'
import { getRequest } from '../../src/requests/find-request.ts'
import { openPublicRequest, storeCase } from '../../src/requests/open-request.ts'
import { publicIntakeBody } from '../../src/requests/schemas.ts'
import { testDatabase } from '../support/database.ts'
import type { MailServer } from '../support/mail.ts'

type Teardown = { teardown(fn: () => Promise<void>): unknown }

/** An organisation with requests on a database of the file's own, and workers that a test starts and stops. */
export async function outbox(t: Teardown) {
  const { db: database, app, look } = await testDatabase(t)
  const masterKey = randomBytes(32)
  const keyring = await openKeyring(database, { current: environmentKey(masterKey) })
  const clock = serviceClock()
  const deps = { database, keyring, now: clock.now, outbox: { wake: () => undefined } }
  const organisation = await newOrganisation({ database, keyring }, 'exemple', clock.now())
  const inTenant = <T>(work: (tx: Tx) => Promise<T>) => database.transaction(organisation.id, work)

  return {
    ...deps,
    clock,
    organisation,
    inTenant,
    look,
    /** How another process comes to it. */
    reach: { target: app, masterKey: masterKey.toString('hex') },
    /** A second tenant. */
    newOrganisation: (slug: string) => newOrganisation({ database, keyring }, slug, clock.now()),

    /** A request of Zoé's, stored. */
    request: async (): Promise<Case> => {
      const command = publicIntakeBody.parse({
        requester: { name: 'Zoé Łukasiewicz', email: 'zoe@example.net' },
        rights: [{ right: 'access' }],
      })
      const c = openPublicRequest(keyring, organisation, command, clock.now())
      await inTenant((tx) => Promise.all(storeCase(tx, deps, c)))
      return c
    },
    /** Puts a letter into the outbox, due at once. */
    queue: async (order: Partial<LetterOrder> = {}, of: Organisation = organisation): Promise<LetterRow> => {
      const row = writeLetter({
        organisation: of,
        letter: { type: 'new_message' },
        by: 'email',
        to: { name: 'Zoé Łukasiewicz', email: 'zoe@example.net' },
        locale: 'fr',
        tells: { fact: 'nothing' },
        now: clock.now(),
        ...order,
      })
      await database.transaction(of.id, async (tx) => {
        const safe =
          row.requestId === null
            ? organisationSafe(keyring, of.id)
            : (await getRequest(tx, keyring, row.requestId)).safe
        await Promise.all(insertLetters(tx, safe, [row]))
      })
      return row
    },
    letter: async (row: Pick<LetterRow, 'id'>): Promise<LetterRow> => {
      const found = await inTenant((tx) => findLetter(tx, keyring, row.id))
      if (!found) throw new Error('there is no such letter')
      return found
    },
    /** Lets the time pass that a letter waits. */
    makeDue: async (row: Pick<LetterRow, 'id'>) => {
      await inTenant(async (tx) => {
        const held = await lockLetter(tx, keyring, row.id)
        if (!held) throw new Error('there is no such letter')
        await held.save({ ...held.letter, dueAt: realNow() })
      })
    },
    read: (request: RequestId): Promise<Case> => inTenant((tx) => getRequest(tx, keyring, request)),
    change: (request: RequestId, change: (c: Case) => void) =>
      inTenant((tx) =>
        changeCase(
          tx,
          deps,
          { request, actor: { type: 'service', organisation: organisation.id }, now: clock.now() },
          change,
        ),
      ),
    history: (request: RequestId): Promise<StoredEvent[]> =>
      inTenant((tx) => eventsOfRequest(tx, keyring, request, { after: 0, limit: 100 })),
  }
}
export type Outbox = Awaited<ReturnType<typeof outbox>>

/** A worker that sends to this server, started. What it could not do is kept in `errors`. */
export function startWorker(
  box: Pick<Outbox, 'database' | 'keyring' | 'now'> & { readonly publicUrl?: string },
  server: Pick<MailServer, 'url'>,
  options: Partial<DeliveryOptions> & { silenceMs?: number } = {},
): WorkLoop & { errors: unknown[] } {
  const errors: unknown[] = []
  const silence = options.silenceMs ?? 60_000
  const worker = deliverLetters(
    { publicUrl: 'https://habeas.example.org', ...box },
    {
      transport: smtpTransport(server.url, { limits: { silence } }),
      from: 'no-reply@exemple.fr',
      onError: (error) => errors.push(error),
      idleMs: 20,
      ...options,
    },
  )
  worker.start()
  return { ...worker, errors }
}

export function firstRight(c: Case): RightId {
  const [right] = c.rights
  if (!right) throw new Error('the request has no right')
  return right.id
}

async function newOrganisation(
  deps: { readonly database: Database; readonly keyring: Keyring },
  slug: string,
  at: Instant,
): Promise<Organisation> {
  const id = newId('org')
  const command = {
    slug,
    name: 'Société Exemple',
    country: 'FR',
    calendar: undefined,
    time_zone: undefined,
    locale: undefined,
    regime: undefined,
    contact: { dpo_email: `dpo@${slug}.fr`, postal_address: undefined, phone: undefined },
    supervisory_authority: undefined,
    allowed_origins: undefined,
  }
  const made = await deps.database.transaction(id, (tx) =>
    createOrganisation(tx, deps, command, { actor: { type: 'service', organisation: id }, at }),
  )
  return made.organisation
}
