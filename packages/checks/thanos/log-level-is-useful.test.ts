import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { logLevelIsUseful } from './log-level-is-useful.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'the level debug',
    [['--log.level=info', '--log.level=debug']],
    ['Deployment/thanos-query: thanos query logs at level debug.'],
  ],
  [
    'the level error',
    [['--log.level=info', '--log.level=error']],
    ['Deployment/thanos-query: thanos query logs at level error.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(logLevelIsUseful, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['the level warn', [['--log.level=info', '--log.level=warn']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(logLevelIsUseful, changes)).toEqual([])
})
