/** For the erasing of a whole case: what of it statistics count stays, and leads to nobody. */
export { keepFacts } from './store.ts'
