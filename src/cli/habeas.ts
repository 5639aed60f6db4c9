/** `npm run habeas -- <command>`: what an operator or a developer does beside `npm start`. */
const commands = {
  migrate: {
    does: 'brings the database up to date, with its roles, grants and queue',
    load: () => import('./migrate.ts'),
  },
  'rotate-master-key': {
    does: 'closes the keyring with MASTER_KEY instead of MASTER_KEY_PREVIOUS, while the service runs',
    load: () => import('./rotate-master-key.ts'),
  },
  openapi: { does: 'writes openapi/openapi.json from the code', load: () => import('./openapi.ts') },
  retention: {
    does: 'erases the case files whose time is over; --dry-run only lists what would go',
    load: () => import('./retention.ts'),
    takesMore: true,
  },
  verify: {
    does: 'checks an evidence bundle, without database or network',
    load: () => import('./verify.ts'),
    takesMore: true,
  },
} satisfies Record<string, Command>

type Command = {
  readonly does: string
  readonly load: () => Promise<{ run(words: readonly string[]): Promise<void> }>
  /** Whether words may follow its name. */
  readonly takesMore?: boolean
}

const [name = '', ...rest] = process.argv.slice(2)
const known: [string, Command][] = Object.entries(commands)
const command = known.find(([each]) => each === name)?.[1]
if (command === undefined || (rest.length > 0 && !command.takesMore)) {
  const lines = known.map(([each, { does }]) => `  ${each.padEnd(20)}${does}`)
  process.stderr.write(`usage: npm run habeas -- <command>\n${lines.join('\n')}\n`)
  process.exit(2)
}
try {
  const { run } = await command.load()
  await run(rest)
} catch (error) {
  process.stderr.write(`cannot ${name}: ${error instanceof Error ? error.message : 'unknown error'}\n`)
  process.exit(1)
}
