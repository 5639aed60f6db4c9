import { openCase } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of two requests that are one letter, and one letter that is two. */
export const splitErrands: Readonly<Record<string, Prepare>> = {
  listDuplicates: async (desk) => {
    await openCase(desk)
    return { ids: { id: (await openCase(desk)).id } }
  },
  splitRequest: async (desk) => {
    const { id, rights } = await openCase(desk, { rights: [{ right: 'erasure' }, { right: 'access' }] })
    const body = { rights: [rights[1]?.id], reason: 'Another team answers it.' }
    return { ids: { id }, body, otherBody: { ...body, reason: 'Another contract.' } }
  },
}
