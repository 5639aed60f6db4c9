import t from 'tap'
import { problems } from '../../src/platform/problem.ts'
import { messageKey, say } from '../../src/words/catalogue.ts'
import { writtenLanguages } from '../../src/words/languages.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const { call } = service
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const form = { requester: { name: 'Ana' }, rights: [{ right: 'access' }] }
const send = (headers: Record<string, string> = {}) => call('POST', '/v1/public/acme/requests', form, headers)

t.test('what a form is refused is told in the language that is asked for', async (t) => {
  for (const language of writtenLanguages) {
    const refused = await send({ 'accept-language': `${language}-XX, ja;q=0.5` })
    t.equal(refused.status, 400)
    t.equal(refused.headers['content-language'], language)
    t.match(refused.headers.vary, /Accept-Language/)
    t.match(refused.body, {
      type: '/problems/invalid',
      code: 'invalid',
      title: say(language, 'problem.invalid.title'),
      detail: say(language, 'problem.invalid.detail'),
      errors: [{ location: 'body.requester.email' }],
    })
  }
})

t.test('who names no language, or one that is not there, is told in English what was wrong', async (t) => {
  const silent = await send()
  for (const header of [undefined, '*', 'ja', 'q,;=']) {
    const refused = await send(header === undefined ? {} : { 'accept-language': header })
    t.equal(refused.headers['content-language'], undefined)
    t.equal(refused.body.title, problems.invalid.title)
    t.equal(refused.body.detail, silent.body.detail)
  }
})

t.test('the person’s door speaks their language, too; staff’s speaks English', async (t) => {
  const french = { 'accept-language': 'fr' }
  const person = await call('GET', '/v1/me/requests', undefined, french)
  t.match(person, { status: 401, body: { title: say('fr', 'problem.unauthorized.title') } })
  const owner = await call('POST', '/v1/tasks/open', undefined, french)
  t.match(owner, { status: 401, body: { title: say('fr', 'problem.unauthorized.title') } })
  const staff = await agent('GET', '/v1/requests/req_none', undefined, french)
  t.match(staff, { status: 404, body: { title: problems.not_found.title } })
  t.equal(staff.headers['content-language'], undefined)
})

type Described = { readonly description?: string; readonly $ref?: string }
type Operation = { readonly responses?: Readonly<Record<string, Described>> }

t.test('every problem that a door of people documents has its words', async (t) => {
  const { paths, components } = (await call('GET', '/openapi.json')).body
  const doors = Object.entries<Record<string, Operation>>(paths).filter(([path]) =>
    /^\/v1\/(?:public|me|tasks)\b/.test(path),
  )
  const described = doors
    .flatMap(([, operations]) => Object.values(operations))
    .flatMap(({ responses = {} }) => Object.values(responses))
    .map(({ description, $ref = '' }) => description ?? components.responses[$ref.split('/').at(-1) ?? ''].description)
  const codes = new Set(
    described.flatMap((text: string) => [...text.matchAll(/`([a-z_]+)`: /g)].map(([, code = '']) => code)),
  )
  t.ok(codes.size > 10)
  for (const code of codes) t.ok(messageKey(`problem.${code}.title`) && messageKey(`problem.${code}.detail`), code)
})
