import { expect, it } from 'vitest'
import { bytesText, coresText, costText, counted } from './format.ts'

it.each([
  [0, '0'],
  [512, '512'],
  [1536, '1.5Ki'],
  [2 ** 30, '1Gi'],
  [2.5 * 2 ** 40, '2.5Ti'],
  [2 ** 62, '4096Pi'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text))

it.each([
  [0, '0'],
  [0.05, '50m'],
  [1, '1'],
  [1.25, '1.3'],
])('%d cores are %s', (cores, text) => expect(coresText(cores)).toBe(text))

it('shows a cost only if there is one', () => {
  expect([costText(undefined, 'EUR'), costText(3, 'EUR'), costText(3)]).toEqual(['', '3.00 EUR', '3.00'])
  expect([counted(1, 'object'), counted(2, 'object')]).toEqual(['1 object', '2 objects'])
})
