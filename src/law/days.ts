/** An instant: milliseconds since the epoch, UTC. */
export type Instant = number & { readonly __instant: true }

/** A legal day in the controller's zone: `YYYY-MM-DD`, no time, no zone. */
export type CivilDate = string & { readonly __civilDate: true }
