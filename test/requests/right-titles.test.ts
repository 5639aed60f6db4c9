import t from 'tap'
import { asRead, storedLetters } from '../letters/stored-letters.ts'
import { searchDesk } from '../sources/desk.ts'
import { openDesk } from './desk.ts'

const { service, acme, agent, open, onRight, proven } = await openDesk(t)
const mine = await acme.person('ana@example.org')
const letters = storedLetters(service, acme)
const titles = async ({ id }: { id: string }): Promise<string[]> =>
  (await mine('GET', `/v1/me/requests/${id}`)).body.rights.map(({ title }: { title: string }) => title)

const objections = [
  { right: 'objection', direct_marketing: true },
  { right: 'objection', direct_marketing: false, situation: 'I am a trade unionist.' },
]
const grounds = { grounds: ['compelling_legitimate_grounds'], reasons: 'Fraud is prevented by it.' }

t.test('two objections of one letter are told apart wherever they are named', async (t) => {
  const request = await open(objections)
  t.same(await titles(request), ['Opposition à la prospection commerciale', 'Opposition'])
  await proven(request)
  t.equal((await onRight(request, 'decide', { outcome: 'granted' })).status, 200)
  t.equal((await onRight(request, 'decide', { outcome: 'refused', ...grounds }, 1)).status, 200)
  const [marketing, situation] = (await letters(request))
    .filter(({ type }) => type === 'decision')
    .map(({ text }) => asRead(text))
  t.match(marketing, 'Opposition à la prospection commerciale (article 21, paragraphe 2, du RGPD) : demande acceptée.')
  t.match(situation, 'Opposition (article 21, paragraphe 1, du RGPD) : demande refusée.')
  const unsaid = await open([{ right: 'objection' }])
  await proven(unsaid)
  await onRight(unsaid, 'decide', { outcome: 'granted' })
  t.match(
    asRead((await letters(unsaid)).at(-1)?.text ?? ''),
    'Opposition (article 21 du RGPD)',
    'the letter left it open',
  )
})

t.test('a right about data after death is called by what it asks for', async (t) => {
  const directives = [{ instruction: 'erase' }]
  const request = await open([
    { right: 'post_mortem' },
    { right: 'post_mortem', purpose: 'register', directives },
    { right: 'post_mortem', purpose: 'revoke' },
    { right: 'post_mortem', purpose: 'execute' },
    { right: 'post_mortem', purpose: 'estate' },
    { right: 'post_mortem', purpose: 'death_notice' },
  ])
  const named = [
    'Données après la mort',
    'Enregistrement de directives pour après la mort',
    'Révocation de directives pour après la mort',
    'Exécution des directives d’une personne décédée',
    'Règlement d’une succession',
    'Signalement d’un décès',
  ]
  t.same(await titles(request), named)
  const { body: feed } = await (await acme.client('dpo'))('POST', '/v1/calendar-feeds', { name: 'Office' })
  const calendar = (await service.call('GET', `/v1/calendar/${feed.secret}.ics`)).raw.toString('utf8')
  for (const title of named) t.match(calendar.replaceAll('\r\n ', ''), title)
  const amended = await onRight(request, 'amend', { details: { purpose: 'estate' }, reason: 'Said by telephone.' })
  t.equal(amended.status, 200)
  t.equal((await titles(request))[0], 'Règlement d’une succession')
  t.equal((await agent('PATCH', `/v1/requests/${request.id}`, { assignee: 'ada@acme.example' })).status, 200)
  const assignment = (await letters(request)).find(({ type }) => type === 'assignment')
  t.match(assignment?.text, /^- signalement d’un décès$/m)
})

t.test('the owner of a system reads only for which rights to search', async (t) => {
  const desk = await searchDesk(service, await service.organisation('owners'))
  await desk.source('crm')
  const rights = [
    { right: 'access' },
    { right: 'withdrawal' },
    ...objections,
    { right: 'post_mortem', purpose: 'register', directives: [{ instruction: 'erase' }] },
  ]
  const read = async (asked: object[]) => {
    const { id } = await desk.open({ rights: asked })
    await desk.ask(id)
    const [task] = await desk.tasks(id)
    const page = (await desk.owner(task.id)('POST', '/v1/tasks/open', {})).body.rights
    const [letter] = (await storedLetters(service, desk.organisation)({ id })).filter(
      ({ type }) => type === 'collection_task',
    )
    return { page, list: letter?.text.match(/^- .*$/gm)?.map((line) => line.slice(2)) }
  }
  const told = await read(rights)
  t.same(told.list, ['accès', 'opposition'])
  t.same(told.page, [
    { right: 'access', title: 'accès' },
    { right: 'objection', title: 'opposition' },
  ])
  t.same((await read([{ right: 'post_mortem', purpose: 'estate' }])).list, ['règlement d’une succession'])
  t.same((await read([{ right: 'withdrawal' }])).list, ['retrait du consentement'], 'asked by hand for this alone')
})
