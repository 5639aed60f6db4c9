import { escapeHtml as escaped } from '../platform/escape-html.ts'

/** What pages of a package are made of: text is escaped here, once, and what is handed on is markup. */

declare const brand: unique symbol
export type Markup = string & { readonly [brand]: 'markup' }

const markup = (text: string) => text as Markup // made of tags written here and of what was escaped

/** Text, whatever it holds: on the page it is text and nothing else (attack 74). */
export function text(given: string): Markup {
  return markup(escaped(given))
}

export function joined(pieces: readonly Markup[], between = '\n'): Markup {
  return markup(pieces.filter((piece) => piece !== '').join(between))
}

export function heading(level: 1 | 2 | 3, title: string, note = ''): Markup {
  const small = note === '' ? '' : ` <small>${escaped(note)}</small>`
  return markup(`<h${level}>${escaped(title)}${small}</h${level}>`)
}

export function paragraph(given: string): Markup {
  return given === '' ? markup('') : markup(`<p>${escaped(given)}</p>`)
}

export function bullets(items: readonly string[]): Markup {
  return items.length === 0
    ? markup('')
    : markup(`<ul>\n${items.map((item) => `<li>${escaped(item)}</li>`).join('\n')}\n</ul>`)
}

/** A name, and what is said of it, each line by itself. */
export type Fact = { readonly name: string; readonly lines: readonly string[] }

export function facts(list: readonly Fact[], kind: 'plain' | 'record' = 'plain'): Markup {
  if (list.length === 0) return markup('')
  const shown = list.map(({ name, lines }) => {
    const said = lines.filter((line) => line !== '')
    return `<div><dt>${escaped(name)}</dt>${(said.length === 0 ? [''] : said).map((line) => `<dd>${escaped(line)}</dd>`).join('')}</div>`
  })
  return markup(`<dl${kind === 'record' ? ' class="record"' : ''}>\n${shown.join('\n')}\n</dl>`)
}

/** A bar shows a share, from 0 to 1, beside the text that says how many: whoever does not see it misses nothing. */
export type Cell = string | { readonly text: string; readonly bar: number }
/** The first cell is what the row is about. */
type Row = readonly [string, ...Cell[]]
export type Table = {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  /** All of them together. */
  readonly total?: Row
}

export function table({ caption, columns, rows, total }: Table): Markup {
  // What names nothing is no header
  const head = columns.map((title) => (title === '' ? '<td></td>' : `<th scope="col">${escaped(title)}</th>`)).join('')
  const body = `<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.map(line).join('\n')}\n</tbody>`
  const foot = total === undefined ? '' : `\n<tfoot>${line(total)}</tfoot>`
  const inside = `<caption>${escaped(caption)}</caption>\n${body}${foot}`
  if (columns.length <= 4) return markup(`<table>\n${inside}\n</table>`)
  // Where there is no room for it, it is moved under a finger, or with the keys
  const region = `<div class="wide" role="region" tabindex="0" aria-label="${escaped(caption)}">`
  return markup(`${region}<table class="dense">\n${inside}\n</table></div>`)
}

function line([first, ...cells]: Row): string {
  return `<tr><th scope="row">${escaped(first)}</th>${cells.map(cell).join('')}</tr>`
}

function cell(given: Cell): string {
  if (typeof given === 'string') return `<td>${escaped(given)}</td>`
  const width = Math.round(given.bar * 1_000) / 10
  const bar = `<svg aria-hidden="true" width="100%" height="10"><rect width="${width}%" height="10"/></svg>`
  return `<td class="bar">${bar}<span>${escaped(given.text)}</span></td>`
}

export function section(pieces: readonly Markup[]): Markup {
  return markup(`<section>\n${joined(pieces)}\n</section>`)
}

/** Nothing is loaded, run or followed: what a record holds is text on this page and nothing else (attack 74). */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const style = `:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.7rem;line-height:1.25}h2{margin:2.5rem 0 1rem;font-size:1.3rem;border-bottom:2px solid #1a1a1a;padding-bottom:.25rem}
h3{margin:2rem 0 .5rem;font-size:1.05rem}small{display:inline-block;font-weight:400;color:#555}
p,li,dd,dt,h1,h2,h3{overflow-wrap:anywhere}h1,h2{hyphens:auto}ul{padding-left:1.25rem}
dl{margin:.5rem 0}dl>div{display:grid;grid-template-columns:minmax(0,30%) minmax(0,1fr);column-gap:1rem;padding:.4rem 0;border-bottom:1px solid #ccc}
dt{grid-column:1;grid-row:1/span 12;font-weight:600}dd{grid-column:2;margin:0;white-space:pre-wrap}
.record{margin:1rem 0;border:1px solid #ccc;border-radius:4px;padding:0 .75rem}.record>div:last-child{border-bottom:0}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-variant-numeric:tabular-nums}caption{text-align:left;color:#555;padding-bottom:.25rem}
th,td{padding:.35rem .5rem;border-bottom:1px solid #ccc;text-align:right;vertical-align:top}th:first-child{text-align:left;font-weight:400;overflow-wrap:anywhere}
thead th,thead td,thead th:first-child{font-weight:600;vertical-align:bottom;border-bottom-color:#1a1a1a;hyphens:auto}tfoot th,tfoot td,tfoot th:first-child{font-weight:600;border-top:1px solid #1a1a1a}
.wide{overflow-x:auto}.dense{font-size:.8rem}.dense th,.dense td{padding:.3rem .2rem}.dense th:first-child{overflow-wrap:normal}.dense thead th{font-size:.7rem}.bar{width:38%}.bar span{display:inline-block;width:3.5rem}.bar svg{width:calc(100% - 4rem);margin-top:.42em;float:left}rect{fill:#1f5f8b}
@media(max-width:36rem){dl>div{display:block}body{margin-top:1rem}h1{font-size:1.4rem}h2{font-size:1.2rem}}
@media print{@page{margin:18mm}body{max-width:none;margin:0;padding:0;font-size:10.5pt}h2{margin:1.5rem 0 .5rem}h2,h3,caption{break-after:avoid}dl>div,.record,tr{break-inside:avoid}th,td{padding:.15rem .4rem}table{margin:.25rem 0 .75rem;line-height:1.3;break-inside:avoid}.wide{overflow:visible}.dense{font-size:.72rem}.dense thead th{font-size:.66rem}.dense th,.dense td{padding:.15rem}rect{print-color-adjust:exact}}`

/** One page of HTML by itself, that any browser shows. */
export function page({ language, title, body }: { language: string; title: string; body: Markup }): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}
