/** For the erasing of a whole case: what its letters said. */
export { eraseLettersOf as eraseLetters } from './store.ts'
