import { deliverLetters } from '../../src/letters/deliver-letters.ts'
import { realNow } from '../../src/platform/clock.ts'
import { environmentKey } from '../../src/platform/crypto/keyring.ts'
import { openKeyring } from '../../src/platform/crypto/keyring-store.ts'
import type { ConnectionFields } from '../../src/platform/database/connection-target.ts'
import { openDatabase } from '../../src/platform/database/transaction.ts'
import { smtpTransport } from '../../src/platform/mail/transport.ts'

/** A worker of the outbox in a process of its own, to be killed. */
export type WorkerPlace = { readonly target: ConnectionFields; readonly masterKey: string; readonly smtp: string }

const { target, masterKey, smtp }: WorkerPlace = JSON.parse(process.argv[2] ?? '')
const database = openDatabase(target, { size: 8 })
const keyring = await openKeyring(database, { current: environmentKey(Buffer.from(masterKey, 'hex')) })
deliverLetters(
  { database, keyring, now: realNow, publicUrl: 'https://habeas.example.org' },
  {
    transport: smtpTransport(smtp),
    from: 'no-reply@exemple.fr',
    onError: (error) => process.send?.(String(error)),
    lettersPerMinute: 1_000_000,
  },
).start()
