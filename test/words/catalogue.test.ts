import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { IntlMessageFormat } from 'intl-messageformat'
import t from 'tap'
import { problems } from '../../src/platform/problem.ts'
import { type MessageKey, messageKey, reviewOf, say, type Values } from '../../src/words/catalogue.ts'
import {
  chooseLanguage,
  fileOf,
  type Language,
  officialLanguages,
  writtenLanguages,
} from '../../src/words/languages.ts'
import { wordsIn } from '../../src/words/words.ts'
import { day } from '../letters/every-letter.ts'
import { sourceFiles } from '../support/source-files.ts'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

const messages = new Map<Language, Readonly<Record<string, string>>>(
  writtenLanguages.map((language) => [language, JSON.parse(readFileSync(fileOf(language), 'utf8'))]),
)
const english = messages.get('en') ?? {}
const keys = Object.keys(english).flatMap((name) => messageKey(name) ?? [])

function elementsOf(language: Language, key: MessageKey): Element[] {
  const message = messages.get(language)?.[key] ?? ''
  return inner(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst())
}

/** Every element of a message, those within its branches too. */
function inner(elements: readonly Element[]): Element[] {
  return elements.flatMap((element) => [
    element,
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => inner(value)) : []),
  ])
}

const [literal, argument, select, plural, pound] = [0, 1, 5, 6, 7]

/** What a message is filled with, and between what it chooses. */
function shapeOf(language: Language, key: MessageKey): string[] {
  const named = elementsOf(language, key).flatMap((element) => {
    if (element.type === literal || element.type === pound || !('value' in element)) return []
    if (element.type === argument) return [String(element.value)]
    if (element.type === select && 'options' in element) {
      return [`${element.value}: ${Object.keys(element.options).sort().join(' or ')}`]
    }
    return [`${element.value}, ${element.type === plural ? 'a number' : 'unknown'}`]
  })
  return [...new Set(named)].sort()
}

t.test('every file is of an official language of the Union', async (t) => {
  t.equal(officialLanguages.length, 24)
  const files = readdirSync(new URL('../../src/words/languages/', import.meta.url))
  t.same(files.sort(), writtenLanguages.map((language) => `${language}.json`).sort())
  t.ok(writtenLanguages.includes('fr') && writtenLanguages.includes('en'))
  for (const language of officialLanguages) t.same(Intl.PluralRules.supportedLocalesOf(language), [language])
})

t.test('every language has every message, and says whether it was reviewed', async (t) => {
  t.ok(keys.length > 400)
  for (const [language, json] of messages) {
    t.same(Object.keys(json), Object.keys(english), `${language}: the keys of English, in their order`)
    t.match(json.review, /^(?:un)?reviewed$/, language)
    t.equal(reviewOf(language), json.review)
  }
  t.equal(reviewOf('fr'), 'reviewed')
  t.equal(reviewOf('en'), 'reviewed')
})

t.test('a message is filled with the same values in every language, and chooses between the same', async (t) => {
  const shapesIn = (language: Language) => Object.fromEntries(keys.map((key) => [key, shapeOf(language, key)]))
  const shapes = shapesIn('en')
  for (const language of writtenLanguages) t.same(shapesIn(language), shapes, language)
})

t.test('a number is told in every form that the language has', async (t) => {
  for (const language of writtenLanguages) {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    const counting = keys.flatMap((key) =>
      elementsOf(language, key).flatMap((element) =>
        element.type === plural && 'options' in element ? [[key, Object.keys(element.options).sort().join()]] : [],
      ),
    )
    t.ok(counting.length > 0)
    const forms = [...pluralCategories].sort().join()
    t.same(
      counting,
      counting.map(([key]) => [key, forms]),
      language,
    )
  }
})

