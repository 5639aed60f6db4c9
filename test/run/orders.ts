export type Counts = Record<'total' | 'pass' | 'fail' | 'skip' | 'todo', number>

/** Asks for the next file, with the counts of the one before. */
export type FromProcess = { readonly counts?: Counts }

/** The file to run; without one, there is none left. */
export type Order = { readonly file: string | undefined }
