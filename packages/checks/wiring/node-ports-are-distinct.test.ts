import { expect, it } from 'vitest'
import { problemsIn, service } from '../engine/testing.ts'
import { nodePortsAreDistinct } from './node-ports-are-distinct.ts'

const problems = (first: string, second: string): string[] =>
  problemsIn(
    nodePortsAreDistinct,
    service('a', `ports: [{port: 80, nodePort: ${first}}]`) + service('b', `ports: [{port: 80, nodePort: ${second}}]`),
  )

it('reports a nodePort of two Services', () =>
  expect(problems('30080', '30080')).toEqual([
    '15: Service/b: Service/a in monitoring also has the nodePort 30080/TCP.',
  ]))

it.each([
  ['30080', '30081'],
  ['30080', '30080, protocol: UDP'],
])('accepts %s and %s', (first, second) => expect(problems(first, second)).toEqual([]))
