import { recogniseFile } from '../identity/document-file.ts'
import { cleanJpeg, cleanPng } from '../identity/image-file.ts'
import type { Logo } from '../organisations/tables.ts'

/** 64 KiB: it goes with every letter, and a drawing at twice its size on the screen has a fifth. */
export const largestLogo = 64 * 1024
const mostPixelsOfSide = 2_000

export type RecognisedLogo =
  | { readonly ok: true; readonly picture: Omit<Logo, 'version'>; readonly content: Buffer }
  | { readonly ok: false; readonly why: string }

/** A PNG or JPEG, told by its bytes; what is kept of it is its picture and its colours. Never throws. */
export function recogniseLogo(given: Buffer): RecognisedLogo {
  if (given.length > largestLogo) return { ok: false, why: `expected an image of at most ${largestLogo / 1024} KiB` }
  const [png, jpeg] = [recogniseFile(given, 'logo.png'), recogniseFile(given, 'logo.jpg')]
  const found = png.ok ? png : jpeg
  if (!found.ok || found.mediaType === 'application/pdf') {
    return { ok: false, why: 'expected a whole PNG or JPEG image, and nothing besides' }
  }
  const { mediaType: media_type, content } = found
  const image = media_type === 'image/png' ? cleanPng(content) : cleanJpeg(content)
  const { width = 0, height = 0 } = image ?? {}
  if (Math.min(width, height) < 1 || Math.max(width, height) > mostPixelsOfSide) {
    return { ok: false, why: `expected an image of at most ${mostPixelsOfSide} pixels a side` }
  }
  return { ok: true, picture: { media_type, width, height }, content }
}
