import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type ChainHead, chainEvent, hashedForm } from '../../src/evidence/chain.ts'
import { checkpointStatement } from '../../src/evidence/checkpoint.ts'
import { makeCheckpoints } from '../../src/evidence/make-checkpoints.ts'
import { merkleTree } from '../../src/evidence/merkle.ts'
import { contentsOf } from '../../src/evidence/seal-bundle.ts'
import { signerOf } from '../../src/evidence/signing-key.ts'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { realNow } from '../../src/platform/clock.ts'
import { environmentKey, type Keyring, newWrappedRoot, unlockKeyring } from '../../src/platform/crypto/keyring.ts'
import { openDatabase } from '../../src/platform/database/transaction.ts'
import { newId, showId } from '../../src/platform/identifiers.ts'
import { prepareDatabase } from '../../src/prepare-database.ts'
import { readSettings } from '../../src/settings.ts'
import type { Place } from './processes.ts'
import { median } from './rounds.ts'

/** Milliseconds to verify a bundle with a chain of so many events, each with a detail and a proof in a checkpoint; the median. */
export async function measureVerification(
  events: number,
  rounds: number,
): Promise<{ milliseconds: number; bytes: number }> {
  const provider = environmentKey(randomBytes(32))
  const text = bundleOf(events, await unlockKeyring(provider, (await newWrappedRoot(provider)).wrapped))
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    const verdict = verifyBundle(text)
    if (round > 0) times.push(performance.now() - started) // the first warms
    if (!verdict.ok) throw new Error(`the bundle does not hold: ${verdict.fault}`)
  }
  return { milliseconds: median(times), bytes: text.length }
}

/** A bundle as the service writes it, its events in one checkpoint. */
function bundleOf(amount: number, keyring: Keyring): string {
  const signer = signerOf(keyring)
  const place = { organisation: newId('org'), request: newId('req') }
  const [organisation, request] = [showId('org', place.organisation), showId('req', place.request)]
  const at = realNow()
  const by = { actor: { type: 'service', organisation: place.organisation }, at } as const
  const head: ChainHead = { sequence: 0, hash: null }
  const tree = merkleTree()
  const chain = Array.from({ length: amount }, () => {
    const detail = { note: 'compared the contract number and the date of birth' }
    const row = chainEvent(head, place, { type: 'message_sent', facts: { message: request }, detail }, by)
    tree.add(row.hash)
    return row
  })
  const statement = checkpointStatement({
    organisationId: place.organisation,
    number: 1,
    events: amount,
    eventsBefore: 0,
    root: tree.root(),
    previousHash: null,
    at,
    keyId: signer.id,
  })
  const body = {
    format: 'habeas.evidence',
    version: 1,
    organisation,
    request,
    reference: 'HB-7F3K-92QD',
    events: chain.map((row, index) => ({
      body: hashedForm(row),
      hash: row.hash.toString('hex'),
      detail: row.detail,
      detail_key: row.detailKey?.toString('hex') ?? null,
      inclusion: { checkpoint: 1, index, path: tree.path(index).map((hash) => hash.toString('hex')) },
    })),
    letters: [],
    checkpoints: [{ statement, signature: signer.sign(statement).toString('hex') }],
    keys: [{ id: signer.id, algorithm: 'Ed25519', public_key: signer.publicKey.toString('hex') }],
  }
  const [end, contents] = [{ sequence: amount, hash: head.hash?.toString('hex') ?? null }, contentsOf(body)]
  const said = { type: 'habeas.head.v1', organisation, request, ...end, contents, at: '', key_id: signer.id } as const
  return JSON.stringify({ ...body, head: { statement: said, signature: signer.sign(said).toString('hex') } })
}

/** Seconds to sign one checkpoint over so many events of one organisation, read from the database. */
export async function measureCheckpoint(place: Place, events: number): Promise<number> {
  const name = 'checkpoint'
  const masterKey = randomBytes(32)
  const settings = readSettings({
    DATABASE_URL: await place.createDatabase(name),
    DATA_DIR: join(place.folder, name),
    MASTER_KEY: masterKey.toString('hex'),
  })
  const { target, keyring, release } = await prepareDatabase(settings)
  const database = openDatabase(target, { size: 2 })
  const sql = place.connect(name)
  try {
    await sql.unsafe(`
      insert into habeas.organisations (id, slug, name, country, calendar, time_zone, locale, regime, contact, allowed_origins,
        settings, watch_at, created_at, updated_at)
      values (gen_random_uuid(), 'bench', 'Bench', 'FR', 'FR', 'Europe/Paris', 'fr', 'gdpr', '{}', '{}', '{}', now(), now(), now());
      insert into habeas.events (organisation_id, id, stream_id, sequence, type, at, actor, facts, hash, feed_position)
      select o.id, gen_random_uuid(), o.id, i, 'request_changed', now(), '{"type":"service"}', '{}', sha256(i::text::bytea),
        nextval('habeas.feed') -- as the default does, without its lock: one transaction can't hold so many
      from habeas.organisations o, generate_series(1, ${events}) i;`)
    await sql`vacuum analyze`
    const started = performance.now()
    await makeCheckpoints({ database, keyring, now: realNow })
    const seconds = (performance.now() - started) / 1000
    const made = await sql`select events from habeas.checkpoints`
    if (made.length !== 1 || made[0]?.events !== events) throw new Error('the checkpoint does not cover the events')
    return seconds
  } finally {
    await sql.end()
    await database.close()
    await release()
  }
}
