/** For the other slices: the systems that are asked, and how far a request's searches of them are. */
export { searchesOf, sourcesToAsk as sourcesToSearch } from './store.ts'
