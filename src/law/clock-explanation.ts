import { addDays, addMonths, type CivilDate, civilDateIn, holidayOn, wallTimeIn, weekdayOf } from './calendar.ts'
import type { Clock, Pause } from './clock.ts'
import { enumeration, type Locale, longDate, monthName, type Text } from './wording.ts'

/** One step of the reckoning. `rule` is a stable code; `date` the civil day it leads to. */
export type ExplanationStep = { readonly rule: ExplanationRule; readonly text: string; readonly date?: CivilDate }
export type ExplanationRule =
  | 'receipt'
  | 'restart'
  | 'months'
  | 'extension'
  | 'pause'
  | 'pauses_added'
  | 'at_once'
  | 'act_by'
  | 'working_day'
  | 'due'
  | 'refusal'
  | 'strict'
  | 'stopped'

/** The reckoning of a clock, step by step, for a reader who knows no law: each step says what it does and what it rests on. */
export function explainClock(clock: Clock, locale: Locale): ExplanationStep[] {
  const say = (text: Text) => text[locale]
  const day = (date: CivilDate) => longDate(date, locale)
  return [
    ...receiptSteps(clock, say, day),
    ...extensionSteps(clock, say, day),
    ...pauseSteps(clock, say, day),
    ...outcomeSteps(clock, locale, say, day),
  ]
}

/** The UK GDPR keeps the numbers of the articles, not the name of the law. */
function lawOf(regime: Clock['regime']): Text {
  return regime === 'uk_gdpr' ? { fr: 'UK GDPR', en: 'UK GDPR' } : { fr: 'RGPD', en: 'GDPR' }
}

type Say = (text: Text) => string
type Day = (date: CivilDate) => string

function receiptSteps(clock: Clock, say: Say, day: Day): ExplanationStep[] {
  const { receivedOn, reckoning, regime } = clock
  const time = wallTimeIn(clock.timeZone, clock.receivedAt)
  const place = clock.timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? clock.timeZone
  const steps: ExplanationStep[] = [
    {
      rule: 'receipt',
      date: receivedOn,
      text: say({
        fr: `Demande reçue le ${day(receivedOn)} à ${Number(time.slice(0, 2))}\u00a0h\u00a0${time.slice(3)} (heure locale, ${place}). Le jour de réception ne compte pas (règlement 1182/71, art. 3(1)).`,
        en: `Received ${day(receivedOn)} at ${time}, ${place} time. The day of receipt is not counted (Reg. 1182/71 art. 3(1)).`,
      }),
    },
  ]
  if (reckoning.from !== receivedOn) {
    steps.push({
      rule: 'restart',
      date: reckoning.from,
      text: say({
        fr: `L’identité a été établie le ${day(reckoning.from)}\u00a0: le délai repart de ce jour (ICO\u00a0; UK GDPR, art. 12A).`,
        en: `Identity was proven on ${day(reckoning.from)}: the time limit runs from that day (ICO; UK GDPR art. 12A).`,
      }),
    })
  }
  const end = addMonths(reckoning.from, reckoning.months)
  const law = lawOf(regime)
  const clamped = end.slice(8) !== reckoning.from.slice(8)
  const isMonth = reckoning.months === 1
  steps.push({
    rule: 'months',
    date: end,
    text: say({
      fr: `${isMonth ? 'Un mois plus tard' : 'Avec la prolongation, trois mois plus tard'}\u00a0: ${day(end)} (${law.fr}, art. 12(3)). ${
        clamped ? lastDayOfMonth(reckoning.from, end).fr : sameNumberedDay.fr
      }`,
      en: `${isMonth ? 'One month later' : 'With the extension, three months later'}: ${day(end)} (${law.en} art. 12(3)). ${
        clamped ? lastDayOfMonth(reckoning.from, end).en : sameNumberedDay.en
      }`,
    }),
  })
  return steps
}

const sameNumberedDay: Text = {
  fr: 'Le délai expire le jour qui porte le même numéro (règlement 1182/71, art. 3(2)(c)).',
  en: 'A period in months ends on the day with the same number (Reg. 1182/71 art. 3(2)(c)).',
}

function lastDayOfMonth(from: CivilDate, end: CivilDate): Text {
  const [number, month] = [from.slice(8), end.slice(5, 7)]
  return {
    fr: `Ce mois (${monthName(month, 'fr')}) n’a pas de ${number}\u00a0: son dernier jour compte (règlement 1182/71, art. 3(2)(c)).`,
    en: `${monthName(month, 'en')} has no day ${number}, so its last day counts (Reg. 1182/71 art. 3(2)(c)).`,
  }
}

