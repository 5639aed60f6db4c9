import { randomBytes, randomUUID } from 'node:crypto'
import fastify from 'fastify'
import postgres from 'postgres'

/**
 * The ceilings: a Fastify without schemas, doors or logs, and one statement for each request. It reaches the same PostgreSQL
 * through the same kind of pool: clients of postgres.js with one connection each, lent to one request at a time.
 */
export type BareSettings = {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly poolSize: number
  /** The tenant whom `user` sees. */
  readonly organisation: string
  /** One statement that inserts all rows of an intake. */
  readonly sameRows: { readonly text: string; readonly parameters: readonly SampleParameter[] }
}
/** As text. `fresh`: each request has its own, and the parameters of one name share it. */
export type SampleParameter = {
  readonly value: string | null
  readonly fresh?: { readonly is: 'uuid' | 'bytes' | 'reference'; readonly name: string }
}

const [given] = process.argv.slice(2)
const { poolSize, organisation, sameRows, ...reach }: BareSettings = JSON.parse(given ?? '')

const asItIs = (oid: number) => ({ to: oid, from: [], serialize: String, parse: String })
const idle = Array.from({ length: poolSize }, () =>
  postgres({
    ...reach,
    max: 1,
    fetch_types: false,
    connection: { 'app.organisation': organisation },
    // Parameters are text already
    types: { bytea: asItIs(17), boolean: asItIs(16), date: asItIs(1082), instant: asItIs(1184), jsonb: asItIs(3802) },
  }),
)
type Client = (typeof idle)[number]
const waiting: ((client: Client) => void)[] = []

async function lent<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = idle.pop() ?? (await new Promise<Client>((resolve) => waiting.push(resolve)))
  try {
    return await work(client)
  } finally {
    const next = waiting.shift()
    if (next) next(client)
    else idle.push(client)
  }
}

const made = {
  uuid: () => randomUUID(),
  bytes: () => `\\x${randomBytes(32).toString('hex')}`,
  reference: () => `HB-${randomBytes(8).toString('hex')}`,
}

function parametersOfOne(): (string | null)[] {
  const known = new Map<string, string>()
  return sameRows.parameters.map(({ value, fresh }) => {
    if (fresh === undefined) return value
    const own = known.get(fresh.name) ?? made[fresh.is]()
    known.set(fresh.name, own)
    return own
  })
}

const app = fastify()

app.post('/insert', async (request, reply) => {
  const payload = JSON.stringify(request.body)
  const [row] = await lent(
    (sql) => sql`insert into bare.letters (payload) values (${payload}) returning id, received_at`,
  )
  return reply.code(202).send(row)
})

app.post('/insert-same-rows', async (_request, reply) => {
  const [row] = await lent((sql) => sql.unsafe(sameRows.text, parametersOfOne(), { prepare: true }))
  return reply.code(202).send(row)
})

app.get<{ Params: { id: string } }>('/select/:id', async (request) => {
  const { id } = request.params
  const [row] = await lent((sql) => sql`select id, payload, received_at from bare.letters where id = ${id}`)
  return row
})

app.get<{ Params: { id: string } }>('/select-request/:id', async (request) => {
  const { id } = request.params
  const [row] = await lent(
    (sql) => sql`select * from habeas.requests where organisation_id = ${organisation} and id = ${id}`,
  )
  return row
})

const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.on('SIGTERM', () => process.exit(0))
process.send?.({ url })
