import { createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createDeflateRaw } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type postgres from 'postgres'
import { openPromise } from 'yauzl'
import { type Desk, openDesk } from './desk.ts'
import type { Place } from './processes.ts'
import { median } from './rounds.ts'

const mebi = 1024 * 1024
const goals = { ratio: 0.5, peakMiB: 128 }

export type ExportFigures = { readonly lines: readonly string[]; readonly met: boolean; readonly seconds: number }

/**
 * Records of one request, so many bytes of them, in and out again: the intake, the compiling of a ZIP package and its download, each
 * with the peak of the service's memory above what it held idle. Beside it the ceiling: the bytes of the package's files through
 * `copy … to stdout` into the same deflate. The ceiling is measured before the compiling and after it; a job of minutes is done once.
 */
export async function measureExport(place: Place, bytes: number): Promise<ExportFigures> {
  const name = `export_${bytes}`
  const desk = await openDesk(place, name)
  const call = caller(desk)
  const memory = watchMemory(desk.service.pid)
  try {
    const request = await newRequest(call)
    const path = `/v1/requests/${request}`
    await putRecords(call, `${path}/records/warm`, mebi)
    await compiled(call, path) // plans, JIT
    await desk.sql`vacuum analyze`
    const idle = await memory.settled()

    const intake = await timed(() => putRecords(call, `${path}/records/warm`, bytes))
    const intakePeak = memory.peak()
    // The rows as a table has them some minutes later: hint bits and visibility are set on neither side while it is measured.
    await desk.sql`vacuum analyze`

    const compile = await timed(() => compiled(call, path))
    const compilePeak = memory.peak()
    const file = join(place.folder, `${name}.zip`)
    const download = await timed(() => fetchContent(call, path, compile.result, file))
    const downloadPeak = memory.peak()

    const content = await loadContent(desk.sql, file)
    const packed = download.result
    rmSync(file)
    const ceilings: number[] = []
    for (let round = 0; round < 3; round++)
      ceilings.push(content / (await copyDeflated({ ...place.postgres.superuser, database: name })))
    const ceiling = median(ceilings)
    const rate = content / compile.seconds
    const ratio = rate / ceiling
    const peak = Math.max(intakePeak, compilePeak, downloadPeak) - idle
    const inMiB = (value: number) => (value / mebi).toFixed(0)
    return {
      lines: [
        `  intake    ${inMiB(bytes)} MiB in ${intake.seconds.toFixed(1)} s: ${(bytes / mebi / intake.seconds).toFixed(1)} MiB a second; peak ${inMiB(intakePeak - idle)} MiB above idle (${inMiB(idle)})`,
        `  compiling ${inMiB(content)} MiB of files in ${compile.seconds.toFixed(1)} s: ${(rate / mebi).toFixed(1)} MiB a second; peak ${inMiB(compilePeak - idle)} MiB above idle`,
        `  download  ${inMiB(packed)} MiB in ${download.seconds.toFixed(1)} s; peak ${inMiB(downloadPeak - idle)} MiB above idle`,
        `  ceiling   ${(ceiling / mebi).toFixed(1)} MiB a second  (${ceilings.map((each) => (each / mebi).toFixed(1)).join(' ')})`,
        `  ${ratio.toFixed(2)} of «copy … to stdout into the same deflate»; goal ${goals.ratio.toFixed(2)}: ${ratio >= goals.ratio ? 'met' : 'NOT MET'}`,
        `  ${inMiB(peak)} MiB above idle; goal ${goals.peakMiB}: ${peak <= goals.peakMiB * mebi ? 'met' : 'NOT MET'}`,
      ],
      met: ratio >= goals.ratio && peak <= goals.peakMiB * mebi,
      seconds: compile.seconds,
    }
  } finally {
    memory.stop()
    await desk.stop()
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - started) / 1000 }
}

/** Samples the resident memory of a process (Linux). `peak` is that since it was last asked. */
export function watchMemory(pid: number) {
  let most = 0
  const look = () => {
    if (!existsSync(`/proc/${pid}`)) return most // the service has ended: what it was asked last says why
    const [, kibi] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    const bytes = Number(kibi) * 1024
    most = Math.max(most, bytes)
    return bytes
  }
  const timer = setInterval(look, 50)
  return {
    peak: () => {
      const peak = most
      most = 0
      return peak
    },
    /** The least of some seconds without work. */
    settled: async () => {
      const seen: number[] = []
      for (let i = 0; i < 20; i++) {
        await delay(100)
        seen.push(look())
      }
      most = 0
      return Math.min(...seen)
    },
    stop: () => clearInterval(timer),
  }
}

type Call = (method: string, path: string, body?: RequestInit['body'], type?: string) => Promise<Response>

/** Calls as an admin, with a token of five minutes at most: a large export takes longer than one lives. */
function caller({ service, signIn }: Desk): Call {
  let token = { headers: signIn(), since: performance.now() }
  return async (method, path, body, type = 'application/json') => {
    if (performance.now() - token.since > 300_000) token = { headers: signIn(), since: performance.now() }
    const headers = { ...(await token.headers), ...(body === undefined ? {} : { 'content-type': type }) }
    const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body, duplex: 'half' }) }
    const answer = await fetch(`${service.url}${path}`, init)
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
}

