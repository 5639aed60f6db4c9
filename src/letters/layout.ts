import { escapeHtml } from '../platform/escape-html.ts'
import type { Language } from '../words/languages.ts'

/** The parts a letter is made of. Only `quote` holds words that are not ours: they are set apart and left as they are. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'code' }
  | { readonly kind: 'link' }

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
export const list = (items: readonly string[]): Block => ({ kind: 'list', items })
export const quote = (text: string): Block => ({ kind: 'quote', text })

/** Where the code goes: filled in at sending, so that it is stored nowhere. */
export const codePlaceholder = '{{code}}'

/** Where the link of a task goes: the same. */
export const linkPlaceholder = '{{link}}'

/** What a person has to quote does not break at its hyphens. */
const reference = /\bHB-[0-9A-Z]{4}-[0-9A-Z]{4}\b/g

/** A letter before it is set: one text, in one language. */
export type Draft = {
  readonly language: Language
  readonly subject: string
  readonly greeting: string
  readonly blocks: readonly Block[]
  /** Farewell and signature, a line each. */
  readonly closing: readonly string[]
  /** Who writes, and how to reach them, a line each. */
  readonly footer: readonly string[]
}

// RFC 5322 section 2.1.1: lines should have no more than 78 characters
const longestLine = 78

/** A letter as it will be sent or printed. */
export function setLetter(draft: Draft, by: 'email' | 'post'): { subject: string; text: string; html: string } {
  const set = inertDraft(draft)
  return { subject: asSubject(set), text: asText(set, by), html: asHtml(set) }
}

/** Every text made safe once, for all the forms it will take. */
function inertDraft(draft: Draft): Draft {
  return {
    language: draft.language,
    subject: inert(draft.subject),
    greeting: inert(draft.greeting),
    blocks: draft.blocks.map((block): Block => {
      if (block.kind === 'list') return list(block.items.map(inert))
      return block.kind === 'paragraph' || block.kind === 'quote' ? { ...block, text: inert(block.text) } : block
    }),
    closing: draft.closing.map(inert),
    footer: draft.footer.map(inert),
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
      return block.kind === 'link' ? linkPlaceholder : `    ${codePlaceholder}`
    }),
    draft.closing.map(wrapped).join(by === 'post' ? '\n\n' : '\n'),
  ]
  // RFC 3676 section 4.3: what follows the dashes is the signature
  const signature = by === 'email' ? `\n\n-- \n${draft.footer.map(wrapped).join('\n')}` : ''
  return `${parts.join('\n\n')}${signature}\n`
}

/** The same letter as HTML: headings and lists a screen reader can walk through, nothing fetched, nothing that runs. */
function asHtml(draft: Draft): string {
  const lines = (texts: readonly string[]) => texts.map(escapeHtml).join('<br>\n')
  const whole = (text: string) => escapeHtml(text).replace(reference, '<span style="white-space:nowrap">$&</span>')
  const body = draft.blocks.map((block) => {
    if (block.kind === 'paragraph') return `<p>${whole(block.text)}</p>`
    if (block.kind === 'list') {
      return `<ul>\n${block.items.map((item) => `<li>${whole(item)}</li>`).join('\n')}\n</ul>`
    }
    if (block.kind === 'quote') {
      return `<blockquote>${escapeHtml(block.text).replaceAll('\n', '<br>\n')}</blockquote>`
    }
    if (block.kind === 'link') return `<p><a href="${linkPlaceholder}">${linkPlaceholder}</a></p>`
    return `<p style="font-size:1.5em;letter-spacing:.1em"><strong>${codePlaceholder}</strong></p>`
  })
  return `<!doctype html>
<html lang="${draft.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(draft.subject)}</title>
</head>
<body style="margin:0 auto;padding:1em;max-width:40em;font-family:sans-serif;line-height:1.5;overflow-wrap:anywhere">
<main>
<p>${escapeHtml(draft.greeting)}</p>
${body.join('\n')}
<p>${lines(draft.closing)}</p>
</main>
<hr>
<footer><small>${lines(draft.footer)}</small></footer>
</body>
</html>
`
}

/** The subject line: one line, whatever went into it. */
function asSubject(draft: Draft): string {
  return draft.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

/** No text from outside can stand where the code goes. */
function inert(text: string): string {
  return text.replaceAll('{{', '{ {')
}

/** Breaks at ordinary spaces only: a no-break space keeps its promise. A word longer than a line is left whole. */
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
      lines.push(current)
      current = word
    }
  }
  return [...lines, current].join('\n')
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
