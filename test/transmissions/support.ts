import { parseId } from '../../src/platform/identifiers.ts'
import { sendPackage } from '../../src/transmissions/send-package.ts'
import { exportDesk, type OpenRequest } from '../exports/support.ts'
import { runAs } from '../support/database.ts'
import type { Answer, Call, TestOrganisation, TestService } from '../support/service.ts'

export const endpoint = 'https://import.example.net:8443/portability/for-ana?key=s3cret'

/** A desk that also sends packages to other controllers. */
export async function transmissionDesk(service: TestService, organisation: TestOrganisation) {
  const desk = await exportDesk(service, organisation)
  const never = new AbortController().signal
  const exportUrl = ({ request, id }: Portable) => `/v1/requests/${request.id}/exports/${id}`
  return {
    ...desk,
    /** A portability request with records, granted, and its export ready. */
    portable: async (fields: object = {}, format = 'json', more: object = {}): Promise<Portable> => {
      const request = await desk.open([{ right: 'portability', ...fields }], more)
      await desk.put(request.id, 'crm', [desk.record])
      await desk.grant(request)
      return { request, id: await desk.ready(request.id, 'portability', format) }
    },
    transmit: (of: Portable, body: object = { endpoint }, as: Call = desk.dpo): Promise<Answer> =>
      as('POST', `${exportUrl(of)}/transmit`, body),
    list: async (of: Portable) => (await desk.agent('GET', `${exportUrl(of)}/transmissions`)).body.data,
    show: async ({ request }: Portable) => (await desk.agent('GET', `/v1/requests/${request.id}`)).body,
    letters: async ({ request }: Portable): Promise<string[]> =>
      (await desk.agent('GET', `/v1/requests/${request.id}/letters`)).body.data.map(
        ({ type }: { type: string }) => type,
      ),
    /** Makes a try, as its job would. */
    attempt: (transmission: string, attempt = 1, signal = never): Promise<void> =>
      sendPackage(
        service.deps,
        { organisation: organisation.id, transmission: uuidOf(transmission), attempt: String(attempt) },
        signal,
      ),
    /** The jobs of a transmission that wait, and in how many seconds they are due. */
    waiting: async (transmission: string): Promise<{ data: object; in: number }[]> => {
      const rows = await runAs(
        service.database.superuser,
        `select data, extract(epoch from start_after - created_on)::int as in from pgboss.job
         where name = 'transmit-export' and data ->> 'transmission' = $1 and state = 'created' order by created_on`,
        [uuidOf(transmission)],
      )
      return rows as { data: object; in: number }[] // the columns of the text
    },
  }
}
export type Portable = { readonly request: OpenRequest; readonly id: string }

export function uuidOf(transmission: string): string {
  const id = parseId('trm', transmission)
  if (id === undefined) throw new Error(`${transmission} is no transmission`)
  return id
}
