import type { FastifyRequest } from 'fastify'
import { problem } from '../problem.ts'

/** The version of a resource as a strong entity tag (RFC 9110 section 8.8.3). */
export function etag(version: number): string {
  return `"${version}"`
}

/** Refuses with 412 a change that was meant for another version (`If-Match`, RFC 9110 section 13.1.1). Absent or `*`: any version. */
export function demandVersion(request: FastifyRequest, version: number): void {
  const given = request.headers['if-match']
  if (given === undefined || given.trim() === '*') return
  if (given.split(',').some((tag) => tag.trim() === etag(version))) return
  throw problem('version_mismatch', 'the resource has changed since the version named in If-Match', {
    headers: { etag: etag(version) },
  })
}
