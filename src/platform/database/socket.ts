import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionFields, DatabaseTls } from './connection-target.ts'

/**
 * Opens a socket to a server, with TLS where the target asks for it. We do this ourselves because who holds the socket decides:
 * it is destroyed without waiting, and the driver can't open another behind our back.
 * @throws when `signal` aborts, when nobody listens, when TLS is refused or its certificate doesn't hold.
 */
export async function openSocket(target: ConnectionFields, signal: AbortSignal): Promise<Socket> {
  const isLocal = target.host.startsWith('/')
  const socket = isLocal
    ? connect({ path: `${target.host}/.s.PGSQL.${target.port}` })
    : connect({ host: target.host, port: target.port, noDelay: true }) // a pipeline is several small writes
  socket.on('error', () => undefined) // told by 'close', which always follows
  try {
    await once(socket, 'connect', { signal })
    return isLocal || !target.ssl ? socket : await secure(socket, target.host, target.ssl, signal)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** PostgreSQL's manual, 55.2.11: the client asks for TLS, the server answers with one byte, then TLS begins. */
async function secure(
  socket: Socket,
  host: string,
  ssl: Exclude<DatabaseTls, false>,
  signal: AbortSignal,
): Promise<Socket> {
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
  const [answer]: Buffer[] = await once(socket, 'data', { signal })
  // More than the one byte is somebody in between, who speaks before the server is known (CVE-2021-23222).
  if (answer?.toString('latin1') !== 'S') throw new Error('the database server refuses TLS')
  const secured = connectTls({ socket, host, ...(isIP(host) === 0 && { servername: host }), ...ssl })
  secured.on('error', () => undefined)
  await once(secured, 'secureConnect', { signal })
  return secured
}
