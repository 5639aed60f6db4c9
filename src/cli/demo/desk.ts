import { setTimeout as delay } from 'node:timers/promises'
import type { BodyOf, Data, PathWith, paths, Schema } from '../../../openapi/client/habeas.ts'
import { isCivilDate } from '../../law/calendar.ts'
import type { RightName } from '../../law/rights.ts'
import { longDate } from '../../law/wording.ts'
import { type Party, partyAt, type ReadMail, setTime } from './doors.ts'
import type { NoticeEndpoints, Tool } from './endpoints.ts'
import type { Receiver } from './receiver.ts'
import type { Telling } from './telling.ts'

/** Where the story is played: a service whose time can be set, and how long to wait at each new day. */
export type Stage = {
  readonly url: string
  readonly operatorToken: string
  readonly pauseMs: number
  /** Plays those whom the service calls; undefined where it may call nobody on this machine. */
  readonly receiver: Receiver | undefined
}

/** Everybody who takes part, each with a token of their own, and the mailbox in which the letters arrive. */
export type Desk = {
  readonly url: string
  readonly pauseMs: number
  readonly slug: string
  /** The id of the organisation. */
  readonly organisation: string
  readonly telling: Telling
  readonly visitor: Party
  readonly agent: Party
  readonly dpo: Party
  readonly secondDpo: Party
  readonly postRoom: Party
  readonly auditor: Party
  /** What sends the newsletter and the prospecting mails: it may ask who has objected, and nothing else. */
  readonly sender: Party
  /** Of the recipients who are told by webhook; none where the service may not call them. */
  readonly noticeEndpoints: NoticeEndpoints
  /** What hears by webhook of what happens; undefined where the service may not call it. */
  readonly tool: Tool | undefined
  readonly mailbox: Mailbox
}

export type Request = Schema<'Request'>
export type Person = { readonly name: string; readonly email: string; readonly locale: 'fr' | 'en' }
export type Mailbox = { next(to: string): Promise<ReadMail> }

/** Sets the service's time and says so. */
export async function moment({ url, telling, pauseMs }: Desk, at: string): Promise<void> {
  if (pauseMs > 0) await delay(pauseMs)
  await setTime(url, at)
  telling.moment(at)
}

/** A day as a letter writes it. */
function inWords(date: string): string {
  return isCivilDate(date) ? longDate(date, 'en') : date
}

/** Waits for the next letter in a person's mailbox, and says what it is about. */
export async function receives({ mailbox, telling }: Desk, { name, email }: Person): Promise<ReadMail> {
  const mail = await mailbox.next(email)
  telling.says(name, `receives a letter: “${mail.subject}”.`)
  return mail
}

export type Sent = {
  readonly receipt: Schema<'IntakeReceipt'>
  readonly mail: ReadMail
}

/** A person fills in the form on the web site; the receipt comes with the answer and, with a code, by e-mail. */
export async function sendsForm(
  desk: Desk,
  person: Person,
  form: Pick<Schema<'PublicIntake'>, 'rights' | 'message'>,
): Promise<Sent> {
  desk.telling.says(person.name, `sends the form on the web site: “${form.message}”`)
  const { name, email, locale } = person
  const body = { requester: { name, email }, locale, ...form }
  const receipt = await desk.visitor.post('/v1/public/{slug}/requests', { path: { slug: desk.slug }, body })
  desk.telling.says(
    'Habeas',
    `answers at once: reference ${receipt.reference}, to be answered by ${inWords(receipt.due_on)}.`,
  )
  return { receipt, mail: await receives(desk, person) }
}

/** The person types the code of a letter; who they are from then on. */
export async function typesCode(desk: Desk, person: Person, verification: string, mail: ReadMail): Promise<Party> {
  const [code] = /\b\d{8}\b/.exec(mail.text) ?? []
  if (code === undefined) throw new Error(`the letter “${mail.subject}” holds no code`)
  const { access_token: token } = await desk.visitor.post('/v1/public/{slug}/verifications/{vrf}/redeem', {
    path: { slug: desk.slug, vrf: verification },
    body: { code },
  })
  desk.telling.says(person.name, `types the code of that letter, ${code}, and is signed in.`)
  return partyAt(desk.url, person.name, { credentials: { token } })
}

