import t from 'tap'
import { type Role, type RoleApart, roles, type staffRoles, standsApart } from '../../src/platform/actor.ts'
import { type Call, callWith, testService } from '../support/service.ts'
import { digestRows, done, fresh, openDesk } from './desk.ts'
import { prepare } from './errands.ts'
import { comparable, type Errand, type Operation, readDocument, send } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const desk = await openDesk(service, 'acme')
const otherOrganisation = (await service.organisation('other')).typeId
const ladder: readonly string[] = ['auditor', 'agent', 'dpo', 'admin']
const ofDoor = (door: Operation['door']) => document.operations.filter((operation) => operation.door === door)

/** A call for each operation that would succeed, and is refused throughout: so one serves all the attempts. */
const unspent = new Map<string, Errand>()
for (const operation of document.operations) unspent.set(operation.id, await prepare(operation, desk))
const errandFor = ({ id }: Operation): Errand => unspent.get(id) ?? {}

/** The lowest role that may call each operation, written here a second time, from API §4: `+` and a role apart that may, too. */
const lowestRole: Readonly<
  Record<string, `${(typeof staffRoles)[number]}${'' | `+${RoleApart}` | '+intake+marketing'}`>
> = {
  whoAmI: 'auditor+intake+marketing',
  getOrganisation: 'auditor',
  changeOrganisation: 'admin',
  getRegister: 'auditor',
  replaceRegister: 'dpo',
  createClient: 'admin',
  listClients: 'admin',
  revokeClient: 'admin',
  createStaffIssuer: 'admin',
  listStaffIssuers: 'admin',
  getStaffIssuer: 'admin',
  changeStaffIssuer: 'admin',
  deleteStaffIssuer: 'admin',

  openRequest: 'agent+intake',
  listRequests: 'auditor+intake',
  getRequest: 'auditor+intake',
  patchRequest: 'agent',
  listDuplicates: 'auditor',
  listRelated: 'auditor',
  splitRequest: 'dpo',
  getClock: 'auditor',
  getAssessment: 'auditor',
  previewClock: 'auditor+intake',
  listEvents: 'auditor',
  readFeed: 'auditor',
  getEvidence: 'auditor',
  listCheckpoints: 'auditor',
  listSigningKeys: 'auditor',

  acknowledgeRequest: 'agent',
  askIdentityRequest: 'agent',
  openAccountSignIn: 'agent',
  confirmIdentityRequest: 'agent',
  rejectIdentityRequest: 'agent',
  confirmAuthorityRequest: 'agent',
  rejectAuthorityRequest: 'agent',
  askClarificationRequest: 'agent',
  recordAnswerRequest: 'agent',
  addRight: 'agent',
  amendRight: 'agent',
  fulfilRight: 'agent',
  cancelRequest: 'agent',
  extendRequest: 'dpo',
  decideRight: 'dpo',
  reviseRight: 'dpo',
  correctRequest: 'dpo',
  reopenRequest: 'dpo',
  closeRequest: 'dpo',
  dropRight: 'dpo',
  liftRestriction: 'dpo',
  listRequestDirectives: 'agent',
  listDirectives: 'dpo',
  placeHold: 'dpo',
  releaseHold: 'dpo',
  previewRetention: 'dpo',
  getStatistics: 'auditor',
  getStatisticsReport: 'auditor',
  listRegisterOfRequests: 'auditor',

  listMessages: 'auditor',
  sendMessage: 'agent',
  listDocuments: 'auditor',
  addDocument: 'agent',
  getDocumentContent: 'agent',
  listLetters: 'auditor',
  listLettersToPost: 'auditor',
  getLetter: 'auditor',
  printLetter: 'auditor',
  previewLetter: 'auditor',
  getLetterStyle: 'auditor',
  listLetterWordings: 'auditor',
  getLetterWording: 'auditor',
  listLetterWordingVersions: 'auditor',
  changeLetterWording: 'admin',
  previewLetterWording: 'auditor',
  changeLetterStyle: 'admin',
  resendLetter: 'agent',
  recordLetterPosted: 'agent',

  replaceRecords: 'agent',
  listRecords: 'auditor',
  reviewRecord: 'agent',
  reviewRecords: 'agent',
  askForExport: 'agent',
  listExports: 'auditor',
  getExport: 'auditor',
  followExport: 'auditor',
  previewExport: 'dpo',
  releaseExport: 'dpo',
  revokeExport: 'dpo',
  transmitExport: 'dpo',
  listTransmissions: 'auditor',

  createSource: 'dpo',
  listSources: 'auditor',
  getSource: 'auditor',
  changeSource: 'dpo',
  deleteSource: 'dpo',
  openTasks: 'agent',
  listTasks: 'auditor',
  remindTask: 'agent',
  answerTaskForOwner: 'agent',
  cancelTask: 'agent',

  listRecipients: 'auditor',
  tellRecipient: 'agent',
  markRecipient: 'agent',

  listRestrictions: 'auditor',
  checkRestrictions: 'auditor',
  checkKnownRestriction: 'auditor',

  checkSuppressions: 'auditor+marketing',
  countSuppressions: 'auditor',
  liftSuppression: 'dpo',
  importSuppressions: 'dpo',

  createGateway: 'admin',
  listGateways: 'admin',
  rotateGateway: 'admin',
  deleteGateway: 'admin',

  createWebhookEndpoint: 'admin',
  listWebhookEndpoints: 'admin',
  getWebhookEndpoint: 'admin',
  changeWebhookEndpoint: 'admin',
  deleteWebhookEndpoint: 'admin',
  rotateWebhookEndpoint: 'admin',
  testWebhookEndpoint: 'admin',
  replayWebhooks: 'admin',
  listWebhookDeliveries: 'admin',
  replayWebhookDelivery: 'admin',

  createCalendarFeed: 'dpo',
  listCalendarFeeds: 'dpo',
  revokeCalendarFeed: 'dpo',
}

