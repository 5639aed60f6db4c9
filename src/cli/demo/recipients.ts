import type { Schema } from '../../../openapi/client/habeas.ts'
import { byReference, type Desk, type Person, posts, type Request, receives } from './desk.ts'
import { until } from './doors.ts'
import { type Endpoints, hostName, type Notice, type NoticeEndpoints, noticesTo } from './endpoints.ts'
import { controller } from './organisation.ts'
import { type ActivityKey, register } from './processing.ts'

// Whoever received the data is told when they are corrected, erased or restricted (art. 19), each in the way that reaches them.

type RecipientName = (typeof register.recipients)[number]['name']
type Recipient = Schema<'Recipient'>
type Way = 'webhook' | 'email' | 'post' | 'other' | 'impossible'
type Some<T> = { readonly [name in RecipientName]?: T }

/** How each can be reached: invented, as are all addresses of this story. The others are written to by e-mail. */
const ways: Some<Way> = {
  'Microsoft Azure': 'other',
  'Microsoft 365': 'other',
  'Zoho CRM': 'webhook',
  HubSpot: 'webhook',
  Lemlist: 'webhook',
  Dropcontact: 'webhook',
  Topo: 'post',
  YouTube: 'impossible',
}
const neverReached = 'It shows videos on the site, and has never received anything of the person.'

/** `publicKey`: what the controller publishes, which each of them has fetched there beforehand. */
export function noticeEndpoints(endpoints: Endpoints, publicKey: string): NoticeEndpoints {
  const taking = register.recipients.filter(({ name }) => ways[name] === 'webhook')
  return new Map(taking.map(({ name }) => [name, endpoints.open(name, noticesTo(name, publicKey))]))
}

/** The register of processing, with where each recipient is told. */
export function registerWith(endpoints: NoticeEndpoints) {
  const contactOf = (name: RecipientName) => ({
    email: emailOf(name),
    ...(ways[name] === 'post' && { postal_address: `${name}, data protection\n12 rue Oberkampf\n75011 Paris` }),
    ...(endpoints.has(name) && { endpoint: endpoints.get(name)?.url }),
  })
  return {
    ...register,
    recipients: register.recipients.map((each) => ({ ...each, contact: contactOf(each.name) })),
  }
}

function emailOf(name: string): string {
  return `privacy@${hostName(name)}.example`
}

/** What recipients are told; written by hand, and never taken from the service. */
export type Notification = {
  readonly about: 'rectification' | 'erasure' | 'restriction' | 'lift'
  readonly person: Person
  /** Everybody who is to be told, or of whom it is to be said why not. */
  readonly names: readonly string[]
  /** For which of them those who are called have the data. */
  readonly activities: readonly ActivityKey[]
  /** By what some know the person. */
  readonly knownAs?: Some<string>
  /** The day on which a restriction ends. */
  readonly endsOn?: string
  /** Today, when letters are posted. */
  readonly on: string
}

/** Tells each recipient who waits for it, and waits until they are told. The request as it then stands. */
export async function tellsRecipients(desk: Desk, request: Request, notification: Notification): Promise<Request> {
  const list = await recipientsOn(desk, request, notification)
  const why =
    notification.about === 'lift'
      ? 'those who were told of the restriction'
      : 'those who have the data, by the register'
  desk.telling.expect(
    `${notification.names.length} recipients are to be told: ${why}`,
    list.map(({ name }) => name).toSorted(),
    notification.names.toSorted(),
  )
  const before = new Set(noticesTaken(desk).map(([id]) => id))
  const open = list.filter(({ status }) => status === 'open')
  const called = await tellsInTheirWay(desk, request, notification, open)
  await expectAllTold(desk, request, notification)
  if (called.length > 0) expectNotices(desk, request, { notification, called, before })
  return byReference(desk, request.reference)
}

/** Whoever of them is called is told once the notice has arrived. Those who are called. */
async function tellsInTheirWay(
  desk: Desk,
  { id }: Request,
  notification: Notification,
  open: readonly Recipient[],
): Promise<readonly Recipient[]> {
  const { telling, agent } = desk
  const by = (way: Way) => open.filter(({ name }) => wayTo(desk, name) === way)
  const says = (those: readonly Recipient[], what: (names: string) => string) => {
    const names = new Intl.ListFormat('en').format(those.map(({ name }) => name))
    if (those.length > 0) telling.says(agent.name, what(names))
  }
  const tell = ({ id: rcp }: Recipient, body: Schema<'TellRecipient'>) =>
    agent.post('/v1/requests/{id}/recipients/{rcp}/tell', { path: { id, rcp }, body })

  const called = by('webhook')
  for (const each of called) await tell(each, { by: 'webhook', ...personKnownTo(each, notification).given })
  says(called, (names) => `has Habeas call ${names} with a signed notice.`)
  for (const each of by('email')) {
    await tell(each, { by: 'email' })
    await receives(desk, { name: each.name, email: emailOf(each.name), locale: 'en' })
  }
  const onPaper = by('post')
  for (const each of onPaper) await tell(each, { by: 'post' })
  if (onPaper.length > 0) await posts(agent, { id }, notification.on)
  says(onPaper, (names) => `prints a letter to ${names}, and posts it.`)
  const hosts = by('other')
  for (const each of hosts) await tell(each, { by: 'other' })
  says(hosts, (names) => `sees to ${names} herself: they host what the organisation holds.`)
  const unreached = by('impossible')
  for (const { id: rcp } of unreached) {
    const body = { not_told: 'impossible', reason: neverReached } as const
    await agent.post('/v1/requests/{id}/recipients/{rcp}/mark', { path: { id, rcp }, body })
  }
  says(unreached, (names) => `marks ${names} as impossible to tell, with the reason: “${neverReached}”`)
  return called
}

