/**
 * Mann and Whitney's test of two samples, two-sided, by the normal approximation with its corrections for ties and continuity (Annals of
 * Mathematical Statistics 18, 1947): the probability of ranks so far apart where both samples come from one distribution.
 */
export function rankTest(one: readonly number[], two: readonly number[]): number {
  const all = [...one.map((value) => ({ value, isOne: true })), ...two.map((value) => ({ value, isOne: false }))]
  all.sort((a, b) => a.value - b.value)
  let rankSum = 0
  let ties = 0
  for (let at = 0; at < all.length; ) {
    let end = at
    while (end < all.length && all[end]?.value === all[at]?.value) end += 1
    const shared = (at + 1 + end) / 2
    rankSum += all.slice(at, end).filter(({ isOne }) => isOne).length * shared
    ties += (end - at) ** 3 - (end - at)
    at = end
  }
  const [n, m, total] = [one.length, two.length, all.length]
  const u = rankSum - (n * (n + 1)) / 2
  const spread = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))))
  return 2 * upperTail(Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / spread)
}

/** The upper tail of the normal distribution, to seven places (Abramowitz and Stegun 26.2.17). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = series.reduceRight((inner, coefficient) => (inner + coefficient) * t, 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
