import type { ProblemCode } from '../problem.ts'

/** What each code means to whoever meets it, and what to do: the text of `/problems/{code}`. Plain text, no markup. */
export const problemHelp = {
  invalid:
    'Something in the request is missing, unknown or malformed. The errors member names each place and what was expected there. Sending the same again will not help.',
  invalid_cursor:
    'A cursor belongs to one list with its filters and sort. Repeat those of the page before, or start again without a cursor.',
  unauthorized:
    'There is no token, or it is not valid, has expired, was revoked, or belongs to another door. Ask for a new one. A token of the organisation’s own issuer needs the header Organisation, and is refused where issuer, audience, signature, kind (an ID token is no access token) or time does not fit: the log says which. Of a mail gateway: the signature does not fit the body, the time is more than five minutes off, or the gateway was deleted.',
  role_too_low:
    'The token is valid, but the role of its client does not include this operation. An administrator can make a client with another role. Of a token of the organisation’s own issuer: none of the values of its role claim is mapped, or the highest is not enough.',
  four_eyes:
    'Whoever asked for an export may not release it. Let another client do it, or name two different people in the Acting-User header of both calls. Who has signed in with an issuer is one person, whichever client or tool they come by.',
  step_up_required:
    'The organisation asks for a fresh code before an export is downloaded, and none was given, or it is wrong, late, used, or for something else. Ask for one at the step-up path beside the download and send it as code.',
  not_found:
    'The path, or the id in it, names nothing, or something that belongs to someone else. Both are answered alike.',
  method_not_allowed: 'The path exists under other methods; the Allow header lists them.',
  not_acceptable: 'The Accept header admits none of the representations of this resource.',
  too_slow: 'The headers or the body took too long to arrive, and the connection was closed. Send it again.',
  action_not_allowed:
    'The request, or the right, is in a state that does not allow this action. The allowed_actions member lists those that it allows now.',
  idempotency_in_flight:
    'The first request with this Idempotency-Key has not been answered yet. Wait a moment and repeat it with the same key.',
  external_reference_taken:
    'Another request of this client carries this external reference. Find it with the external_reference filter.',
  slug_taken: 'Another organisation has this slug. Choose another one.',
  source_key_taken: 'The key names the source in records and never changes. Choose another one.',
  last_admin: 'An organisation keeps at least one client with the role admin. Make another one first.',
  export_not_ready:
    'The export is still being compiled, or has failed, expired or been revoked: read it to see its status. Or records were changed, withheld or redacted since it was compiled: ask for a new one.',
  letter_not_postable: 'The letter was sent by another way, or its posting was recorded before.',
  version_mismatch:
    'The resource has changed since the version in If-Match. Read it again, look at what changed, and decide anew.',
  too_large: 'The body, or a part of it, is larger than is accepted here.',
  unsupported_media_type:
    'Bodies are application/json in UTF-8 without content coding, except where an operation documents another type.',
  range_not_satisfiable: 'The range asked for begins behind the last byte. Content-Range says how many there are.',
  identity_not_needed:
    'No open right of this request needs the identity to be proven, so the person must not be asked (GDPR article 12(6)).',
  method_not_offered:
    'People are asked to identify themselves by the methods that the organisation offers, which its settings list. The errors member names those that it does not.',
  assertion_refused:
    'An id_token is accepted when it is signed by a key of the issuer in the settings and carries its iss and aud, exp, an iat and auth_time that are recent, and the nonce of a sign-in that was opened for this request and has not been used. The errors member names what does not fit, as in body.assertion.payload.nonce.',
  account_of_another:
    'The account that signed in has neither a verified e-mail address equal to the one the person writes from, nor a sub among the identifiers, of type account or sub, of a person who writes for themselves. Check by another method who is asking.',
  no_address:
    'The request holds no address for this way of telling the person. Choose another way, or correct the request first.',
  sender_not_allowed:
    'Letters come from an address of their own only under a domain that whoever runs the service has given the organisation (MAIL_FROM_DOMAINS): else anybody’s could be forged.',
  wording_incomplete:
    'An organisation says in its own words what stands around the parts that the law asks for; those it may not leave out. The errors member names each that is missing, with the article it is owed to: put its name in braces, on a line of its own between empty lines.',
  not_extendable:
    'None of the rights named can be extended: a withdrawal and a marketing objection are acted on at once.',
  already_extended: 'A right is extended once, by two further months at most (GDPR article 12(3)).',
  extension_too_late: 'An extension is told within the first month (GDPR article 12(3)), and that month has ended.',
  refusal_without_ground:
    'A refusal, whole or in part, states at least one ground and its reasons (GDPR article 12(4)).',
  ground_does_not_fit:
    'The ground named does not apply to this right, or only to a part of it. The errors member names those that fit.',
  unknown_activity:
    'An activity is named by its key in the register of processing, by an item of a decision as by a source. Read the register, or put the activity down there first.',
  identity_level_too_low:
    'Granting this right, or saying that nothing is held, needs an identity proven at a higher level. Confirm the identity first.',
  authority_not_accepted:
    'The request is made for somebody else, and the authority to act for them is not accepted, has ended, or does not cover this right. Until it is, nothing is granted, released or said about that person.',
  authority_incomplete:
    'A mandate, parental authority, or the quality of an heir or designated person is accepted when the proof states all that it must. The errors member names what is missing; the request lists all of it in authority.checklist.',
  directives_unnamed:
    'Directives were found by a name alone, or by an address or identifier under another name, which is not certain. Read them under the request, and name those that are meant, or an empty list.',
  recipients_missing:
    'The recipients of the data are told of a rectification, erasure or restriction (GDPR article 19). The register of processing names none for what was decided: name them in recipients, or say that there are none by none_to_tell: true.',
  records_unreviewed:
    'The export holds records that third parties provided, and nobody has looked whose rights they touch (GDPR article 15(4)). List them with provided_by=third_party and reviewed=false, withhold, redact or clear each, then have the export compiled anew.',
  right_not_granted:
    'There is no granted and unanswered right of this kind that the export could answer. Decide the right first.',
  right_needs_no_identity:
    'A withdrawal or a marketing objection is pending and needs no identity, so the request cannot be closed for want of it.',
  rights_unanswered: 'A request is completed when each of its rights is answered or has lapsed.',
  duplicate_not_found: 'The request that duplicate_of names does not exist in this organisation.',
  unknown_calendar: 'Holiday calendars are named by country and region, such as FR or FR-67.',
  challenge_required:
    'This form asks the sender’s computer for some work. Read the form, solve its challenge, and send the solution in the header Challenge-Solution.',
  challenge_failed:
    'The solution does not fit, has expired, or was used before. Read the form again and solve the new challenge; with the same Idempotency-Key the repetition is safe.',
  not_permitted: 'A rule of the law or of the service does not permit this here. The detail says which.',
  code_refused:
    'The code is not the one that was sent for this, it is older than ten minutes, or it was used or tried too often. Ask for another.',
  idempotency_mismatch: 'This Idempotency-Key was first used with another body. Use a new key for a new request.',
  headers_too_large: 'The headers of the request are larger than is accepted here.',
  rate_limited: 'Too many requests came from this network in a minute. Wait as long as the Retry-After header says.',
  unreadable:
    'Something of this was altered in the database, or sealed under another key, and does not open. Nothing was changed, and sending the same again will not help. Tell whoever runs the service, with the request_id: a backup may restore it. The request itself shows what of it can still be read.',
  internal:
    'The service has failed and logged it under the request id. Whether anything was done is certain only by reading it again; with the same Idempotency-Key a repetition is safe.',
  unavailable:
    'The service, or something that it needs, cannot answer right now. Wait as long as the Retry-After header says and repeat the request.',
} as const satisfies Record<ProblemCode, string>