/** Comes back later: asks for a new code, reads it in the mailbox and types it. */
export async function signsIn(desk: Desk, person: Person): Promise<Party> {
  const body = { email: person.email, locale: person.locale }
  const { verification } = await desk.visitor.post('/v1/public/{slug}/sign-in', { path: { slug: desk.slug }, body })
  return typesCode(desk, person, verification.id, await receives(desk, person))
}

/** The request that goes by this reference, as staff reads it. */
export async function byReference({ agent }: Desk, reference: string): Promise<Request> {
  const [request] = (await agent.get('/v1/requests', { query: { reference: [reference] } })).data
  if (request === undefined) throw new Error(`there is no request ${reference}`)
  return request
}

type Answering<P> = P extends PathWith<'post'> ? (Request extends Data<paths[P]['post'], 'said'> ? P : never) : never
type OnRequest<P> = P extends `/v1/requests/{id}/${infer A}` ? (A extends `${string}/${string}` ? never : A) : never
type OnRight<P> = P extends `/v1/requests/{id}/rights/{right}/${infer A}` ? A : never
type Action = OnRequest<Answering<PathWith<'post'>>>
type RightAction = OnRight<Answering<PathWith<'post'>>>

/** An action on a request (API §4.2). */
export function act<A extends Action>(
  staff: Party,
  { id }: Request,
  action: A,
  body: BodyOf<`/v1/requests/{id}/${A}`, 'post'>,
): Promise<Request> {
  return posted(staff, `/v1/requests/{id}/${action}`, { path: { id }, body })
}

/** An action on one right of a request. */
export function actOn<A extends RightAction>(
  staff: Party,
  request: Request,
  action: {
    readonly right: RightName
    readonly name: A
    readonly body: BodyOf<`/v1/requests/{id}/rights/{right}/${A}`, 'post'>
  },
): Promise<Request> {
  const path = { id: request.id, right: rightOf(request, action.right).id }
  return posted(staff, `/v1/requests/{id}/rights/{right}/${action.name}`, { path, body: action.body })
}

function posted(staff: Party, path: string, given: object): Promise<Request> {
  const post = staff.post as unknown as (path: string, given: object) => Promise<Request> // every action answers with the request
  return post(path, given)
}

/** The right of this name; a letter of the demo names none twice. */
export function rightOf({ rights }: Request, name: RightName): Request['rights'][number] {
  const right = rights.find((each) => each.right === name)
  if (right === undefined) throw new Error(`the request invokes no ${name}`)
  return right
}

/** Says how the dates of a request come about, in the words of the service. */
export async function tellClock({ agent, telling }: Desk, { id, locale }: Request) {
  const clock = await agent.get('/v1/requests/{id}/clock', { path: { id } })
  telling.says('The clock', `of this request is ${clock.state}${locale === 'fr' ? ', explained in her language' : ''}:`)
  telling.because(clock.explanation.map(({ text }) => text))
  return clock
}

/** Prints the letters of a request that wait for it, and posts them on that day. How many they were. */
export async function posts(staff: Party, { id }: Pick<Request, 'id'>, on: string): Promise<number> {
  const { data } = await staff.get('/v1/requests/{id}/letters', { path: { id } })
  const waiting = data.filter(({ by, state }) => by === 'post' && state === 'queued')
  for (const letter of waiting) {
    const path = { id: letter.id }
    const pdf = await staff.get('/v1/letters/{id}/pdf', { path })
    if ((await pdf.slice(0, 5).text()) !== '%PDF-') throw new Error('a letter does not print as PDF')
    await staff.post('/v1/letters/{id}/record-posted', { path, body: { posted_on: on } })
  }
  return waiting.length
}

/** Everything is answered: the file is closed. */
export async function closes(desk: Desk, request: Request): Promise<Request> {
  const closed = await act(desk.dpo, request, 'close', { reason: 'completed' })
  desk.telling.says(desk.dpo.name, 'closes the request: every right in it is answered.')
  desk.telling.expect(
    'the request is closed, and every answer came in time',
    [closed.status, closed.rights.filter(({ answered_in_time }) => answered_in_time !== true)],
    ['closed', []],
  )
  return closed
}