function extensionSteps(clock: Clock, say: Say, day: Day): ExplanationStep[] {
  const { extension, timeZone } = clock
  if (extension === undefined) return []
  const { noticeDueOn, notifiedAt, decidedAt, valid } = extension
  const law = lawOf(clock.regime)
  const limit = noticeDueOn === undefined ? undefined : day(noticeDueOn)
  const toldOn = notifiedAt === undefined ? undefined : day(civilDateIn(timeZone, notifiedAt))
  const decidedOn = decidedAt === undefined ? undefined : day(civilDateIn(timeZone, decidedAt))
  const text =
    toldOn === undefined
      ? say({
          fr: `Prolongation décidée le ${decidedOn}. La personne doit en être informée avec ses motifs ${limit === undefined ? 'dans le premier délai, suspendu' : `au plus tard le ${limit}`} (${law.fr}, art. 12(3))${valid ? '.' : '\u00a0: elle ne l’a pas été, et la prolongation tombe.'}`,
          en: `Extension decided on ${decidedOn}. The person must be told of it, with reasons, ${limit === undefined ? 'within the first time limit, which stands still' : `by ${limit}`} (${law.en} art. 12(3))${valid ? '.' : ': that did not happen, and the extension falls away.'}`,
        })
      : valid
        ? say({
            fr: `La personne a été informée de la prolongation le ${toldOn}, dans le premier délai\u00a0: deux mois s’ajoutent, comptés depuis la réception (${law.fr}, art. 12(3)).`,
            en: `The person was told of the extension on ${toldOn}, within the first time limit: two months are added, counted from receipt (${law.en} art. 12(3)).`,
          })
        : say({
            fr: `La personne a été informée de la prolongation le ${toldOn}, après le ${limit}, dernier jour pour le faire\u00a0: le premier délai reste applicable (${law.fr}, art. 12(3)).`,
            en: `The person was told of the extension on ${toldOn}, after the last day for that, ${limit}: the first time limit stands (${law.en} art. 12(3)).`,
          })
  return [{ rule: 'extension', text, ...(noticeDueOn === undefined ? {} : { date: noticeDueOn }) }]
}

function pauseSteps(clock: Clock, say: Say, day: Day): ExplanationStep[] {
  const steps = clock.pauses.map((pause): ExplanationStep => {
    const source = pauseSource(pause, clock)
    const awaited =
      pause.reason === 'identity'
        ? { fr: 'dans l’attente d’une preuve d’identité', en: 'waiting for proof of identity' }
        : { fr: 'dans l’attente d’une précision', en: 'waiting for clarification' }
    if (pause.until === undefined) {
      return {
        rule: 'pause',
        date: pause.from,
        text: say({
          fr: `Délai suspendu depuis le ${day(pause.from)}, ${awaited.fr}\u00a0: il n’y a pas d’échéance tant que la réponse n’est pas arrivée (${source.fr}).`,
          en: `Standing still since ${day(pause.from)}, ${awaited.en}: there is no due date until the answer arrives (${source.en}).`,
        }),
      }
    }
    return {
      rule: 'pause',
      date: pause.until,
      text: say({
        fr: `Délai suspendu du ${day(pause.from)} au ${day(pause.until)}, ${awaited.fr}\u00a0: ${pause.days} jour${pause.days === 1 ? '' : 's'} (${source.fr}).`,
        en: `Stood still from ${day(pause.from)} to ${day(pause.until)}, ${awaited.en}: ${pause.days} day${pause.days === 1 ? '' : 's'} (${source.en}).`,
      }),
    }
  })
  const { from, months, addedDays } = clock.reckoning
  if (clock.state === 'running' && addedDays > 0) {
    const date = addDays(addMonths(from, months), addedDays)
    steps.push({
      rule: 'pauses_added',
      date,
      text: say({
        fr: `Les jours suspendus s’ajoutent, chacun une seule fois (${addedDays})\u00a0: ${day(date)}.`,
        en: `The days of pause are added, each of them once (${addedDays}): ${day(date)}.`,
      }),
    })
  }
  return steps
}

function pauseSource(pause: Pause, clock: Clock): Text {
  if (clock.regime === 'uk_gdpr') {
    return { fr: 'ICO\u00a0; UK GDPR, art. 12(6) et 12A', en: 'ICO; UK GDPR art. 12(6), 12A' }
  }
  const guidelines = { fr: 'EDPB 01/2022, §\u00a0159', en: 'EDPB 01/2022 §159' }
  if (pause.reason === 'clarification') {
    return { fr: `considérant 63\u00a0; ${guidelines.fr}`, en: `recital 63; ${guidelines.en}` }
  }
  // Art. 77 suspends for identification in France; elsewhere the guidelines stand alone.
  if (!clock.calendar.startsWith('FR')) return guidelines
  return { fr: `décret 2019-536, art. 77\u00a0; ${guidelines.fr}`, en: `Décret 2019-536 art. 77; ${guidelines.en}` }
}

