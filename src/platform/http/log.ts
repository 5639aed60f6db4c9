import type { FastifyBaseLogger } from 'fastify'
import { realNow } from '../clock.ts'
import { BoxRefused } from '../crypto/safe.ts'

/**
 * What a log may hold, and nothing else: no text of a person, no URL, no query, no body (SECURITY: logs are an
 * allow-list).
 */
const allowedFields = [
  'request_id',
  'route',
  'method',
  'status',
  'duration_ms',
  'actor',
  'organisation',
  'sqlstate',
  'box',
  'error',
  'stack',
  'fields',
  'event',
  'job',
  'count',
  'address',
  'port',
] as const
type Field = (typeof allowedFields)[number]
export type LogFields = { readonly [F in Field]?: string | number | boolean | undefined }

const severities = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 99 } as const
export type LogLevel = keyof typeof severities
export type Log = FastifyBaseLogger
export type LogStream = { write(line: string): unknown }

const longestValue = 300 // a route pattern or a class name is far shorter
const longestStack = 4000 // some forty frames
// Messages are constants of the code, plain words. A library's message that carries a URL, an address or a quoted value
// is none.
const plainMessage = /^[A-Za-z0-9 ,.:;()'-]{1,160}$/

/**
 * A logger that writes one JSON line per call, `time` in milliseconds of real time. It takes the shape of Fastify's
 * loggers, and drops whatever is not on the allow-list, whoever logs it: an error is reduced to its class names,
 * SQLSTATE, the column of a box that does not open, and frames.
 */
export function createLog({
  level = 'info',
  stream = gathered(process.stdout),
}: {
  readonly level?: LogLevel
  readonly stream?: LogStream
} = {}): Log {
  return boundLog(stream, level, '')
}

/**
 * The class names of an error and its causes, the SQLSTATE, and the frames of the stack without the message, which may
 * hold values.
 */
export function errorFields(error: unknown): LogFields {
  const chain = causesOf(error)
  return {
    error: chain.map(className).join(' < '),
    sqlstate: sqlstateOf(error),
    box: chain.find((cause) => cause instanceof BoxRefused)?.box,
    stack: framesOf(error),
  }
}

/** The SQLSTATE (five characters) of a database error or of what caused it, whichever driver threw it. */
export function sqlstateOf(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if ('sqlstate' in cause && isSqlstate(cause.sqlstate)) return cause.sqlstate
    // EPIPE has five letters too: only what PostgreSQL sends has a severity
    if ('code' in cause && 'severity' in cause && isSqlstate(cause.code)) return cause.code
  }
  return undefined
}

/** An error and what caused it, outermost first. */
function causesOf(error: unknown): Error[] {
  const chain: Error[] = []
  const most = 5 // an error may be its own cause
  for (let next: unknown = error; next instanceof Error && chain.length < most; next = next.cause) chain.push(next)
  return chain
}

const gatherMs = 20 // a person who watches sees no delay

/**
 * Writes the lines of a moment in one piece: each write to a pipe or a file is a call into the system that everybody waits for.
 * What is left when the process ends is written then.
 */
function gathered(stream: LogStream): LogStream {
  let lines = ''
  let isGuarded = false
  const flush = () => {
    if (lines !== '') stream.write(lines)
    lines = ''
  }
  return {
    write: (line) => {
      if (lines === '') setTimeout(flush, gatherMs).unref()
      lines += line
      if (!isGuarded) process.once('exit', flush)
      isGuarded = true
    },
  }
}

function boundLog(stream: LogStream, level: LogLevel, bound: string): Log {
  const floor = severities[level]
  const at = (name: LogLevel) => {
    if (severities[name] < floor) return () => {}
    const head = `{"level":"${name}","time":`
    return (first: unknown, message?: unknown) => {
      stream.write(`${head}${realNow()}${bound}${written(fieldsOf(first))}${said(first, message)}}\n`)
    }
  }
  return {
    level,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    silent: () => {},
    child: (bindings) => boundLog(stream, level, bound + written(fieldsOf(bindings))),
  }
}

function fieldsOf(given: unknown): LogFields {
  if (given instanceof Error) return errorFields(given)
  if (typeof given !== 'object' || given === null) return {}
  return 'err' in given ? { ...given, ...errorFields(given.err) } : given
}

/** The allowed fields as the rest of a JSON object that has begun. */
function written(fields: LogFields): string {
  let text = ''
  for (const name of allowedFields) {
    const value = fields[name]
    if (typeof value === 'number' || typeof value === 'boolean') text += `,"${name}":${JSON.stringify(value)}`
    else if (typeof value === 'string' && value !== '') {
      text += `,"${name}":${JSON.stringify(value.slice(0, name === 'stack' ? longestStack : longestValue))}`
    }
  }
  return text
}

function said(first: unknown, message: unknown): string {
  const words = typeof first === 'string' ? first : message
  if (typeof words !== 'string') return ''
  return `,"msg":${JSON.stringify(plainMessage.test(words) ? words : 'message withheld')}`
}

function isSqlstate(code: unknown): code is string {
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)
}

function className(error: Error): string {
  const { name } = error.constructor
  const telling = name === 'Error' || name === 'NodeError' ? error.name : name
  return /^\w{1,60}$/.test(telling) ? telling : 'Error'
}

function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined
  // A message may have lines that look like frames, so it is cut out first
  const message = error.message === '' ? -1 : error.stack.indexOf(error.message)
  const below = message === -1 ? error.stack : error.stack.slice(message + error.message.length)
  return below
    .split('\n')
    .filter((line) => /^ {4}at \S.*:\d+:\d+\)?$/.test(line))
    .join('\n')
}
