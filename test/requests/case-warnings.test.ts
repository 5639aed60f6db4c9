import t from 'tap'
import { caseWarnings } from '../../src/law/case-warnings.ts'
import { openDesk } from './desk.ts'

const { service, acme, act, open, dpo, eventTypes } = await openDesk(t)
const codesOf = (answer: { body: { warnings: { code: string }[] } }) => answer.body.warnings.map(({ code }) => code)
const ask = (methods: string[]) => ({ doubt: 'two of this name', question: 'Who?', accepted_methods: methods })

t.test(
  'a document asked for where a lighter method suffices is warned of, for as long as the ask is open',
  async (t) => {
    const request = await open()
    const asked = await act(request, 'ask-identity', ask(['document', 'known_facts']))
    t.same(codesOf(asked), ['document_disproportionate'])
    t.match(asked.body.warnings[0].message, /^Une copie de document.*informations connues.*58 à 79.*CNIL/, 'in French')
    t.notMatch(asked.body.warnings[0].message, /un code envoyé/, 'a code does not prove the person')
    t.same(codesOf(await dpo('GET', `/v1/requests/${request.id}`)), ['document_disproportionate'])
    t.same((await dpo('GET', `/v1/requests/${request.id}/clock`)).body.warnings, [], 'the clock warns of dates')
    const confirmed = await act(request, 'confirm-identity', { method: 'known_facts', note: 'compared' })
    t.same(codesOf(confirmed), [])
    t.same(codesOf(await act(await open(), 'ask-identity', ask(['known_facts']))), [], 'none is asked for')
  },
)

t.test('it is told in the language of the organisation', async (t) => {
  const acme = await service.organisation('english', { locale: 'en-IE' })
  const made = await acme.admin('POST', '/v1/requests', {
    channel: 'email',
    received_at: '2026-03-02T09:00:00Z',
    requester: { name: 'Ana', email: 'ana@example.org' },
    rights: [{ right: 'access' }],
  })
  const asked = await acme.admin('POST', `/v1/requests/${made.body.id}/ask-identity`, ask(['document']))
  t.match(asked.body.warnings[0].message, /^A copy of a document .*facts that only the person knows.*EDPB 01\/2022/)
  for (const { code } of asked.body.warnings) t.ok(caseWarnings.includes(code))
})

t.test(
  'an address attested to be on file is warned of, until somebody has shown to read what is sent there',
  async (t) => {
    const attested = { method: 'address_on_file', note: 'the address of the contract' }
    const person = (email: string) => ({ requester: { name: 'Zoé', email } })
    const byEmail = await open(undefined, person('zoe@example.org'))
    t.match((await act(byEmail, 'confirm-identity', attested)).body, {
      identity: { status: 'proven', level: 'verified' },
      warnings: [{ code: 'mailbox_not_proven', message: /attestée/ }],
    })
    await acme.person('zoe@example.org')
    t.match((await dpo('GET', `/v1/requests/${byEmail.id}`)).body, {
      identity: { method: 'address_on_file', level: 'verified' },
      warnings: [],
    })
    t.equal((await eventTypes(byEmail)).at(-1), 'mailbox_proven')
    const history = await eventTypes(byEmail)
    await acme.person('zoe@example.org')
    t.same(await eventTypes(byEmail), history, 'proven once')

    const before = await open(undefined, person('ada@example.org'))
    await acme.person('ada@example.org')
    t.same(codesOf(await act(before, 'confirm-identity', attested)), [], 'a code was entered before')
    const corrected = await act(before, 'correct', { ...person('ada@example.net'), reason: 'moved' })
    t.equal(corrected.body.identity.level, 'none')
    t.same(codesOf(await act(before, 'confirm-identity', attested)), ['mailbox_not_proven'], 'it was another mailbox')

    const byPost = { requester: { name: 'Zoé', postal_address: '1 rue A' }, channel: 'post', reply_by: 'post' }
    t.same(
      codesOf(await act(await open(undefined, byPost), 'confirm-identity', attested)),
      [],
      'nothing goes by e-mail',
    )
    const facts = { method: 'known_facts', note: 'compared' }
    t.same(codesOf(await act(await open(), 'confirm-identity', facts)), [], 'facts are another matter')
  },
)
