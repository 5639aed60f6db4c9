/** One side of a comparison; `measure` gives a figure of which more is better. */
export type Side = { readonly name: string; readonly measure: () => Promise<number> }
/** What is wanted of the measured side, as a part of a ceiling's figure. */
export type Goal = { readonly of: string; readonly atLeast: number }

/** How far a ceiling may fall, from the first half of its rounds to the second, before the run says nothing. */
const mostFall = 0.25

export type Comparison = {
  readonly lines: readonly string[]
  readonly met: boolean
  /** False where a ceiling fell markedly while it was measured. */
  readonly valid: boolean
}

/**
 * Measures the sides in turn, A B C A B C …, so that whatever drifts shows in all of them, and compares within each round. The
 * ratio reported is the median of the rounds'.
 */
export async function compare(
  measured: Side,
  ceilings: readonly Side[],
  {
    goals,
    rounds,
    settle,
  }: {
    readonly goals: readonly Goal[]
    readonly rounds: number
    readonly settle?: (() => Promise<unknown>) | undefined
  },
): Promise<Comparison> {
  const sides = [...ceilings, measured]
  const figures = new Map(sides.map(({ name }): [string, number[]] => [name, []]))
  for (const { measure } of sides) await measure() // warm: plans, JIT, caches
  await settle?.()
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure } of sides) figures.get(name)?.push(await measure())
  }
  const of = (name: string) => figures.get(name) ?? []
  const own = of(measured.name)
  const ratios = goals.map((goal) => {
    const each = own.map((figure, round) => figure / (of(goal.of)[round] ?? Number.NaN))
    return { ...goal, ratio: median(each), each }
  })
  const fallen = ceilings.filter(({ name }) => fall(of(name)) > mostFall)
  return {
    lines: [
      ...sides.map(({ name }) => `  ${name.padEnd(58)} ${shown(of(name))}`),
      ...ratios.map(({ of: ceiling, atLeast, ratio, each }) => {
        const verdict = ratio >= atLeast ? 'met' : 'NOT MET'
        const spread = `${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)}`
        return `  ${ratio.toFixed(2)} of «${ceiling}» (${spread}); goal ${atLeast.toFixed(2)}: ${verdict}`
      }),
      ...fallen.map(
        ({ name }) => `  «${name}» fell by ${Math.round(fall(of(name)) * 100)} %: these figures say nothing`,
      ),
    ],
    met: ratios.every(({ ratio, atLeast }) => ratio >= atLeast),
    valid: fallen.length === 0,
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Nearest rank. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))] ?? Number.NaN
}

/** By what part the second half of the rounds is below the first. */
function fall(values: readonly number[]): number {
  const half = Math.ceil(values.length / 2)
  return 1 - median(values.slice(-half)) / median(values.slice(0, half))
}

function shown(values: readonly number[]): string {
  const whole = values.map((value) => Math.round(value))
  return `${String(Math.round(median(values))).padStart(7)} a second  (${whole.join(' ')})`
}
