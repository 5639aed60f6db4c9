import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'
import { civilDateIn } from '../law/calendar.ts'
import type { Organisation } from '../organisations/store.ts'
import { chooseLanguage } from '../words/languages.ts'
import { wordsIn } from '../words/words.ts'
import { codePlaceholder, linkPlaceholders } from './layout.ts'
import { type PrintedLook, pictureOnPaper } from './printed-look.ts'
import type { LetterRow } from './write-letter.ts'

/** Points in a millimetre. */
const mm = 72 / 25.4
const margin = 25 * mm
/** Where the window of an envelope shows the address: C5/6 and DL, window on the right (NF Z11-001). */
const addressBlock = { x: 110 * mm, y: 50 * mm, width: 80 * mm }
const bodyTop = 105 * mm
/** Within the margins: printers leave the edges of a sheet white. */
const band = { y: 12 * mm, height: 1.5 * mm }
const senderTop = 20 * mm
/** As large as it is shown at most, over the sender. */
const logoBox = { y: 17 * mm, width: 60 * mm, height: 15 * mm }
const bodySize = 10.5
/** Paragraphs that stay on one page: farewell, signature and what stands before, so that no page holds a farewell alone. */
const ending = 3

/** A standard font of PDF: every reader has it, with the letters of western languages, and not those of every name. */
const standardFont = 'Helvetica'
const usualFont = embeddedFont() ?? standardFont

/** A font with the letters of every European language; undefined where it is not installed. */
function embeddedFont(): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))
  } catch {
    return undefined // an optional dependency
  }
}

/**
 * A letter as a page to print, fold and post: A4, the address where an envelope's window shows it. Tagged, with its language, so
 * that it can be read aloud. A code or a link is never printed: staff must not see it.
 */
export async function printLetter(
  letter: LetterRow,
  organisation: Pick<Organisation, 'name' | 'contact' | 'timeZone'>,
  look: PrintedLook = {},
  font = usualFont,
): Promise<Buffer> {
  const set = font === standardFont ? standardLetters : (text: string) => text
  const { subject, text, to } = letter.detail
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: margin, bottom: margin, left: margin, right: margin },
    font,
    bufferPages: true,
    pdfVersion: '1.7', // tags and languages came with 1.4
    tagged: true,
    lang: letter.locale,
    displayTitle: true,
    info: { Title: set(subject), Author: set(organisation.name), CreationDate: new Date(letter.createdAt) },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject))

  const root = doc.struct('Document')
  doc.addStructure(root)
  const write = (words: string, options: PDFKit.Mixins.TextOptions = {}, at?: { x: number; y: number }) =>
    root.add(
      doc.struct('P', {}, () => {
        if (at) doc.text(set(words), at.x, at.y, options)
        else doc.text(set(words), margin + (options.indent ?? 0), undefined, { ...options, indent: 0 })
      }),
    )

  if (look.band !== undefined) drawBand(doc, look.band)
  const isHeaded = look.logo !== undefined && drawLogo(doc, root, { logo: look.logo, name: organisation.name })
  doc.fontSize(9)
  const { postal_address, dpo_email, phone } = organisation.contact
  write(
    [organisation.name, postal_address, dpo_email, phone].filter((line) => line !== undefined).join('\n'),
    { width: 75 * mm },
    { x: margin, y: isHeaded ? logoBox.y + logoBox.height + 3 * mm : senderTop },
  )
  doc.fontSize(11)
  write(
    [to.name, to.postal_address ?? to.email].filter((line) => line !== undefined).join('\n'),
    { width: addressBlock.width },
    addressBlock,
  )
  doc.fontSize(bodySize)
  const { say, day } = wordsIn(chooseLanguage(letter.locale))
  const date = day(civilDateIn(organisation.timeZone, letter.createdAt))
  write(
    say('letter.printed_date', { date }),
    { width: addressBlock.width },
    { x: addressBlock.x, y: bodyTop - 12 * mm },
  )
  doc.fillColor(look.heading ?? 'black')
  write(say('letter.printed_subject', { subject }), {}, { x: margin, y: bodyTop })
  doc.fillColor('black')
  doc.moveDown()
  const width = doc.page.width - 2 * margin
  const fits = (paragraphs: readonly (readonly Line[])[]) => {
    const heights = paragraphs.map((lines) =>
      lines.reduce((sum, { words, indent }) => sum + doc.heightOfString(set(words), { width: width - indent }), 0),
    )
    const gaps = (paragraphs.length - 1) * 0.7 * doc.currentLineHeight(true)
    return doc.y + heights.reduce((sum, height) => sum + height, gaps) <= doc.page.height - margin
  }
  const paragraphs = text
    .replaceAll(codePlaceholder, '••••••••')
    .replaceAll(linkPlaceholders, '••••••••')
    .trim()
    .split('\n\n')
    .map((paragraph) => paragraph.split('\n').map(lineOf))
  for (const [at, lines] of paragraphs.entries()) {
    if (at === paragraphs.length - ending && !fits(paragraphs.slice(at))) doc.addPage()
    for (const { words, indent } of lines) {
      if (words === '') doc.moveDown()
      else write(words, { indent, width: width - indent })
    }
    doc.moveDown(0.7)
  }
  root.end()
  numberPages(doc)
  doc.end()
  await ended
  return Buffer.concat(chunks)
}

