import { openReceiver, type Receiver } from '../../src/cli/demo/receiver.ts'

export { type Received, type Receiver, takes } from '../../src/cli/demo/receiver.ts'

/** Another controller, a recipient, a tool: a server on an address of its own in 127.0.0.0/8, at the port that the service allows. */
export async function testReceiver(t: { teardown(fn: () => Promise<void>): unknown }): Promise<Receiver> {
  const receiver = await openReceiver()
  if (receiver === undefined) throw new Error('no address of this machine is free for a receiver')
  t.teardown(async () => receiver.close())
  return receiver
}
