import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import type { Signer } from '../../src/evidence/signing-key.ts'
import type { Tally } from '../../src/exports/about.ts'
import type { PackageFacts } from '../../src/exports/package-facts.ts'
import { packingOf, writeFiles } from '../../src/exports/package-files.ts'
import { packageWriter } from '../../src/exports/package-writer.ts'
import type { ExportFormat } from '../../src/exports/tables.ts'
import type { Instant } from '../../src/law/calendar.ts'
import { readObjectText } from '../../src/records/json-text.ts'
import type { ReadRecord } from '../../src/records/read-records.ts'
import { emptyRegister, type Register } from '../../src/register/register.ts'
import { registerBody } from '../../src/register/schemas.ts'
import { chooseLanguage } from '../../src/words/languages.ts'
import { wordsIn } from '../../src/words/words.ts'

const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]), // RFC 8410 section 7
  format: 'der',
  type: 'pkcs8',
})
const spki = createPublicKey(privateKey)
const publicKey = spki.export({ format: 'der', type: 'spki' }).subarray(-32)

/** A signer of its own: these packages come from no service. */
export const signer: Signer = {
  id: hash('sha256', publicKey, 'buffer').subarray(0, 16).toString('hex'),
  algorithm: 'Ed25519',
  publicKey,
  publicKeyPem: spki.export({ format: 'pem', type: 'spki' }).toString(),
  sign: () => Buffer.alloc(64),
  signMessage: (message) => sign(null, Buffer.from(message), privateKey),
  signFile: (content) => sign(null, content, privateKey),
}

/** What a package is made with, where a test says nothing else. */
export function factsWith(
  more: Partial<PackageFacts> & { readonly registered?: unknown; readonly locale?: string } = {},
): PackageFacts {
  const { registered, locale = 'en', ...facts } = more
  const register: Register = registered === undefined ? emptyRegister : registerBody.parse(registered)
  return {
    controller: {
      name: 'DASTRA SAS',
      contact: {
        dpo_email: 'contact@dastra.eu',
        postal_address: '14 Avenue du Général de Gaulle\n94160 Saint-Mandé\nFrance',
        phone: null,
      },
      supervisory_authority: { name: 'CNIL', url: 'https://www.cnil.fr/' },
    },
    reference: 'HB-7F3K-92QD',
    kind: 'access',
    generatedAt: Date.parse('2026-03-05T10:00:00Z') as Instant, // a valid instant
    words: wordsIn(chooseLanguage(locale), facts.regime),
    staffLocale: 'en',
    timeZone: 'Europe/Paris',
    regime: 'gdpr',
    register: { version: registered === undefined ? 0 : 1, updatedAt: null, register },
    signer,
    publicUrl: 'https://habeas.example.org',
    ...facts,
  }
}

type Given = Partial<ReadRecord> & { readonly data: object | string }

/** A record as a source brought it; its data as an object, or as the very text. */
export function recordWith({ data, ...more }: Given): ReadRecord {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  if (!readObjectText(text).ok) throw new Error('no source could bring this record')
  return {
    category: 'orders',
    source: 'crm',
    providedBy: 'subject',
    purpose: null,
    collectedAt: null,
    review: 'none',
    reason: null,
    ...more,
    text: more.review === 'withheld' ? '' : text,
  }
}

/** A package, made of these records in the order in which the database gives them: by category. */
export async function packed(
  format: ExportFormat,
  facts: PackageFacts,
  records: readonly ReadRecord[],
): Promise<{ readonly content: Buffer; readonly tally: Tally }> {
  const sorted = [...records].sort((a, b) => Buffer.compare(Buffer.from(a.category), Buffer.from(b.category)))
  const pieces: Buffer[] = []
  const sink = { write: async (bytes: Buffer) => void pieces.push(bytes), reached: async () => undefined }
  const { add, finish } = packageWriter(sink, packingOf(format, facts))
  const pages = async function* (category?: string) {
    const wanted = sorted.filter((record) => category === undefined || record.category === category)
    for (let at = 0; at < wanted.length; at += 3) yield wanted.slice(at, at + 3)
  }
  const tally = await writeFiles(format, facts, pages, add)
  await finish()
  return { content: Buffer.concat(pieces), tally }
}
