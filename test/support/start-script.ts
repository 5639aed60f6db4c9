import { readFileSync } from 'node:fs'

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string } // as the file has it
}

/** What `npm start` hands to Node: options of it, and the service. */
export const startArguments: readonly string[] = scripts.start.replace(/^exec node /, '').split(' ')
