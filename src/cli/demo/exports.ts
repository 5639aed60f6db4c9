import type { Schema } from '../../../openapi/client/habeas.ts'
import type { Request } from './desk.ts'
import { type Party, until } from './doors.ts'
import type { ZipEntry } from './zip.ts'

type Export = Schema<'Export'>

/** Compiles an export and waits until it is ready: a job does it, behind the answers. */
export async function compiles(staff: Party, { id }: Request, body: Schema<'AskForExport'>): Promise<Export> {
  const asked = await staff.post('/v1/requests/{id}/exports', { path: { id }, body })
  return until('an export to be compiled', async () => {
    const now = await staff.get('/v1/requests/{id}/exports/{exp}', { path: { id, exp: asked.id } })
    if (now.status === 'failed') throw new Error('the export cannot be compiled')
    return now.status === 'ready' ? now : undefined
  })
}

/** A person downloads the export of a request that is offered to them in this format. */
export async function downloads(
  me: Party,
  id: string,
  format: Export['format'],
): Promise<{ readonly offered: Export; readonly bytes: Buffer }> {
  const { data } = await me.get('/v1/me/requests/{id}/exports', { path: { id } })
  const offered = data.find((each) => each.format === format)
  if (offered === undefined) throw new Error(`no ${format} export is offered to the person`)
  const path = { id, exp: offered.id }
  const bytes = Buffer.from(await me.post('/v1/me/requests/{id}/exports/{exp}/download', { path, as: 'bytes' }))
  return { offered, bytes }
}

/** What is in a package, a line for each file. */
export function contentsOf(files: readonly ZipEntry[]): string {
  return files.map(({ path, content }) => `${path.padEnd(34)} ${content.length} bytes`).join('\n')
}
