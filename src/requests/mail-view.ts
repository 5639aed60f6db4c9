import { z } from 'zod'
import { showId } from '../platform/identifiers.ts'
import type { MailNote } from './tables.ts'

const unfiled = ['type', 'size', 'room'] as const

/** What staff and the person are shown of a mail besides its text. */
export const mailView = z
  .object({
    from: z.object({ name: z.string().nullable(), address: z.string() }),
    verified: z.literal(false).meta({ description: 'A sender is easily forged: it proves nothing' }),
    subject: z.string().nullable(),
    attachments: z.array(
      z.object({
        name: z.string(),
        document: z.string().nullable().meta({ description: 'Where it was filed among the documents' }),
        refused: z
          .enum(unfiled)
          .nullable()
          .meta({ description: 'Why it was not: no PDF, PNG or JPEG; over 10 MiB; no room with this request' }),
      }),
    ),
    shortened: z.boolean().meta({ description: 'There was more text, or there were more attachments' }),
  })
  .meta({ id: 'MailView', description: 'What a mail says of itself' })

export function showMail(mail: MailNote | undefined): z.output<typeof mailView> | null {
  if (mail === undefined) return null
  return {
    from: { name: mail.from.name ?? null, address: mail.from.address },
    verified: false,
    subject: mail.subject ?? null,
    attachments: mail.attachments.map(({ name, document, refused }) => ({
      name,
      document: document === undefined ? null : showId('doc', document),
      refused: refused ?? null,
    })),
    shortened: mail.shortened === true,
  }
}