t.test('24: every staff operation has its role in the table above', async (t) => {
  t.same(
    ofDoor('staff')
      .map(({ id }) => id)
      .sort(),
    Object.keys(lowestRole).sort(),
  )
})

for (const operation of ofDoor('staff')) {
  t.test(`24: ${operation.id}: from its role upwards it is done; below, 403 and nothing happens`, async (t) => {
    const before = await digestRows(service.database)
    for (const role of roles.filter((each) => !mayCall(each, operation))) {
      const { status, body } = await send(operation, errandFor(operation), desk.staff[role])
      t.match({ status, code: body.code }, { status: 403, code: 'role_too_low' }, role)
    }
    t.same(await digestRows(service.database), before)
    for (const role of roles.filter((each) => mayCall(each, operation))) {
      const own = role === 'intake' ? { ...desk, registrar: desk.staff.intake } : desk
      const isSpent = operation.method !== 'GET' || role === 'intake'
      const errand = isSpent ? await prepare(operation, own) : errandFor(operation)
      const { status, body } = await send(operation, errand, desk.staff[role])
      t.ok(status < 300, `${role}: ${status} ${body.code ?? ''}`)
    }
  })
}

t.test('24: intake reads what it created, and nothing else exists for it', async (t) => {
  const { intake, agent } = desk.staff
  const another = await desk.organisation.client('intake')
  const own = await prepare(document.find('getRequest'), { ...desk, registrar: intake })
  const other = await prepare(document.find('getRequest'), desk)
  const read = document.find('getRequest')
  t.equal((await send(read, own, intake)).status, 200)
  t.equal((await send(read, own, agent)).status, 200)
  const absent = await send(read, { ids: { id: 'req_01h2xcejqtf2nbrexx3vqjhp41' } }, intake)
  t.equal(absent.status, 404)
  t.same(comparable(await send(read, other, intake)).text, comparable(absent).text)
  const asked = (errand: Errand) => send(read, { ...errand, query: '?x=1' }, intake)
  const absentAsked = await asked({ ids: { id: 'req_01h2xcejqtf2nbrexx3vqjhp41' } })
  t.same(comparable(await asked(other)).text, comparable(absentAsked).text, 'nor by a query')
  t.same(comparable(await send(read, own, another)), comparable(absent))
  const seen = async (call: Call, query = '') =>
    (await done(call('GET', `/v1/requests?limit=100${query}`))).data.map(({ id }: { id: string }) => id)
  t.same((await seen(another)).length, 0)
  t.ok((await seen(intake)).includes(own.ids?.id))
  t.notOk((await seen(intake)).includes(other.ids?.id))
  t.same(await seen(intake, `&email=${encodeURIComponent(desk.email)}&q=zoe`), await seen(intake), 'nor by a filter')
})

