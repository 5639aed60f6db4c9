import t from 'tap'
import { clockOf, clockOfCase, clockWarnings, explainWarning } from '../../src/law/clock.ts'
import { explainClock } from '../../src/law/clock-explanation.ts'
import { enumeration, longDate } from '../../src/law/wording.ts'
import { at, letter, on } from './clock-support.ts'

const january = { ...letter, receivedAt: at('2026-01-31T10:00:00+01:00') }
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

t.test('a month that ends on a Saturday is explained step by step, in English', async (t) => {
  t.same(explainClock(clockOf(january), 'en'), [
    {
      rule: 'receipt',
      date: '2026-01-31',
      text: 'Received Saturday 31 January 2026 at 10:00, Paris time. The day of receipt is not counted (Reg. 1182/71 art. 3(1)).',
    },
    {
      rule: 'months',
      date: '2026-02-28',
      text: 'One month later: Saturday 28 February 2026 (GDPR art. 12(3)). February has no day 31, so its last day counts (Reg. 1182/71 art. 3(2)(c)).',
    },
    {
      rule: 'working_day',
      date: '2026-03-02',
      text: 'Not working days: Saturday 28 February 2026 and Sunday 1 March 2026. The last day is the next working day, Monday 2 March 2026 (Reg. 1182/71 art. 3(4)).',
    },
    { rule: 'due', date: '2026-03-02', text: 'The answer is due by the end of Monday 2 March 2026.' },
  ])
})

t.test('a pause and an extension are explained in French, each with its source', async (t) => {
  const steps = explainClock(
    clockOf({
      ...letter,
      events: [
        { type: 'identity_requested', at: at('2026-03-03T10:00:00+01:00') },
        { type: 'identity_provided', at: at('2026-03-13T10:00:00+01:00') },
        { type: 'extension_notified', at: at('2026-04-08T10:00:00+02:00') },
      ],
    }),
    'fr',
  )
  t.same(
    steps.map((step) => step.rule),
    ['receipt', 'months', 'extension', 'pause', 'pauses_added', 'due', 'refusal', 'strict'],
  )
  t.same(
    steps.slice(1, 5).map((step) => plain(step.text)),
    [
      'Avec la prolongation, trois mois plus tard : mardi 2 juin 2026 (RGPD, art. 12(3)). Le délai expire le jour qui porte le même numéro (règlement 1182/71, art. 3(2)(c)).',
      'La personne a été informée de la prolongation le mercredi 8 avril 2026, dans le premier délai : deux mois s’ajoutent, comptés depuis la réception (RGPD, art. 12(3)).',
      'Délai suspendu du mardi 3 mars 2026 au vendredi 13 mars 2026, dans l’attente d’une preuve d’identité : 10 jours (décret 2019-536, art. 77 ; EDPB 01/2022, § 159).',
      'Les jours suspendus s’ajoutent, chacun une seule fois (10) : vendredi 12 juin 2026.',
    ],
  )
  t.equal(steps.at(-1)?.date, '2026-04-02')
})

t.test('an open pause has no due date, and says why', async (t) => {
  const events = [{ type: 'identity_requested', at: at('2026-03-03T10:00:00+01:00') }] as const
  const steps = explainClock(clockOf({ ...letter, events }), 'en')
  t.same(
    steps.map((step) => step.rule),
    ['receipt', 'months', 'pause', 'strict'],
  )
  t.match(steps[2]?.text, 'Standing still since Tuesday 3 March 2026, waiting for proof of identity')
  const belgian = explainClock(clockOf({ ...letter, calendar: 'BE', events }), 'en')
  t.notMatch(belgian[2]?.text, 'Décret', 'a French decree binds no Belgian controller')
})

