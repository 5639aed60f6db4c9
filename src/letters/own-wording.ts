import type { OwnWording } from '../organisations/tables.ts'
import type { Language } from '../words/languages.ts'
import { typeset } from '../words/typeset.ts'
import { type Block, list, paragraph } from './layout.ts'
import type { LetterType } from './letter-content.ts'

/** What an organisation's own words may be filled with: nothing of a person. */
export const placeholders = ['reference', 'organisation', 'dpo_email'] as const
export type Placeholder = (typeof placeholders)[number]
export type Fillings = Readonly<Record<Placeholder, string>>

/** Letters that are about no request, or about several. */
const withoutReference: ReadonlySet<LetterType> = new Set<LetterType>([
  'code',
  'collection_task',
  'deadline_digest',
  'flood_notice',
  'webhooks_ended',
])

export function placeholdersOf(type: LetterType): Placeholder[] {
  return placeholders.filter((name) => name !== 'reference' || !withoutReference.has(type))
}

/** The template of a letter: parts by their names, each on its own between empty lines, and the organisation's own words. */
export type Passage = { readonly part: string } | { readonly words: string }

export function passagesOf(text: string): Passage[] {
  return text
    .split(/\n[\t ]*(?:\n[\t ]*)+/)
    .map((passage) => passage.trim())
    .filter((passage) => passage !== '')
    .map((passage) => {
      const part = /^\{([a-z_]+)\}$/.exec(passage)?.[1]
      return part === undefined || isPlaceholder(part) ? { words: passage } : { part }
    })
}

function isPlaceholder(name: string): name is Placeholder {
  return placeholders.some((known) => known === name)
}

type NamedPart = { readonly name: string; readonly mandatory: boolean; readonly blocks: readonly Block[] }

/**
 * A letter in the organisation's own words: its parts stand where its template names them. What the law asks for and the template does not
 * name, since it was written before the law or this service knew of it, ends the letter.
 */
export function blocksInOwnWords(
  { text }: Pick<OwnWording, 'text'>,
  parts: readonly NamedPart[],
  { language, fillings }: { readonly language: Language; readonly fillings: Fillings },
): Block[] {
  const passages = passagesOf(text)
  const named = new Set(passages.flatMap((passage) => ('part' in passage ? [passage.part] : [])))
  const forgotten = parts.filter(({ name, mandatory }) => mandatory && !named.has(name))
  return [
    ...passages.flatMap((passage) =>
      'part' in passage
        ? (parts.find(({ name }) => name === passage.part)?.blocks ?? [])
        : blocksOfWords(typeset(passage.words, language), fillings),
    ),
    ...forgotten.flatMap(({ blocks }) => blocks),
  ]
}

/** One line of the organisation's own, with its placeholders filled. */
export function filledIn(words: string, fillings: Fillings): string {
  return words.replace(/\{([a-z_]+)\}/g, (whole, name) => (isPlaceholder(name) ? fillings[name] : whole))
}

/** Lines that begin with `- ` are a list; other lines run on. */
function blocksOfWords(words: string, fillings: Fillings): Block[] {
  const blocks: Block[] = []
  let items: string[] = []
  let lines: string[] = []
  const end = () => {
    if (lines.length > 0) blocks.push(paragraph(filledIn(lines.join(' '), fillings)))
    if (items.length > 0) blocks.push(list(items.map((item) => filledIn(item, fillings))))
    items = []
    lines = []
  }
  for (const line of words.split('\n').map((each) => each.trim())) {
    const item = /^- +(.+)$/.exec(line)?.[1]
    if ((item === undefined) === items.length > 0) end()
    if (item === undefined) lines.push(line)
    else {
      if (lines.length > 0) end()
      items.push(item)
    }
  }
  end()
  return blocks
}
