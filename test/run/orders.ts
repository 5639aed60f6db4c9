/** Assertions; those of tests that were passed over are in the total only. */
export type Counts = { total: number; pass: number; fail: number }

/** Asks for the next file, with the counts of the one before. */
export type Asked = { readonly next: true; readonly counts?: Counts }

/** The file to run; without one, there is none left. */
export type Order = { readonly file: string | undefined }
