import { describe, expect, it } from 'vitest'
import { parseArguments, splitFlag } from './arguments.ts'

describe('splitFlag', () => {
  it.each([
    ['--log.level=info', { flag: '--log.level', value: 'info' }],
    ['--wait', { flag: '--wait', value: undefined }],
    ['-m', { flag: '-m', value: undefined }],
    ['--a=b=c', { flag: '--a', value: 'b=c' }],
    ['--objstore.config=type: S3\nconfig: {}', { flag: '--objstore.config', value: 'type: S3\nconfig: {}' }],
    ['--a=', { flag: '--a', value: '' }],
    ['query', undefined],
    ['--', undefined],
    ['-1', undefined],
    ['--log.level info', undefined],
  ])('reads %j', (text, expected) => expect(splitFlag(text)).toEqual(expected))
})

describe('parseArguments', () => {
  it('joins command and args, with the pointer of each', () =>
    expect(parseArguments({ command: ['/bin/thanos', 'query'], args: ['--a=1'] }, '/c')).toMatchObject([
      { text: '/bin/thanos', pointer: '/c/command/0' },
      { text: 'query', pointer: '/c/command/1' },
      { text: '--a=1', pointer: '/c/args/0', flag: '--a', value: '1', valuePointer: '/c/args/0', valueOffset: 4 },
    ]))

  it('finds a value in the next argument', () =>
    expect(parseArguments({ args: ['--a', 'x', '--b', '--c'] }, '')).toMatchObject([
      { flag: '--a', value: 'x', valuePointer: '/args/1', valueOffset: 0, isSeparate: true },
      { text: 'x' },
      { flag: '--b', isSeparate: false },
      { flag: '--c', isSeparate: false },
    ]))

  it.each([{}, { args: 'query' }, { args: null }])('returns nothing for %j', (container) =>
    expect(parseArguments(container, '')).toEqual([]),
  )

  it('reads a number as a string', () =>
    expect(parseArguments({ args: [8080] }, '')).toMatchObject([{ text: '8080', pointer: '/args/0' }]))
})
