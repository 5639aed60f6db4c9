import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { z } from 'zod'
import { assertDocumented } from '../../../src/platform/http/documented.ts'
import { documentApi, security } from '../../../src/platform/http/openapi.ts'
import { mergeTwins, pruneUnused } from '../../../src/platform/http/openapi-components.ts'
import { errorResponses, strictObject } from '../../../src/platform/http/schemas.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { sampleApp } from './sample-app.ts'

const described = async () => (await (await sampleApp()).inject('/openapi.json')).json()

t.test("the description is OpenAPI 3.1 and clean by redocly's recommended rules", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(await described()))
  const redocly = join(import.meta.dirname, '../../../node_modules/@redocly/cli/bin/cli.js')
  const args = [redocly, 'lint', '--extends', 'recommended', '--max-problems', '50', 'openapi.json']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder, env })
  t.match(stdout + stderr, /Your API description is valid/)
  t.notMatch(stdout + stderr, /warning|error/i)
})

t.test('what is described is what goes over the wire', async (t) => {
  const { openapi, paths, components } = await described()
  t.equal(openapi, '3.1.0')
  const note = components.schemas.SampleNote
  t.match(note.properties.id, { type: 'string', pattern: '^req_[0-9a-z]{26}$', examples: [/^req_/] })
  t.match(note.properties.at, { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })
  t.notOk('additionalProperties' in note, 'clients are to expect more fields in an answer')
  const body = components.schemas.SampleWriteNote
  t.equal(body.additionalProperties, false, 'and may not send any')
  t.same(body.required, ['address', 'text'])
  t.match(body.examples, [{ text: /Dear/ }])
  t.match(body.properties.text, { minLength: 1, maxLength: 2000 })
  t.same(body.properties.address, { $ref: '#/components/schemas/SampleAddress' })
  const [limit] = paths['/v1/notes'].get.parameters
  t.match(limit, {
    name: 'limit',
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 25 },
  })
  const upload = paths['/v1/files'].post.requestBody.content['multipart/form-data'].schema
  t.match(upload.properties, { file: { type: 'string', format: 'binary' }, kind: { enum: ['identity', 'evidence'] } })
})

t.test('each error answer is written once, with an example for each code', async (t) => {
  const { paths, components } = await described()
  t.same(paths['/v1/notes'].get.responses['400'], { $ref: '#/components/responses/invalid-or-invalid_cursor' })
  const { content } = components.responses['invalid-or-invalid_cursor']
  t.same(content['application/problem+json'].schema, { $ref: '#/components/schemas/Problem' })
  t.match(content['application/problem+json'].examples, {
    invalid: { value: { code: 'invalid', status: 400 } },
    invalid_cursor: { value: { code: 'invalid_cursor' } },
  })
})

t.test('only what is used is described', async (t) => {
  const { tags, components } = await described()
  t.same(
    tags.map(({ name }: { name: string }) => name),
    ['Service', 'Requests', 'Correspondence'],
  )
  t.notOk(components.securitySchemes.staff)
  const schemas = { A: { $ref: '#/components/schemas/B' }, B: {}, Unused: {}, AInput: { type: 'string' } }
  const pruned = pruneUnused({ components: { schemas }, paths: { '/': { $ref: '#/components/schemas/A' } } })
  t.same(pruned.components.schemas, { A: { $ref: '#/components/schemas/B' }, B: {} })
})

t.test('a schema that cannot be described stops the start', async (t) => {
  t.throws(() => pruneUnused({ paths: { '/': { $ref: '#/components/schemas/schema0' } } }), /schema0 holds itself/)
})

t.test('a schema that reads as it is answered has one name', async (t) => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  const schemas = {
    Same: { of: ref('Inner') },
    SameInput: { of: ref('InnerInput') },
    Inner: { type: 'string' },
    InnerInput: { type: 'string' },
    Other: { type: 'object', inner: ref('Inner') },
    OtherInput: { type: 'object', inner: ref('InnerInput'), additionalProperties: false },
    Outer: { other: ref('Other') },
    OuterInput: { other: ref('OtherInput') },
  }
  const merged = mergeTwins({ components: { schemas }, body: ref('SameInput') })
  t.same(Object.keys(merged.components.schemas).sort(), ['Inner', 'Other', 'OtherInput', 'Outer', 'OuterInput', 'Same'])
  t.same(merged.body, ref('Same'))
  t.same(merged.components.schemas.OtherInput.inner, ref('Inner'))
  t.same(merged.components.schemas.OuterInput, { other: ref('OtherInput') })
})

t.test('the documentation page brings its own assets and a policy that allows only them', async (t) => {
  const app = await sampleApp()
  const page = await app.inject('/docs')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self'; style-src 'self'/)
  t.notMatch(
    page.body,
    /<script>|<script[^>]*>[^<\s]|<style|style=|https?:\/\//,
    'nothing inline, nothing from elsewhere',
  )
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
  t.ok(assets.length > 3)
  for (const path of assets) t.equal((await app.inject(new URL(path, 'http://x/docs').pathname)).statusCode, 200, path)
})

t.test('the documentation page reads /openapi.json, the only document, and shows nobody else’s logo', async (t) => {
  const app = await sampleApp()
  const page = await app.inject('/docs')
  const [start = '', icon = ''] = ['theme/start.js', 'theme/icon.svg'].map((name) => `/docs/static/${name}`)
  const scripts = [...page.body.matchAll(/<script src="([^"]+)"/g)].map(([, path]) => path)
  t.equal(scripts.at(-1), start, 'the last to say what is started')
  t.match((await app.inject(start)).body, /'\/openapi\.json'/)
  t.match(page.body, `href="${icon}"`)
  t.notMatch(page.body, /favicon-/)
  t.notMatch((await app.inject('/docs/static/swagger-initializer.js')).body, /base64,\w/)
  for (const path of ['/docs/json', '/docs/yaml']) {
    const answer = await app.inject(path)
    t.match([answer.statusCode, answer.json()], [404, { code: 'not_found' }], path)
  }
})

t.test('the app refuses to start while a route is undocumented, and says which and why', async (t) => {
  const app = createServer()
  await documentApi(app, { version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } })
  app.get('/bare/:id', () => ({}))
  const documented = {
    operationId: 'twice',
    tags: ['Service'],
    summary: 'One',
    security: security.staff,
    response: { 200: z.object({}), ...errorResponses('unauthorized', 'unsupported_media_type', 'too_large') },
  }
  app.post('/half', { schema: { ...documented, body: strictObject({}) } }, () => ({}))
  app.get('/same', { schema: documented }, () => ({}))
  app.get('/page', { schema: { hide: true } }, () => 'a page for people')
  const failure = await app.ready().then(
    () => '',
    (error: Error) => error.message,
  )
  t.match(
    failure,
    /GET \/bare\/:id lacks an operationId, tags, a summary, its security, a schema of its path parameters, an answer of success, the answer 404, the answer 500, the answer 503/,
  )
  t.match(failure, /POST \/half lacks the answer 400$/m)
  t.match(failure, /GET \/same lacks an operationId that is not also another route's/)
  t.notMatch(failure, /\/page|\/docs|\/openapi\.json|HEAD/)
})

t.test('a documented app starts', async (t) => {
  const app = await sampleApp()
  await app.ready()
  t.doesNotThrow(() => assertDocumented(app))
})
