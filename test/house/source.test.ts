import t from 'tap'
import ts from 'typescript'
import { lineOf, placesOf, type SourceFile, sourceFiles } from '../support/source-files.ts'

const src = sourceFiles('src')
const tests = sourceFiles('test')
const client = sourceFiles('openapi/client').filter(
  ({ path }) => !/^openapi\/client\/(dist\/|types\.d\.ts$)/.test(path),
) // what packing leaves
const everything = [...src, ...tests, ...client, ...sourceFiles('drizzle', 'openapi/write')]

/** Where these files hold such a node. */
function placesIn(files: readonly SourceFile[], matches: (node: ts.Node) => boolean): string[] {
  return files.flatMap((file) => placesOf(file, matches))
}

function importsOf(files: readonly SourceFile[], isForbidden: (from: string, file: SourceFile) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ from }) => isForbidden(from, file))
      .map(({ written, line }) => `${file.path}:${line} ${written}`),
  )
}

type Importing = { readonly path: string; readonly imports: readonly { readonly from: string }[] }

/** The ways by which files come back to themselves, each found once. */
function circlesOf(files: readonly Importing[]): string[] {
  const importsOfEach = new Map(files.map(({ path, imports }) => [path, imports.map(({ from }) => from)]))
  const done = new Set<string>()
  const follow = (path: string, way: readonly string[]): string[] => {
    const start = way.indexOf(path)
    if (start >= 0) return [[...way.slice(start), path].join(' → ')]
    if (done.has(path)) return []
    const found = (importsOfEach.get(path) ?? []).flatMap((next) => follow(next, [...way, path]))
    done.add(path)
    return found
  }
  return files.flatMap(({ path }) => follow(path, []))
}

function folder(path: string): string {
  return path.split('/').slice(0, 2).join('/')
}

function isInside(path: string, ...folders: string[]): boolean {
  return folders.some((name) => path.startsWith(`${name}/`))
}

/** `object.property`, read or called, such as `process.env`. */
function isMember(node: ts.Node, object: string, property?: string): boolean {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false
  return node.expression.text === object && (property === undefined || node.name.text === property)
}

function isNowRead(node: ts.Node): boolean {
  const isNewDate =
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'Date' &&
    !node.arguments?.length
  return isNewDate || isMember(node, 'Date', 'now')
}

const law = src.filter(({ path }) => isInside(path, 'src/law'))

t.test('there is source to look at', async (t) => {
  t.ok(law.length > 5 && src.length > 100 && tests.length > 50)
})

t.test('law/ imports nothing of the service outside of law/, and of packages only the calendars', async (t) => {
  const known = ['date-fns/getDaysInMonth', '@date-fns/tz', 'date-holidays']
  t.same(
    importsOf(law, (from) => !isInside(from, 'src/law') && !known.includes(from)),
    [],
  )
})

t.test('law/ is pure: nothing asynchronous, no clock, no process', async (t) => {
  const isAsync = (node: ts.Node) =>
    node.kind === ts.SyntaxKind.AsyncKeyword ||
    ts.isAwaitExpression(node) ||
    (ts.isIdentifier(node) && ['Promise', 'setTimeout', 'setInterval', 'queueMicrotask', 'process'].includes(node.text))
  t.same(
    placesIn(law, (node) => isAsync(node) || isNowRead(node)),
    [],
  )
})

t.test('the machine’s clock is read in one place; all else is handed the time', async (t) => {
  const others = src.filter(({ path }) => path !== 'src/platform/clock.ts')
  t.same(placesIn(others, isNowRead), [])
})

t.test('the environment is read by the settings alone', async (t) => {
  const others = src.filter(({ path }) => path !== 'src/settings.ts')
  t.same(
    placesIn(others, (node) => isMember(node, 'process', 'env')),
    [],
  )
})

t.test(
  'only the demo, with those it plays on its own machine, starts a service by other rules for what it may call',
  async (t) => {
    const isWithRules = (node: ts.Node) =>
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'startService' &&
      node.arguments.length > 1
    const places = placesIn(src, isWithRules).map((place) => place.replace(/:.*/, ''))
    t.same(places, ['src/cli/demo/own-service.ts'])
  },
)

t.test('only platform/ makes database clients', async (t) => {
  t.same(
    importsOf(src, (from, { path }) => ['postgres', 'pg', 'pg-boss'].includes(from) && !isInside(path, 'src/platform')),
    [],
  )
})

t.test('the client is the contract and one package: nothing of the service, nothing of Node', async (t) => {
  t.ok(client.length > 5)
  t.same(
    importsOf(
      client,
      (from) => !isInside(from, 'openapi/client') && from !== 'openapi/types.d.ts' && from !== 'openapi-fetch',
    ),
    [],
  )
  t.same(
    placesIn(client, (node) => ts.isIdentifier(node) && ['process', 'Buffer', 'require'].includes(node.text)),
    [],
  )
})

t.test('no file of the service comes back to itself by what it imports, types included', async (t) => {
  t.same(circlesOf(src), [])
  const named = (path: string, ...imports: string[]) => ({ path, imports: imports.map((from) => ({ from })) })
  t.same(circlesOf([named('a', 'b'), named('b', 'c', 'd'), named('c', 'd'), named('d')]), [])
  t.same(circlesOf([named('a', 'b'), named('b', 'c'), named('c', 'b')]), ['b → c → b'])
})

