import fc from 'fast-check'
import t from 'tap'
import { contrast, legible, paper } from '../../src/letters/look.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

t.test('contrast is that of WCAG: 21 for black on white, 1 for a colour on itself', async (t) => {
  t.equal(contrast('#000000', '#ffffff'), 21)
  t.equal(contrast('#777777', '#777777'), 1)
  // The well-known pair on either side of the line
  t.ok(contrast('#767676', '#ffffff') >= 4.5)
  t.ok(contrast('#777777', '#ffffff') < 4.5)
})

t.test('whatever colour is chosen, it can be read on the sheet, by day and in the dark', async () => {
  fc.assert(
    fc.property(colour, (chosen) => {
      return (
        contrast(legible(chosen, 'light'), paper.light.sheet) >= 4.5 &&
        contrast(legible(chosen, 'dark'), paper.dark.sheet) >= 4.5
      )
    }),
  )
})

t.test('a colour that can be read stays as it was chosen', async (t) => {
  t.equal(legible('#24405c', 'light'), '#24405c')
  t.equal(legible('#f5e663', 'dark'), '#f5e663')
  t.not(legible('#f5e663', 'light'), '#f5e663')
})

t.test('what the house writes with can be read', async (t) => {
  for (const { around, sheet, text, quiet } of Object.values(paper)) {
    t.ok(contrast(text, sheet) >= 7)
    t.ok(contrast(quiet, around) >= 4.5)
  }
})
