import { expect, it } from 'vitest'
import { differing } from './differing.ts'

const long = 'x'.repeat(100)

it.each([
  [1, 2, '1', '2'],
  ['', true, '""', 'true'],
  [undefined, 'a', '—', 'a'],
  [
    'registry.example.com/thanos:v1',
    'registry.example.com/thanos:v2',
    'registry.example.com/thanos:v1',
    'registry.example.com/thanos:v2',
  ],
  [`${long} 3 pods`, `${long} 5 pods`, `…${'x'.repeat(13)} 3 pods`, `…${'x'.repeat(13)} 5 pods`],
  [`a${long}`, `b${long}`, `a${'x'.repeat(39)}…`, `b${'x'.repeat(39)}…`],
  [undefined, long, '—', `${'x'.repeat(40)}…`],
  [`${long}\nend`, long, `…${'x'.repeat(14)}⏎end`, `…${'x'.repeat(14)}`],
])('shows %j and %j as %s and %s', (before, after, old, current) =>
  expect(differing(before, after)).toEqual([old, current]),
)

it('shows no part of a credential', () => {
  const address = (path: string): string => `${long} https://user:hunter2-hunter2@example.com/${path}`
  const shown = differing(address('a'), address('b')).join()
  expect(shown).toMatch(/a,.*b$/)
  expect(differing(address('').replace('@', 'x@'), address('')).join()).not.toContain('nter2')
})
