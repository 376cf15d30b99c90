import { expect, it } from 'vitest'
import { summary } from './layer-title.ts'

const in3 = (...names: readonly string[]) =>
  names.map((environment) => ({ environment, text: '3', line: 'environments/layers/eu/patches/a.yaml:4' }))

it.each([
  ['one value', in3('blue'), 'Today 3 in blue, set by environments/layers/eu/patches/a.yaml:4'],
  [
    'equal values once',
    [...in3('blue', 'green'), { environment: 'tiny', text: '1', line: 'base/a.ts:7' }],
    'Today 3 in blue and green, set by environments/layers/eu/patches/a.yaml:4; 1 in tiny, set by base/a.ts:7',
  ],
  [
    'the value that most environments have first, with few of their names',
    [{ environment: 'a', text: '1', line: 'base/a.ts:7' }, ...in3('b', 'c', 'd', 'e')],
    'Today 3 in b, c and 2 more, set by environments/layers/eu/patches/a.yaml:4; 1 in a, set by base/a.ts:7',
  ],
  [
    'equal values from several lines',
    [{ environment: 'a', text: '3', line: 'a.yaml:1' }, ...in3('b')],
    'Today 3 in a and b, set by a.yaml:1 and 1 more line',
  ],
  [
    'environments whose value is that of the base',
    [...in3('a'), { environment: 'b' }],
    'Today 3 in a, set by environments/layers/eu/patches/a.yaml:4; elsewhere as in the base',
  ],
  [
    'a mapping',
    [{ environment: 'a', text: undefined, line: 'a.yaml:1' }],
    'Today a list or a mapping in a, set by a.yaml:1',
  ],
  [
    'five values at most',
    Array.from({ length: 8 }, (_, index) => ({ environment: `e${index}`, text: String(index), line: undefined })),
    'Today 0 in e0; 1 in e1; 2 in e2; 3 in e3; 4 in e4; 3 more values',
  ],
])('shows %s', (_, fields, title) => expect(summary(fields)).toBe(title))
