/** What a spreadsheet would run (OWASP, CSV injection): text that begins with one of = + - @ tab CR. */
export function isActive(text: string): boolean {
  const first = text.charCodeAt(0)
  return first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 0x09 || first === 0x0d
}

/** The same as text: an apostrophe, which spreadsheets do not show. */
export function neutral(text: string): string {
  return `'${text}`
}

/** At the head of a file, U+FEFF bare would be read as a byte-order mark, and taken away. */
const needsQuotes = /[",\r\n]|^[' \uFEFF]| $/

/** RFC 4180 section 2. An empty text is quoted, which tells it from a value that is missing; so is what was neutralised. */
export function quoted(text: string): string {
  if (text !== '' && !needsQuotes.test(text)) return text
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`
}

/** A line of cells as they are written, with its CRLF. A lone empty cell would make an empty line, which readers skip. */
export function line(cells: readonly string[]): string {
  return `${cells.length === 1 && cells[0] === '' ? '""' : cells.join(',')}\r\n`
}
