import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** One file of ours, parsed. */
export type SourceFile = {
  /** From the root of the repository, such as `src/law/clock.ts`. */
  readonly path: string
  readonly lines: readonly string[]
  readonly tree: ts.SourceFile
  /** What it imports, also by `import()`: files of ours by their path, packages by their name. */
  readonly imports: readonly Import[]
}

export type Import = {
  readonly written: string
  readonly from: string
  readonly line: number
  /** What of it, by its own names; none for the whole. */
  readonly names: readonly string[]
}

/** All TypeScript files below these folders, in order. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: repository }))
  return paths.sort().map((path) => {
    const text = readFileSync(join(repository, path), 'utf8')
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    return { path, lines: text.split('\n'), tree, imports: importsOf(path, tree) }
  })
}

/** Every node of the tree that `matches`, as `path:line`. */
export function placesOf({ path, tree }: SourceFile, matches: (node: ts.Node) => boolean): string[] {
  const places: string[] = []
  const visit = (node: ts.Node) => {
    if (matches(node)) places.push(`${path}:${lineOf(tree, node)}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return places
}

/** The line on which a node begins or, with `end`, ends; the first is 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node, end = false): number {
  return tree.getLineAndCharacterOfPosition(end ? node.getEnd() : node.getStart(tree)).line + 1
}

function importsOf(path: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) {
      const written = specifier.text
      const from = written.startsWith('.') ? posix.join(posix.dirname(path), written) : written
      found.push({ written, from, line: lineOf(tree, specifier), names: namesOf(node) })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  const named =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined
  return named !== undefined && ts.isStringLiteral(named) ? named : undefined
}

function namesOf(node: ts.Node): string[] {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined
  if (bindings === undefined || !ts.isNamedImports(bindings)) return []
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
}
