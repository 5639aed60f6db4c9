import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

const mailbox = z.object({ data: z.array(z.object({ to: z.string(), text: z.string() })) })

/** The newest letter in the development mailbox to this address, once so many have come, and the code in it. */
export async function letterTo(service: string, address: string, count = 1): Promise<{ text: string; code: string }> {
  for (;;) {
    const { data } = mailbox.parse(await (await fetch(`${service}/dev/mailbox?limit=1000`)).json())
    const letters = data.filter(({ to }) => to === address)
    const [newest] = letters
    if (newest !== undefined && letters.length >= count) {
      return { text: newest.text, code: /^ +(\d{8})$/m.exec(newest.text)?.[1] ?? '' }
    }
    await delay(20)
  }
}
