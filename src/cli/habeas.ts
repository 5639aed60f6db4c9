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
} satisfies Record<string, { does: string; load: () => Promise<{ run(): Promise<void> }> }>

const [name = '', ...rest] = process.argv.slice(2)
const command = Object.entries(commands).find(([known]) => known === name)?.[1]
if (command === undefined || rest.length > 0) {
  const lines = Object.entries(commands).map(([known, { does }]) => `  ${known.padEnd(20)}${does}`)
  process.stderr.write(`usage: npm run habeas -- <command>\n${lines.join('\n')}\n`)
  process.exit(2)
}
try {
  const { run } = await command.load()
  await run()
} catch (error) {
  process.stderr.write(`cannot ${name}: ${error instanceof Error ? error.message : 'unknown error'}\n`)
  process.exit(1)
}
