import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import t from 'tap'
import { register as demo } from '../../src/cli/demo/processing.ts'
import { documentSchema } from '../../src/exports/document-schema.ts'
import { sampled } from '../support/sampled.ts'
import { testService } from '../support/service.ts'
import { anyRecord, anyRegister } from './arbitrary.ts'
import { factsWith, packed } from './package.ts'
import { exportDesk, unzip } from './support.ts'

const ajv = new Ajv2020({ strict: true, validateFormats: false }) // each format has its pattern beside it
const validate = ajv.compile(documentSchema())

t.test('every document fits its JSON Schema, whatever records and register are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRecord, { maxLength: 12 }),
      fc.oneof(fc.constant(undefined), fc.constant(demo), anyRegister),
      fc.constantFrom('access', 'portability'),
      fc.constantFrom('fr', 'en'),
      async (records, registered, kind, locale) => {
        const { content } = await packed('json', factsWith({ registered, kind, locale }), records)
        if (validate(JSON.parse(content.toString()))) return
        throw new Error(ajv.errorsText(validate.errors))
      },
    ),
    sampled(300),
  )
})

t.test('the schema asks for what the contract promises', async (t) => {
  const { content } = await packed('json', factsWith({ registered: demo }), [])
  const document = JSON.parse(content.toString())
  t.ok(validate(document))
  for (const member of ['controller', 'reference', 'kind', 'generated_at', 'records', 'about']) {
    t.notOk(validate({ ...document, [member]: undefined }), member)
  }
  t.notOk(validate({ ...document, kind: 'erasure' }))
  t.notOk(validate({ ...document, records: { orders: ['text'] } }))
  t.notOk(validate({ ...document, generated_at: 'yesterday' }))
  t.notOk(validate({ ...document, about: { ...document.about, not_portable: -1 } }))
  t.ok(validate({ ...document, more: 1, about: { ...document.about, more: 1 } }), 'and lets members be added')
})

t.test('a document names its schema: at an address that stays, in a package the file beside it', async (t) => {
  const service = await testService(t)
  const desk = await exportDesk(service, await service.organisation('schemas'))
  const request = await desk.open()
  await desk.put(request.id, 'crm', [desk.record])
  const alone = JSON.parse((await desk.content(request.id, await desk.ready(request.id))).toString())
  t.equal(alone.$schema, `${service.deps.publicUrl}/schemas/export-v1.json`)
  const served = await service.call('GET', new URL(alone.$schema).pathname)
  t.equal(served.status, 200)
  t.match(served.headers, { 'content-type': /^application\/schema\+json/, 'cache-control': /public/ })
  t.equal(served.body.$schema, 'https://json-schema.org/draft/2020-12/schema')
  t.ok(ajv.validateSchema(served.body))
  t.same(served.body, documentSchema())

  const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', 'zip')))
  const document = JSON.parse(files.get('records.json')?.toString() ?? '')
  t.same(JSON.parse(files.get(document.$schema)?.toString() ?? ''), served.body)
  t.ok(new Ajv2020({ validateFormats: false }).compile(served.body)(document))
})
