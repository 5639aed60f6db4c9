import { parentPort } from 'node:worker_threads'
import { htmlToText } from 'html-to-text'
import PostalMime, { type Address, type Attachment, addressParser, decodeWords, type Email } from 'postal-mime'
import type { MailAsRead, Reading } from './mail-as-read.ts'

// Apart from what serves others: see read-mail.ts.

/** Five times what a form takes: mail quotes what it answers. */
const longestText = 100_000
const longestName = 200
const longestSubject = 300
const mostAttachments = 100
const mostHeaders = 500
const mostRecipients = 200
/** Deeper than any mail program nests; a level costs little, and a thousand of them are no mail. */
const deepest = 50
const longestHeaders = 256 * 1024
const longestReport = 64 * 1024
const longestHtml = 1024 * 1024
/** Each costs as much again as there are open ones around it: the parser's work would grow with the square of what it is given. */
const mostTags = 20_000

const delivered = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc']
const statusTypes = ['message/delivery-status', 'message/global-delivery-status']
const originalTypes = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers']
const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
}

async function read(bytes: Uint8Array): Promise<MailAsRead> {
  const head = Buffer.from(bytes.subarray(0, longestHeaders)).toString('latin1')
  const email = await PostalMime.parse(bytes, {
    maxNestingDepth: deepest,
    maxHeadersSize: longestHeaders,
    maxRfc822NestingDepth: 3,
    // What a report returns is evidence, not what its sender wrote
    forceRfc822Attachments: /^content-type:\s*multipart\/report/im.test(head),
  })
  const headers = email.headers.slice(0, mostHeaders).map(({ key, value }) => ({ name: key, value }))
  const valuesOf = (name: string) => headers.filter((header) => header.name === name).map(({ value }) => value)
  const html = withinBounds(email.html ?? '')
  const written = email.text ?? htmlToText(html, conversion)
  const text = lines(written)
  const report = reportIn(email)
  const files = report === undefined ? email.attachments : []
  return {
    headers,
    from: valuesOf('from').map((value) => mailboxes(addressParser(value, { flatten: true }))),
    recipients: delivered
      .flatMap(valuesOf)
      .flatMap((value) => mailboxes(addressParser(value, { flatten: true })).map(({ address }) => address))
      .slice(0, mostRecipients),
    subject: line(email.subject ?? '', longestSubject),
    text: cut(text, longestText),
    attachments: files.slice(0, mostAttachments).map(fileOf),
    report,
    shortened:
      text.length > longestText ||
      files.length > mostAttachments ||
      (email.text === undefined && html.length < (email.html?.length ?? 0)),
  }
}

/** No address of a link and no picture: what staff reads is what was written, and leads nowhere. */
const conversion = {
  wordwrap: false as const,
  limits: { maxDepth: 100, maxInputLength: longestHtml, ellipsis: '…' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
  ],
}

/** As much of an HTML mail as is read. */
function withinBounds(html: string): string {
  let end = -1
  for (let tags = 0; tags <= mostTags; tags += 1) {
    end = html.indexOf('<', end + 1)
    if (end === -1 || end > longestHtml) return html.slice(0, longestHtml)
  }
  return html.slice(0, end)
}

function mailboxes(addresses: readonly Address[]): { name: string; address: string }[] {
  return addresses.flatMap(({ name, address }) =>
    address === undefined ? [] : [{ name: line(name, longestName), address: address.trim() }],
  )
}

function fileOf({ filename, mimeType, content }: Attachment): MailAsRead['attachments'][number] {
  const given = line(decodeWords(filename ?? ''), longestName)
  const extension = extensions[mimeType]
  const name = given === '' ? `attachment${extension === undefined ? '' : `.${extension}`}` : given
  return { name, content: bytesOf(content) }
}

function reportIn({ headers, attachments }: Email): MailAsRead['report'] {
  const type = headers.find(({ key }) => key === 'content-type')?.value ?? ''
  if (!/^\s*multipart\/report\b/i.test(type)) return undefined
  const firstOf = (types: readonly string[]) => attachments.find(({ mimeType }) => types.includes(mimeType))?.content
  const textOf = (content: Attachment['content'] | undefined) =>
    content === undefined ? '' : bytesOf(content).subarray(0, longestReport).toString('latin1')
  return { status: textOf(firstOf(statusTypes)), original: textOf(firstOf(originalTypes)) }
}

/** In memory of their own, so that they can be moved to the other thread. */
function bytesOf(content: Attachment['content']): Buffer {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return Buffer.from(bytes instanceof ArrayBuffer ? bytes : Uint8Array.from(bytes).buffer)
}

/** One line: no control character or direction override, which could make a name look like another; blanks as one. */
function line(text: string, most: number): string {
  const plain = text
    .slice(0, most * 4)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return cut(plain, most).trim()
}

/** Lines: tabs and line ends stay, other control characters go. */
function lines(text: string): string {
  return text
    .slice(0, longestText * 2)
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .trim()
}

/** At most so many characters, whole ones. */
function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : text
        .slice(0, most)
        .toWellFormed()
        .replace(/\ufffd$/, '')
}

async function answerTo(bytes: Uint8Array): Promise<Reading> {
  try {
    return { mail: await read(bytes) }
  } catch (error) {
    // Its messages name limits, and nothing of the mail
    return { refused: error instanceof Error && /^Maximum /.test(error.message) ? error.message : 'it cannot be read' }
  }
}

parentPort?.on('message', async (bytes: Uint8Array) => {
  const reading = await answerTo(bytes)
  const contents = 'mail' in reading ? reading.mail.attachments.map(({ content }) => content.buffer) : []
  parentPort?.postMessage(
    reading,
    contents.filter((each): each is ArrayBuffer => each instanceof ArrayBuffer && each.byteLength > 0),
  )
})
