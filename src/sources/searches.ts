/** For the other slices: the systems in use, for which rights they are searched, and how far a request's searches of them are. */
export { holdsDataOf, sourcesConcerned, unknownActivities } from './sources-concerned.ts'
export { type SourceToShow, searchesOf, sourcesInUse } from './store.ts'
