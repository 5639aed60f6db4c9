import type { Logo } from '../organisations/tables.ts'

/** How the e-mails of an organisation look, besides what is said in them. Colours as `#rrggbb`. */
export type Look = {
  /** The band along the top. */
  readonly band: string
  /** Of headings: made darker or lighter where it could not be read. */
  readonly heading: string
  /** The picture in the place of the sender's name. */
  readonly logo?: Logo | undefined
}

export const houseLook: Look = { band: '#33506e', heading: '#24405c' }

/** By which the message names the picture that goes with it (RFC 2392). */
export function logoId({ version }: Pick<Logo, 'version'>): string {
  return `logo.${version}@habeas.invalid`
}

/** What letters are written on and with, by day and in the dark mode of a mail program. */
export const paper = {
  light: { around: '#f2f4f6', sheet: '#ffffff', text: '#1d2329', quiet: '#545d66', line: '#d5dade' },
  dark: { around: '#121417', sheet: '#1d2125', text: '#e6e9ec', quiet: '#aab3bb', line: '#3d454d' },
} as const

/** WCAG 2.2: of text that is not large, success criteria 1.4.3 and 1.4.6. By night, what just passes by day is dull. */
const leastContrast = { light: 4.5, dark: 7 } as const

/** This colour, or the nearest to it, towards black by day and white by night, that can be read on a sheet. */
export function legible(colour: string, mode: keyof typeof paper): string {
  const end = mode === 'light' ? 0 : 255
  for (let step = 0; step < steps; step += 1) {
    const mixed = hex(channels(colour).map((value) => Math.round(value + ((end - value) * step) / steps)))
    if (contrast(mixed, paper[mode].sheet) >= leastContrast[mode]) return mixed
  }
  return hex([end, end, end])
}

const steps = 20

/** WCAG 2.2, contrast ratio: from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG 2.2, relative luminance: from 0 to 1. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

function hex(values: readonly number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
