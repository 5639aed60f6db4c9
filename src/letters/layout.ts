import type { Language } from '../words/languages.ts'
import type { Look } from './look.ts'

/** The parts a letter is made of. Only `quote` holds words that are not ours: they are set apart and left as they are. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'code' }
  /** The link of one of the letter's tasks, counted from 0. */
  | { readonly kind: 'link'; readonly task: number }

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
export const list = (items: readonly string[]): Block => ({ kind: 'list', items })
export const quote = (text: string): Block => ({ kind: 'quote', text })

/** Where the code goes: filled in at sending, so that it is stored nowhere. */
export const codePlaceholder = '{{code}}'

/** Where the link of a task goes, the letter's first being 0: the same. */
export const linkPlaceholder = (task: number) => `{{link ${task}}}`
/** Every such place, with the number of its task; without one in letters of before they could have several. */
export const linkPlaceholders = /\{\{link(?: (\d+))?\}\}/g

/** A letter before it is set: one text, in one language. */
export type Draft = {
  readonly language: Language
  readonly subject: string
  readonly greeting: string
  readonly blocks: readonly Block[]
  /** Farewell and signature, a line each. */
  readonly closing: readonly string[]
  /** Who writes, and how to reach them, a line each. */
  readonly footer: readonly string[]
  /** By its name over an e-mail. */
  readonly sender: string
  readonly look: Look
}