async function newRequest(call: Call): Promise<string> {
  const requester = { name: 'Zoé Łukasiewicz', email: 'zoe@example.org' }
  const body = { channel: 'email', received_at: new Date().toISOString(), requester, rights: [{ right: 'access' }] }
  const { id } = (await (await call('POST', '/v1/requests', JSON.stringify(body))).json()) as { id: string } // API §4.1
  return id
}

async function putRecords(call: Call, path: string, bytes: number): Promise<void> {
  const body = Readable.toWeb(Readable.from(recordLines(bytes), { objectMode: false }))
  await call('PUT', path, body as RequestInit['body'], 'application/x-ndjson') // a stream of bytes
}

/** Has a package compiled; its id. */
async function compiled(call: Call, path: string): Promise<string> {
  const asked = await call('POST', `${path}/exports`, JSON.stringify({ kind: 'access', format: 'zip' }))
  const { id } = (await asked.json()) as { id: string } // API §4.4
  for (;;) {
    const { status } = (await (await call('GET', `${path}/exports/${id}`)).json()) as { status: string } // API §4.4
    if (status === 'ready') return id
    if (status === 'failed') throw new Error('the export has failed')
    await delay(100)
  }
}

async function fetchContent(call: Call, path: string, id: string, file: string): Promise<number> {
  const { body } = await call('GET', `${path}/exports/${id}/content`)
  if (body === null) throw new Error('there is no content')
  const out = createWriteStream(file)
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), out) // lib.dom's type of the same stream
  return out.bytesWritten
}

/** The lines of the package's files into a table; how many bytes they are. */
async function loadContent(sql: postgres.Sql, file: string): Promise<number> {
  await sql`create unlogged table content (line text)`
  const zip = await openPromise(file, { lazyEntries: true })
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    if (/\.sig$/.test(entry.fileName)) continue // the one that is no text
    bytes += entry.uncompressedSize
    const lines = createInterface({
      input: await zip.openReadStreamPromise(entry),
      crlfDelay: Number.POSITIVE_INFINITY,
    })
    for await (const some of batchesOf(lines)) {
      await sql`insert into content select unnest(${some}::text[])`
    }
  }
  await sql`vacuum analyze content`
  return bytes
}

async function* batchesOf(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = []
  let size = 0
  for await (const line of lines) {
    batch.push(line)
    size += line.length
    if (size < mebi) continue
    yield batch
    batch = []
    size = 0
  }
  if (batch.length > 0) yield batch
}

/**
 * Seconds that the same bytes take from the server through a deflate of the same settings, into nothing. The server sends a message for
 * each row; they go on in blocks, as a deflate that is handed small parts spends its time on the handing over.
 */
async function copyDeflated(at: pg.ClientConfig): Promise<number> {
  const client = new pg.Client(at)
  await client.connect()
  try {
    const started = performance.now()
    const nothing = new Writable({ write: (_part, _encoding, done) => done() })
    await pipeline(client.query(copyTo('copy content to stdout')), inBlocks, createDeflateRaw(), nothing)
    return (performance.now() - started) / 1000
  } finally {
    await client.end()
  }
}

async function* inBlocks(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let block: Buffer[] = []
  let size = 0
  for await (const part of parts) {
    block.push(part)
    size += part.length
    if (size < mebi / 4) continue
    yield Buffer.concat(block)
    block = []
    size = 0
  }
  if (block.length > 0) yield Buffer.concat(block)
}

const categories = ['orders', 'logins', 'messages', 'support_calls', 'newsletter']
const words = Array.from({ length: 4_000 }, (_, n) => ((n * 2_654_435_761) % 4_294_967_296).toString(36))

/** Records as source systems bring them: four in five short, one in five with a text; the same each time. */
function* recordLines(bytes: number): Generator<string> {
  let state = 1
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647 // Park and Miller, 1988
    return state % below
  }
  const text = (length: number) => Array.from({ length }, () => words[random(words.length)]).join(' ')
  const day = () => new Date(1_600_000_000_000 + random(150_000_000) * 1_000).toISOString()
  let made = 0
  for (let n = 0; made < bytes; ) {
    let lines = ''
    for (; lines.length < 65_536 && made + lines.length < bytes; n++) {
      const data = {
        id: `${random(1_000_000_000)}-${n}`,
        at: day(),
        state: ['open', 'paid', 'sent', 'returned'][random(4)],
        amount: random(100_000) / 100,
        address: { street: text(3), city: text(1), postcode: String(10_000 + random(89_999)) },
        lines: [
          { article: text(2), price: random(10_000) / 100, quantity: random(9) },
          { article: text(2), price: random(10_000) / 100, quantity: random(9) },
        ],
        ...(n % 5 === 0 && { text: text(150) }),
      }
      const category = categories[random(categories.length)]
      lines += `${JSON.stringify({ category, provided_by: 'observed', purpose: 'sales', collected_at: day(), source_id: `s${n}`, data })}\n`
    }
    made += lines.length
    yield lines
  }
}