t.test('no message is empty, or quotes by accident', async (t) => {
  for (const [language, json] of messages) {
    const those = (isSo: (message: string) => boolean) => keys.filter((key) => isSo(json[key] ?? ''))
    t.same(
      those((message) => !/^\S(?:.*\S)?$/.test(message)),
      [],
      `${language}: each is one line of words`,
    )
    t.same(
      those((message) => /['"]|\.\.\./.test(message)),
      [],
      `${language}: typographic apostrophes and quotation marks`,
    )
  }
})

t.test('every message can be said, whatever it chooses', async (t) => {
  const numbers = [0, 1, 2, 3, 5, 11, 21, 100, 1_000_000]
  for (const language of writtenLanguages) {
    const said = keys.flatMap((key) =>
      fillings(language, key, numbers).map((values) => `${key}: ${say(language, key, values)}`),
    )
    t.ok(said.length >= keys.length)
    t.same(
      said.filter((sentence) => /: \s*$|[{}]|undefined|\[object/.test(sentence)),
      [],
      language,
    )
  }
})

t.test('after a day, which may end in a full stop, no other stop follows', async (t) => {
  const named = ['on', 'date', 'dueOn', 'receivedOn', 'expiresOn', 'writtenOn', 'from', 'until']
  for (const language of writtenLanguages) {
    const written = wordsIn(chooseLanguage(language)).day(day('2026-04-02'))
    const days = Object.fromEntries(named.map((name) => [name, written]))
    const dated = keys.filter((key) =>
      elementsOf(language, key).some((element) => 'value' in element && named.includes(String(element.value))),
    )
    t.ok(dated.length > 0)
    const said = dated.flatMap((key) =>
      fillings(language, key, [1, 3]).map((values) => `${key}: ${say(language, key, { ...values, ...days })}`),
    )
    t.same(
      said.filter((sentence) => /\.[.:;!?]/.test(sentence)),
      [],
      language,
    )
  }
})

/** Values for every branch of a message, and every number. */
function fillings(language: Language, key: MessageKey, numbers: readonly number[]): Values[] {
  const elements = elementsOf(language, key)
  const named = elements.flatMap((element) => ('value' in element ? [String(element.value)] : []))
  const plain = Object.fromEntries(named.map((name) => [name, 'word']))
  const chosen = elements.flatMap((element): Values[] => {
    if (!('options' in element)) return []
    const { value, options } = element
    return element.type === plural
      ? numbers.map((number) => ({ [value]: number }))
      : Object.keys(options).map((branch) => ({ [value]: branch }))
  })
  const counted: Values = Object.fromEntries(
    elements.flatMap((element) =>
      element.type === plural && 'value' in element ? [[String(element.value), 1] as const] : [],
    ),
  )
  return [{ ...plain, ...counted }, ...chosen.map((choice) => ({ ...plain, ...counted, ...choice }))]
}

/** Text, of which much is what means something elsewhere. */
const written = fc.string({ unit: fc.constantFrom('.', '$', '&', '`', '{', '}', "'", ' ', 'a', 'г') })

t.test('a value is inserted as it is', async (t) => {
  const evil = `{reference} <b>it's</b> '{'name'}' # {n, plural, one {a} other {b}}`
  for (const language of writtenLanguages) {
    t.match(say(language, 'letter.greeting_named', { name: evil }), evil, language)
  }
  t.throws(() => say('en', 'letter.greeting_named'), 'what is named must be given')
  const bounced = { writtenOn: '2 April 2026', reference: 'HB-7F3K-92QD', letter: 'ltr_1' }
  for (const pattern of ['$&', '$`', "$'", '$$', '$1', '..']) {
    t.match(
      say('en', 'letter.bounce.undelivered', { ...bounced, status: `550 ${pattern} no.` }),
      ` 550 ${pattern} no. In`,
    )
  }
})

t.test('whatever is inserted, nothing of it is lost', async () => {
  fc.assert(
    fc.property(written, written, (label, value) => say('en', 'labelled', { label, value }) === `${label}: ${value}`),
  )
  fc.assert(
    fc.property(written, (url) => {
      const ended = url.endsWith('.') ? url : `${url}.`
      return say('en', 'letter.copy', { dpoEmail: url }) === `You can also ask for a copy at this address: ${ended}`
    }),
  )
})

t.test('what a name does not mean is no message', async (t) => {
  t.equal(messageKey('right.access.title'), 'right.access.title')
  for (const name of ['review', 'right.access', 'toString', '__proto__', '']) t.equal(messageKey(name), undefined, name)
})

t.test('in English a problem has the title of the contract', async (t) => {
  for (const [code, { title }] of Object.entries(problems)) {
    const key = messageKey(`problem.${code}.title`)
    if (key !== undefined) t.equal(say('en', key), title, code)
  }
})

t.test('every message is said somewhere', async (t) => {
  const said = sourceFiles('src').map(({ lines }) => lines.join('\n'))
  const named = new Set(said.flatMap((text) => [...text.matchAll(/'([\w.]+)'/g)].map(([, name]) => name)))
  const patterns = said
    .flatMap((text) => [...text.matchAll(/`((?:[\w.]|\$\{[^{}`]*\})+)`/g)].map(([, template = '']) => template))
    .map((template) => template.split(/\$\{[^{}]*\}/).map((part) => part.replaceAll('.', '\\.')))
    .filter((parts) => parts.length > 1 && parts.join('') !== '')
    .map((parts) => new RegExp(`^${parts.join('[\\w.]+')}$`))
  t.same(
    keys.filter((key) => !named.has(key) && !patterns.some((pattern) => pattern.test(key))),
    [],
  )
})
