import { runAs } from '../support/database.ts'
import { type Desk, done, openCase, today, uuidOf } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of letters, and of how they look and what they say. */
export const letterErrands: Readonly<Record<string, Prepare>> = {
  listLetters: async (desk) => ({ ids: { id: (await openCase(desk)).id } }),
  listLettersToPost: async (desk) => {
    await ofLetter('post')(desk)
    return { query: '?state=queued&by=post' }
  },
  getLetter: ofLetter('post'),
  printLetter: ofLetter('post'),
  listLetterWordings: async (desk) => worded(desk),
  getLetterWording: async (desk) => worded(desk),
  listLetterWordingVersions: async (desk) => worded(desk),
  changeLetterWording: async () => ({
    ids: cancellation,
    body: { text: '{closed}\n\nOur team wishes you well.' },
    otherBody: { text: '{closed}\n\nWe are sorry.' },
  }),
  previewLetterWording: async () => ({
    ids: cancellation,
    body: { text: '{closed}\n\nOur team wishes you well.' },
    otherBody: { text: '{closed}\n\nWe are sorry.' },
  }),
  getLetterStyle: async () => ({}),
  changeLetterStyle: async () => ({ body: { sender_name: 'Exemple SA' }, otherBody: { sender_name: 'Exemple SAS' } }),
  previewLetter: async () => ({ ids: { type: 'decision' } }),
  resendLetter: async (desk) => {
    const errand = await ofLetter('email')(desk)
    const sent = `update habeas.letters set state = 'sent', due_at = null where id = $1`
    await runAs(desk.service.database.superuser, sent, [uuidOf('ltr', errand.ids.id)])
    return errand
  },
  recordLetterPosted: async (desk) => ({
    ...(await ofLetter('post')(desk)),
    body: { posted_on: today },
    otherBody: { posted_on: today, tracking: '1A 234' },
  }),
}

function ofLetter(by: 'email' | 'post') {
  return async (desk: Desk) => {
    const { id } = await openCase(desk)
    await done(desk.staff.dpo('POST', `/v1/requests/${id}/acknowledge`, { told: { by } }))
    const { data } = await done(desk.staff.agent('GET', `/v1/requests/${id}/letters`))
    return { ids: { id: data.at(-1).id } }
  }
}

/** A letter that says little, in words of the desk's own. */
const cancellation = { type: 'cancellation', locale: 'en' }

async function worded(desk: Desk) {
  await done(
    desk.staff.admin('PUT', '/v1/letters/wordings/cancellation/en', { text: '{closed}\n\nWith our best wishes.' }),
  )
  return { ids: cancellation }
}
