/**
 * Characters that nobody sees: they carry no word of a letter, and part what a reader, or a mail program, takes for one address. Marks of format
 * (general category Cf), the fillers and blanks that are letters or symbols by name alone.
 */
export const invisible = /\p{Cf}|[\u115f\u1160\u2800\u3164\uffa0]|\u034f/u

const everyInvisible = new RegExp(invisible, 'gu')

/** A text as a reader sees it: compatibility forms as what they stand for (a full-width dot is a dot), without what is invisible. */
export function asSeen(text: string): string {
  return text.normalize('NFKC').replace(everyInvisible, '').replaceAll('\u3002', '.')
}
