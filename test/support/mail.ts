import { once } from 'node:events'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { testCertificate } from './mail-certificate.ts'

/** Where in a session the server speaks. */
export type Step = 'connect' | 'mail' | 'rcpt' | 'data'
/** What it says: yes, a refusal, nothing at all, or it cuts the connection. */
export type Reply = 'accept' | { code: number; text?: string } | 'silence' | 'hang up'

/** A message as it came: envelope, bytes, and what a mail program makes of them. */
export type Received = {
  readonly from: string
  /** One for each RCPT. */
  readonly rcpt: readonly string[]
  readonly raw: Buffer
  readonly mail: ParsedMail
  readonly tls: boolean
}

export type MailServer = {
  /** `smtp://127.0.0.1:…` */
  readonly url: string
  readonly port: number
  /** What was taken with a 250, in order. */
  readonly received: readonly Received[]
  /** How often each step was reached, taken or not. */
  readonly reached: Readonly<Record<Step, number>>
  /** What to say at the next times this step is reached; after that, yes. */
  answer(step: Step, ...replies: Reply[]): void
  /** Resolves with the first message that fits, come or yet to come. */
  arrival(fits?: (message: Received) => boolean): Promise<Received>
  /** Resolves once a step has been reached so many times. */
  reaching(step: Step, times: number): Promise<void>
  /** Resolves once nobody is connected, and whatever had come whole is among what was received. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Starts a real SMTP server on this machine, stopped at the end of the test. */
export async function startMailServer(
  t: { teardown(fn: () => Promise<void>): unknown },
  options: { tls?: 'none' | 'starttls' | 'implicit' } = {},
): Promise<MailServer> {
  const received: Received[] = []
  const reached = { connect: 0, mail: 0, rcpt: 0, data: 0 }
  const script: Record<Step, Reply[]> = { connect: [], mail: [], rcpt: [], data: [] }
  let watchers: (() => boolean)[] = []
  /** Messages that are being read. */
  let underWay = 0
  const changed = () => {
    watchers = watchers.filter((isDone) => !isDone())
  }
  const until = <T>(look: () => T | undefined) =>
    new Promise<T>((resolve) => {
      watchers.push(() => {
        const found = look()
        if (found !== undefined) resolve(found)
        return found !== undefined
      })
      changed()
    })

  const speak = (step: Step, session: SMTPServerSession, callback: (error?: Error | null) => void) => {
    reached[step] += 1
    const reply = script[step].shift() ?? 'accept'
    if (reply === 'accept') callback()
    else if (reply === 'hang up') hangUp(session)
    else if (reply !== 'silence') {
      callback(Object.assign(new Error(reply.text ?? 'no'), { responseCode: reply.code }))
    }
    changed()
  }
  const hangUp = (session: SMTPServerSession) => {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy()
    }
  }

  const mode = options.tls ?? 'none'
  const server = new SMTPServer({
    ...testCertificate,
    secure: mode === 'implicit',
    disabledCommands: mode === 'none' ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    disableReverseLookup: true,
    onClose: () => setImmediate(changed),
    onConnect: (session, callback) => speak('connect', session, callback),
    onMailFrom: (_address, session, callback) => speak('mail', session, callback),
    onRcptTo: (_address, session, callback) => speak('rcpt', session, callback),
    onData: async (stream, session, callback) => {
      const chunks: Buffer[] = []
      underWay += 1
      try {
        for await (const chunk of stream) chunks.push(chunk)
      } catch {
        underWay -= 1
        changed()
        return // the client went away in the middle of its letter: nobody waits for an answer
      }
      const raw = Buffer.concat(chunks)
      const mail = await simpleParser(raw)
      underWay -= 1
      speak('data', session, (error) => {
        if (!error) {
          const { mailFrom, rcptTo } = session.envelope
          const from = mailFrom === false ? '' : mailFrom.address
          received.push({ from, rcpt: rcptTo.map(({ address }) => address), raw, mail, tls: session.secure })
        }
        callback(error)
      })
    },
  })
  server.on('error', () => {}) // a client that goes away in the middle of a session is what some tests are about
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port')

  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= new Promise<void>((resolve) => {
      for (const connection of server.connections) connection._socket.destroy()
      server.close(resolve)
    })
    return stopped
  }
  t.teardown(stop)
  return {
    url: `${mode === 'implicit' ? 'smtps' : 'smtp'}://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    reached,
    answer: (step, ...replies) => {
      script[step].push(...replies)
    },
    arrival: (fits = () => true) => until(() => received.find(fits)),
    reaching: async (step, times) => {
      await until(() => (reached[step] >= times ? true : undefined))
    },
    settled: async () => {
      await until(() => (underWay === 0 && server.connections.size === 0 ? true : undefined))
    },
    stop,
  }
}
