import type { Language } from './languages.ts'

/**
 * French spacing, as the Imprimerie nationale prints it: a no-break space before a colon and a narrow one before `;`, `!`, `?` and
 * inside guillemets; a provision keeps its number. For our own sentences only, before anything is inserted.
 */
export function typeset(text: string, language: Language): string {
  if (language !== 'fr') return text
  return text
    .replace(/ (?=[;!?»])|(?<=«) /g, '\u202f')
    .replace(/ (?=:)/g, '\u00a0')
    .replace(/(?<=\b(?:articles?|paragraphe|considérant|point|référence)) (?=\S)/g, '\u00a0')
}