function outcomeSteps(clock: Clock, locale: Locale, say: Say, day: Day): ExplanationStep[] {
  const { dueOn, nominalDueOn, refusalDueOn, strictDueOn } = clock
  const law = lawOf(clock.regime)
  const steps: ExplanationStep[] = []
  if (clock.rights.some((right) => right.pace === 'at_once')) {
    steps.push({
      rule: 'at_once',
      date: clock.receivedOn,
      text: say({
        fr: `Un retrait de consentement ou une opposition à la prospection prend effet dès la réception\u00a0: ni suspension ni prolongation ne le touche (${law.fr}, art. 7(3) et 21(3)).`,
        en: `A withdrawal of consent or an objection to direct marketing takes effect on receipt: no pause and no extension touches it (${law.en} art. 7(3), 21(3)).`,
      }),
    })
  }
  const actBy = clock.rights.flatMap((right) => (right.pace === 'month' ? (right.actBy ?? []) : [])).sort()[0]
  if (actBy !== undefined) {
    steps.push({
      rule: 'act_by',
      date: actBy,
      text: say({
        fr: `Données de santé\u00a0: l’accès est dû au plus tard le ${day(actBy)}, huit jours après la réception, deux mois pour des données de plus de cinq ans (code de la santé publique, art. L1111-7).`,
        en: `Health data: access is due by ${day(actBy)}, eight days after receipt, two months for data older than five years (Code de la santé publique L1111-7).`,
      }),
    })
  }
  if (clock.state === 'stopped') {
    const text = say({
      fr: 'Chaque droit a reçu sa réponse ou n’est plus demandé\u00a0: le délai ne court plus.',
      en: 'Every right has been answered or has lapsed: the clock has stopped.',
    })
    return [...steps, { rule: 'stopped', text }]
  }
  if (dueOn !== undefined && nominalDueOn !== undefined && dueOn !== nominalDueOn) {
    const days = daysOff(clock.calendar, nominalDueOn, dueOn, locale)
    const list = enumeration(days, locale)
    steps.push({
      rule: 'working_day',
      date: dueOn,
      text: say({
        fr: `${days.length > 1 ? 'Jours non ouvrés' : 'Jour non ouvré'}\u00a0: ${list}. Le délai expire le jour ouvré suivant, ${day(dueOn)} (règlement 1182/71, art. 3(4)).`,
        en: `${days.length > 1 ? 'Not working days' : 'Not a working day'}: ${list}. The last day is the next working day, ${day(dueOn)} (Reg. 1182/71 art. 3(4)).`,
      }),
    })
  }
  if (dueOn !== undefined) {
    steps.push({
      rule: 'due',
      date: dueOn,
      text: say({
        fr: `La réponse est due au plus tard à la fin du ${day(dueOn)}.`,
        en: `The answer is due by the end of ${day(dueOn)}.`,
      }),
    })
  }
  if (refusalDueOn !== undefined && refusalDueOn !== dueOn) {
    steps.push({
      rule: 'refusal',
      date: refusalDueOn,
      text: say({
        fr: `Un refus s’annonce au plus tard le ${day(refusalDueOn)}\u00a0: la prolongation vaut pour agir, non pour refuser (${law.fr}, art. 12(4)).`,
        en: `A refusal is told by ${day(refusalDueOn)}: the extension is for action, not for refusal (${law.en} art. 12(4)).`,
      }),
    })
  }
  if (strictDueOn !== dueOn) {
    steps.push({
      rule: 'strict',
      date: strictDueOn,
      text: say({
        fr: `Si aucune suspension n’était admise, l’échéance serait le ${day(strictDueOn)}. C’est la date la plus sûre.`,
        en: `If no suspension were admitted, the last day would be ${day(strictDueOn)}. It is the safe date.`,
      }),
    })
  }
  return steps
}

/** The days that are not working days from one to another: `Sunday 12 July 2026`, with the holiday's name where it is one. */
function daysOff(calendar: string, from: CivilDate, until: CivilDate, locale: Locale): string[] {
  const days: string[] = []
  for (let date = from; date < until; date = addDays(date, 1)) {
    const weekend = weekdayOf(date) % 6 === 0
    const holiday = weekend ? undefined : holidayOn(calendar, date, locale)
    days.push(holiday === undefined ? longDate(date, locale) : `${longDate(date, locale)} (${holiday})`)
  }
  return days
}
