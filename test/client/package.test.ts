import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import t from 'tap'
import { inBrowser } from '../support/browser.ts'
import { testService } from '../support/service.ts'
import { repository } from '../support/source-files.ts'
import { until } from '../support/until.ts'

// The client as whoever installs it has it: packed, installed without a network into a folder of its own, and used from there.

const run = promisify(execFile)
const place = mkdtempSync(join(tmpdir(), 'habeas-client-'))
t.teardown(() => rmSync(place, { recursive: true, force: true }))
const npm = (folder: string, ...args: readonly string[]) =>
  run('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier', `--cache=${place}/cache`], {
    cwd: folder,
  })

const tool = join(place, 'tool')
const packed = await pack()
cpSync(join(repository, 'test/client/tool'), tool, { recursive: true })
await npm(tool, 'install', '--no-save', ...packed)

const service = await testService(t)
const acme = await service.organisation('acme', { allowed_origins: [] })
const { id, secret } = await acme.client('dpo')
await service.app.listen({ port: 0, host: '127.0.0.1' })
const { port } = service.app.server.address() as AddressInfo // it listens on a port
const url = `http://127.0.0.1:${port}`

/** The client, and what it depends on as it lies here. */
async function pack(): Promise<string[]> {
  const openapi = join(place, 'openapi')
  cpSync(join(repository, 'openapi'), openapi, { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(place, 'node_modules'))
  await npm(join(openapi, 'client'), 'pack', `--pack-destination=${place}`)
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
    await npm(join(place, 'node_modules', name), 'pack', '--ignore-scripts', `--pack-destination=${place}`)
  }
  return readdirSync(place)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(place, name))
}

t.test('it is three packages, without source and without anything else', async (t) => {
  t.same(
    readdirSync(join(tool, 'node_modules'))
      .filter((name) => !name.startsWith('.'))
      .sort(),
    ['habeas-client', 'openapi-fetch', 'openapi-typescript-helpers'],
  )
  const installed = join(tool, 'node_modules/habeas-client')
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = files.map(({ parentPath, name }) => join(parentPath, name).slice(installed.length + 1))
  t.ok(names.includes('README.md') && names.includes('dist/habeas.js') && names.includes('types.d.ts'))
  t.same(
    names.filter((name) => !/^dist\/[\w-]+\.(js|d\.ts)$|^(README\.md|package\.json|types\.d\.ts)$/.test(name)),
    [],
  )
})

t.test('a tool in plain JavaScript registers a request and reads the feed', async (t) => {
  const env = { PATH: process.env.PATH, HABEAS: url, CLIENT: id, SECRET: secret }
  const { stdout } = await run(process.execPath, ['tool.mjs'], { cwd: tool, env })
  t.match(JSON.parse(stdout), { refused: 'HabeasProblem 404 not_found' })
  const { reference, events } = JSON.parse(stdout)
  t.match(reference, /^HB-/)
  t.ok(events.includes('request_received'))
})

t.test('the mirror of the README tells what has changed, and goes on where it was stopped', async (t) => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const [, mirror = ''] = /^```js\n(import \{ readFile[\s\S]*?)^```/m.exec(readme) ?? []
  t.ok(mirror.split('\n').length <= 31, '30 lines')
  writeFileSync(join(tool, 'mirror.mjs'), mirror)
  const beta = await service.organisation('beta')
  const { id, secret } = await beta.client('auditor')
  const env = { PATH: process.env.PATH, HABEAS: url, CLIENT: id, SECRET: secret, PAUSE: '0.01', POSITION: 'position' }
  const register = async () => {
    const body = {
      channel: 'phone',
      received_on: '2026-03-02',
      requester: { name: 'Zoé' },
      rights: [{ right: 'access' }],
    }
    return (await beta.admin('POST', '/v1/requests', body)).body
  }
  const first = await register()
  await beta.admin('POST', `/v1/requests/${first.id}/acknowledge`, {
    told: { by: 'other', at: '2026-03-02T09:00:00Z' },
  })
  const second = await register()
  t.same(
    (await watched(env, 2)).sort(),
    [`${first.reference} in_progress 2026-04-02 2`, `${second.reference} received 2026-04-02 1`].sort(),
  )
  const third = await register()
  t.same(await watched(env, 1), [`${third.reference} received 2026-04-02 1`])
})

