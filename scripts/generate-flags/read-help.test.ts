import { expect, it } from 'vitest'
import { inferType } from './infer-type.ts'
import { commandOf, readGetoptHelp, readHelp } from './read-help.ts'

const kingpin = `usage: thanos tools bucket web [<flags>]

Web interface.


Flags:
  -h, --[no-]help                Show help (also try
                                 --help-long and --help-man).
      --log.level=info           Log filtering level.
      --http-address="0.0.0.0:10902"  
                                 Listen host:port.
      --label=<name>="<value>" ...  
                                 Labels. --label may come again.
      --[no-]wait                Do not exit.
`

it('reads flags and ignores flags in descriptions', () => {
  expect(readHelp(kingpin)).toEqual([
    { name: 'help', short: 'h', repeatable: false, help: 'Show help (also try --help-long and --help-man).' },
    { name: 'log.level', value: 'info', repeatable: false, help: 'Log filtering level.' },
    { name: 'http-address', value: '"0.0.0.0:10902"', repeatable: false, help: 'Listen host:port.' },
    { name: 'label', value: '<name>="<value>"', repeatable: true, help: 'Labels. --label may come again.' },
    { name: 'wait', repeatable: false, help: 'Do not exit.' },
  ])
})

it('finds the command in the usage line', () => {
  expect(commandOf(kingpin)).toBe('tools bucket web')
  expect(commandOf('usage: prometheus [<flags>]\n')).toBe('')
})

it('reads the help output of getopt', () => {
  expect(
    readGetoptHelp(
      '-m, --memory-limit=<num>  item memory (default: 64)\n-vv                       very verbose\n-C, --disable-cas         disable\n-D <char>     Use <char>\n',
    ),
  ).toEqual([
    { name: 'memory-limit', short: 'm', value: '64', repeatable: false, help: 'item memory (default: 64)' },
    { name: 'disable-cas', short: 'C', repeatable: false, help: 'disable' },
    { name: 'D', short: 'D', value: '<char>', repeatable: false, help: 'Use <char>' },
  ])
})

it.each([
  [undefined, 'bool'],
  ['<content>', 'yaml'],
  ['<file-path>', 'path'],
  ['5m', 'go-duration'],
  ['20', 'int'],
  ['0.9', 'float'],
  ['250MB', 'bytes'],
  ['"0.0.0.0:1"', 'string'],
] as const)('infers the type of the value %s as %s', (value, type) => {
  expect(inferType({ name: 'a', repeatable: false, help: '', ...(value !== undefined && { value }) })).toBe(type)
})