t.test('platform/ and words/ know no slice', async (t) => {
  const [platform, words] = ['src/platform', 'src/words'].map((name) => src.filter(({ path }) => isInside(path, name)))
  t.same(
    importsOf(
      platform ?? [],
      (from) => isInside(from, 'src') && !isInside(from, 'src/platform', 'src/words', 'src/law'),
    ),
    [],
  )
  t.same(
    importsOf(words ?? [], (from) => isInside(from, 'src') && !isInside(from, 'src/words', 'src/law')),
    [],
  )
})

t.test('a slice calls the use cases of another, never its store', async (t) => {
  // What goes out in the trip of another slice's write; nothing is to be added.
  const lent: Record<string, readonly string[]> = {
    'src/evidence/store.ts': ['insertEvents', 'hasHappenedSince'],
    'src/letters/store.ts': ['insertLetters'],
    'src/organisations/store.ts': ['getOrganisation', 'Organisation'],
  }
  const reached = src
    .filter(({ path }) => path !== 'src/app.ts')
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => /^src\/[^/]+\/store\.ts$/.test(from) && folder(from) !== folder(path))
        .filter(({ from, names }) => names.length === 0 || names.some((name) => !lent[from]?.includes(name)))
        .map(({ from, line }) => `${path}:${line} ${from}`),
    )
  t.same(reached, [])
})

t.test('a route only translates: no table and no SQL in it', async (t) => {
  const isRoutes = ({ path }: SourceFile) => /routes\.ts$/.test(path) && !isInside(path, 'src/platform')
  t.same(
    importsOf(src.filter(isRoutes), (from) => from === 'drizzle-orm' || /\/tables\.ts$/.test(from)),
    [],
  )
})

t.test('imports name the file as it is: they end in .ts', async (t) => {
  t.same(
    everything.flatMap(({ path, imports }) =>
      imports
        .filter(({ written }) => written.startsWith('.') && !/\.(ts|json)$/.test(written))
        .map(({ line }) => `${path}:${line}`),
    ),
    [],
  )
})

t.test('no type is given up: no any, no @ts-ignore', async (t) => {
  // test/support/service.ts leaves the body of an answer open, with its reason
  const isExcused = (file: SourceFile, line: number) =>
    /biome-ignore lint\/suspicious\/noExplicitAny: \w/.test(file.lines[line - 2] ?? '')
  const anys = everything.flatMap((file) =>
    placesOf(file, (node) => node.kind === ts.SyntaxKind.AnyKeyword && !isExcused(file, lineOf(file.tree, node))),
  )
  t.same(anys, [])
  t.same(linesOf(everything, /\/[/*]\s*@ts-(ignore|nocheck|expect-error)/), [])
})

t.test('a cast says on its line why it holds', async (t) => {
  const isBare = (file: SourceFile) => (node: ts.Node) => {
    if (!ts.isAsExpression(node) || ts.isConstTypeReference(node.type)) return false
    const [first, last] = [lineOf(file.tree, node), lineOf(file.tree, node, true)]
    return !file.lines.slice(first - 1, last).some((line) => /\/\/ \S/.test(line))
  }
  t.same(
    everything.flatMap((file) => placesOf(file, isBare(file))),
    [],
  )
})

t.test('names come from the field', async (t) => {
  const empty = /^(utils?|helpers?|managers?|base|common|misc|stuff|lib|index)$/
  const named = everything.filter(({ path }) =>
    path
      .replace(/(\.test)?\.ts$/, '')
      .split('/')
      .some((part) => empty.test(part)),
  )
  t.same(
    named.map(({ path }) => path),
    [],
  )
})

/** The verifier is handed to strangers as one file. */
const longer: Readonly<Record<string, number>> = { 'src/evidence/verify.ts': 400 }

t.test('a file is one thing: at most 350 lines', async (t) => {
  const long = everything.filter(({ path, lines }) => lines.length > (longer[path] ?? 350) + 1) // the last line ends in a newline
  t.same(
    long.map(({ path, lines }) => `${path} has ${lines.length - 1}`),
    [],
  )
})

t.test('nothing is left for later', async (t) => {
  t.same(linesOf(everything, /\b(TO[D]O|FIX[M]E|XX[X])\b|not[ ]implemented/), [])
})

t.test('no test is switched off or narrowed', async (t) => {
  const isSwitch = (node: ts.Node) => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      return ['skip', 'todo', 'only'].includes(node.name.text) && node.initializer.kind !== ts.SyntaxKind.FalseKeyword
    }
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
    const { expression, name } = node.expression
    return (
      ['skip', 'todo', 'only'].includes(name.text) &&
      ts.isIdentifier(expression) &&
      ['t', 'test'].includes(expression.text)
    )
  }
  // A machine without a browser, or such programs, can't run what needs them; CI can, and there it fails
  const excused = ['test/support/browser.ts', 'test/support/programs.ts']
  t.same(
    placesIn(
      tests.filter(({ path }) => !excused.includes(path)),
      isSwitch,
    ),
    [],
  )
})

function linesOf(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}`] : [])),
  )
}
