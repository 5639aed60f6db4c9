import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { done } from '../attacks/desk.ts'
import { mailOf, newGateway } from '../support/gateway.ts'
import { testService } from '../support/service.ts'
import { repository } from '../support/source-files.ts'

// The script of the README, as it stands there, between a mail and a service that listens.

const service = await testService(t)
const acme = await service.organisation('acme')
const { id, secret } = await newGateway(service.app, acme.admin)
await service.app.listen({ port: 0, host: '127.0.0.1' })
const { port } = service.app.server.address() as AddressInfo // it listens on a port
const folder = mkdtempSync(join(tmpdir(), 'habeas-mail-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const [, script = ''] =
  /```sh\n(#!\/bin\/sh\n[\s\S]*?)```/.exec(readFileSync(join(repository, 'README.md'), 'utf8')) ?? []
writeFileSync(join(folder, 'habeas-mail'), script)

function settings(given: { url?: string; secret?: string } = {}): string {
  const { url = `http://127.0.0.1:${port}` } = given
  const file = join(folder, 'settings')
  writeFileSync(file, `HABEAS=${url} GATEWAY=${id} SECRET=${given.secret ?? secret}\n`)
  return file
}

/** Pipes a mail to the script; its exit status. */
function pipe(raw: string | Buffer, file: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HABEAS_MAIL: file, TMPDIR: folder }
    const script = spawn('sh', [join(folder, 'habeas-mail')], { env, stdio: ['pipe', 'ignore', 'inherit'] })
    script.once('error', reject).once('close', resolve)
    script.stdin.end(raw)
  })
}

const registered = async () => (await done(acme.admin('GET', '/v1/requests'))).data.length

t.test('it hands in what it reads, byte by byte, and twice the same is once', async (t) => {
  const raw = Buffer.concat([Buffer.from(mailOf({ from: 'ana@example.org' })), Buffer.from([0xe9, 0x00, 0xff])])
  t.equal(await pipe(raw, settings()), 0)
  t.equal(await registered(), 1)
  t.equal(await pipe(raw, settings()), 0)
  t.equal(await registered(), 1)
})

t.test('what nobody can read is not tried again; what could not be handed in is', async (t) => {
  t.equal(await pipe('no mail', settings()), 65)
  const other = `whsec_${Buffer.alloc(32).toString('base64')}`
  t.equal(
    await pipe(mailOf(), settings({ secret: other })),
    75,
    'a secret that is wrong, until somebody has put it right',
  )
  t.equal(await pipe(mailOf(), settings({ url: 'http://127.0.0.1:1' })), 75, 'nobody listens')
  t.equal(await registered(), 1)
})
