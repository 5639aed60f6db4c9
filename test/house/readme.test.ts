import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { groundsOfEachRight, partialGrounds } from '../../src/law/refusal.ts'
import { repository } from '../support/source-files.ts'

type Operation = { parameters?: { name: string; in: string }[] }

const pages = ['README.md', 'src/README.md']
const text = readFileSync(join(repository, 'README.md'), 'utf8')
const scripts: Record<string, string> = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts
const contract: { paths: Record<string, Record<string, Operation>> } = JSON.parse(
  readFileSync(join(repository, 'openapi/openapi.json'), 'utf8'),
)
/** What a service outside production answers besides its contract. */
const undocumented = ['GET /dev/mailbox', 'GET /docs', 'POST /v1/test/clock']

t.test('every npm command of the README exists', async (t) => {
  const named = pages.flatMap((page) => {
    const found = readFileSync(join(repository, page), 'utf8').matchAll(
      /\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test))\b/g,
    )
    return [...found].map(([, script, short]) => script ?? short ?? '')
  })
  t.ok(named.includes('start') && named.includes('test') && named.length > 4)
  t.same(
    named.filter((script) => !Object.hasOwn(scripts, script)),
    [],
  )
})

t.test(
  'the README, package.json and its lock ask for one Node, and the scripts run on a pinned newer one',
  async (t) => {
    const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'))
    const [, oldest] = /Node (\d+) or later and npm/.exec(text) ?? []
    t.same(manifest.engines, { node: `>=${oldest}` })
    t.same(lock.packages[''].engines, manifest.engines)
    t.match(manifest.dependencies.node, /^24\.\d+\.\d+$/)
    t.equal(process.versions.node, manifest.dependencies.node)
  },
)

t.test('every script runs a file that is there', async (t) => {
  const files = Object.values(scripts).flatMap((script) => script.match(/\b[\w./-]+\.ts\b/g) ?? [])
  t.ok(files.length > 3)
  t.same(
    files.filter((file) => !existsSync(join(repository, file))),
    [],
  )
})

t.test('every curl of the README calls what is there, with parameters that are known', async (t) => {
  const calls = curlsIn(text).map(callOf)
  t.ok(calls.length > 5)
  for (const { method, path, query } of calls) {
    const call = `${method} ${path}`
    if (undocumented.includes(call)) continue
    const operation = operationOf(method, path)
    if (operation === undefined) {
      t.fail(`${call} is not in openapi/openapi.json`)
      continue
    }
    const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    t.same(
      query.filter((name) => !known.includes(name)),
      [],
      call,
    )
  }
})

t.test('every JSON body that a curl sends is JSON', async (t) => {
  const bodies = curlsIn(text).flatMap((words) => valuesOf(words, '-d', '--data', '--data-binary', '--json'))
  const json = bodies.filter((body) => /^[[{]/.test(body))
  t.ok(json.length > 3)
  for (const body of json) t.doesNotThrow(() => JSON.parse(body.replaceAll(/\$\w+/g, '0')), body)
})

t.test('every file that the READMEs link to is there', async (t) => {
  for (const page of pages) {
    const links = [...readFileSync(join(repository, page), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    )
    const missing = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(repository, dirname(page), link)))
    t.same(missing, [], page)
  }
})

t.test('every file that src/README.md names is there', async (t) => {
  const map = readFileSync(join(repository, 'src/README.md'), 'utf8')
  const named = [...map.matchAll(/`((?:[\w-]+\/)+[\w-]+\.ts)`/g)].map(([, file = '']) => file)
  t.ok(named.length > 10)
  t.same(
    named.filter((file) => !existsSync(join(repository, 'src', file))),
    [],
  )
})

t.test('the README lists the grounds that fit each right', (t) => {
  const [, table = ''] = /^\| right \| grounds \|\n.*\n((?:\|.*\n)+)/m.exec(text) ?? []
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
  const codes = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code)
  const [[, , ofAny = ''] = [], ...own] = rows
  const said = own.map(([, right, grounds], i) => {
    const all = i < own.length - 2 ? [...codes(ofAny), ...codes(grounds)] : codes(grounds)
    return `${right}: ${all.sort().join(', ')}`
  })
  const law = groundsOfEachRight.map((line) => {
    const [right, grounds = ''] = line.split(': ')
    return `${right}: ${grounds.split(', ').sort().join(', ')}`
  })
  t.same(said.sort(), law.sort())
  t.same(codes(/for a part only (.*)/.exec(table)?.[1]), partialGrounds)
  t.end()
})

/** The arguments of each curl in the text, read as a shell does. */
function curlsIn(markdown: string): string[][] {
  const blocks = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)
  return blocks.flatMap((block) => [...block.matchAll(/\bcurl /g)].map(({ index }) => wordsOf(block.slice(index))))
}

/** Up to the end of the command. Understands quotes, escapes and continued lines; variables stay as they are written. */
function wordsOf(command: string): string[] {
  const words: string[] = []
  const parts = /\s*\\\n|[^\S\n]+|"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|(\$\([^)]*\))|([^\s"'\\|;&)$]+|\$)|[\s\S]/gy
  let word: string | undefined
  for (const [part, double, single, escaped, substitution, plain] of command.matchAll(parts)) {
    const text = double?.replaceAll(/\\(.)/g, '$1') ?? single ?? escaped ?? substitution ?? plain
    if (text !== undefined) word = (word ?? '') + text
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
    if (text === undefined && /^[|;&)\n]$/.test(part)) break
  }
  return word === undefined ? words : [...words, word]
}

function valuesOf(words: readonly string[], ...options: string[]): string[] {
  return words.filter((_word, at) => options.includes(words[at - 1] ?? ''))
}

function callOf(words: readonly string[]): { method: string; path: string; query: string[] } {
  const place = words.find((word) => /^(\$\w+|https?:\/\/[^/]+)\//.test(word))
  if (place === undefined) throw new Error(`no address in: ${words.join(' ')}`)
  const [path = '', search = ''] = place.replace(/^(\$\w+|https?:\/\/[^/]+)/, '').split('?')
  const sends = words.some((word) =>
    ['-d', '--data', '--data-binary', '--data-urlencode', '--json', '-F', '--form'].includes(word),
  )
  const method = valuesOf(words, '-X', '--request')[0] ?? (sends && !words.includes('-G') ? 'POST' : 'GET')
  return { method, path, query: [...new URLSearchParams(search).keys()] }
}

/** A segment that is a variable fits any parameter; a word fits itself before it fits a parameter. */
function operationOf(method: string, path: string): Operation | undefined {
  const segments = path.split('/')
  const fits = (template: string, allowed: RegExp) => {
    const parts = template.split('/')
    return parts.length === segments.length && parts.every((part, at) => part === segments[at] || allowed.test(part))
  }
  const operations = Object.entries(contract.paths)
    .filter(([template]) => fits(template, /^\{\w+\}$/))
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .map(([, item]) => item[method.toLowerCase()])
  return operations.find((operation) => operation !== undefined)
}
