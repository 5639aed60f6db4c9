import { type Desk, done, fresh, openCase } from './desk.ts'
import type { Errand } from './operations.ts'

export type Prepare = (desk: Desk) => Promise<Errand>

/** Of a person about themselves: where they are written to, and where they are signed in. */
export const sessionErrands: Readonly<Record<string, Prepare>> = {
  changeMyContact: async () => ({
    body: { email: `${fresh('moved')}@example.org` },
    otherBody: { email: `${fresh('moved')}@example.org` },
  }),
  redeemMyContact: async (desk) => {
    const { id } = await openCase(desk)
    const asked = desk.person('POST', '/v1/me/contact', { email: `${fresh('moved')}@example.org`, requests: [id] })
    const { verification } = await done(asked)
    const code = desk.service.code(verification.id)
    const body = { verification: verification.id, code }
    return { body, otherBody: { ...body, code: `${code.slice(0, 4)} ${code.slice(4)}` } }
  },
  listMySessions: async () => ({}),
  endMySession: async ({ organisation, email, person }) => {
    await organisation.person(email)
    const { data } = await done(person('GET', '/v1/me/sessions'))
    return { ids: { id: data.find(({ current }: { current: boolean }) => !current).id } }
  },
  signOut: async () => ({}),
}
