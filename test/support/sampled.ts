/**
 * How often a property is tried: as often as said in `npm run soak`, and a fifth as often in `npm test`. Samples are drawn anew each time,
 * so that many runs of the lesser one see as much.
 */
export function sampled(runs: number): { numRuns: number } {
  return { numRuns: isSoak ? runs : Math.ceil(runs / 5) }
}

export const isSoak = process.env.SOAK === 'yes'
