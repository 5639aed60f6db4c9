/** For the erasing of a whole case: what tells which mails it came from. How many there were. */
export { forgetMailOf as eraseMail } from './store.ts'
