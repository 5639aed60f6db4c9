import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import postman, { type Collection, type Item } from 'postman-collection'
import t from 'tap'
import { operationsOf, readContract } from '../../openapi/write/contract.ts'
import { type Answer, type Method, operatorToken, testService } from '../support/service.ts'

// The collection as the tools that import it read it (with Postman's own library), and each of its requests sent to the service.

const text = readFileSync(new URL('../../openapi/collection.json', import.meta.url), 'utf8')
const operations = operationsOf(readContract())
const service = await testService(t)
const acme = await service.organisation('acme')
const admin = await acme.client('admin')

type Sent = { readonly path: string; readonly headers: Record<string, string>; readonly answer: Answer }

let people = 0

/** The collection as somebody has it who has put in what it asks for, with the tokens of every door. */
async function filledIn() {
  const collection = new postman.Collection(JSON.parse(text))
  const { token } = await acme.person(`zoe+${++people}@example.org`)
  const given = {
    base_url: 'http://127.0.0.1',
    client_id: admin.id,
    client_secret: admin.secret,
    slug: acme.slug,
    token: admin.token,
    requester_token: token,
    operator_token: operatorToken,
  }
  for (const [key, value] of Object.entries(given)) collection.variables.one(key)?.set(value)
  return collection
}

function itemsOf(collection: Collection): Item[] {
  const items: Item[] = []
  collection.forEachItem((item) => items.push(item))
  return items
}

/** The request for an operation. */
function requestFor(collection: Collection, id: string): Item {
  const operation = operations.find(({ operationId }) => operationId === id)
  const found = itemsOf(collection).find(({ name }) => name === operation?.summary)
  if (found === undefined) throw new Error(`there is no request for ${id}`)
  return found
}

