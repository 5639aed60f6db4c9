/**
 * The one catalogue of what can be refused. The core refuses with a value, the use case throws `problem(code)`,
 * HTTP maps the code once (RFC 9457). A detail is a sentence without personal data.
 */
export const problems = {
  invalid: { status: 400, title: 'The request is malformed or invalid' },
  invalid_cursor: { status: 400, title: 'The cursor does not belong to this list' },
  unauthorized: { status: 401, title: 'Authentication is missing or has failed' },
  role_too_low: { status: 403, title: 'The role of this client does not allow this' },
  four_eyes: { status: 403, title: 'Another person must do this' },
  step_up_required: { status: 403, title: 'A fresh code is needed for this' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not offered here' },
  not_acceptable: { status: 406, title: 'No representation fits the Accept header' },
  too_slow: { status: 408, title: 'The request did not arrive in time' },
  action_not_allowed: { status: 409, title: 'The state of the request does not allow this action' },
  idempotency_in_flight: { status: 409, title: 'A request with this Idempotency-Key is in flight' },
  external_reference_taken: { status: 409, title: 'This client has used this external reference before' },
  slug_taken: { status: 409, title: 'This slug is taken' },
  source_key_taken: { status: 409, title: 'Another source has this key' },
  last_admin: { status: 409, title: 'The last admin client cannot be deleted' },
  export_not_ready: { status: 409, title: 'The export is not in a state that allows this' },
  letter_not_postable: { status: 409, title: 'The state of the letter does not allow this' },
  version_mismatch: { status: 412, title: 'The resource has changed since it was read' },
  too_large: { status: 413, title: 'The body is larger than is accepted here' },
  unsupported_media_type: { status: 415, title: 'This content type is not accepted here' },
  range_not_satisfiable: { status: 416, title: 'The range lies beyond the end' },
  identity_not_needed: { status: 422, title: 'No open right needs the identity to be proven' },
  method_not_offered: { status: 422, title: 'The organisation does not offer this method of identification' },
  assertion_refused: { status: 422, title: 'The assertion does not prove who signed in' },
  account_of_another: { status: 422, title: 'The account is not known as the person’s' },
  no_address: { status: 422, title: 'There is no address to tell the person at' },
  sender_not_allowed: { status: 422, title: 'The organisation may not send letters from this domain' },
  wording_incomplete: { status: 422, title: 'The wording leaves out what the law requires' },
  not_extendable: { status: 422, title: 'No such right can be extended' },
  already_extended: { status: 422, title: 'The right was extended before' },
  extension_too_late: { status: 422, title: 'The first month has ended' },
  refusal_without_ground: { status: 422, title: 'A refusal needs a ground and reasons' },
  ground_does_not_fit: { status: 422, title: 'The ground does not fit the right' },
  unknown_activity: { status: 422, title: 'The register has no such activity' },
  identity_level_too_low: { status: 422, title: 'The identity is not proven at the level the right needs' },
  authority_not_accepted: { status: 422, title: 'The authority to act for another is not accepted' },
  authority_incomplete: { status: 422, title: 'The proof of authority does not state all it must' },
  directives_unnamed: { status: 422, title: 'The directives that are meant are not named' },
  recipients_missing: { status: 422, title: 'The recipients to be told are missing' },
  records_unreviewed: { status: 422, title: 'Records from third parties are not reviewed' },
  right_not_granted: { status: 422, title: 'No right of this kind is granted and unanswered' },
  right_needs_no_identity: { status: 422, title: 'A pending right needs no identity' },
  rights_unanswered: { status: 422, title: 'A right is still unanswered' },
  duplicate_not_found: { status: 422, title: 'The request named as the original does not exist' },
  unknown_calendar: { status: 400, title: 'No holiday calendar has this code' },
  challenge_required: { status: 422, title: 'The form asks for a solved challenge' },
  challenge_failed: { status: 422, title: 'The challenge is not solved, or not any more' },
  not_permitted: { status: 422, title: 'A rule does not permit this' },
  code_refused: { status: 422, title: 'The code is wrong, late or used' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key was used with another body' },
  headers_too_large: { status: 431, title: 'The headers are larger than is accepted here' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unreadable: { status: 500, title: 'Something stored here can no longer be read' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service cannot do this right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems
export type ProblemExtras = {
  readonly errors?: readonly { readonly location: string; readonly message: string }[]
  readonly allowedActions?: readonly string[]
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** What is thrown to refuse. Its message holds no personal data, ever. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly extras: ProblemExtras
  constructor(code: ProblemCode, detail: string, extras: ProblemExtras) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.extras = extras
  }
  get status(): number {
    return problems[this.code].status
  }
}

/** `throw problem('not_found', 'no request has this id')`. */
export function problem(code: ProblemCode, detail: string, extras: ProblemExtras = {}): Problem {
  return new Problem(code, detail, extras)
}
