import { createHmac } from 'node:crypto'
import type { TaskId } from '../identifiers.ts'
import type { Keyring } from './keyring.ts'

/**
 * The secret of a task's link: `hbs_` and 256 bits in base64url. An HMAC of the task's id under a key that is not in the database, so a
 * stolen database yields no link, and the letter is written with it only at sending. Stored as its SHA-256, by which it is found.
 */
export function linkSecretFor(keyring: Pick<Keyring, 'key'>, task: TaskId): string {
  return `hbs_${createHmac('sha256', keyring.key('link')).update(task, 'utf8').digest('base64url')}`
}
