import { hash } from 'node:crypto'
import { say } from '../words/catalogue.ts'
import { intlTag, type Language } from '../words/languages.ts'

/** `GET /tasks`: the page behind the link of a letter. The secret stays in the browser, behind the `#`, and goes out in a header alone. */

const style = `
:root { color-scheme: light }
body { margin: 0 auto; padding: 1rem; max-width: 42rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25 }
dt { font-weight: 600 }
dd { margin: 0 0 .75rem; white-space: pre-line }
fieldset { border: 1px solid #767676; border-radius: .25rem; padding: 1rem; margin: 1rem 0 }
legend { font-weight: 600; padding: 0 .25rem }
label { display: block; margin: .5rem 0 .25rem }
label:has([type=radio]) { display: flex; gap: .5rem; align-items: baseline }
textarea, [type=file] { width: 100%; box-sizing: border-box; font: inherit }
textarea { border: 1px solid #767676; border-radius: .25rem; padding: .5rem; min-height: 5rem }
small { display: block; color: #4a4a4a }
button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .25rem; background: #1f5fa8; color: #fff; cursor: pointer }
button:disabled { background: #5c5c5c; cursor: default }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px }
[role=status] { font-weight: 600 }
[hidden] { display: none !important }
`

/** Runs in the owner's browser. What the service answers goes into the page as text, never as markup. */
const script = `
const words = JSON.parse(document.getElementById('words').textContent)
const at = (id) => document.getElementById(id)
const status = at('status')
const say = (text) => { status.textContent = text }
const call = (method, path, body, type) => fetch(path, {
  method,
  headers: {
    authorization: 'Bearer ' + location.hash.slice(1),
    ...(body !== undefined && { 'content-type': type ?? 'application/json' }),
  },
  ...(body !== undefined && { body }),
  cache: 'no-store',
  credentials: 'omit',
})
const line = (name, text) => {
  if (!text) return
  const [term, what] = [document.createElement('dt'), document.createElement('dd')]
  term.textContent = name
  what.textContent = text
  at('facts').append(term, what)
}
const day = (text) => new Intl.DateTimeFormat(words.days, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text))
const show = (task) => {
  at('facts').replaceChildren()
  line(words.system, task.holds ? task.source + '\\u00a0– ' + task.holds : task.source)
  line(words.reference, task.reference + ', ' + task.organisation)
  line(words.person, task.person.name)
  line(words.email, task.person.email)
  for (const { type, value } of task.person.identifiers) line(type, value)
  line(words.rights, task.rights.map(({ title }) => title).join(', '))
  line(words.due, day(task.due_on))
  line(words.note, task.note)
  for (const { field, current, wanted } of task.corrections) {
    line(words.corrections, field + ': ' + [current, wanted].map((value) => value ?? '…').join(' → '))
  }
  for (const statement of task.statements) line(words.statement, statement)
  if (task.state !== 'open') line(words.before, words[task.state])
  if (task.records > 0) line(words.records, String(task.records))
}
const refusal = async (answer) => {
  if (answer.status === 401) return words.refused
  if (answer.status === 429) return words.limited
  const { detail = '', errors = [] } = await answer.json().catch(() => ({}))
  return [words.failed, detail, ...errors.map(({ location, message }) => location + ': ' + message)].filter(Boolean).join(' ')
}
const open = async () => {
  say(words.loading)
  const answer = await call('POST', 'v1/tasks/open')
  if (!answer.ok) {
    at('task').hidden = true
    return say(await refusal(answer))
  }
  show(await answer.json())
  at('task').hidden = false
  say('')
}
const answerWith = async (form) => {
  const answer = form.get('answer')
  const [reason, note] = [form.get('reason').trim(), form.get('note').trim()]
  if (!answer) return say(words.choose)
  if (answer === 'cannot' && !reason) return say(words.why)
  say(words.sending)
  const file = form.get('file')
  if (answer === 'found' && file.size > 0) {
    const type = /\\.json$/i.test(file.name) ? 'application/json' : 'application/x-ndjson'
    const brought = await call('PUT', 'v1/tasks/records', file, type)
    if (!brought.ok) return say(await refusal(brought))
  }
  const body = { answer, ...(reason && answer === 'cannot' && { reason }), ...(note && { note }) }
  const said = await call('POST', 'v1/tasks/answer', JSON.stringify(body))
  if (!said.ok) return say(await refusal(said))
  show(await said.json())
  say(words.sent)
}
at('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  at('send').disabled = true
  await answerWith(new FormData(event.target)).catch(() => say(words.failed))
  at('send').disabled = false
})
addEventListener('hashchange', () => open().catch(() => say(words.failed)))
open().catch(() => say(words.failed))
`

const sha256 = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`
/** Its own script and style and no others; it talks to this service only, and nothing shows it in a frame. */
const policy = [
  "default-src 'none'",
  `script-src ${sha256(script)}`,
  `style-src ${sha256(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const pages = new Map<Language, string>()

/** The page in one language, and what it may do. It holds nothing of any task. */
export function taskPage(language: Language): { readonly html: string; readonly policy: string } {
  const html = pages.get(language) ?? pageOf(language)
  pages.set(language, html)
  return { html, policy }
}

/** One record, as a file of JSON lines holds it. */
const example = '{"category":"orders","provided_by":"observed","data":{…}}'

function pageOf(language: Language): string {
  const w = wordsOf(language)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${w.title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${w.title}</h1>
<noscript><p>${w.needs_script}</p></noscript>
<div id="task" hidden>
<dl id="facts"></dl>
<form id="form">
<fieldset>
<legend>${w.answer}</legend>
<label><input type="radio" name="answer" value="found"> ${w.found}</label>
<label><input type="radio" name="answer" value="nothing_held"> ${w.nothing_held}</label>
<label><input type="radio" name="answer" value="cannot"> ${w.cannot}</label>
</fieldset>
<label for="file">${w.file}</label>
<input id="file" type="file" name="file" accept=".json,.ndjson,.jsonl" aria-describedby="hint">
<small id="hint">${w.file_hint}</small>
<label for="reason">${w.reason}</label>
<textarea id="reason" name="reason" maxlength="2000"></textarea>
<label for="note">${w.more}</label>
<textarea id="note" name="note" maxlength="2000"></textarea>
<p><button id="send" type="submit">${w.send}</button></p>
</form>
</div>
<p id="status" role="status"></p>
</main>
<script type="application/json" id="words">${JSON.stringify(w).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`
}

const names = [
  'title',
  'loading',
  'needs_script',
  'refused',
  'failed',
  'limited',
  'system',
  'reference',
  'person',
  'email',
  'rights',
  'due',
  'note',
  'corrections',
  'statement',
  'answer',
  'found',
  'nothing_held',
  'cannot',
  'file',
  'reason',
  'more',
  'send',
  'sent',
  'sending',
  'choose',
  'why',
  'before',
  'records',
] as const

/** What the page says, as markup and to its script; `days` is the tag by which dates are written. */
function wordsOf(language: Language) {
  const said = Object.fromEntries(names.map((name) => [name, say(language, `task_page.${name}`)]))
  return {
    ...(said as Record<(typeof names)[number], string>), // one for each name, by the line above
    file_hint: say(language, 'task_page.file_hint', { example }),
    days: intlTag(language),
  }
}
