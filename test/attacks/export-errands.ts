import { compiledExport, done, openCase } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of packages, on both sides of the door, and on their way to another controller. */
export const exportErrands: Readonly<Record<string, Prepare>> = {
  askForExport: async (desk) => ({
    ids: { id: (await openCase(desk)).id },
    body: { kind: 'access', format: 'zip' },
    otherBody: { kind: 'access', format: 'json' },
  }),
  listExports: async (desk) => ({ ids: { id: (await compiledExport(desk)).id } }),
  getExport: ofExport(),
  followExport: ofExport(),
  previewExport: ofExport(),
  releaseExport: ofExport({}, { told: { by: 'post' } }),
  revokeExport: ofExport({ reason: 'a record was corrected' }, { reason: 'another record was corrected' }),
  transmitExport: ofPortable(
    { endpoint: 'https://import.example.net/in' },
    { endpoint: 'https://import.example.net/other' },
  ),
  listTransmissions: async (desk) => {
    const errand = await ofPortable()(desk)
    const { id, exp } = errand.ids ?? {}
    await done(
      desk.staff.dpo('POST', `/v1/requests/${id}/exports/${exp}/transmit`, {
        endpoint: 'https://import.example.net/in',
      }),
    )
    return errand
  },
  listMyExports: ofReleased(),
  stepUpMyExport: ofReleased(),
  downloadMyExport: ofReleased(),
}

function ofExport(body?: object, otherBody?: object): Prepare {
  return async (desk) => ({ ids: await compiledExport(desk), ...(body && { body }), ...(otherBody && { otherBody }) })
}

function ofPortable(body?: object, otherBody?: object): Prepare {
  return async (desk) => ({
    ids: await compiledExport(desk, 'portability'),
    ...(body && { body }),
    ...(otherBody && { otherBody }),
  })
}

function ofReleased(): Prepare {
  return async (desk) => {
    const { id, exp } = await compiledExport(desk)
    await done(desk.staff.dpo('POST', `/v1/requests/${id}/exports/${exp}/release`, {}))
    return { ids: { id, exp } }
  }
}
