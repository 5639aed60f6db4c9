/** For the erasing of a whole case: its searches go, and with them every link. How many there were. */
export { deleteTasks as eraseTasks } from './store.ts'
