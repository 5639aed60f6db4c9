import { z } from 'zod'
import { escapeHtml as escaped } from '../escape-html.ts'
import { errorResponses } from '../http/error-responses.ts'
import { queryInteger } from '../http/schemas.ts'
import type { App } from '../http/server.ts'
import { type KeptMail, readMailbox } from './mailbox.ts'

const mailbox = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      to: z.string(),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
      sent_at: z.string().meta({ format: 'date-time' }),
    }),
  ),
  has_more: z.boolean(),
})

/** What a mail holds can neither run, fetch, send nor leave its frame. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

/** `GET /dev/mailbox`: what the development mailbox in `dir` holds. Never registered in production. */
export function registerMailbox(app: App, { dir }: { readonly dir: string }): void {
  app.get(
    '/dev/mailbox',
    {
      config: { door: 'open' },
      schema: {
        hide: true, // not a part of the contract: absent in production
        querystring: z.strictObject({ limit: queryInteger({ min: 1, max: 1000 }).default(100) }),
        response: {
          200: {
            description: 'The newest mails, newest first',
            content: { 'application/json': { schema: mailbox }, 'text/html': { schema: z.string() } },
          },
          ...errorResponses('invalid'),
        },
      },
    },
    async (request, reply) => {
      const { mails, more } = await readMailbox(dir, request.query.limit)
      reply.header('cache-control', 'no-store').header('vary', 'accept')
      if (/\btext\/html\b/i.test(request.headers.accept ?? '')) {
        reply.header('content-security-policy', policy).type('text/html; charset=utf-8')
        return reply.send(pageOf(mails))
      }
      return { object: 'list' as const, data: mails, has_more: more }
    },
  )
}

/** The language of a mail is that of its page; English, as this one, where it says none. */
function langOf({ html }: KeptMail): string {
  return /^<!doctype html>\n<html( lang="[\w-]+")>/.exec(html)?.[1] ?? ''
}

function pageOf(mails: readonly KeptMail[]): string {
  const articles = mails.map(
    (mail) => `<article>
<h2${langOf(mail)}>${escaped(mail.subject)}</h2>
<p>To ${escaped(mail.to)}, ${escaped(mail.sent_at)}</p>
<iframe sandbox title="${escaped(mail.subject)}" srcdoc="${escaped(mail.html)}"></iframe>
<details><summary>Plain text</summary><pre${langOf(mail)}>${escaped(mail.text)}</pre></details>
</article>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Development mailbox</title>
<style>
body { margin: 2em auto; padding: 0 1em; max-width: 50em; font-family: sans-serif }
h2 { overflow-wrap: anywhere }
iframe { width: 100%; height: 45em; resize: vertical; border: 1px solid #767676 }
pre { white-space: pre-wrap }
</style>
</head>
<body>
<main>
<h1>Development mailbox</h1>
${mails.length === 0 ? '<p>No mail has been sent.</p>' : articles.join('\n')}
</main>
</body>
</html>
`
}
