import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { BodyOf, Data, PathWith, paths, Schema } from '../../../openapi/client/habeas.ts'
import { isCivilDate } from '../../law/calendar.ts'
import type { RightName } from '../../law/rights.ts'
import { longDate } from '../../law/wording.ts'
import type { Role } from '../../platform/actor.ts'
import { type Party, partyAt, type ReadMail, readMails, setTime, until } from './doors.ts'
import { controller } from './organisation.ts'
import { register } from './processing.ts'
import type { Telling } from './telling.ts'

/** Where the story is played: a service whose time can be set, and how long to wait at each new day. */
export type Stage = { readonly url: string; readonly operatorToken: string; readonly pauseMs: number }

/** Everybody who takes part, each with a token of their own, and the mailbox in which the letters arrive. */
export type Desk = {
  readonly url: string
  readonly pauseMs: number
  readonly slug: string
  readonly telling: Telling
  readonly visitor: Party
  readonly agent: Party
  readonly dpo: Party
  readonly secondDpo: Party
  readonly postRoom: Party
  readonly auditor: Party
  /** What sends the newsletter and the prospecting mails: it may ask who has objected, and nothing else. */
  readonly sender: Party
  readonly mailbox: Mailbox
}

export type Request = Schema<'Request'>
export type Export = Schema<'Export'>
export type Person = { readonly name: string; readonly email: string; readonly locale: 'fr' | 'en' }
type Mailbox = { next(to: string): Promise<ReadMail> }

/** Sets the service's time and says so. */
export async function moment({ url, telling, pauseMs }: Desk, at: string): Promise<void> {
  if (pauseMs > 0) await delay(pauseMs)
  await setTime(url, at)
  telling.moment(at)
}

/** The operator opens the organisation, its administrator a client for each who works with it. */
export async function openDesk({ url, operatorToken, pauseMs }: Stage, telling: Telling): Promise<Desk> {
  const visitor = partyAt(url, 'A visitor')
  const operator = partyAt(url, 'The operator', { credentials: { token: operatorToken } })
  const slug = `dastra-${randomBytes(3).toString('hex')}` // a service that is given may have seen this demo before
  const { name, client } = await operator.post('/v1/organisations', { body: { slug, ...controller } })
  telling.says(
    'The operator',
    `opens the organisation ${name} (${slug}), and hands its administrator the first client.`,
  )
  const staff = (who: string, { id, secret }: { id: string; secret: string }, actingUser: string) =>
    partyAt(url, who, { credentials: { clientId: id, clientSecret: secret }, actingUser })
  const admin = staff('The administrator', client, 'admin@dastra.example')
  const join = async (who: string, role: Role, actingUser: string) =>
    staff(who, await admin.post('/v1/clients', { body: { name: `${who} (demo)`, role } }), actingUser)
  const desk: Desk = {
    url,
    pauseMs,
    slug,
    telling,
    visitor,
    agent: await join('Nadia, agent', 'agent', 'nadia@dastra.example'),
    dpo: await join('Paul, DPO', 'dpo', 'paul@dastra.example'),
    secondDpo: await join('Ruth, deputy DPO', 'dpo', 'ruth@dastra.example'),
    postRoom: await join('The post room', 'intake', 'post@dastra.example'),
    auditor: await join('Sam, auditor', 'auditor', 'sam@dastra.example'),
    sender: await join('The mailing tool', 'marketing', 'mailings@dastra.example'),
    mailbox: await openMailbox(url),
  }
  telling.says(
    'The administrator',
    'makes a client for each who works there: an agent, two DPOs, the post room, an auditor; and one for the tool that sends the mailings.',
  )
  await admin.patch('/v1/organisation', { body: { settings: { retention: { case_files: { months: 12 } } } } })
  telling.says('The administrator', 'decides that files are kept for a year after they are closed.')
  await putsDownRegister(desk)
  return desk
}

/** What the organisation does with personal data: exports tell it to people, and know by it what is portable. */
async function putsDownRegister({ telling, dpo, auditor }: Desk): Promise<void> {
  await dpo.put('/v1/register', { body: register })
  const { activities, recipients, categories } = await auditor.get('/v1/register')
  const bases = new Set(activities.map(({ legal_basis }) => legal_basis))
  telling.says(
    dpo.name,
    `puts down the register of processing: ${activities.length} activities on ${bases.size} legal bases, ${categories.length} kinds of data, ${recipients.length} recipients by name.`,
  )
}

/** The development mailbox. What lay in it before is not this demo's. */
async function openMailbox(url: string): Promise<Mailbox> {
  const seen = occurrences(await readMails(url))
  return {
    next: (to) =>
      until(`a letter to ${to}`, async () => {
        const now = occurrences(await readMails(url))
        for (const [key, { mail, times }] of now) {
          const before = seen.get(key)?.times ?? 0
          if (mail.to !== to || times <= before) continue
          seen.set(key, { mail, times: before + 1 })
          return mail
        }
        return undefined
      }),
  }
}

/** Two letters of one second may say the same. */
function occurrences(mails: readonly ReadMail[]): Map<string, { mail: ReadMail; times: number }> {
  const found = new Map<string, { mail: ReadMail; times: number }>()
  for (const mail of mails) {
    const key = JSON.stringify(mail)
    found.set(key, { mail, times: (found.get(key)?.times ?? 0) + 1 })
  }
  return found
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

/** Compiles an export and waits until it is ready: a job does it, behind the answers. */
export async function compiles(staff: Party, { id }: Request, body: Schema<'AskForExport'>): Promise<Export> {
  const asked = await staff.post('/v1/requests/{id}/exports', { path: { id }, body })
  return until('an export to be compiled', async () => {
    const now = await staff.get('/v1/requests/{id}/exports/{exp}', { path: { id, exp: asked.id } })
    if (now.status === 'failed') throw new Error('the export cannot be compiled')
    return now.status === 'ready' ? now : undefined
  })
}

/** Prints the letters of a request that wait for it, and posts them on that day. How many they were. */
export async function posts(staff: Party, { id }: Request, on: string): Promise<number> {
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
