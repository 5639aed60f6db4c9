// Written from openapi.json by: npm run openapi

/** What changes something and takes no Idempotency-Key: it is never tried again. */
export const keyless: ReadonlySet<string> = new Set([
  'POST /oauth/token',
  'POST /v1/me/sign-out',
  'POST /v1/me/requests/{id}/exports/{exp}/download',
  'POST /v1/inbound/email',
  'POST /v1/letters/bounces',
])

/** What needs no token. */
export const open: ReadonlySet<string> = new Set([
  'GET /openapi.json',
  'GET /problems/{code}',
  'GET /health/live',
  'GET /health/ready',
  'POST /oauth/token',
  'GET /v1/public/{slug}',
  'POST /v1/public/{slug}/requests',
  'POST /v1/public/{slug}/sign-in',
  'POST /v1/public/{slug}/verifications/{vrf}/redeem',
  'GET /v1/languages',
  'GET /schemas/export-v1.json',
  'GET /evidence/signing-key.pem',
  'GET /v1/calendar/{secret}.ics',
])

/** What answers with a file. */
export const files: ReadonlySet<string> = new Set([
  'GET /v1/requests/{id}/documents/{doc}/content',
  'GET /v1/me/requests/{id}/documents/{doc}/content',
  'POST /v1/me/requests/{id}/exports/{exp}/download',
  'GET /v1/letters/{id}/pdf',
  'GET /v1/requests/{id}/exports/{exp}/content',
  'GET /v1/register-of-requests',
])

/** In which media type a body is sent, where that is not JSON. */
export const bodyTypes: Readonly<Record<string, string>> = {
  'POST /oauth/token': 'application/x-www-form-urlencoded',
  'POST /v1/requests/{id}/documents': 'multipart/form-data',
  'POST /v1/me/requests/{id}/documents': 'multipart/form-data',
  'PUT /v1/requests/{id}/records/{source}': 'application/x-ndjson',
  'PUT /v1/tasks/records': 'application/x-ndjson',
  'POST /v1/inbound/email': 'message/rfc822',
  'POST /v1/suppressions/import': 'application/x-ndjson',
}
