import { describe, expect, it } from 'vitest'
import { parseArguments } from '../arguments.ts'
import type { Flags, ParsedFlags } from './flag-use.ts'
import { parseGetopt } from './parse-getopt.ts'
import { parseKingpin } from './parse-kingpin.ts'

const flags: Flags = {
  'log.level': { type: 'string' },
  wait: { type: 'bool' },
  'memory-limit': { type: 'int', short: 'm' },
  verbose: { type: 'bool', short: 'v', repeatable: true },
  version: { type: 'bool', short: 'V' },
}

const describeUses = ({ uses, stray }: ParsedFlags): string[] => [
  ...uses.map(
    ({ name, flag, isNegated, value, argument }) =>
      `${isNegated ? 'not ' : ''}${flag ? name : `unknown ${name}`}${value === undefined ? '' : `=${value} at ${argument.valuePointer}+${argument.valueOffset}`}`,
  ),
  ...stray.map(({ text }) => `stray ${text}`),
]

describe('parseKingpin', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['--log.level=info'], ['log.level=info at /args/0+12']],
    [['--log.level', 'info'], ['log.level=info at /args/1+0']],
    [
      ['--wait', 'a'],
      ['wait', 'stray a'],
    ],
    [['--no-wait'], ['not wait']],
    [['--no-such', 'a'], ['unknown no-such=a at /args/1+0']],
    [['-m', '64'], ['memory-limit=64 at /args/1+0']],
    [['-x'], ['unknown x']],
    [['--', '--wait'], ['stray --wait']],
    [['--toString=1'], ['unknown toString=1 at /args/0+11']],
  ])('%j', (args, expected) =>
    expect(describeUses(parseKingpin(parseArguments({ args }, ''), flags))).toEqual(expected),
  )
})

describe('parseGetopt', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['-m', '64'], ['memory-limit=64 at /args/1+0']],
    [['-m64'], ['memory-limit=64 at /args/0+2']],
    [['-m 64'], ['memory-limit=64 at /args/0+2']],
    [['-vvm64'], ['verbose', 'verbose', 'memory-limit=64 at /args/0+4']],
    [['-vxv'], ['verbose', 'unknown x']],
    [['--memory-limit=64'], ['memory-limit=64 at /args/0+15']],
    [['--mem', '64'], ['memory-limit=64 at /args/1+0']],
    [['--ver'], ['unknown ver']],
    [['--verbose'], ['verbose']],
    [['-m'], ['memory-limit']],
    [
      ['a', '-'],
      ['stray a', 'stray -'],
    ],
  ])('%j', (args, expected) => expect(describeUses(parseGetopt(parseArguments({ args }, ''), flags))).toEqual(expected))
})
