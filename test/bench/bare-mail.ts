import { readFileSync } from 'node:fs'
import nodemailer from 'nodemailer'
import type { Mail } from '../../src/platform/mail/transport.ts'

/** The other side of sending letters, in a process of its own: nodemailer, its connections kept, and nothing else. */
export type BareMail = {
  readonly port: number
  readonly file: string
  readonly connections: number
  readonly lanes: number
}

const [settings = '{}'] = process.argv.slice(2)
const { port, file, connections, lanes }: BareMail = JSON.parse(settings)
const mails: Mail[] = JSON.parse(readFileSync(file, 'utf8'))
const transporter = nodemailer.createTransport({
  pool: true,
  maxConnections: connections,
  host: '127.0.0.1',
  port,
  ignoreTLS: true,
})

async function sendAll(): Promise<void> {
  const waiting = mails.values()
  const lane = async () => {
    for (const mail of waiting) {
      await transporter.sendMail({
        envelope: { from: mail.from.address, to: mail.to.address },
        from: { name: mail.from.name, address: mail.from.address },
        to: { name: mail.to.name ?? '', address: mail.to.address },
        replyTo: mail.replyTo,
        messageId: mail.messageId,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        date: new Date(mail.date),
        headers: { ...mail.headers },
        baseBoundary: mail.messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40), // as long as the service's
      })
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

process.on('message', () => {
  const started = performance.now()
  sendAll().then(
    () => process.send?.({ seconds: (performance.now() - started) / 1000 }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.send?.({ ready: true })
