/** For the erasing of a whole case: its documents and messages. */
export { deleteThread as eraseThread } from './store.ts'
