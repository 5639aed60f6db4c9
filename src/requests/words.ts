/** Letters that Unicode does not decompose into a base and a mark. */
const undecomposed: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe' }

/** The words of a text: split at every non-letter and non-digit, case and accents folded. */
export function wordsOf(text: string): string[] {
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[łøđßæœ]/g, (letter) => undecomposed[letter] ?? letter)
  return [...new Set(folded.match(/[\p{L}\p{N}]+/gu) ?? [])]
}

/** All words of the shorter name are in the longer: a second first name more or less is the same person. One word alone is a whole name. */
export function isSameName(one: string, other: string): boolean {
  const [shorter = [], longer = []] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.length - b.length)
  if (shorter.length === 0 || (shorter.length === 1 && longer.length > 1)) return false
  return shorter.every((word) => longer.includes(word))
}
