/** Names that Windows keeps for devices, with any extension. */
const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/** Long enough to recognise a category, short enough for every file system with what is added to it. */
const longestName = 60

/**
 * Gives each category the name of its file, without extension: made of ASCII letters, digits, `-` and `_`, and given once, also where
 * the case of letters does not count. Categories come from outside: a name is made of them, never taken over.
 */
export function fileNames(): (category: string) => string {
  const given = new Set<string>()
  return (category) => {
    const plain = category
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_]+/g, '-')
      .replace(/^[-_]+|-+$/g, '')
      .slice(0, longestName)
    const wanted = plain === '' ? 'category' : deviceNames.test(plain) ? `${plain}-records` : plain
    let name = wanted
    for (let n = 2; given.has(name.toLowerCase()); n += 1) name = `${wanted}-${n}`
    given.add(name.toLowerCase())
    return name
  }
}
