import { expect, it } from 'vitest'
import { table } from './table.ts'

it('table writes a row on one line, marks a failure and escapes a bar', () =>
  expect(
    table([
      { environment: 'local', title: 'is ready', isOk: true, seen: '7 of 7' },
      { environment: 'local', title: 'is up', isOk: false, seen: 'a|b\n  down\n' },
    ]),
  ).toEqual([
    '| environment | it … | seen |',
    '| --- | --- | --- |',
    '| local | is ready | 7 of 7 |',
    '| local | is up | ✗ a\\|b; down |',
  ]))