/** Once no notice is under way any more. */
async function expectAllTold(desk: Desk, request: Request, notification: Notification): Promise<void> {
  const settled = await until('the notices to recipients to arrive', async () => {
    const now = await recipientsOn(desk, request, notification)
    return now.some(({ status }) => status === 'under_way') ? undefined : now
  })
  const standings = notification.names.map((name) => {
    const way = wayTo(desk, name)
    if (way === 'impossible') return [name, 'impossible', null, neverReached]
    return [name, 'told', way === 'email' || way === 'post' ? 'letter' : way, null]
  })
  desk.telling.expect(
    'each is told, or it is written down why not; nobody is left out',
    settled.map(({ name, status, by, reason }) => [name, status, by, reason]).toSorted(),
    standings.toSorted(),
  )
}

/** What those who were called have got since, and found good. */
function expectNotices(
  desk: Desk,
  request: Request,
  {
    notification,
    called,
    before,
  }: {
    readonly notification: Notification
    readonly called: readonly Recipient[]
    readonly before: ReadonlySet<string>
  },
): void {
  const { telling, organisation } = desk
  const { about, person, activities, knownAs = {}, endsOn } = notification
  const got = noticesTaken(desk).filter(([id]) => !before.has(id))
  const [first] = got
  if (first !== undefined) {
    const [, { type, data }] = first
    telling.says(data.recipient, 'gets this notice:')
    telling.quote(
      Object.entries({ type, ...data })
        .map(([member, value]) => `${member}: ${JSON.stringify(value)}`)
        .join('\n'),
    )
  }
  telling.expect(
    'each of those called got one notice, under its own id, and has verified it with the key that the organisation publishes',
    [got.map(([id]) => id).toSorted(), [...desk.noticeEndpoints.values()].flatMap(({ turnedAway }) => turnedAway)],
    [called.map(({ id }) => id).toSorted(), []],
  )
  const expected = called.map((each) => [
    `recipient.${about}`,
    {
      recipient: each.name,
      controller: { id: organisation, name: controller.name, contact: controller.contact.dpo_email },
      reference: request.reference,
      right: each.right,
      person: personKnownTo(each, notification).told,
      activities,
      ...(endsOn === undefined ? {} : { ends_on: endsOn }),
    },
  ])
  const numbers = Object.entries(knownAs).map(([name, known]) => `to ${name} no more than ${known}`)
  telling.expect(
    `of the person a notice says ${[...numbers, `${numbers.length > 0 ? 'to the others ' : ''}no more than ${person.name}`].join(', ')}`,
    got.map(([, { type, data }]) => [type, data]),
    expected,
  )
}

/** A number that a recipient knows the person by takes the place of the name (art. 5(1)(c)). */
function personKnownTo({ name }: Recipient, { knownAs = {}, person }: Notification) {
  const [, known_as] = Object.entries(knownAs).find(([each]) => each === name) ?? []
  return known_as === undefined
    ? { given: {}, told: { name: person.name } }
    : { given: { known_as }, told: { known_as } }
}

async function recipientsOn({ agent }: Desk, { id }: Request, { about }: Notification): Promise<Recipient[]> {
  const { data } = await agent.get('/v1/requests/{id}/recipients', { path: { id }, query: { limit: 100 } })
  return data.filter((each) => each.about === about)
}

/** Who takes notices, but cannot be called where this is played, is written to. */
function wayTo({ noticeEndpoints: endpoints }: Desk, name: string): Way {
  const [, way = 'email'] = Object.entries(ways).find(([each]) => each === name) ?? []
  return way === 'webhook' && !endpoints.has(name) ? 'email' : way
}

/** All that was taken so far, with the id of each. */
function noticesTaken({ noticeEndpoints: endpoints }: Desk): [string, Notice][] {
  return [...endpoints.values()].flatMap(({ taken }) => [...taken])
}
