/** For the other slices: the systems that are asked, for which rights, and how far a request's searches of them are. */
export { holdsDataOf, sourcesConcerned, unknownActivities } from './sources-concerned.ts'
export { type Source, searchesOf, sourcesToAsk as sourcesToSearch } from './store.ts'
