import type { Instant } from '../law/calendar.ts'
import type { Bucket } from './bucket.ts'
import type { ServiceClock } from './clock.ts'
import type { Keyring } from './crypto/keyring.ts'
import type { Database } from './database/transaction.ts'
import type { RemoteKeys } from './http/remote-keys.ts'
import type { OutboundStream } from './http/stream-outbound.ts'
import type { Tokens } from './http/tokens.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Wakeable } from './jobs/worker.ts'
import type { Journal } from './journal.ts'

/** Takes one line of evidence outside of the database: a signed root. Rejects where it has not arrived. */
export type Witness = (line: string) => Promise<void>

/** What every slice is handed. Nothing below `main.ts` reaches for a global, the environment or the machine's clock. */
export type Deps = {
  readonly database: Database
  readonly keyring: Keyring
  readonly clock: ServiceClock
  /** The time the service lives in: the test clock's where one runs. */
  readonly now: () => Instant
  readonly tokens: Tokens
  readonly jobs: Jobs
  /** The letters' worker: woken after the commit of whatever queued a letter. */
  readonly outbox: Wakeable
  /** The ledger of erasures: what was erased, told outside the database. */
  readonly erasures: Journal
  /** Where people and tools reach this service: links and issuer, never taken from a `Host` header. */
  readonly publicUrl: string
  /** The public keys of others: of those who sign people in to an organisation's accounts. */
  readonly remoteKeys: RemoteKeys
  /** Where new exports lie, and old ones may; absent where no setting names one: then they lie in the database. */
  readonly bucket?: Bucket
  /** Sends packages to other controllers. */
  readonly outbound: OutboundStream
  /** Sends what has some hundred bytes, and waits no longer for an answer than that takes: notices to recipients, webhooks. */
  readonly outboundNotices: OutboundStream
  /** Where signed roots are sent; absent where no setting names a place. */
  readonly witness?: Witness
}
