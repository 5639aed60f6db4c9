import { bringRecords, done, openCase, recordLines } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** With the person's data, as it comes in and is reviewed. */
export const recordErrands: Readonly<Record<string, Prepare>> = {
  replaceRecords: async (desk) => ({
    ids: { id: (await openCase(desk)).id, source: 'crm' },
    body: recordLines,
    otherBody: `${recordLines}${recordLines}`,
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  listRecords: async (desk) => {
    const c = await openCase(desk)
    await bringRecords(desk, c)
    return { ids: { id: c.id } }
  },
  reviewRecord: async (desk) => {
    const c = await openCase(desk)
    await bringRecords(desk, c)
    const { data } = await done(desk.staff.agent('GET', `/v1/requests/${c.id}/records`))
    const body = { withheld: true, reason: 'Names another guest.' }
    return { ids: { id: c.id, source: data[0].id }, body, otherBody: { ...body, withheld: false } }
  },
  reviewRecords: async (desk) => {
    const c = await openCase(desk)
    await bringRecords(desk, c)
    const body = { source: ['crm'], category: ['orders'], withheld: true, reason: 'Names another guest.' }
    return { ids: { id: c.id }, body, otherBody: { ...body, withheld: false } }
  },
}
