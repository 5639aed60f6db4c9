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
import { type Desk, moment, type Stage } from './desk.ts'
import { setTime } from './doors.ts'
import { openDesk } from './open-desk.ts'
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
import { toolHasHeard } from './tool.ts'

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
    const on = async <A extends readonly unknown[], T>(
      at: string,
      play: (desk: Desk, ...given: A) => T,
      ...given: A
    ) => {
      await moment(desk, at)
      return play(desk, ...given)
    }

    const access = await on('2026-01-31T17:20:00+01:00', accessArrives)
    await on('2026-02-02T09:30:00+01:00', accessIsAnswered, access)
    const rectification = await on('2026-02-03T11:00:00+01:00', rectificationArrives)
    await on('2026-02-05T09:10:00+01:00', rectificationIsAnswered, rectification)
    const erasure = await on('2026-02-05T14:00:00+01:00', erasureArrives)
    await on('2026-02-09T10:00:00+01:00', erasureIsQuestioned, erasure)
    const restriction = await on('2026-02-11T15:00:00+01:00', restrictionIsAnswered)
    await on('2026-02-12T16:40:00+01:00', marketingObjection)
    await on('2026-02-16T19:30:00+01:00', erasureIsExplained)
    const portability = await on('2026-02-17T09:15:00+01:00', portabilityArrives)
    await on('2026-02-18T09:30:00+01:00', erasureIsGranted, erasure)
    await on('2026-02-20T11:00:00+01:00', erasureIsAnswered, erasure)
    const postMortem = await on('2026-02-23T11:00:00+01:00', postMortemIsRegistered)
    await on('2026-02-24T16:00:00+01:00', postMortemIsPosted, postMortem)
    await on('2026-02-26T08:05:00+01:00', withdrawal)
    const three = await on('2026-03-02T14:00:00+01:00', threeRightsArrive)
    await on('2026-03-10T10:00:00+01:00', portabilityIsExtended, portability)
    await on('2026-03-18T10:00:00+01:00', threeRightsAreProven, three)
    await on('2026-03-20T10:00:00+01:00', restrictionIsLifted, restriction)
    await on('2026-03-23T08:00:00+01:00', restrictionHasEnded, restriction)
    await on('2026-04-02T15:00:00+02:00', threeRightsAreDecided, three)
    await on('2026-04-03T16:00:00+02:00', threeRightsArePosted, three)
    await on('2026-04-22T10:00:00+02:00', directivesAreCarriedOut, postMortem)
    await on('2026-05-04T10:00:00+02:00', portabilityIsAnswered, portability)

    await on('2026-05-04T18:00:00+02:00', readRegister)

    await on('2027-06-15T10:00:00+02:00', objectionIsRemembered)
    if (desk.tool !== undefined) await toolHasHeard(desk, desk.tool)
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
