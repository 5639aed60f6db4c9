import { asHtml } from './html-letter.ts'
import { type Block, codePlaceholder, type Draft, linkPlaceholder, list } from './layout.ts'

// RFC 5322 section 2.1.1: lines should have no more than 78 characters
const longestLine = 78

/** A letter as it will be sent or printed. */
export function setLetter(draft: Draft, by: 'email' | 'post'): { subject: string; text: string; html: string } {
  const set = inertDraft(draft)
  return { subject: asSubject(set), text: asText(set, by), html: asHtml(set, by) }
}

/** Every text made safe once, for all the forms it will take. */
function inertDraft(draft: Draft): Draft {
  return {
    ...draft,
    subject: inert(draft.subject),
    greeting: inert(draft.greeting),
    blocks: draft.blocks.map((block): Block => {
      if (block.kind === 'list') return list(block.items.map(inert))
      return block.kind === 'paragraph' || block.kind === 'quote' ? { ...block, text: inert(block.text) } : block
    }),
    closing: draft.closing.map(inert),
    footer: draft.footer.map(inert),
    sender: inert(draft.sender),
  }
}

/** The letter as plain text; wrapped at 78 for e-mail, one line to a paragraph for print, where the page decides. */
function asText(draft: Draft, by: 'email' | 'post'): string {
  const width = by === 'email' ? longestLine : Number.POSITIVE_INFINITY
  const wrapped = (text: string) => wrap(text, width)
  const parts = [
    wrapped(draft.greeting),
    ...draft.blocks.map((block) => {
      if (block.kind === 'paragraph') return wrapped(block.text)
      if (block.kind === 'list') return block.items.map((item) => hang(item, width)).join('\n')
      if (block.kind === 'quote') return quoted(block.text, width)
      return block.kind === 'link' ? linkPlaceholder(block.task) : `    ${codePlaceholder}`
    }),
    draft.closing.map(wrapped).join(by === 'post' ? '\n\n' : '\n'),
  ]
  // RFC 3676 section 4.3: what follows the dashes is the signature
  const signature = by === 'email' ? `\n\n-- \n${draft.footer.map(wrapped).join('\n')}` : ''
  return `${parts.join('\n\n')}${signature}\n`
}

/** The subject line: one line, whatever went into it. */
function asSubject(draft: Draft): string {
  return draft.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

/** No text from outside can stand where the code goes, however many braces it begins with. */
function inert(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ')
}

/**
 * Breaks at ordinary spaces only: a no-break space keeps its promise. A word longer than a line is left whole. No line ends in a space: what
 * follows two dashes and one would be a signature, which mail programs fold away (RFC 3676 section 4.3).
 */
function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n')
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current === '') current = word
    else if (current.length + 1 + word.length <= width) current += ` ${word}`
    else {
      lines.push(current.trimEnd())
      current = word
    }
  }
  return [...lines, current.trimEnd()].join('\n')
}

/** An item of a list, its further lines set in under the first. */
function hang(item: string, width: number): string {
  return `- ${wrap(item, width - 2).replaceAll('\n', '\n  ')}`
}

/** Words that are not ours, marked on every line. */
function quoted(text: string, width: number): string {
  return wrap(text, width - 2)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}
