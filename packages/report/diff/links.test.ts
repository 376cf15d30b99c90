import { expect, it } from 'vitest'
import { linksAt } from './links.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'

it.each([
  [`https://github.com/a/b/blob/${commit}`, `https://github.com/a/b/blob/${commit}/base/x.ts#L3`],
  [
    `https://gitlab.example.com/a/sub/b/-/blob/${commit}`,
    `https://gitlab.example.com/a/sub/b/-/blob/${commit}/base/x.ts#L3`,
  ],
  [`https://codeberg.org/a/b/src/commit/${commit}/`, `https://codeberg.org/a/b/src/commit/${commit}/base/x.ts#L3`],
])('links to a line at %s', (address, expected) =>
  expect(linksAt(address)!({ file: 'base/x.ts', line: 3, column: 5 })).toBe(expected),
)

it.each([
  ['1a2b3c4d:base/x.ts', 'https://codeberg.org/a/b/src/commit/1a2b3c4d/base/x.ts'],
  ['v1.4.0:base/x.ts', 'https://codeberg.org/a/b/src/tag/v1.4.0/base/x.ts'],
  ['a (b)/c#d.yaml', `https://codeberg.org/a/b/src/commit/${commit}/a%20%28b%29/c%23d.yaml`],
])('links %s to its revision', (file, expected) =>
  expect(linksAt(`https://codeberg.org/a/b/src/commit/${commit}`)!({ file })).toBe(expected),
)

it.each(['/etc/passwd', '../before/a.yaml', 'a/../../b'])('has no link for %s', (file) =>
  expect(linksAt(`https://github.com/a/b/blob/${commit}`)!({ file })).toBeUndefined(),
)

it.each([
  'https://github.com/a/b',
  'javascript:alert(1)/blob/abc',
  'https://github.com/a/b/blob/a b',
  'https://github.com/a)/blob/abc',
  'https://github.com/a/blob/abc/def',
])('refuses %s', (address) => expect(linksAt(address)).toBeUndefined())
