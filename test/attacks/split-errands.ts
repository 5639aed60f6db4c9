import { done, openCase } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of two requests that are one letter, and one letter that is two. */
export const splitErrands: Readonly<Record<string, Prepare>> = {
  listDuplicates: async (desk) => {
    await openCase(desk)
    return { ids: { id: (await openCase(desk)).id } }
  },
  listRelated: async (desk) => {
    const { id } = await openCase(desk)
    const again = await openCase(desk)
    const body = { reason: 'duplicate', duplicate_of: id }
    await done(desk.staff.dpo('POST', `/v1/requests/${again.id}/close`, body))
    return { ids: { id } }
  },
  splitRequest: async (desk) => {
    const { id, rights } = await openCase(desk, { rights: [{ right: 'erasure' }, { right: 'access' }] })
    const body = { rights: [rights[1]?.id], reason: 'Another team answers it.' }
    return { ids: { id }, body, otherBody: { ...body, reason: 'Another contract.' } }
  },
}
