import type { Json } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { operationsBetween } from './operations.ts'

const container = (name: string, image: string, args: readonly string[] = []): Json => ({ name, image, args })

/** The operations below /spec, one string each. */
const between = (before: Json, after: Json): readonly string[] =>
  operationsBetween(
    { spec: before, kind: 'A', more: 1, fields: 2 },
    { spec: after, kind: 'A', more: 1, fields: 2 },
  ).map(
    ({ op, path, value }) => `${op} ${path.slice(1).join('/')}${op === 'remove' ? '' : ` ${JSON.stringify(value)}`}`,
  )

describe('operationsBetween', () => {
  it.each<[string, Json, Json, readonly string[]]>([
    ['nothing', { a: 1, b: [1] }, { b: [1], a: 1 }, []],
    ['a field', { a: 1, b: 2, c: 3 }, { a: 1, b: 3, d: 4 }, ['replace b 3', 'remove c', 'add d 4']],
    [
      'an element by its name',
      [container('a', 'x', ['1', '2', '3']), container('b', 'x')],
      [container('a', 'y', ['1', '2', '3']), container('b', 'x')],
      ['replace [name=a]/image "y"'],
    ],
    [
      'arguments by their flags',
      ['query', '--a=1', '--b=1', '--c=1', '--d', '--d2'],
      ['query', '--a=2', '--n=1', '--c=1', '--d', '--d2', '--last'],
      ['replace [--a] "--a=2"', 'add [--c] "--n=1"', 'add - "--last"', 'remove [--b]'],
    ],
    [
      'one of several arguments with a flag by its value',
      ['--a=1', '--a=2', '--a=3', '--a=4', '--a=5'],
      ['--a=1', '--a=2', '--a=4', '--a=5'],
      ['remove [--a=3]'],
    ],
    [
      'an argument that has no flag, with the whole list',
      ['query', '--a=1'],
      ['store', '--a=1'],
      ['replace  ["store","--a=1"]'],
    ],
    [
      'the order of elements, with the whole list',
      [{ name: 'a' }, { name: 'b' }],
      [{ name: 'b' }, { name: 'a' }],
      ['replace  [{"name":"b"},{"name":"a"}]'],
    ],
    [
      'a volume claim template, whose name no step can use',
      [
        { metadata: { name: 'a' }, spec: { class: 'x', size: 1 } },
        { metadata: { name: 'b' }, spec: { class: 'x', size: 1 } },
      ],
      [
        { metadata: { name: 'a' }, spec: { class: 'x', size: 1 } },
        { metadata: { name: 'b' }, spec: { class: 'x', size: 2 } },
      ],
      ['replace 1/spec/size 2'],
    ],
    ['an element at the end', ['get'], ['get', 'list'], ['add - "list"']],
    ['a small mapping as a whole', { a: { b: 1, c: 2 }, z: 1 }, { a: { d: 3 }, z: 1 }, ['replace a {"d":3}']],
  ])('changes %s', (_, before, after, expected) => expect(between(before, after)).toEqual(expected))
})
