import { fileURLToPath } from 'node:url'
import { showId } from '../../src/platform/identifiers.ts'
import { type Desk, letter, openDesk } from './desk.ts'
import type { Measuring } from './intake.ts'
import { type Comparison, compare, type Side } from './rounds.ts'

const hook = fileURLToPath(new URL('without-encryption.ts', import.meta.url))
const sides = { on: {}, off: { NODE_OPTIONS: `--import=${hook}` } } as const
/** What encryption may cost: a fifth at most. */
const atLeast = 0.8

/** Intake and reading, encryption on against off: the same service, whose boxes hold the same bytes unencrypted. */
export async function measureEncryption(measuring: Measuring): Promise<{ intake: Comparison; read: Comparison }> {
  const { place, drive, seconds, connections, rounds } = measuring
  const open = (name: 'on' | 'off') => openDesk(place, `encryption_${name}`, { WORKER: 'off', ...sides[name] })
  const desks = { on: await open('on'), off: await open('off') }
  const loadOf = { connections, seconds } as const
  const intake = (name: 'on' | 'off'): Side => ({
    name: `intake, encryption ${name}`,
    measure: async () => {
      const { url } = desks[name].service
      const post = { url, method: 'POST', paths: ['/v1/public/demo/requests'], body: letter, keyed: true } as const
      return (await drive({ ...loadOf, ...post, headers: { 'content-type': 'application/json' } })).perSecond
    },
  })
  const intakes = await compare(intake('on'), [intake('off')], {
    rounds,
    goals: [{ of: 'intake, encryption off', atLeast }],
  })
  const paths = { on: await pathsOf(desks.on), off: await pathsOf(desks.off) }
  const read = (name: 'on' | 'off'): Side => ({
    name: `read, encryption ${name}`,
    measure: async () => {
      const { service, authorized: headers } = desks[name]
      return (await drive({ ...loadOf, url: service.url, method: 'GET', paths: paths[name], headers })).perSecond
    },
  })
  const reads = await compare(read('on'), [read('off')], { rounds, goals: [{ of: 'read, encryption off', atLeast }] })
  for (const desk of [desks.on, desks.off]) await desk.stop()
  return { intake: intakes, read: reads }
}

async function pathsOf({ sql }: Desk): Promise<string[]> {
  await sql`vacuum analyze`
  const rows = await sql`select id from habeas.requests limit 500`
  return rows.map(({ id }) => `/v1/requests/${showId('req', id)}`)
}
