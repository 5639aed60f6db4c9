import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

/** A mail server that takes whatever comes, in a process of its own. Told `begin`, it counts anew; told `tell`, it says what has come since. */
export type Arrived = { readonly messages: number; readonly bytes: number }

let messages = 0
let bytes = 0
const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData: async (stream, _session, callback) => {
    for await (const chunk of stream) bytes += chunk.length
    messages += 1
    callback()
  },
})
server.listen(0, '127.0.0.1')
await once(server.server, 'listening')
process.on('message', (said) => {
  if (said === 'begin') messages = bytes = 0
  const arrived: Arrived = { messages, bytes }
  process.send?.(arrived)
})
const address = server.server.address()
process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
