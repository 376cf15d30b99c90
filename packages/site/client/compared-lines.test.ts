import { expect, it } from 'vitest'
import type { ObjectVersions } from '../stored.ts'
import { comparedLines } from './compared-lines.ts'

const versions: ObjectVersions = {
  files: [],
  origins: [],
  sources: [[]],
  lines: [
    ['a: 1', 0],
    ['b: 1', 0],
    ['b: 2', 0],
    ['c: 1', 0],
  ],
  versions: [
    [0, 1, 3],
    [0, 2, 3],
  ],
}
const shown = (...args: readonly [number, number?]): readonly string[] =>
  comparedLines(versions, ...args).map(({ change = 'same', number, text }) => `${change} ${number} ${text}`)

it('shows the lines of a version', () => expect(shown(0)).toEqual(['same 1 a: 1', 'same 2 b: 1', 'same 3 c: 1']))

it('shows what another version has instead', () =>
  expect(shown(1, 0)).toEqual(['same 1 a: 1', 'removed 2 b: 1', 'added 2 b: 2', 'same 3 c: 1']))

it('shows no changes against an equal version', () => expect(shown(0, 0)).toEqual(shown(0)))