/** Sends a request as a tool does: variables in their places, what is switched off left out; then its scripts read the answer. */
async function send(collection: Collection, item: Item): Promise<Sent> {
  const filled = <T>(written: T): T => postman.Property.replaceSubstitutionsIn(written, [collection.variables], false)
  const request = new postman.Request(filled(item.request.toJSON()))
  const query = request.url.getQueryString()
  const path = `${request.url.getPath()}${query === '' ? '' : `?${query}`}`
  const token = filled(item.getAuth().toJSON()).bearer?.[0]?.value
  const body = await bodyOf(request)
  const headers: Record<string, string> = {
    ...Object.fromEntries(
      request.headers
        .all()
        .filter(({ disabled }) => !disabled)
        .map(({ key, value }) => [key, value]),
    ),
    ...(body?.type !== undefined && { 'content-type': body.type }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const answer = await service.call(request.method as Method, path, body?.bytes, headers) // as the contract has it
  remember(collection, item, answer)
  return { path, headers, answer }
}

async function bodyOf({ body }: postman.Request): Promise<{ bytes: Buffer; type?: string } | undefined> {
  if (body === undefined) return undefined
  if (body.mode === 'raw') return { bytes: Buffer.from(String(body.raw)) }
  if (body.mode === 'file') return { bytes: Buffer.from('From: ana@example.org\r\n\r\nMy data, please.\r\n') }
  const form = body.mode === 'formdata' ? new FormData() : new URLSearchParams()
  for (const { key, value, type } of (body.formdata ?? body.urlencoded)?.toJSON() ?? []) {
    if (type === 'file' && form instanceof FormData) form.append(key, new Blob(['%PDF-1.7\n%%EOF\n']), 'letter.pdf')
    else form.append(key, value)
  }
  const encoded = new Response(form)
  return { bytes: Buffer.from(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') ?? '' }
}

/** What the scripts of the collection and of the request do with an answer. */
function remember(collection: Collection, item: Item, { status, headers, body }: Answer): void {
  const pm = {
    request: { method: item.request.method },
    response: {
      code: status,
      headers: { get: (name: string) => headers[name]?.toString() },
      json: () => body,
    },
    collectionVariables: {
      get: (key: string) => collection.variables.one(key)?.get(),
      set: (key: string, value: string) => collection.variables.one(key)?.set(value),
    },
  }
  for (const event of [...collection.events.all(), ...item.events.all()]) {
    runInContext(`{${event.script.toSource()}}`, createContext({ pm }))
  }
}

t.test('it has one request for each operation of the contract, under the folder of its tag', async (t) => {
  const collection = new postman.Collection(JSON.parse(text))
  const sent = itemsOf(collection).map(({ name, request }) => [
    name,
    `${request.method} /${request.url.path?.join('/').replaceAll(/:(\w+)/g, '{$1}')}`,
  ])
  const known = operations.map(({ summary, name }) => [summary, name])
  t.same(sent.sort(), known.sort())
  for (const { tags, summary } of operations) {
    const folder = collection.items.all().find(({ name }) => name === tags[0])
    t.ok(folder !== undefined && 'items' in folder && folder.items.all().some(({ name }) => name === summary), summary)
  }
})

t.test('every variable that a request names is one of the collection’s, or the tool’s own', async (t) => {
  const { variables } = new postman.Collection(JSON.parse(text))
  const named = [...text.matchAll(/\{\{(\$?\w+)\}\}/g)].map(([, name = '']) => name)
  t.ok(named.length > 100)
  t.same(
    [...new Set(named)].filter((name) => name !== '$guid' && !variables.has(name)),
    [],
  )
})

t.test('every request is understood: what it says is valid, and its token opens the door', async (t) => {
  // No tool signs as a mail gateway does, a task is opened by the secret of a letter, and a code is in a letter, too
  const closed = ['takeMail', 'reportBounce', 'openTask', 'answerTask', 'bringTaskRecords', 'redeemCode']
  const ends = ['signOut', 'endMySession', 'revokeClient'] // of a token
  let collection = await filledIn()
  for (const { operationId, name } of operations) {
    const item = requestFor(collection, operationId)
    const { answer } = await send(collection, item)
    const expected = closed.includes(operationId) ? [401, 404] : [200, 201, 202, 204, 403, 404, 409, 422]
    const told = answer.status < 400 ? '' : JSON.stringify(answer.body)
    const isUnderstood = expected.includes(answer.status) || asksForAnOption(item, answer) || isOfAnotherDay(answer)
    t.ok(isUnderstood, `${name} answers ${answer.status} ${told}`)
    if (ends.includes(operationId)) collection = await filledIn()
  }
})

/** What may be asked in several ways says which, and how is for who sends it to choose: each is there, switched off. */
function asksForAnOption({ request }: Item, { status, body }: Answer): boolean {
  const options = request.url.query.all().filter(({ disabled }) => disabled)
  const faults: { location: string }[] = status === 400 ? body.errors : []
  return faults.length > 0 && faults.every(({ location }) => options.some(({ key }) => location === `query.${key}`))
}

/** A letter that was found is posted today, not on the day of the example. */
function isOfAnotherDay({ status, body }: Answer): boolean {
  const faults: { location: string }[] = status === 400 ? body.errors : []
  return faults.length > 0 && faults.every(({ location }) => location === 'body.posted_on')
}

t.test('two requests never carry the same key', async (t) => {
  const collection = await filledIn()
  const item = requestFor(collection, 'openRequest')
  const keys = [await send(collection, item), await send(collection, item)].map(
    ({ headers }) => headers['Idempotency-Key'],
  )
  t.match(keys, [/^[0-9a-f-]{36}$/, /^[0-9a-f-]{36}$/])
  t.not(keys[0], keys[1])
})

t.test('from the secret to a decision without copying anything: answers are remembered', async (t) => {
  const collection = await filledIn()
  collection.variables.one('token')?.set('')
  const play = async (id: string) => (await send(collection, requestFor(collection, id))).answer
  t.equal((await play('issueToken')).status, 200)
  const { id, rights } = (await play('openRequest')).body
  t.equal((await play('getRequest')).body.id, id)
  t.equal((await play('acknowledgeRequest')).status, 200)
  t.equal((await play('confirmIdentityRequest')).status, 200)
  t.match((await play('decideRight')).body, { id, rights: [{ id: rights[0].id }] })
  t.equal((await play('readFeed')).status, 200)
})

t.test('a list names whom nobody was chosen of yet: whoever was registered or read stays chosen', async (t) => {
  const collection = await filledIn()
  const play = async (id: string) => (await send(collection, requestFor(collection, id))).answer.body
  const { data } = await play('listRequests')
  t.equal((await play('getRequest')).id, data[0].id, 'the first of a list, for a start')
  const { id } = await play('openRequest')
  await acme.admin('POST', '/v1/requests', {
    channel: 'phone',
    received_on: '2026-03-02',
    requester: { name: 'Bo' },
    rights: [{ right: 'access' }],
  })
  await play('listRequests')
  t.equal((await play('getRequest')).id, id)
})