/** What the mirror says first, so many lines of it; it is stopped once it knows its position. */
async function watched(env: NodeJS.ProcessEnv, lines: number): Promise<string[]> {
  const mirror = spawn(process.execPath, ['mirror.mjs'], { cwd: tool, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  const known = positionOf()
  for await (const line of createInterface({ input: mirror.stdout })) {
    said.push(line)
    if (said.length < lines) continue
    await until(async () => positionOf() !== known)
    mirror.kill()
  }
  return said
}

function positionOf(): string {
  const position = join(tool, 'position')
  return existsSync(position) ? readFileSync(position, 'utf8') : ''
}

const compiled = async (config: string): Promise<string> => {
  const compiler = join(repository, 'node_modules/typescript-7/bin/tsc')
  const types = join(repository, 'node_modules/@types')
  const args = [compiler, '-p', config, '--typeRoots', types]
  const { stdout } = await run(process.execPath, args, { cwd: tool }).catch((error: { stdout: string }) => error)
  return stdout
}

t.test('a tool in TypeScript is checked against the contract, for Node and for browsers', async (t) => {
  t.equal(await compiled('tsconfig.node.json'), '')
  t.equal(await compiled('tsconfig.browser.json'), '')
})

t.test('the example of its own README compiles', async (t) => {
  const readme = readFileSync(join(repository, 'openapi/client/README.md'), 'utf8')
  const [, example = ''] = /^ {2}```ts\n([\s\S]*?)^ {2}```/m.exec(readme) ?? []
  t.match(example, 'credentials: { token')
  writeFileSync(join(tool, 'example.ts'), example)
  const config = JSON.parse(readFileSync(join(tool, 'tsconfig.node.json'), 'utf8'))
  writeFileSync(join(tool, 'tsconfig.example.json'), JSON.stringify({ ...config, files: ['example.ts'] }))
  t.equal(await compiled('tsconfig.example.json'), '')
})

t.test('what the contract does not know does not compile', async (t) => {
  const wrong = [
    "await habeas.get('/v1/wishes')",
    "await habeas.get('/v1/requests/{id}')",
    "await habeas.post('/v1/requests/{id}/close', { path: { id: 'req_1' }, body: { reason: 'tired' } })",
    "await habeas.post('/v1/requests/{id}/reopen', { path: { id: 'req_1' } })",
    "habeas.pages('/v1/requests', { query: { mood: 'good' } })",
    "habeas.pages('/v1/organisation')",
    "console.log((await habeas.get('/v1/organisation')).shoe_size)",
    "await habeas.delete('/v1/requests/{id}', { path: { id: 'req_1' } })",
    "await habeas.post('/v1/clients', { body: { name: 'tool', role: 'dpo' }, ifMatch: 3 })",
  ]
  const head = "import { createHabeas } from 'habeas-client'; const habeas = createHabeas({ url: 'http://127.0.0.1' })"
  writeFileSync(join(tool, 'wrong.ts'), `${[head, ...wrong].join('\n')}\n`)
  const config = JSON.parse(readFileSync(join(tool, 'tsconfig.node.json'), 'utf8'))
  writeFileSync(join(tool, 'tsconfig.wrong.json'), JSON.stringify({ ...config, files: ['wrong.ts'] }))
  const lines = [...(await compiled('tsconfig.wrong.json')).matchAll(/^wrong\.ts\((\d+),/gm)].map(([, line]) =>
    Number(line),
  )
  t.same(
    [...new Set(lines)],
    wrong.map((_line, at) => at + 2),
  )
})

await inBrowser(t, async (browser) => {
  t.test('a page of a listed origin calls the public door with it', async (t) => {
    const origin = await serve(tool)
    await acme.admin('PATCH', '/v1/organisation', { allowed_origins: [origin] })
    const page = await browser.newPage()
    const troubles: string[] = []
    page.on('pageerror', (error) => troubles.push(error.message))
    await page.goto(`${origin}/page.html?${new URLSearchParams({ url, slug: acme.slug })}`)
    await page.getByText('HB-').waitFor()
    t.same(troubles, [])
    t.match(await page.locator('#form').textContent(), 'acme SAS')
    t.match(await page.locator('#receipt').textContent(), /^HB-\S+ 400 invalid$/)
  })
})

/** The folder as a web site; its origin. */
async function serve(folder: string): Promise<string> {
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
  }
  const server = createServer(({ url = '/' }, response) => {
    const [path = ''] = url.split('?')
    const type = types[extname(path)]
    if (type === undefined) return response.writeHead(404).end()
    return response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(readFileSync(join(folder, path)))
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  return `http://localhost:${port}`
}
