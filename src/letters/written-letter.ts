import type { SupervisoryAuthority } from '../organisations/tables.ts'
import type { Words } from '../words/words.ts'
import type { Block } from './layout.ts'
import type { LetterContent, LetterType } from './letter-content.ts'
import type { LetterParts } from './letter-parts.ts'

/** What a letter draws on besides its facts. */
export type LetterContext = {
  readonly by: 'email' | 'post'
  readonly dpoEmail: string
  /** Of the request; '' where the letter belongs to none. */
  readonly reference: string
  /** Whether the letter carries a code. */
  readonly withCode: boolean
  readonly authority: SupervisoryAuthority | null
  /** Of the language it is written in. */
  readonly words: Words
}

/** A letter as it is written: each of its parts by name. An empty one has nothing to say in this letter. */
export type Written<T extends LetterType> = {
  readonly subject: string
  readonly parts: { readonly [P in keyof LetterParts[T]]: readonly Block[] }
}

/** How each of these types is written. */
export type Letters<Types extends LetterType> = {
  readonly [T in Types]: (letter: Extract<LetterContent, { type: T }>, context: LetterContext) => Written<T>
}
