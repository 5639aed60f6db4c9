import { importJWK, SignJWT } from 'jose'
import t from 'tap'
import { runAs } from '../support/database.ts'
import type { Call } from '../support/service.ts'
import { accounts, letter, openStaffDesk } from './desk.ts'

/** People behind one issuer are as many as they are, and each is one. */

const { service, issuer, acme, settings, named, person, bearer } = await openStaffDesk(t)
const issuerUrl = `/v1/staff-issuers/${named.id}`

t.test('a header that names another than the token is refused', async (t) => {
  const ada = await person('ada')
  const asOther = await ada('POST', '/v1/requests', letter, { 'acting-user': 'grace@acme.example' })
  t.match(asOther, { status: 400, body: { code: 'invalid', errors: [{ location: 'headers.acting-user' }] } })
  t.notMatch(JSON.stringify(asOther.body), /ada|grace/)
  const same = await ada('POST', '/v1/requests', letter, { 'acting-user': 'Ada@ACME.example' })
  t.equal(same.status, 201)
})

t.test('a key of one person is not that of another behind the same issuer', async (t) => {
  const [ada, grace] = [await person('ada'), await person('grace')]
  const key = { 'idempotency-key': 'the-same-for-both' }
  const first = await ada('POST', '/v1/requests', letter, key)
  const second = await grace('POST', '/v1/requests', letter, key)
  t.same([first.status, second.status], [201, 201])
  t.not(first.body.id, second.body.id)
  const again = await (await person('ada'))('POST', '/v1/requests', letter, key)
  t.match(again, { status: 201, headers: { 'idempotent-replayed': 'true' }, body: { id: first.body.id } })
})

t.test('68: no table holds in the clear who has signed in', async (t) => {
  const ada = await person('ada')
  const { body: request } = await ada('POST', '/v1/requests', letter, { 'idempotency-key': 'kept-for-a-day' })
  await ada('POST', `/v1/requests/${request.id}/messages`, { text: 'We are looking into it.' })
  const { superuser } = service.database
  const tables = await runAs(
    superuser,
    `select relname from pg_class where relnamespace = 'habeas'::regnamespace and relkind = 'r'`,
  )
  const found = []
  for (const { relname } of tables) {
    const rows = await runAs(superuser, `select from habeas.${relname} t where t::text ~ 'ada@|"ada"'`)
    if (rows.length > 0) found.push(relname)
  }
  t.ok(tables.length > 20)
  t.same(found, [])
})

t.test('62: who asked for an export does not release it, whatever client they come by', async (t) => {
  const [ada, grace] = [await person('ada'), await person('grace')]
  const asked = await askFor(grace)
  const refusal = { status: 403, body: { code: 'four_eyes' } }
  const allowed = { status: 409, body: { code: 'export_not_ready' } }
  t.match(await release(asked, grace), refusal)
  t.match(await release(asked, await person('grace')), refusal, 'with another token')
  const tool = await acme.client('dpo')
  t.match(await release(asked, tool, { 'acting-user': 'Grace@acme.example' }), refusal, 'by another client')
  t.match(await release(asked, await person('root')), allowed, 'another person through the same issuer')
  const byAda = await askFor(ada)
  t.match(await release(byAda, grace), allowed)
  await acme.admin('PATCH', issuerUrl, { roles: [...settings.roles, { value: 'privacy', role: 'dpo' }] })
  t.match(await release(byAda, ada), refusal)
  Object.assign(accounts.ada.staff, { email: 'ada.lovelace@acme.example' })
  t.match(await release(byAda, await person('ada')), refusal, 'under another address')
  Object.assign(accounts.ada.staff, { email: 'ada@acme.example' })
  const byTool = await askFor(tool, { 'acting-user': 'ada@acme.example' })
  t.match(await release(byTool, await person('ada')), refusal, 'who asked by another client')
})

t.test('62: one person of a directory who comes by two of its tools is still one', async (t) => {
  const audience = 'https://second-tool.example.org'
  const { status } = await acme.admin('POST', '/v1/staff-issuers', { ...settings, name: 'The other tool', audience })
  t.equal(status, 201)
  /** What the directory says of somebody to the other tool: no address, the user name alone. */
  const byOtherTool = async (sub: string) => {
    const { kid = '', ...key } = issuer.signingKey()
    const seconds = Math.floor(Date.now() / 1_000)
    const claims = { iss: issuer.issuer, aud: audience, sub, preferred_username: sub, groups: ['dpo'] }
    const token = await new SignJWT({ ...claims, client_id: 'other-tool', iat: seconds, exp: seconds + 600 })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid })
      .sign(await importJWK(key, 'RS256'))
    return bearer(token)
  }
  const refusal = { status: 403, body: { code: 'four_eyes' } }
  const asked = await askFor(await person('grace'))
  t.match(await release(asked, await byOtherTool('grace')), refusal, 'under her user name')
  const other = await release(asked, await byOtherTool('emmy'))
  t.match(other, { status: 409, body: { code: 'export_not_ready' } }, 'somebody else may')
  const askedThere = await askFor(await byOtherTool('grace'))
  t.match(await release(askedThere, await person('grace')), refusal, 'and the other way round')
})

/** An export of a request of its own, asked for by this caller. */
async function askFor(caller: Call, headers: Record<string, string> = {}): Promise<string> {
  const { body: request } = await caller('POST', '/v1/requests', letter)
  const asking = { kind: 'access', format: 'json' }
  const { status, body } = await caller('POST', `/v1/requests/${request.id}/exports`, asking, headers)
  if (status !== 202) throw new Error(`expected 202, got ${status}`)
  return `/v1/requests/${request.id}/exports/${body.id}`
}

/** Refused in any case, since nobody has compiled it: for four eyes, or for that. */
function release(url: string, caller: Call, headers: Record<string, string> = {}) {
  return caller('POST', `${url}/release`, {}, headers)
}