t.test('an extension told too late, not told yet, or never told is explained as such', async (t) => {
  const told = (text: string) => clockOf({ ...letter, events: [{ type: 'extension_notified', at: at(text) }] })
  const late = explainClock(told('2026-04-03T10:00:00+02:00'), 'en').find((step) => step.rule === 'extension')
  t.match(late?.text, 'after the last day for that, Thursday 2 April 2026: the first time limit stands')
  const decided = (asOf: string) =>
    clockOf({
      ...letter,
      asOf: at(asOf),
      events: [{ type: 'extension_decided', at: at('2026-03-20T10:00:00+01:00'), rights: [] }],
    })
  const waiting = explainClock(decided('2026-03-21T10:00:00+01:00'), 'en').find((step) => step.rule === 'extension')
  t.match(waiting?.text, /by Thursday 2 April 2026 \(GDPR art\. 12\(3\)\)\.$/)
  const fallen = explainClock(decided('2026-04-03T10:00:00+02:00'), 'en').find((step) => step.rule === 'extension')
  t.match(fallen?.text, 'the extension falls away')
})

t.test('a restarted month, a holiday, rights owed at once and a stopped clock each have their step', async (t) => {
  const uk = clockOf({
    ...letter,
    timeZone: 'Europe/London',
    calendar: 'GB-ENG',
    regime: 'uk_gdpr',
    events: [
      { type: 'identity_requested', at: at('2026-03-03T10:00:00Z') },
      { type: 'identity_provided', at: at('2026-03-06T10:00:00Z') },
    ],
  })
  const steps = explainClock(uk, 'en')
  t.match(steps.find((step) => step.rule === 'restart')?.text, 'UK GDPR art. 12A')
  t.match(steps.find((step) => step.rule === 'working_day')?.text, 'Monday 6 April 2026 (Easter Monday)')
  const stopped = clockOfCase({ ...letter, rights: [{ id: 'w', pace: 'at_once', answered: true }] })
  t.same(
    explainClock(stopped, 'fr').map((step) => step.rule),
    ['receipt', 'months', 'at_once', 'stopped'],
  )
})

t.test('health data have a step for their shorter limit', async (t) => {
  const health = { id: 'a', pace: 'month', answered: false, healthData: 'recent' } as const
  const steps = explainClock(clockOfCase({ ...letter, rights: [health] }), 'en')
  t.match(
    steps.find(({ rule }) => rule === 'act_by'),
    { date: '2026-03-10', text: /by Tuesday 10 March 2026, eight days/ },
  )
  t.notOk(explainClock(clockOf(letter), 'en').some(({ rule }) => rule === 'act_by'))
})

t.test('the UK GDPR is called by its name throughout', async (t) => {
  const events = [{ type: 'extension_notified', at: at('2026-03-20T10:00:00Z') }] as const
  const place = { timeZone: 'Europe/London', calendar: 'GB-ENG', regime: 'uk_gdpr' } as const
  const texts = explainClock(clockOf({ ...letter, ...place, events }), 'en').map(({ text }) => text)
  t.ok(texts.some((text) => text.includes('UK GDPR art. 12(4)')))
  t.notMatch(texts.join(' '), /(?<!UK )GDPR art/)
})

t.test('every warning is told in two languages', async (t) => {
  for (const code of clockWarnings) {
    t.match(explainWarning(code, 'fr'), /\.$/)
    t.match(explainWarning(code, 'en'), /\.$/)
    t.not(explainWarning(code, 'fr'), explainWarning(code, 'en'))
  }
})

t.test('days and lists are written out', async (t) => {
  t.equal(longDate(on('2026-02-01'), 'fr'), 'dimanche 1er février 2026')
  t.equal(longDate(on('2026-08-11'), 'fr'), 'mardi 11 août 2026')
  t.equal(longDate(on('2026-02-01'), 'en'), 'Sunday 1 February 2026')
  t.equal(enumeration(['a'], 'fr'), 'a')
  t.equal(enumeration(['a', 'b', 'c'], 'fr'), 'a, b et c')
  t.equal(enumeration([], 'en'), '')
})
