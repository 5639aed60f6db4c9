import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Instant, showInstant } from '../../law/calendar.ts'
import { realNow } from '../clock.ts'
import type { Mail, MailTransport } from './transport.ts'

/** A mail as the development mailbox keeps it. `to` is the address alone. */
export type KeptMail = {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly sent_at: string
}

/**
 * The development mailbox: each mail becomes a file in `dir`, whole or not at all, readable by its owner only: it holds codes.
 * `sent_at` is the service's time; the names of the files are in the order of real time, which a test clock does not turn back.
 */
export function mailboxTransport(dir: string, now: () => Instant): MailTransport {
  let last = 0
  return {
    send: async (mail) => {
      const { subject, text } = mail
      const html = withPictures(mail)
      const kept: KeptMail = { to: mail.to.address, subject, text, html, sent_at: showInstant(now()) }
      last = Math.max(realNow(), last + 1) // two mails of one millisecond keep their order
      const file = `${String(last).padStart(15, '0')}-${randomUUID()}.json`
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const draft = join(dir, `.${file}`)
      await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
      await rename(draft, join(dir, file))
    },
    close: () => {},
  }
}

/** Where no mail program is, the page itself holds its pictures. */
function withPictures({ html, inline = [] }: Mail): string {
  return inline.reduce(
    (page, { cid, mediaType, content }) =>
      page.replaceAll(`"cid:${cid}"`, `"data:${mediaType};base64,${content.toString('base64')}"`),
    html,
  )
}

/** The newest mails of the development mailbox, newest first; `more` tells whether there are others. */
export async function readMailbox(dir: string, limit: number): Promise<{ mails: KeptMail[]; more: boolean }> {
  const names = (await filesIn(dir))
    .filter((name) => /^\d+-[0-9a-f-]+\.json$/.test(name))
    .sort()
    .reverse()
  const mails = await Promise.all(
    names.slice(0, limit).map(async (name): Promise<KeptMail> => JSON.parse(await readFile(join(dir, name), 'utf8'))),
  )
  return { mails, more: names.length > limit }
}

async function filesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [] // nothing was ever sent
    throw error
  }
}
