import { randomBytes } from 'node:crypto'
import type { Role } from '../../platform/actor.ts'
import type { Desk, Mailbox, Stage } from './desk.ts'
import { partyAt, type ReadMail, readMails, until } from './doors.ts'
import { endpointsAt } from './endpoints.ts'
import { controller } from './organisation.ts'
import { noticeEndpoints, registerWith } from './recipients.ts'
import { namesSystems } from './systems.ts'
import type { Telling } from './telling.ts'
import { subscribesTool } from './tool.ts'

/** The operator opens the organisation, its administrator a client for each who works with it. */
export async function openDesk({ url, operatorToken, pauseMs, receiver }: Stage, telling: Telling): Promise<Desk> {
  const visitor = partyAt(url, 'A visitor')
  const operator = partyAt(url, 'The operator', { credentials: { token: operatorToken } })
  const slug = `dastra-${randomBytes(3).toString('hex')}` // a service that is given may have seen this demo before
  const { id: organisation, name, client } = await operator.post('/v1/organisations', { body: { slug, ...controller } })
  telling.says(
    'The operator',
    `opens the organisation ${name} (${slug}), and hands its administrator the first client.`,
  )
  const staff = (who: string, { id, secret }: { id: string; secret: string }, actingUser: string) =>
    partyAt(url, who, { credentials: { clientId: id, clientSecret: secret }, actingUser })
  const admin = staff('The administrator', client, 'admin@dastra.example')
  const join = async (who: string, role: Role, actingUser: string) =>
    staff(who, await admin.post('/v1/clients', { body: { name: `${who} (demo)`, role } }), actingUser)
  const endpoints = receiver && endpointsAt(receiver)
  const publicKey = () => visitor.get('/evidence/signing-key.pem', { as: 'text' })
  const desk: Desk = {
    url,
    pauseMs,
    slug,
    organisation,
    telling,
    visitor,
    agent: await join('Nadia, agent', 'agent', 'nadia@dastra.example'),
    dpo: await join('Paul, DPO', 'dpo', 'paul@dastra.example'),
    secondDpo: await join('Ruth, deputy DPO', 'dpo', 'ruth@dastra.example'),
    postRoom: await join('The post room', 'intake', 'post@dastra.example'),
    auditor: await join('Sam, auditor', 'auditor', 'sam@dastra.example'),
    sender: await join('The mailing tool', 'marketing', 'mailings@dastra.example'),
    noticeEndpoints: endpoints === undefined ? new Map() : noticeEndpoints(endpoints, await publicKey()),
    tool: endpoints && (await subscribesTool(admin, endpoints)),
    mailbox: await openMailbox(url),
  }
  telling.says(
    'The administrator',
    'makes a client for each who works there: an agent, two DPOs, the post room, an auditor; and one for the tool that sends the mailings.',
  )
  const settings = { retention: { case_files: { months: 12 } }, collect: 'by_staff' } as const
  await admin.patch('/v1/organisation', { body: { settings } })
  telling.says(
    'The administrator',
    'decides that files are kept for a year after they are closed, and that owners of systems are asked by staff alone.',
  )
  if (desk.tool !== undefined) {
    telling.says('The administrator', 'adds an endpoint for the DPO’s tool, which is told by webhook of what happens.')
  }
  await putsDownRegister(desk)
  await namesSystems(desk)
  return desk
}

/** What the organisation does with personal data: exports tell it to people, and know by it what is portable. */
async function putsDownRegister({ telling, dpo, auditor, noticeEndpoints }: Desk): Promise<void> {
  await dpo.put('/v1/register', { body: registerWith(noticeEndpoints) })
  const { activities, recipients, categories } = await auditor.get('/v1/register')
  const bases = new Set(activities.map(({ legal_basis }) => legal_basis))
  telling.says(
    dpo.name,
    `puts down the register of processing: ${activities.length} activities on ${bases.size} legal bases, ${categories.length} kinds of data, ${recipients.length} recipients by name, and where each is told (art. 19).`,
  )
}

/** The development mailbox. What lay in it before is not this demo's. */
async function openMailbox(url: string): Promise<Mailbox> {
  const seen = occurrences(await readMails(url))
  return {
    next: (to) =>
      until(`a letter to ${to}`, async () => {
        const now = occurrences(await readMails(url))
        for (const [key, { mail, times }] of now) {
          const before = seen.get(key)?.times ?? 0
          if (mail.to !== to || times <= before) continue
          seen.set(key, { mail, times: before + 1 })
          return mail
        }
        return undefined
      }),
  }
}

/** Two letters of one second may say the same. */
function occurrences(mails: readonly ReadMail[]): Map<string, { mail: ReadMail; times: number }> {
  const found = new Map<string, { mail: ReadMail; times: number }>()
  for (const mail of mails) {
    const key = JSON.stringify(mail)
    found.set(key, { mail, times: (found.get(key)?.times ?? 0) + 1 })
  }
  return found
}
