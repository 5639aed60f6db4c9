import fc from 'fast-check'
import { addDays, type CivilDate } from '../../src/law/calendar.ts'
import { channels } from '../../src/requests/right-schemas.ts'
import type { Answer, Call, TestService } from '../support/service.ts'

/** What a desk does to a request, so many days after it came. It may be refused. */
type Step = { readonly after: number; readonly step: (typeof steps)[number]; readonly right: number }
/** A letter and what became of it. */
export type History = {
  readonly channel: (typeof channels)[number]
  readonly receivedOn: CivilDate
  readonly rights: readonly object[]
  readonly steps: readonly Step[]
}

const steps = [
  'ask-identity',
  'ask-clarification',
  'answer',
  'confirm-identity',
  'extend',
  'grant',
  'refuse',
  'grant in part',
  'hold nothing',
  'fulfil',
  'revise',
  'drop',
  'complete',
  'cancel',
  'duplicate',
  'not_controller',
  'reopen',
  'correct',
] as const

const rights: readonly object[] = [
  { right: 'access' },
  { right: 'rectification' },
  { right: 'erasure' },
  { right: 'erasure', ground: 'b' },
  { right: 'restriction' },
  { right: 'objection', direct_marketing: true },
  { right: 'objection', direct_marketing: false },
  { right: 'portability' },
  { right: 'post_mortem', purpose: 'register' },
  { right: 'withdrawal' },
]

const first = '2026-01-01' as CivilDate // a day of the calendar
/** The days on which letters come: they lie close, so that some are alike. */
export const daysOfReceipt = { first, last: addDays(first, 59) }
export const aDay = fc.integer({ min: 0, max: 59 }).map((days) => addDays(first, days))

const step = fc.record({
  after: fc.integer({ min: 0, max: 110 }),
  step: fc.constantFrom(...steps),
  right: fc.nat({ max: 2 }),
})
/** Letters as they come; most are proven early, so that something can be decided. */
export const histories = fc.array(
  fc.record({
    channel: fc.constantFrom(...channels),
    receivedOn: fc.oneof(fc.constantFrom(first, addDays(first, 30)), aDay),
    rights: fc.array(fc.constantFrom(...rights), { minLength: 1, maxLength: 3 }),
    steps: fc
      .tuple(fc.boolean(), fc.array(step, { maxLength: 12 }))
      .map(([isProven, drawn]) =>
        [...(isProven ? [{ after: 1, step: 'confirm-identity', right: 0 } as const] : []), ...drawn].toSorted(
          (a, b) => a.after - b.after,
        ),
      ),
  }),
  { minLength: 1, maxLength: 8 },
)

/** When the clock stood still and ran on, as the desk did it; what `POST /v1/clock/preview` takes. */
export type ClockEvent = { readonly type: string; readonly at: string; readonly large_volume?: boolean }
export type Lived = { readonly id: string; readonly events: readonly ClockEvent[] }

/** Lives through a history: every step at its own time. Each answer is told in person, so that it is told at once. */
export async function live(service: TestService, dpo: Call, history: History, original: string): Promise<Lived> {
  const { channel, receivedOn } = history
  const noon = (day: CivilDate) => `${day}T12:00:00+01:00`
  service.at(noon(receivedOn))
  const opened = await dpo('POST', '/v1/requests', {
    channel,
    received_at: noon(receivedOn),
    requester: { name: 'Zoé Łukasiewicz', email: 'zoe@example.org', postal_address: '3 rue des Lilas, 75011 Paris' },
    rights: history.rights,
  })
  if (opened.status !== 201) throw new Error(JSON.stringify(opened.body))
  const { id, rights: invoked } = opened.body
  let events: ClockEvent[] = []
  let endedByClosing: ClockEvent[] = []
  for (const [place, { after, step: what, right }] of history.steps.entries()) {
    // A minute after the one before, so that what comes later is later
    const at = new Date(Date.parse(noon(addDays(receivedOn, after))) + (place + 1) * 60_000).toISOString()
    service.at(at)
    const told = { by: 'other', at }
    const act = (action: string, body: object) => dpo('POST', `/v1/requests/${id}/${action}`, body)
    const chosen = `rights/${invoked[right % invoked.length].id}`
    const noteDone = (answer: Answer, event: ClockEvent) => {
      if (answer.status === 200) events.push(event)
    }
    const endOfAll = (answer: Answer) => {
      if (answer.status !== 200) return
      endedByClosing = [
        { type: 'identity_provided', at },
        { type: 'clarification_provided', at },
      ]
      events.push(...endedByClosing)
    }
    // What was closed is open again: its pauses go on, as if nobody had ended them
    const endOfNone = (answer: Answer) => {
      if (answer.status === 200) events = events.filter((event) => !endedByClosing.includes(event))
    }
    switch (what) {
      case 'ask-identity': {
        const ask = { doubt: 'two of this name', question: 'Who?', accepted_methods: ['known_facts'], told }
        noteDone(await act(what, ask), { type: 'identity_requested', at })
        break
      }
      case 'ask-clarification': {
        const ask = { question: 'Which data?', large_volume: true, told }
        noteDone(await act(what, ask), { type: 'clarification_requested', at, large_volume: true })
        break
      }
      case 'answer': {
        const body = { answered_at: at, sufficient: true }
        noteDone(await act('record-answer', body), { type: 'clarification_provided', at })
        break
      }
      case 'confirm-identity':
        noteDone(await act(what, { method: 'known_facts', note: 'compared' }), { type: 'identity_provided', at })
        break
      case 'extend':
        await act(what, { ground: 'complexity', reasons: 'Forty systems.', told })
        break
      case 'grant':
      case 'hold nothing':
        await act(`${chosen}/decide`, { outcome: what === 'grant' ? 'granted' : 'no_data_held', told })
        break
      case 'refuse':
      case 'grant in part': {
        const outcome = what === 'refuse' ? 'refused' : 'partially_granted'
        await act(`${chosen}/decide`, {
          outcome,
          grounds: ['manifestly_unfounded', 'excessive'],
          reasons: 'So it is.',
          told,
        })
        break
      }
      case 'fulfil':
        await act(`${chosen}/fulfil`, { note: 'done', none_to_tell: true, told })
        break
      case 'revise':
        await act(`${chosen}/revise`, { reason: 'a mistake' })
        break
      case 'drop':
        await act(`${chosen}/drop`, { reason: 'not asked for' })
        break
      case 'complete':
        endOfAll(await act('close', { reason: 'completed' }))
        break
      case 'cancel':
        endOfAll(await act('cancel', { told }))
        break
      case 'duplicate':
        endOfAll(await act('close', { reason: what, duplicate_of: original, told }))
        break
      case 'not_controller':
        endOfAll(await act('close', { reason: what, told }))
        break
      case 'reopen':
        endOfNone(await act(what, { reason: 'a mistake' }))
        break
      case 'correct':
        await act(what, { channel: 'post', reason: 'misread' })
    }
  }
  return { id, events }
}
