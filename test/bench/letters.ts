import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import { type Instant, instantFrom } from '../../src/law/calendar.ts'
import { mailOf } from '../../src/letters/mail-of-letter.ts'
import { insertLetters } from '../../src/letters/store.ts'
import { type LetterRow, writeLetter } from '../../src/letters/write-letter.ts'
import { createOrganisation } from '../../src/organisations/create-organisation.ts'
import { createOrganisationBody } from '../../src/organisations/schemas.ts'
import type { Organisation } from '../../src/organisations/store.ts'
import type { Keyring } from '../../src/platform/crypto/keyring.ts'
import { newKey } from '../../src/platform/crypto/seal.ts'
import { type Database, openDatabase } from '../../src/platform/database/transaction.ts'
import { newId } from '../../src/platform/identifiers.ts'
import type { Mail } from '../../src/platform/mail/transport.ts'
import { prepareDatabase } from '../../src/prepare-database.ts'
import { openPublicRequest, storeCase } from '../../src/requests/open-request.ts'
import { publicIntakeBody } from '../../src/requests/schemas.ts'
import { readSettings } from '../../src/settings.ts'
import type { Arrived } from './mail-sink.ts'
import { fork, type Place, startService } from './processes.ts'
import { type Comparison, compare } from './rounds.ts'

const at = instantFrom('2026-03-03T09:00:00Z') as Instant // a constant
const from = 'no-reply@example.org'
/** As the service has them. */
const connections = 8
const lanes = 64

/** Acknowledgements of as many requests, queued, and sent by one worker; beside what sends the same mails and keeps no book of them. */
export async function measureLetters(
  place: Place,
  { letters, rounds }: { readonly letters: number; readonly rounds: number },
): Promise<Comparison> {
  const databaseUrl = await place.createDatabase('letters')
  const masterKey = newKey().toString('hex')
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: join(place.folder, 'letters'), MASTER_KEY: masterKey }
  const mails = await queueLetters(env, letters)
  const file = join(place.folder, 'mails.json')
  writeFileSync(file, JSON.stringify(mails))

  const sink = await fork('mail-sink.ts')
  const port = Number(sink.first.port)
  const bare = await fork('bare-mail.ts', { port, file, connections, lanes })
  const sql = place.connect('letters')
  await sql`update habeas.letters set due_at = null, state = 'sent'`
  await sql`vacuum analyze`
  const service = await startService({
    ...env,
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: from,
    LETTERS_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
  })
  const sizes = new Set<number>()
  /** So many a second, from the first that comes to the last that is kept as sent. */
  const timed = async (send: () => Promise<number>) => {
    await sink.ask('begin')
    const seconds = await send()
    const arrived = (await sink.ask('tell')) as Arrived // what it says
    if (arrived.messages !== letters) throw new Error(`${arrived.messages} letters of ${letters} came`)
    sizes.add(arrived.bytes)
    if (sizes.size > 1) throw new Error('the sides have not sent the same bytes')
    return letters / seconds
  }
  try {
    return await compare(
      { name: 'the service, from the outbox to its history', measure: () => timed(() => outboxEmptied(sql)) },
      [
        {
          name: 'nodemailer, connections kept',
          measure: () =>
            timed(async () => {
              const { seconds, error } = await bare.ask('send')
              if (typeof seconds !== 'number') throw new Error(String(error))
              return seconds
            }),
        },
      ],
      { goals: [{ of: 'nodemailer, connections kept', atLeast: 0.5 }], rounds },
    )
  } finally {
    await service.stop()
    await Promise.all([sink.stop(), bare.stop()])
    await sql.end()
  }
}

/** Queues every acknowledgement again, and waits until each is kept as sent. In seconds. */
async function outboxEmptied(sql: postgres.Sql): Promise<number> {
  await sql`update habeas.letters set state = 'queued', due_at = now(), attempts = 0, sent_at = null where type = 'acknowledgement'`
  const isSo = async (condition: string) => (await sql.unsafe(`select ${condition} as is_so`))[0]?.is_so === true
  while (!(await isSo('exists (select from habeas.letters where attempts > 0)'))) await delay(10)
  const started = performance.now()
  while (await isSo('exists (select from habeas.letters where due_at is not null)')) await delay(100)
  return (performance.now() - started) / 1000
}

/** An organisation with so many requests, each with a letter in the outbox; the letters as mails. */
async function queueLetters(env: Readonly<Record<string, string>>, letters: number): Promise<Mail[]> {
  const settings = readSettings(env)
  const { target, keyring, release } = await prepareDatabase(settings)
  const database = openDatabase(target, { size: 4 })
  try {
    const id = newId('org')
    const command = createOrganisationBody.parse({
      slug: 'sending',
      name: 'Sending SAS',
      country: 'FR',
      contact: { dpo_email: 'dpo@example.org' },
    })
    const { organisation } = await database.transaction(id, (tx) =>
      createOrganisation(tx, { keyring }, command, { actor: { type: 'service', organisation: id }, at }),
    )
    const rows: LetterRow[] = []
    const lane = async (first: number) => {
      for (let n = first; n < letters; n += 4) rows.push(await queueOne({ database, keyring, organisation }, n))
    }
    await Promise.all([0, 1, 2, 3].map(lane))
    return rows.map((row) => mailOf(row, { keyring, from, publicUrl: '' }))
  } finally {
    await database.close()
    await release()
  }
}

async function queueOne(
  deps: { readonly database: Database; readonly keyring: Keyring; readonly organisation: Organisation },
  n: number,
): Promise<LetterRow> {
  const { database, keyring, organisation } = deps
  const person = { name: 'Zoé Łukasiewicz', email: `person-${n}@example.net` }
  const command = publicIntakeBody.parse({ requester: person, rights: [{ right: 'access' }] })
  const c = openPublicRequest(keyring, organisation, command, at)
  const row = writeLetter({
    organisation,
    request: { id: c.request.id, reference: c.request.reference },
    letter: { type: 'acknowledgement', receivedOn: c.request.receivedOn, dueOn: c.request.dueOn },
    by: 'email',
    to: person,
    locale: 'fr',
    tells: { fact: 'nothing' },
    now: at,
  })
  await database.transaction(organisation.id, async (tx) => {
    await Promise.all(storeCase(tx, { keyring, outbox: { wake: () => undefined } }, c))
    await Promise.all(insertLetters(tx, c.safe, [row]))
  })
  return row
}
