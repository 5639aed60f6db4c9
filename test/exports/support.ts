import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl'
import { compileExport } from '../../src/exports/compile-export.ts'
import { caseSafe } from '../../src/platform/crypto/safe.ts'
import { type ExportId, parseId, type RecordId } from '../../src/platform/identifiers.ts'
import { packRecords } from '../../src/records/record-box.ts'
import { recordBoxes } from '../../src/records/tables.ts'
import { runAs } from '../support/database.ts'
import type { Call, TestOrganisation, TestService } from '../support/service.ts'

/** A desk with what these tests do over and over. */
export async function exportDesk(service: TestService, organisation: TestOrganisation) {
  const [agent, dpo, dpo2] = await Promise.all([
    organisation.client('agent'),
    organisation.client('dpo'),
    organisation.client('dpo'),
  ])
  const never = new AbortController().signal
  const idOf = (text: string): ExportId => parseId('exp', text) ?? fail('no export')
  const compile = (id: string) =>
    compileExport(service.deps, { organisation: organisation.id, export: idOf(id) }, never)
  const desk = {
    agent,
    dpo,
    dpo2,
    compile,
    idOf,
    record: { category: 'orders', provided_by: 'subject', data: { n: 1 } },
    open: async (rights: object[] = [{ right: 'access' }], more: object = {}): Promise<OpenRequest> => {
      const made = await agent('POST', '/v1/requests', {
        channel: 'email',
        received_at: '2026-03-02T09:00:00Z',
        requester: { name: 'Ana', email: 'ana@example.org' },
        rights,
        ...more,
      })
      return made.status === 201 ? made.body : fail(JSON.stringify(made.body))
    },
    put: async (request: string, source: string, records: readonly (object | string)[]) => {
      const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)))
      const body = `${lines.join('\n')}\n`
      const done = await agent('PUT', `/v1/requests/${request}/records/${encodeURIComponent(source)}`, body, {
        'content-type': 'application/x-ndjson',
      })
      if (done.status !== 200) fail(JSON.stringify(done.body))
    },
    /** Puts another text into the box of a request's one record. */
    forgeRecord: async (request: string, data: string) => {
      const id = parseId('req', request) ?? fail('no request')
      const [row] = await runAs(
        service.database.superuser,
        'select r.data_key, c.id from habeas.requests r join habeas.records c on c.request_id = r.id where r.id = $1',
        [id],
      )
      const { data_key: dataKey, id: rec } = row as { data_key: Buffer; id: RecordId } // the columns of the text
      const safe = caseSafe(service.keyring, { organisationId: organisation.id, id, dataKey })
      const box = recordBoxes.seal(safe, {
        id: rec,
        data: packRecords([{ id: rec, note: {}, data, providedBy: 'subject', collectedAt: null }], []),
      })
      await runAs(service.database.superuser, 'update habeas.records set data = $2 where id = $1', [rec, box.data])
    },
    /** Identity proven, and the right at this position granted. */
    grant: async (request: OpenRequest, position = 0, more: object = {}) => {
      await dpo('POST', `/v1/requests/${request.id}/confirm-identity`, { method: 'known_facts', note: 'asked' })
      const right = request.rights[position]?.id
      const done = await dpo('POST', `/v1/requests/${request.id}/rights/${right}/decide`, {
        outcome: 'granted',
        ...more,
      })
      if (done.status !== 200) fail(JSON.stringify(done.body))
    },
    /** Asked for by the agent, and not compiled yet. */
    ask: async (
      request: string,
      kind: string,
      format: string,
      headers: Record<string, string> = {},
    ): Promise<string> => {
      const asked = await agent('POST', `/v1/requests/${request}/exports`, { kind, format }, headers)
      return asked.status === 202 ? asked.body.id : fail(JSON.stringify(asked.body))
    },
    ready: async (request: string, kind = 'access', format = 'json'): Promise<string> => {
      const asked = await agent('POST', `/v1/requests/${request}/exports`, { kind, format })
      await compile(asked.body.id)
      return asked.body.id
    },
    release: (request: string, id: string, body: object = {}, by: Call = dpo, headers: Record<string, string> = {}) =>
      by('POST', `/v1/requests/${request}/exports/${id}/release`, body, headers),
    show: async (request: string, id: string) => (await agent('GET', `/v1/requests/${request}/exports/${id}`)).body,
    content: async (request: string, id: string): Promise<Buffer> => {
      const answer = await dpo('GET', `/v1/requests/${request}/exports/${id}/content`)
      return answer.status === 200 ? answer.raw : fail(JSON.stringify(answer.body))
    },
    events: async (request: string, type: string) => {
      const { body } = await agent('GET', `/v1/requests/${request}/events?limit=100`)
      return body.data.filter((event: { type: string }) => event.type === type)
    },
  }
  return {
    ...desk,
    /** A request with a record, its access granted and an export of it ready. */
    prepared: async (more: object = {}): Promise<{ request: OpenRequest; id: string }> => {
      const request = await desk.open([{ right: 'access' }], more)
      await desk.put(request.id, 'crm', [desk.record])
      await desk.grant(request)
      return { request, id: await desk.ready(request.id) }
    },
  }
}
export type OpenRequest = { id: string; reference: string; rights: { id: string }[] }

/** The files of a ZIP, in their order, as another library reads them: sizes and checksums are checked while reading. */
export async function unzip(content: Buffer): Promise<Map<string, Buffer>> {
  const open: (bytes: Buffer, options: Options) => Promise<ZipFile> = promisify(fromBuffer)
  const zip = await open(content, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true })
  const files = new Map<string, Buffer>()
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error)
        buffer(stream).then((bytes) => {
          files.set(entry.fileName, bytes)
          zip.readEntry()
        }, reject)
      })
    })
    zip.on('end', resolve)
    zip.on('error', reject)
    zip.readEntry()
  })
  return files
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function fail(why: string): never {
  throw new Error(why)
}
