import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './source-files.ts'

/** A function that the README shows, run as it stands there: in a block of JavaScript of its own, under what it imports. */
export async function fromReadme<F>(name: string): Promise<F> {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)
  const code = blocks.find((block) => block.includes(`function ${name}(`))
  if (code === undefined) throw new Error(`the README shows no function ${name}`)
  // A module without a place finds packages by their address alone
  const placed = code.replaceAll(
    /from '([a-z][\w-]*)'/g,
    (_from, found: string) => `from '${import.meta.resolve(found)}'`,
  )
  const module = await import(`data:text/javascript,${encodeURIComponent(`${placed}\nexport { ${name} }`)}`)
  return module[name]
}
