import { expect, it } from 'vitest'
import type { RecordedFlag } from '../instrument/recorded-flags.ts'
import { flagsOf } from './read-flags.ts'

const flags = (...recorded: readonly Partial<RecordedFlag>[]) =>
  flagsOf('thanos', [
    { name: 'help', flags: [] },
    {
      name: 'query',
      flags: recorded.map((flag) => ({ name: 'a', help: '', type: '*kingpin.stringValue', ...flag })),
    },
  ])

it.each<[string, Partial<RecordedFlag>, unknown]>([
  ['a switch', { bool: true, type: '*kingpin.boolValue' }, { type: 'bool' }],
  ['a switch that is on', { bool: true, defaults: ['true'] }, { type: 'bool', default: 'true' }],
  ['a duration', { type: '*model.Duration', defaults: ['2m'] }, { type: 'model-duration', default: '2m' }],
  ['the content of a file', { placeholder: '<content>' }, { type: 'yaml' }],
  ['the path of a file', { placeholder: '<file-path>' }, { type: 'path' }],
  ['a hidden flag', { hidden: true, defaults: [''] }, { type: 'string', hidden: true }],
  ['an enum', { type: '*kingpin.enumValue', values: ['x', ''] }, { type: 'enum', values: ['x', ''] }],
  [
    'a list',
    { type: 'float64', repeatable: true, defaults: ['1', '2'] },
    { type: 'float', default: '1, 2', repeatable: true },
  ],
  ['a required flag', { required: true, short: 'i' }, { type: 'string', short: 'i', required: true }],
  [
    'a deprecated flag',
    { help: '[DEPRECATED] Old.' },
    { type: 'string', deprecated: 'The help text of the program marks it as deprecated.' },
  ],
])('reads %s', (_, recorded, expected) => {
  expect(flags(recorded)).toEqual({ query: { a: expected } })
})

it('leaves out the flags that kingpin adds for shells', () => {
  expect(flags({ name: 'completion-bash', bool: true })).toEqual({ query: {} })
})

it('adds the details that the program does not declare', () => {
  expect(flags({ name: 'grpc-server-tls-min-version' })).toMatchObject({
    query: { 'grpc-server-tls-min-version': { type: 'enum' } },
  })
})

it('refuses a type that the table lacks', () => {
  expect(() => flags({ type: '*main.newValue' })).toThrow('--a has the type *main.newValue')
})
