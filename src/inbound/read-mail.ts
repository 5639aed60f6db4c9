import { Worker } from 'node:worker_threads'
import { problem } from '../platform/problem.ts'
import type { MailAsRead, Reading } from './mail-as-read.ts'

/** A mail of 25 MiB in base64 has 350,000 lines; each costs a parser more than its bytes. */
const mostLines = 400_000
/** Milliseconds of real time. The largest mail there is takes two seconds of a slow machine. */
const longestReading = 10_000
/** MiB, besides the bytes of the mail itself. */
const mostMemory = 256

let thread: Worker | undefined
let before: Promise<unknown> = Promise.resolve()

/**
 * Reads a raw mail (RFC 5322 with MIME). In a thread of its own, whose time and memory are bounded whatever it is given, and one mail after
 * the other, so that others are answered meanwhile. Throws `invalid` for what cannot be read within these bounds.
 */
export async function readMail(bytes: Buffer): Promise<MailAsRead> {
  if (linesOf(bytes) > mostLines) throw unreadable(`it has more than ${mostLines} lines`)
  const reading = before.then(() => readApart(bytes))
  before = reading.catch(() => undefined) // whoever comes next waits for the end, not for success
  return reading
}

async function readApart(bytes: Buffer): Promise<MailAsRead> {
  thread ??= newThread()
  const reader = thread
  try {
    return await answerOf(reader, bytes)
  } catch (error) {
    // What a mail has done to it, the next one is not to meet
    if (reader === thread) thread = undefined
    void reader.terminate()
    throw error
  }
}

function newThread(): Worker {
  const started = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
  })
  started.unref() // a service that has stopped waits for no mail
  // Also one that ends between two mails: nobody else listens then
  started.on('error', () => {
    if (thread === started) thread = undefined
  })
  return started
}

function answerOf(reader: Worker, bytes: Buffer): Promise<MailAsRead> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      clearTimeout(timer)
      reader.off('message', answered).off('error', failed)
      how()
    }
    const timer = setTimeout(() => settle(() => reject(unreadable('it takes too long to read'))), longestReading)
    const answered = (reading: Reading) =>
      settle(() => ('mail' in reading ? resolve(asSent(reading.mail)) : reject(unreadable(reading.refused))))
    const failed = (error: Error & { code?: string }) =>
      settle(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? unreadable('it takes too much memory') : error))
    reader.on('message', answered).on('error', failed)
    reader.postMessage(bytes)
  })
}

/** Bytes arrive as plain views. */
function asSent(mail: MailAsRead): MailAsRead {
  const attachments = mail.attachments.map(({ name, content }) => ({
    name,
    content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  }))
  return { ...mail, attachments }
}

function linesOf(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}

function unreadable(why: string) {
  return problem('invalid', 'the mail cannot be read', {
    errors: [{ location: 'body', message: `expected a mail that can be read: ${why}` }],
  })
}
