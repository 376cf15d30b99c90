import { expect, it } from 'vitest'
import { readGetoptHelp } from './read-help.ts'

it('reads the help output of getopt', () => {
  expect(
    readGetoptHelp(
      '-m, --memory-limit=<num>  item memory (default: 64)\n-vv                       very verbose\n-C, --disable-cas         disable\n-D <char>     Use <char>\n',
    ),
  ).toEqual([
    { name: 'memory-limit', short: 'm', value: '64' },
    { name: 'disable-cas', short: 'C' },
    { name: 'D', short: 'D', value: '<char>' },
  ])
})
