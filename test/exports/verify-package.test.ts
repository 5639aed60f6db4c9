import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { register as demo } from '../../src/cli/demo/processing.ts'
import { withPrograms } from '../support/programs.ts'
import { testService } from '../support/service.ts'
import { exportDesk } from './support.ts'

const run = promisify(execFile)

// What a third party does who has nothing but the package and common programs: the README tells the same.

await withPrograms(t, ['unzip', 'sha256sum', 'openssl'], async () => {
  const service = await testService(t)
  const desk = await exportDesk(service, await service.organisation('verified'))
  await desk.dpo('PUT', '/v1/register', demo)
  const folder = mkdtempSync(join(tmpdir(), 'habeas-package-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const inFolder = (program: string, ...parts: string[]) => run(program, parts, { cwd: folder })
  const path = (name: string) => join(folder, name)
  const request = await desk.open([{ right: 'access' }], { locale: 'fr' })
  await desk.put(request.id, 'crm', [
    { ...desk.record, category: 'Données', purpose: 'service' },
    { ...desk.record, data: { phone: '+33 1' }, purpose: 'support' },
  ])
  const id = await desk.ready(request.id, 'access', 'zip')
  writeFileSync(path('package.zip'), await desk.content(request.id, id))
  await inFolder('unzip', '-q', 'package.zip')
  const manifest: { files: { path: string; bytes: number; sha256: string }[]; signature: Record<string, string> } =
    JSON.parse(readFileSync(path('manifest.json'), 'utf8'))
  const sums = manifest.files.map(({ sha256, path }) => `${sha256}  ${path}\n`).join('')

  t.test('unzip opens it, and finds it whole', async (t) => {
    const { stdout } = await inFolder('unzip', '-t', 'package.zip')
    t.match(stdout, /No errors detected/)
    const { stdout: listed } = await inFolder('unzip', '-Z1', 'package.zip')
    const named = manifest.files.map((file) => file.path)
    t.same(listed.trim().split('\n').sort(), [...named, 'manifest.json', 'manifest.json.sig'].sort())
  })

  t.test('sha256sum finds every file of the manifest as it was, and one that was changed', async (t) => {
    writeFileSync(path('sums'), sums)
    const { stdout } = await inFolder('sha256sum', '--check', '--strict', 'sums')
    t.equal(stdout.trim().split('\n').length, manifest.files.length)
    for (const { path: name, bytes } of manifest.files) t.equal(readFileSync(path(name)).length, bytes)
    const cover = readFileSync(path('cover.html'), 'utf8')
    writeFileSync(path('cover.html'), `${cover} `)
    const checked = await inFolder('sha256sum', '--check', 'sums').catch((refused: { stdout: string }) => refused)
    t.match(checked.stdout, /cover\.html: FAILED/)
    writeFileSync(path('cover.html'), cover)
  })

  const verify = (key: string) =>
    inFolder(
      'openssl',
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      key,
      '-rawin',
      '-in',
      'manifest.json',
      '-sigfile',
      'manifest.json.sig',
    )

  t.test('openssl verifies the signature of the manifest with the key that the service answers with', async (t) => {
    const served = await service.call('GET', '/evidence/signing-key.pem')
    t.equal(served.status, 200)
    t.equal(served.raw.toString(), readFileSync(path('signing-key.pem'), 'utf8'), 'the package brings the same')
    writeFileSync(path('served.pem'), served.raw)
    t.match((await verify('served.pem')).stdout, /Verified Successfully/)
    const [key] = (await desk.dpo('GET', '/v1/evidence/keys')).body.data
    t.match(manifest.signature, { algorithm: 'Ed25519', key_id: key.id, public_key: key.public_key })
  })

  t.test('a manifest that was changed does not verify, nor one that another key has signed', async (t) => {
    const content = readFileSync(path('manifest.json'), 'utf8')
    writeFileSync(path('manifest.json'), content.replace('"bytes": ', '"bytes": 1'))
    await t.rejects(verify('signing-key.pem'))
    writeFileSync(path('manifest.json'), content)
    await inFolder('openssl', 'genpkey', '-algorithm', 'ed25519', '-out', 'other')
    await inFolder('openssl', 'pkey', '-in', 'other', '-pubout', '-out', 'other.pem')
    await t.rejects(verify('other.pem'))
  })
})
