import type { Desk } from './desk.ts'
import { type Party, until } from './doors.ts'
import { type Endpoints, messagesSignedBy, type Tool } from './endpoints.ts'

// The tool in which the DPO's team sees what is due: told by webhook, and never asked to look.

/** What it wants to hear of; the rest of the history it reads where somebody asks. */
const types = [
  'request_received',
  'deadline_moved',
  'right_decided',
  'right_fulfilled',
  'recipient_told',
  'recipient_not_reached',
  'right_answered',
  'restriction_lifted',
  'request_closed',
  'case_erased',
] as const

/** An administrator adds the tool's endpoint, and hands it the secret that is shown once. */
export async function subscribesTool(admin: Party, endpoints: Endpoints): Promise<Tool> {
  let secret = ''
  const tool = endpoints.open(
    'tool',
    messagesSignedBy(() => secret),
  )
  const body = { name: 'The DPO’s tool', url: tool.url, types: [...types] }
  secret = (await admin.post('/v1/webhook-endpoints', { body })).secret
  return tool
}

/** The change feed is what happened; the tool must have heard of all of it that it asked for. */
export async function toolHasHeard({ telling, auditor }: Desk, { taken, turnedAway }: Tool): Promise<void> {
  const happened: [string, string][] = []
  for await (const { id, type } of auditor.pages('/v1/events', { query: { limit: 100 } })) {
    if (types.some((each) => each === type)) happened.push([id, type])
  }
  await until('the DPO’s tool to hear of everything', async () =>
    turnedAway.length > 0 || happened.every(([id]) => taken.has(id)) ? true : undefined,
  )
  const counted = types
    .map((type) => ({ type, count: happened.filter(([, each]) => each === type).length }))
    .flatMap(({ type, count }) => (count === 0 ? [] : [`${count}\u00a0×\u00a0${type}`]))
  telling.says('The DPO’s tool', `was told by webhook of what it had asked for: ${counted.join(', ')}.`)
  telling.expect(
    'each delivery is signed with its secret and says only that something happened, to which request, and until when it is due',
    turnedAway,
    [],
  )
  telling.expect(
    'it heard of every such event in the change feed, and of no other',
    [...taken].map(([id, { type }]) => [id, type]).toSorted(),
    happened.toSorted(),
  )
}
