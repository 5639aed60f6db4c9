/** One thing that is wrong with what was sent, and where: `body.requester.email`. */
export type Fault = { readonly location: string; readonly message: string }

/**
 * What the service refuses, as its problem document says it (RFC 9457). Decide by `code`, which stays; `detail` is for whoever mends
 * the call. An error of /oauth/token (RFC 6749 section 5.2) has its `error` as the code; what stands before the service and answers
 * without a problem document has `unknown`.
 */
export class HabeasProblem extends Error {
  override readonly name = 'HabeasProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  /** A reference to the documentation of the code. */
  readonly type: string
  /** What the service has in its log under this answer; absent where it was not the service that answered. */
  readonly request_id: string | undefined
  /** What is wrong, place by place; empty where that is not what is wrong. */
  readonly errors: readonly Fault[]
  /** What could be done instead (409 `action_not_allowed`); undefined where the service does not say. */
  readonly allowed_actions: readonly string[] | undefined
  /** Seconds to wait before the next try, as `Retry-After` asks. */
  readonly retry_after: number | undefined

  constructor(said: Omit<HabeasProblem, keyof Error>) {
    super(`${said.status} ${said.code}: ${said.detail}`)
    this.status = said.status
    this.code = said.code
    this.title = said.title
    this.detail = said.detail
    this.type = said.type
    this.request_id = said.request_id
    this.errors = said.errors
    this.allowed_actions = said.allowed_actions
    this.retry_after = said.retry_after
  }
}

/** No answer came, or none that was whole: no connection, one that broke, or a limit of time. `cause` is what fetch says of it. */
export class HabeasUnreachable extends Error {
  override readonly name = 'HabeasUnreachable'

  constructor(cause: unknown) {
    super('the service did not answer', { cause })
  }
}

/** The problem in an answer that is none of success. Reads its body. */
export async function problemOf(answer: Response): Promise<HabeasProblem> {
  const said = membersOf(await answer.text())
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : undefined)
  return new HabeasProblem({
    status: answer.status,
    code: text('code') ?? text('error') ?? 'unknown',
    title: text('title') ?? answer.statusText,
    detail: text('detail') ?? text('error_description') ?? `answered with status ${answer.status}`,
    type: text('type') ?? 'about:blank',
    request_id: text('request_id') ?? answer.headers.get('x-request-id') ?? undefined,
    errors: listOf(said.errors).filter(isFault),
    allowed_actions: Array.isArray(said.allowed_actions) ? said.allowed_actions.filter(isText) : undefined,
    retry_after: secondsUntil(answer.headers.get('retry-after')),
  })
}

/** `Retry-After` in seconds from now; also as a date (RFC 9110 section 10.2.3). Undefined where it says nothing that can be read. */
function secondsUntil(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null ? { ...said } : {}
  } catch {
    return {} // a page of what stands before the service: its status says what there is to say
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null) return false
  return 'location' in value && isText(value.location) && 'message' in value && isText(value.message)
}