/** Not a part of the text: an artifact, which is not read aloud. */
function drawBand(doc: PDFKit.PDFDocument, colour: string): void {
  doc.markContent('Artifact', { type: 'Layout' })
  doc.rect(margin, band.y, doc.page.width - 2 * margin, band.height).fill(colour)
  doc.endMarkedContent()
  doc.fillColor('black')
}

/** Whether it could be drawn: where not, the name of the sender stands there as ever. */
function drawLogo(
  doc: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  { logo, name }: { readonly logo: NonNullable<PrintedLook['logo']>; readonly name: string },
): boolean {
  const picture = imageOf(doc, pictureOnPaper(logo))
  if (picture === undefined) return false
  // As in e-mails: not larger than it was drawn, for screens of 96 dots an inch
  const scale = Math.min(72 / 96, logoBox.width / picture.width, logoBox.height / picture.height)
  const size = { width: picture.width * scale, height: picture.height * scale }
  root.add(doc.struct('Figure', { alt: name }, () => doc.image(picture, margin, logoBox.y, size)))
  return true
}

/** As pdfkit holds it: drawn as the file it came from would be. */
type Picture = PDFKit.Mixins.ImageSrc & { readonly width: number; readonly height: number }

/** Undefined for what is no picture to pdfkit, which says so by an exception. */
function imageOf(doc: PDFKit.PDFDocument, content: Buffer | undefined) {
  const opener = doc as unknown as { openImage(content: Buffer): Picture } // documented by pdfkit, missing in its types
  try {
    return content && opener.openImage(content)
  } catch {
    return undefined
  }
}

type Line = { readonly words: string; readonly indent: number }

/** As `layout.ts` marks them: words that are not ours, and items of a list, are set in. */
function lineOf(line: string): Line {
  return { words: line.replace(/^> ?/, '').replace(/^- /, '•\u00a0'), indent: /^[>-]/.test(line) ? 6 * mm : 0 }
}

/** Only where there are several. Not a part of the text: an artifact, which is not read aloud. */
function numberPages(doc: PDFKit.PDFDocument): void {
  const { count } = doc.bufferedPageRange()
  for (let page = 0; count > 1 && page < count; page += 1) {
    doc.switchToPage(page)
    doc.page.margins.bottom = 0 // else a line below the margin begins a page of its own
    doc.markContent('Artifact', { type: 'Pagination' })
    doc.fontSize(9).text(`${page + 1} / ${count}`, margin, doc.page.height - 15 * mm, {
      width: doc.page.width - 2 * margin,
      align: 'right',
      lineBreak: false,
    })
    doc.endMarkedContent()
  }
}

// Windows-1252, the encoding of the standard fonts: Latin-1, and what stands in it between 0x80 and 0x9f
const windowsLetters = /[^\n\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu

/** What the standard fonts lack is replaced visibly: a letter that silently dropped would be a wrong name. */
function standardLetters(text: string): string {
  return text.normalize('NFC').replaceAll('\u202f', '\u00a0').replaceAll('\t', ' ').replace(windowsLetters, '?')
}
