/** What a source says of a record beside its data. */
export type RecordNote = { readonly source_id?: string | undefined; readonly purpose?: string | undefined }

/**
 * What the box of a record holds: the note as JSON, in one line, and behind it the data as it came. Not one JSON document: an export gives
 * back the data to the digit, and nobody writes or reads it twice.
 */
export function packRecord(note: RecordNote, data: string): Buffer {
  return Buffer.from(`${JSON.stringify(note)}\n${data}`, 'utf8')
}

export function unpackRecord(content: Buffer): { readonly note: RecordNote; readonly data: string } {
  const end = content.indexOf(0x0a) // JSON writes a line break within a text as two characters
  return { note: JSON.parse(content.toString('utf8', 0, end)), data: content.toString('utf8', end + 1) }
}
