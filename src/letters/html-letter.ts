import { escapeHtml } from '../platform/escape-html.ts'
import { type Block, codePlaceholder, type Draft, linkPlaceholder } from './layout.ts'
import { type Look, legible, logoId, paper } from './look.ts'

/** What does not break at its hyphens: what a person has to quote, `e-mail`, and `indiquez-y`. */
const unbroken = /\bHB-[0-9A-Z]{4}-[0-9A-Z]{4}\b|(?<!\p{L})\p{L}-\p{L}+|(?<!\p{L})\p{L}+-\p{L}(?!\p{L})/gu
/** Nor is a number parted from its word, `article 15`, but from a short one: `on 1 March`. */
const beforeNumber = /(?<=\p{L}{5}) (?=\d)/gu

const { light, dark } = paper
// Arial first: where Outlook does not find the first font of a list, it takes Times
const font = 'font-family:Arial,Helvetica,sans-serif'
const gap = 'margin:0 0 16px'

/**
 * A letter as HTML that mail programs show alike: tables for its frame, since Outlook for Windows sets pages as Word does; styles where they
 * apply, since some drop the head; what the head adds is the dark mode. Headings, lists and landmarks a screen reader can walk through; nothing is
 * fetched, nothing runs, nothing counts who reads.
 */
export function asHtml(draft: Draft, by: 'email' | 'post'): string {
  const { language, look } = draft
  const { heading, darkMode } = stylesOf(look.heading)
  const subject = whole(draft.subject)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no">
<title>${escapeHtml(draft.subject)}</title>
<style>${darkMode}</style>
</head>
<body class="around" style="margin:0;padding:0;background:${light.around}">
${by === 'email' ? preheader(draft.blocks) : ''}<table class="around" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;background:${light.around}">
<tr><td align="center" style="padding:16px 8px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table class="sheet" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;max-width:600px;background:${light.sheet};border-top:6px solid ${look.band}">
<tr><td class="text" align="left" style="padding:24px 20px;${font};font-size:16px;line-height:1.5;color:${light.text};text-wrap:pretty;overflow-wrap:anywhere;word-break:break-word">
<header>
${headOf(draft.sender, look, heading)}
</header>
<main>
<h1 class="heading" style="margin:0 0 20px;font-size:20px;line-height:1.3;text-wrap:balance;color:${heading}">${subject}</h1>
<p style="${gap}">${escapeHtml(draft.greeting)}</p>
${draft.blocks.map(blockAsHtml).join('\n')}
<p style="margin:24px 0 0">${lines(draft.closing)}</p>
</main>
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;max-width:600px">
<tr><td class="quiet" align="left" style="padding:16px 20px;${font};font-size:13px;line-height:1.5;color:${light.quiet};overflow-wrap:anywhere;word-break:break-word">
<footer>${lines(draft.footer)}</footer>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`
}

/** As large as it can be shown: a picture drawn for fine screens has more dots than that. */
const logoBox = { width: 240, height: 72 }

/** On white also in the dark, which pictures are drawn for; the name shows where pictures don't. */
function headOf(sender: string, { logo }: Look, colour: string): string {
  const name = escapeHtml(sender)
  if (logo === undefined) {
    return `<p class="heading" style="margin:0 0 24px;font-size:14px;font-weight:bold;color:${colour}">${name}</p>`
  }
  const scale = Math.min(1, logoBox.width / logo.width, logoBox.height / logo.height)
  const [width, height] = [logo.width, logo.height].map((side) => Math.max(1, Math.round(side * scale)))
  return `<p class="heading" style="margin:0 0 24px;font-size:14px;font-weight:bold;color:${colour}"><img src="cid:${logoId(logo)}" alt="${name}" width="${width}" height="${height}" style="display:inline-block;border:0;margin:0 0 0 -8px;padding:8px;background:#ffffff"></p>`
}

function blockAsHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="${gap}">${whole(block.text)}</p>`
    case 'list': {
      const items = block.items.map((item) => `<li style="margin:0 0 6px">${whole(item)}</li>`)
      return `<ul style="${gap};padding:0 0 0 24px">\n${items.join('\n')}\n</ul>`
    }
    case 'quote':
      return `<blockquote class="line" style="${gap};padding:0 0 0 16px;border-left:3px solid ${light.line}">${lines(block.text.split('\n'))}</blockquote>`
    case 'link':
      return `<p style="${gap};word-break:break-all"><a class="link" href="${linkPlaceholder(block.task)}" style="color:${link.light}">${linkPlaceholder(block.task)}</a></p>`
    case 'code':
      return `<p style="${gap};font-size:28px;line-height:1.3;letter-spacing:3px"><strong>${codePlaceholder}</strong></p>`
  }
}

const link = { light: legible('#0b57d0', 'light'), dark: legible('#8ab4f8', 'dark') }

function lines(texts: readonly string[]): string {
  return texts.map(escapeHtml).join('<br>\n')
}

function whole(text: string): string {
  return escapeHtml(text)
    .replace(beforeNumber, '&nbsp;')
    .replace(unbroken, '<span style="white-space:nowrap">$&</span>')
}

/** What lists of mails show beside the subject: how the letter begins, without the greeting, whose name a locked screen would show. */
function preheader(blocks: readonly Block[]): string {
  const first = blocks.find((block) => block.kind === 'paragraph')
  if (first === undefined) return ''
  return `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(first.text)}</div>\n`
}

type Styles = { readonly heading: string; readonly darkMode: string }
/** Of the headings used lately: the letters of an organisation have one. */
const stylesWritten = new Map<string, Styles>()
const mostStyles = 500

function stylesOf(colour: string): Styles {
  const known = stylesWritten.get(colour)
  if (known !== undefined) return known
  if (stylesWritten.size >= mostStyles) stylesWritten.clear()
  const styles = { heading: legible(colour, 'light'), darkMode: darkModeWith(legible(colour, 'dark')) }
  stylesWritten.set(colour, styles)
  return styles
}

/** The classes above with the colours of a dark mode; `data-ogsc` and `data-ogsb` are how Outlook marks what it has recoloured. */
function darkModeWith(heading: string): string {
  const texts = { text: dark.text, quiet: dark.quiet, heading, link: link.dark }
  const grounds = { around: dark.around, sheet: dark.sheet }
  const rules = (mark: (name: string, outlook: 'c' | 'b') => string) => [
    ...Object.entries(grounds).map(([name, colour]) => `${mark(name, 'b')}{background:${colour}!important}`),
    ...Object.entries(texts).map(([name, colour]) => `${mark(name, 'c')}{color:${colour}!important}`),
  ]
  const plain = [...rules((name) => `.${name}`), `.line{border-color:${dark.line}!important}`]
  const outlook = rules((name, of) => `[data-ogs${of}] .${name}`)
  return `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${plain.join('')}}${outlook.join('')}`
}
