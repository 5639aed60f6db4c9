import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { type Credentials, createHabeas, type Habeas, HabeasProblem } from '../../../openapi/client/habeas.ts'

/** Somebody who calls the service over HTTP, through one of its doors, as any tool does: with the client of the contract. */
export type Party = Habeas & { readonly name: string }

/** A caller of the service at `url`: without credentials whoever fills in a form, with them staff, a person or the operator. */
export function partyAt(
  url: string,
  name: string,
  who: { readonly credentials?: Credentials; readonly actingUser?: string } = {},
): Party {
  return { name, ...createHabeas({ url, ...who }) }
}

/** What a call that must be refused is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<HabeasProblem> {
  const refusal: unknown = await call.then(
    () => new Error('what was to be refused was done'),
    (error: unknown) => error,
  )
  if (refusal instanceof HabeasProblem) return refusal
  throw refusal
}

/** Sets the service's time, or lets it return to real time. Not of the contract: a service in production has no such path. */
export async function setTime(url: string, now: string | null): Promise<void> {
  const body = JSON.stringify({ now })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/test/clock`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`the time cannot be set: the service answers ${answer.status}`)
}

const mailShape = z.object({ to: z.string(), subject: z.string(), text: z.string(), sent_at: z.string() })
export type ReadMail = z.output<typeof mailShape>

/** What lies in the development mailbox, oldest first. Not of the contract, either. */
export async function readMails(url: string): Promise<ReadMail[]> {
  const answer = await fetch(`${url}/dev/mailbox?limit=1000`, { headers: { accept: 'application/json' } })
  return z
    .object({ data: z.array(mailShape) })
    .parse(await answer.json())
    .data.reverse()
}

const patienceMs = 20_000
const betweenLooksMs = 20

/** Looks until there is something to see: what happens behind the answers takes a moment. Throws after 20 s. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`)
    await delay(betweenLooksMs)
  }
}
