import { accessArrives, accessIsAnswered } from './access.ts'
import { marketingObjection, objectionIsRemembered, withdrawal } from './at-once.ts'
import {
  erasureArrives,
  erasureIsAnswered,
  erasureIsExplained,
  erasureIsGranted,
  erasureIsQuestioned,
  rectificationArrives,
  rectificationIsAnswered,
} from './changes.ts'
import { moment, openDesk, type Stage } from './desk.ts'
import { setTime } from './doors.ts'
import {
  directivesAreCarriedOut,
  postMortemIsPosted,
  postMortemIsRegistered,
  threeRightsAreDecided,
  threeRightsArePosted,
  threeRightsAreProven,
  threeRightsArrive,
} from './paper.ts'
import { portabilityArrives, portabilityIsAnswered, portabilityIsExtended } from './portability.ts'
import { readRegister } from './register.ts'
import { restrictionHasEnded, restrictionIsAnswered, restrictionIsLifted } from './restriction.ts'
import type { Telling } from './telling.ts'

export type { Stage } from './desk.ts'

/**
 * Three months at the desk of one organisation, in the order of the calendar: ten letters, through every door, over HTTP alone; and what is left a year later. The
 * hours are those of France: +01:00 until 29 March 2026, +02:00 from then on. Throws where the service answers what ends the story; what
 * merely differs from what the law asks for is in `telling.outcome`.
 */
export async function playStory(stage: Stage, telling: Telling): Promise<void> {
  const { url } = stage
  await demandDemoService(url)
  try {
    await setTime(url, '2026-01-31T17:00:00+01:00')
    const desk = await openDesk(stage, telling)

    await moment(desk, '2026-01-31T17:20:00+01:00')
    const access = await accessArrives(desk)
    await moment(desk, '2026-02-02T09:30:00+01:00')
    await accessIsAnswered(desk, access)
    await moment(desk, '2026-02-03T11:00:00+01:00')
    const rectification = await rectificationArrives(desk)
    await moment(desk, '2026-02-05T09:10:00+01:00')
    await rectificationIsAnswered(desk, rectification)
    await moment(desk, '2026-02-05T14:00:00+01:00')
    const erasure = await erasureArrives(desk)
    await moment(desk, '2026-02-09T10:00:00+01:00')
    await erasureIsQuestioned(desk, erasure)
    await moment(desk, '2026-02-11T15:00:00+01:00')
    const restriction = await restrictionIsAnswered(desk)
    await moment(desk, '2026-02-12T16:40:00+01:00')
    await marketingObjection(desk)
    await moment(desk, '2026-02-16T19:30:00+01:00')
    await erasureIsExplained(desk)
    await moment(desk, '2026-02-17T09:15:00+01:00')
    const portability = await portabilityArrives(desk)
    await moment(desk, '2026-02-18T09:30:00+01:00')
    await erasureIsGranted(desk, erasure)
    await moment(desk, '2026-02-20T11:00:00+01:00')
    await erasureIsAnswered(desk, erasure)
    await moment(desk, '2026-02-23T11:00:00+01:00')
    const postMortem = await postMortemIsRegistered(desk)
    await moment(desk, '2026-02-24T16:00:00+01:00')
    await postMortemIsPosted(desk, postMortem)
    await moment(desk, '2026-02-26T08:05:00+01:00')
    await withdrawal(desk)
    await moment(desk, '2026-03-02T14:00:00+01:00')
    const three = await threeRightsArrive(desk)
    await moment(desk, '2026-03-10T10:00:00+01:00')
    await portabilityIsExtended(desk, portability)
    await moment(desk, '2026-03-18T10:00:00+01:00')
    await threeRightsAreProven(desk, three)
    await moment(desk, '2026-03-20T10:00:00+01:00')
    await restrictionIsLifted(desk, restriction)
    await moment(desk, '2026-03-23T08:00:00+01:00')
    await restrictionHasEnded(desk)
    await moment(desk, '2026-04-02T15:00:00+02:00')
    await threeRightsAreDecided(desk, three)
    await moment(desk, '2026-04-03T16:00:00+02:00')
    await threeRightsArePosted(desk, three)
    await moment(desk, '2026-04-22T10:00:00+02:00')
    await directivesAreCarriedOut(desk, postMortem)
    await moment(desk, '2026-05-04T10:00:00+02:00')
    await portabilityIsAnswered(desk, portability)

    await moment(desk, '2026-05-04T18:00:00+02:00')
    await readRegister(desk)

    await moment(desk, '2027-06-15T10:00:00+02:00')
    await objectionIsRemembered(desk)
  } finally {
    // Also after a failure, and after Ctrl-C: a service that was only lent to us goes on in real time.
    await setTime(url, null).catch(() => undefined)
  }
}

/** The story moves the clock and reads codes from the development mailbox: both exist outside production only. */
async function demandDemoService(url: string): Promise<void> {
  const answers = async (path: string, method: string) => {
    const answer = await fetch(`${url}${path}`, { method }).catch(() => undefined)
    await answer?.body?.cancel()
    return answer?.status
  }
  const [health, mailbox, clock] = await Promise.all([
    answers('/health/live', 'GET'),
    answers('/dev/mailbox', 'GET'),
    answers('/v1/test/clock', 'POST'),
  ])
  if (health === undefined) throw new Error(`nobody answers at ${url}`)
  if (mailbox !== 200)
    throw new Error(`${url} has no development mailbox: start it without SMTP_URL, outside production`)
  if (clock === 404) throw new Error(`the time of ${url} cannot be set: start it with TEST_CLOCK=on`)
}
