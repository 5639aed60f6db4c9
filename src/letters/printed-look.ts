import { PNG } from 'pngjs'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { LogoBytes } from '../templates/logos.ts'
import { readStyle } from '../templates/read-style.ts'
import { legible } from './look.ts'
import type { LetterRow } from './write-letter.ts'

/** How a letter on paper looks where the organisation has decided it. Colours as `#rrggbb`, those of text such as can be read on white. */
export type PrintedLook = {
  readonly band?: string | undefined
  readonly heading?: string | undefined
  readonly logo?: LogoBytes | undefined
}

/** By the version of the style that the letter was written with, however often that was changed since. */
export async function lookToPrint(tx: Tx, deps: Pick<Deps, 'keyring'>, { detail }: LetterRow): Promise<PrintedLook> {
  if (detail.style === undefined) return {}
  const { style, logo } = await readStyle(tx, deps, detail.style)
  return {
    ...(style.colours !== undefined && {
      band: style.colours.band,
      heading: legible(style.colours.heading, 'light'),
    }),
    ...(style.logo !== undefined &&
      logo !== null && { logo: { mediaType: style.logo.media_type, content: Buffer.from(logo, 'base64') } }),
  }
}

/**
 * A picture that a PDF takes as it stands, or undefined where it cannot be decoded. PNGs are laid on white, which paper is: of one with an alpha
 * channel pdfkit would decode the samples itself, in a callback whose errors nobody can catch.
 */
export function pictureOnPaper({ mediaType, content }: LogoBytes): Buffer | undefined {
  if (mediaType === 'image/jpeg') return content
  try {
    const picture = PNG.sync.read(content)
    const { data } = picture
    for (let at = 0; at < data.length; at += 4) {
      const alpha = data.readUInt8(at + 3) / 255
      for (let of = at; of < at + 3; of += 1) data[of] = Math.round(data.readUInt8(of) * alpha + 255 * (1 - alpha))
      data[at + 3] = 255
    }
    return PNG.sync.write(picture, { colorType: 2, inputHasAlpha: true })
  } catch {
    return undefined // a logo is whole by its chunks; what its samples say nobody has looked at before
  }
}
