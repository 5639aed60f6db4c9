/** What an event may be made of: JSON without fractions, so that every language writes the same digits. */
export type Canonical =
  | string
  | number
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined }

/**
 * The canonical form of a value: RFC 8785 (keys sorted by UTF-16 code units, no white space, JSON.stringify's strings).
 * Absent members are left out. Numbers must be safe integers: RFC 8785 section 3.2.2.3 then needs no rule of its own.
 */
export function canonical(value: Canonical): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError('an event holds safe integers only')
    return String(value)
  }
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  let members = ''
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonical(member)}`
  }
  return `{${members}}`
}

/** Array.isArray does not narrow a readonly array. */
function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value)
}
