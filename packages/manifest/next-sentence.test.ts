import { expect, it } from 'vitest'
import { nextSentence } from './next-sentence.ts'

it.each([
  ['Set the field.', 'Set the field. Render again.'],
  ['Did you mean a?', 'Did you mean a? Render again.'],
  ['Encode it: echo -n VALUE | base64', 'Encode it: echo -n VALUE | base64\nRender again.'],
  ['Write it as ~1: /a~1b', 'Write it as ~1: /a~1b\nRender again.'],
])('separates a sentence from what is before it: %s', (first, joined) => {
  expect(nextSentence(first, 'Render again.')).toBe(joined)
})