for (const operation of document.operations.filter(({ door }) => door !== 'open')) {
  t.test(`24, 30: ${operation.id} opens to no token, none of another door, none that was altered`, async (t) => {
    const errand = withoutKey(errandFor(operation))
    const before = await digestRows(service.database)
    const first = comparable(await send(operation, errand, service.call))
    t.match(first, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
    for (const [what, authorization] of Object.entries(keysThatDoNotFit(operation))) {
      const answer = await send(operation, errand, callWith(service.app, { authorization }))
      t.same(comparable(answer), first, what)
    }
    t.same(await digestRows(service.database), before, 'and nothing was changed')
  })
}

t.test('32: a revoked client’s token dies at once, on every staff route, for reads and writes', async (t) => {
  const client = await desk.organisation.client('admin')
  t.equal((await client('GET', '/v1/organisation')).status, 200)
  t.equal((await desk.staff.admin('DELETE', `/v1/clients/${client.id}`)).status, 204)
  const before = await digestRows(service.database)
  for (const operation of ofDoor('staff')) {
    const errand = errandFor(operation)
    const { status, body } = await send(operation, errand, client)
    t.match({ status, code: body.code }, { status: 401, code: 'unauthorized' }, operation.id)
    const keyed = { ...errand, headers: { ...errand.headers, 'idempotency-key': fresh('revoked') } }
    t.equal((await send(operation, keyed, client)).status, 401, `${operation.id}, with a key`)
  }
  t.same(await digestRows(service.database), before, 'and nothing was changed')
})

t.test('32: a key that was answered before is not answered again to a client that was revoked since', async (t) => {
  const client = await desk.organisation.client('admin')
  const headers = { 'idempotency-key': fresh('before') }
  const made = await client('POST', '/v1/clients', { name: 'Tool', role: 'admin' }, headers)
  t.equal(made.status, 201)
  await done(desk.staff.admin('DELETE', `/v1/clients/${client.id}`))
  const again = await client('POST', '/v1/clients', { name: 'Tool', role: 'admin' }, headers)
  t.equal(again.status, 401)
  t.notMatch(again.raw.toString(), /hbs_/)
})

t.test('30, 32: a person’s token dies as they sign out, on every requester route, for reads and writes', async (t) => {
  const gone = await desk.organisation.person(desk.email)
  t.equal((await gone('GET', '/v1/me/requests')).status, 200)
  await done(gone('POST', '/v1/me/sign-out'))
  const before = await digestRows(service.database)
  for (const operation of ofDoor('requester')) {
    const errand = errandFor(operation)
    const { status, text } = comparable(await send(operation, errand, gone))
    const nobody = comparable(await send(operation, errand, service.call))
    t.same({ status, text }, { status: nobody.status, text: nobody.text }, `${operation.id}: as with no token`)
    const keyed = { ...errand, headers: { ...errand.headers, 'idempotency-key': fresh('ended') } }
    t.equal((await send(operation, keyed, gone)).status, 401, `${operation.id}, with a key`)
  }
  const { path } = document.find('downloadMyExport')
  const { ids = {} } = errandFor(document.find('downloadMyExport'))
  const url = path.replace('{id}', ids.id ?? '').replace('{exp}', ids.exp ?? '')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  t.equal((await service.call('POST', url, `access_token=${gone.token}`, form)).status, 401, 'nor in a form')
  t.same(await digestRows(service.database), before, 'and nothing was changed')
})

t.test('24: without OPERATOR_TOKEN there is no operator door', async (t) => {
  const closed = await testService(t, { env: { OPERATOR_TOKEN: '' } })
  const [operation] = ofDoor('operator')
  if (operation === undefined) throw new Error('there is no operator door to close')
  const absent = comparable(await closed.call('POST', '/v1/no-such-path', {}))
  t.equal(absent.status, 404)
  for (const authorization of ['', 'Bearer ', 'Bearer undefined', 'Bearer operator-token-of-the-tests']) {
    const answer = await send(operation, await prepare(operation, desk), callWith(closed.app, { authorization }))
    t.same(comparable(answer), absent, authorization)
  }
  const { body } = await closed.call('GET', '/openapi.json')
  t.notOk(operation.path in body.paths)
})

/** An owner's errand holds its key: the attempts bring others. */
function withoutKey(errand: Errand): Errand {
  const { authorization: _key, ...headers } = errand.headers ?? {}
  return { ...errand, headers }
}

function mayCall(role: Role, { id }: Operation): boolean {
  const [lowest = '', ...also] = (lowestRole[id] ?? '').split('+')
  return standsApart(role) ? also.includes(role) : ladder.indexOf(role) >= ladder.indexOf(lowest)
}

/** Keys to other doors, keys that were tampered with, and what is no key at all. */
function keysThatDoNotFit({ door }: Operation): Record<string, string> {
  const { staff, person, operatorToken } = desk
  const { token, secret, id } = staff.admin
  const own = door === 'staff' ? token : person.token
  const [head = '', claims = '', signature = ''] = own.split('.')
  const raised = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), role: 'admin', org: otherOrganisation }
  const keys = {
    'the token of a client': door === 'staff' ? '' : `Bearer ${token}`,
    'the token of a person': door === 'requester' ? '' : `Bearer ${person.token}`,
    'the token of the operator': door === 'operator' ? '' : `Bearer ${operatorToken}`,
    'the secret of a client': `Bearer ${secret}`,
    'a client’s Basic credentials': `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    'claims of another tenant': `Bearer ${head}.${Buffer.from(JSON.stringify(raised)).toString('base64url')}.${signature}`,
    'no signature': `Bearer ${head}.${claims}.`,
    'another scheme': `Token ${own}`,
    'two tokens': `Bearer ${own}, Bearer ${own}`,
    'an empty token': 'Bearer ',
  }
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== ''))
}
