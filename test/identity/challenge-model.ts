import { equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { parseId } from '../../src/platform/identifiers.ts'
import { mailboxOf } from '../../src/requests/fingerprints.ts'
import { runAs } from '../support/database.ts'
import type { Answer, Call, TestOrganisation, TestService } from '../support/service.ts'

/** What challenges promise, said a second time (API §5; SECURITY, architecture 5), and held against the service after every step. */
const mostTries = 5
const mostFailures = 20
const mostCodes = 10
const minute = 60_000
const codeLifetime = 10 * minute
const budgetWindow = 24 * 60 * minute
const codeWindow = 60 * minute

const purposes = ['receipt', 'sign_in', 'contact'] as const
type Purpose = (typeof purposes)[number]
type Challenge = {
  readonly id: string
  readonly purpose: Purpose
  readonly mailbox: Mailbox
  /** Whose session asked for it: of a contact challenge alone. */
  readonly asker: number
  readonly createdAt: number
  /** Whether its code was sent: beyond the limit it has ended when it began. */
  readonly sent: boolean
  tries: number
  used: boolean
}
type Mailbox = { readonly address: string; readonly organisation: TestOrganisation }
type Budget = { failures: number; resetsAt: number }

type Model = { now: number; readonly challenges: Challenge[]; readonly budgets: Map<Mailbox, Budget> }
type Real = {
  readonly service: TestService
  readonly mailboxes: readonly Mailbox[]
  /** Two people who are signed in, and may ask to be written to elsewhere. */
  readonly askers: readonly Call[]
  readonly scheduler: fc.Scheduler
}
type Command = fc.AsyncCommand<Model, Real>

const effective = (model: Model, mailbox: Mailbox): number => {
  const budget = model.budgets.get(mailbox)
  return budget === undefined || budget.resetsAt <= model.now ? 0 : budget.failures
}
const isAlive = (model: Model, { sent, used, tries, createdAt }: Challenge): boolean =>
  sent && !used && tries < mostTries && model.now < createdAt + codeLifetime

/** Several at once ask for codes to one mailbox. */
class AskForCodes implements Command {
  readonly given: {
    readonly purpose: Purpose
    readonly mailbox: number
    readonly asker: number
    readonly times: number
  }
  constructor(given: AskForCodes['given']) {
    this.given = given
  }
  check = () => true
  async run(model: Model, real: Real): Promise<void> {
    const { purpose, asker, times } = this.given
    const mailbox = real.mailboxes[this.given.mailbox] ?? missing()
    model.now = real.service.deps.now()
    const isCounted = (each: Challenge) =>
      each.mailbox === mailbox && each.purpose !== 'receipt' && Math.abs(model.now - each.createdAt) < codeWindow
    const sentBefore = model.challenges.filter((each) => isCounted(each) && each.sent).length
    const answers = await atOnce(real, times, () => ask(real, purpose, mailbox, asker))
    const ids = answers.map(({ status, body }) => (status === 202 ? String(body.verification.id) : missing()))
    const stored = await storedChallenges(real, ids)
    for (const id of ids) {
      const row = stored.get(id) ?? missing()
      model.challenges.push({
        id,
        purpose,
        mailbox,
        asker,
        createdAt: model.now,
        sent: row.sent,
        tries: 0,
        used: false,
      })
    }
    const sent = ids.filter((id) => stored.get(id)?.sent).length
    equal(sent, purpose === 'receipt' ? times : Math.min(times, Math.max(0, mostCodes - sentBefore)), 'codes sent')
    await compare(model, real)
  }
  toString = () => `ask(${JSON.stringify(this.given)})`
}

/** One client's try: which challenge, with which code, at which door. `another`: the right code of another challenge. */
type Try = {
  readonly challenge: number
  readonly typed: 'right' | 'wrong' | 'another'
  readonly another: number
  readonly door: 'own' | 'other purpose' | 'other organisation' | 'other person'
}

/** Many clients type codes at once, in an order that the scheduler draws. */
class TypeCodes implements Command {
  readonly tries: readonly Try[]
  constructor(tries: readonly Try[]) {
    this.tries = tries
  }
  check = (model: Readonly<Model>) => model.challenges.length > 0
  async run(model: Model, real: Real): Promise<void> {
    model.now = real.service.deps.now()
    const failuresBefore = new Map(real.mailboxes.map((mailbox) => [mailbox, effective(model, mailbox)]))
    const aimed = this.tries.map((each) => aim(model, real, each))
    const answers = await atOnce(real, aimed.length, (at) => (aimed[at] ?? missing()).send())
    const stored = await storedChallenges(
      real,
      model.challenges.map(({ id }) => id),
    )

    const failed = new Map<Mailbox, number>()
    const typedWrong = (mailbox: Mailbox) =>
      aimed.filter(({ challenge, counts, right }) => challenge.mailbox === mailbox && counts && !right).length
    for (const challenge of model.challenges) {
      const { tries, used } = stored.get(challenge.id) ?? missing()
      const mine = aimed
        .map((each, at) => ({ ...each, answer: answers[at] }))
        .filter((each) => each.challenge === challenge)
      const won = mine.filter(({ answer }) => answer?.status === 200)
      const wrong = mine.filter(({ counts, right }) => counts && !right).length
      const counted = tries - challenge.tries
      const spent = failuresBefore.get(challenge.mailbox) ?? 0
      ok(won.length <= 1, 'a challenge is redeemed once')
      ok(won.length === 0 || !challenge.used, 'and never again')
      ok(
        won.every(({ counts, right }) => counts && right),
        'by its own code, at its own door',
      )
      ok(tries <= mostTries, 'five tries at most')
      if (!isAlive(model, challenge)) equal(counted + won.length, 0, 'a dead challenge takes no try')
      else if (!used) equal(counted, Math.min(mostTries - challenge.tries, wrong), 'each wrong code is a try')
      if (spent >= mostFailures) equal(won.length, 0, 'a spent budget opens nothing, whichever challenge')
      const mustWin =
        isAlive(model, challenge) &&
        mine.some(({ counts, right }) => counts && right) &&
        challenge.tries + wrong < mostTries &&
        spent + typedWrong(challenge.mailbox) < mostFailures
      if (mustWin) equal(won.length, 1, 'a right code in time opens the door')
      const isNewlyUsed = used && !challenge.used
      failed.set(challenge.mailbox, (failed.get(challenge.mailbox) ?? 0) + counted - (isNewlyUsed ? 1 : 0))
      Object.assign(challenge, { tries, used })
    }
    for (const [at, { status, body }] of answers.entries()) {
      if (status === 200) continue
      equal(`${status} ${body.code}`, (aimed[at] ?? missing()).refusal)
    }
    for (const [mailbox, count] of failed) charge(model, mailbox, count)
    await compare(model, real)
  }
  toString = () => `type(${JSON.stringify(this.tries)})`
}

/** Somebody asks for code after code to one mailbox, and spends the day's budget of wrong ones. */
class GuessOn implements Command {
  readonly mailbox: number
  constructor(mailbox: number) {
    this.mailbox = mailbox
  }
  check = () => true
  async run(model: Model, real: Real): Promise<void> {
    await new AskForCodes({ purpose: 'sign_in', mailbox: this.mailbox, asker: 0, times: 4 }).run(model, real)
    const guess = (challenge: number): Try => ({ challenge, typed: 'wrong', another: 0, door: 'own' })
    await new TypeCodes(Array.from({ length: 24 }, (_, at) => guess(at % 4))).run(model, real)
  }
  toString = () => `guessOn(${this.mailbox})`
}

/** Time goes by, and only forward; no sum of the waits below comes near to where a code, an hour of codes or a budget ends. */
class Wait implements Command {
  readonly seconds: number
  constructor(seconds: number) {
    this.seconds = seconds
  }
  check = () => true
  async run(_model: Model, { service }: Real): Promise<void> {
    service.at(new Date(service.deps.now() + this.seconds * 1_000).toISOString())
  }
  toString = () => `wait(${this.seconds} s)`
}

function aim(model: Model, real: Real, { challenge: index, typed, another, door }: Try) {
  // The newest first: those are alive
  const challenge = model.challenges.at(-1 - (index % model.challenges.length)) ?? missing()
  const right = real.service.code(challenge.id)
  const wrong = right === '00000000' ? '11111111' : '00000000'
  const neighbour = model.challenges.at(-1 - (another % model.challenges.length)) ?? missing()
  const code = { right, wrong, another: real.service.code(neighbour.id) }[typed]
  const isContact = challenge.purpose === 'contact'
  const atContactDoor = door === 'other purpose' ? !isContact : isContact
  const asker = real.askers[(challenge.asker + (door === 'other person' ? 1 : 0)) % real.askers.length] ?? missing()
  const home = challenge.mailbox.organisation.slug
  const slug =
    door === 'other organisation'
      ? (real.mailboxes.find((each) => each.organisation.slug !== home) ?? missing()).organisation.slug
      : home
  const counts = atContactDoor === isContact && (isContact ? door !== 'other person' : door !== 'other organisation')
  return {
    challenge,
    right: typed === 'right' || (typed === 'another' && neighbour === challenge),
    counts,
    refusal: atContactDoor ? '422 code_refused' : '401 unauthorized',
    send: () =>
      atContactDoor
        ? asker('POST', '/v1/me/contact/redeem', { verification: challenge.id, code })
        : real.service.call('POST', `/v1/public/${slug}/verifications/${challenge.id}/redeem`, { code }),
  }
}

async function ask({ service, askers }: Real, purpose: Purpose, mailbox: Mailbox, asker: number): Promise<Answer> {
  const { address: email, organisation } = mailbox
  if (purpose === 'contact') return (askers[asker] ?? missing())('POST', '/v1/me/contact', { email })
  if (purpose === 'sign_in') return service.call('POST', `/v1/public/${organisation.slug}/sign-in`, { email })
  const requester = { name: 'Zoé', email }
  return service.call('POST', `/v1/public/${organisation.slug}/requests`, { requester, rights: [{ right: 'access' }] })
}

/** Calls begin in an order that the scheduler draws, and run side by side from there. */
async function atOnce({ scheduler }: Real, times: number, call: (at: number) => Promise<Answer>): Promise<Answer[]> {
  const begun = Array.from({ length: times }, (_, at) => scheduler.schedule(Promise.resolve(at)).then(call))
  await scheduler.waitIdle()
  return Promise.all(begun)
}

function charge(model: Model, mailbox: Mailbox, count: number): void {
  if (count === 0) return
  const failures = effective(model, mailbox)
  const budget = model.budgets.get(mailbox)
  const resetsAt = failures === 0 || budget === undefined ? model.now + budgetWindow : budget.resetsAt
  model.budgets.set(mailbox, { failures: failures + count, resetsAt })
}

/** Nothing that was done gave a budget or a try back. */
async function compare(model: Model, real: Real): Promise<void> {
  const stored = await storedChallenges(
    real,
    model.challenges.map(({ id }) => id),
  )
  for (const { id, tries, used } of model.challenges) {
    const row = stored.get(id)
    equal(`${row?.tries} ${row?.used}`, `${tries} ${used}`, 'tries and redemption of a challenge')
  }
  for (const mailbox of real.mailboxes) {
    const print = mailboxOf(real.service.keyring, mailbox.organisation.id, mailbox.address)
    const [row] = await runAs(
      real.service.database.superuser,
      'select failures from habeas.code_budgets where organisation_id = $1 and mailbox = $2 and resets_at > $3',
      [mailbox.organisation.id, print, new Date(model.now + minute).toISOString()],
    )
    equal(Number(row?.failures ?? 0), effective(model, mailbox), 'the budget of an address')
  }
}

type Stored = { readonly tries: number; readonly used: boolean; readonly sent: boolean }

async function storedChallenges({ service }: Real, ids: readonly string[]): Promise<Map<string, Stored>> {
  const uuids = ids.map((id) => parseId('vrf', id) ?? missing())
  const rows = await runAs(
    service.database.superuser,
    `select id, tries, redeemed_at is not null as used, expires_at > created_at as sent from habeas.verifications
     where id = any (string_to_array($1, ',')::uuid[])`,
    [uuids.join(',')],
  )
  const byUuid = new Map(
    rows.map(({ id, tries, used, sent }) => [id, { tries: Number(tries), used: used === true, sent: sent === true }]),
  )
  return new Map(ids.map((id, at) => [id, byUuid.get(uuids[at]) ?? missing()]))
}

function missing(): never {
  throw new Error('the model has lost its place')
}

const triesOf = (most: number) =>
  fc.array(
    fc.record<Try>({
      challenge: fc.nat({ max: 7 }),
      typed: fc.constantFrom('right', 'wrong', 'wrong', 'another'),
      another: fc.nat({ max: 40 }),
      door: fc.constantFrom('own', 'own', 'own', 'other purpose', 'other organisation', 'other person'),
    }),
    { minLength: 1, maxLength: most, size: 'max' },
  )

const commands = fc.commands(
  [
    fc
      .record({
        purpose: fc.constantFrom(...purposes),
        mailbox: fc.nat({ max: 2 }),
        asker: fc.nat({ max: 1 }),
        times: fc.oneof(
          { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
          { weight: 1, arbitrary: fc.constant(12) },
        ),
      })
      // People ask at their own organisation; only what opens a door is asked for at the other one
      .map(
        (given) =>
          new AskForCodes(given.purpose === 'contact' && given.mailbox === 2 ? { ...given, mailbox: 1 } : given),
      ),
    triesOf(6).map((tries) => new TypeCodes(tries)),
    triesOf(50).map((tries) => new TypeCodes(tries)),
    fc.nat({ max: 1 }).map((mailbox) => new GuessOn(mailbox)),
    fc.constantFrom(260, 800, 25 * 3_600).map((seconds) => new Wait(seconds)),
  ],
  { maxCommands: 14, size: 'max' },
)

/** Runs the model so many times against the service; rejects with the shortest sequence of steps that broke a promise. */
export async function runChallengeModel(
  service: TestService,
  [acme, other]: readonly [TestOrganisation, TestOrganisation],
  numRuns: number,
): Promise<void> {
  const start = Date.parse('2026-03-02T09:00:00Z')
  await fc.assert(
    fc.asyncProperty(commands, fc.scheduler(), async (steps, scheduler) => {
      service.at(new Date(start).toISOString())
      const fresh = () => `${randomUUID()}@example.org`
      const askers = await Promise.all([acme.person(fresh()), acme.person(fresh())])
      const mailboxes = [
        { address: fresh(), organisation: acme },
        { address: fresh(), organisation: acme },
        { address: fresh(), organisation: other },
      ]
      const setup = () => ({
        model: { now: start, challenges: [], budgets: new Map() },
        real: { service, mailboxes, askers, scheduler },
      })
      await fc.asyncModelRun(setup, steps)
    }),
    { numRuns },
  )
}
