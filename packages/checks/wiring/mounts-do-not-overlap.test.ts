import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { mountsDoNotOverlap } from './mounts-do-not-overlap.ts'

const problems = (a: string, b: string) =>
  problemsIn(
    mountsDoNotOverlap,
    workload('a', `image: a:1\nvolumeMounts: [{name: a, mountPath: ${a}}, {name: b, mountPath: ${b}}]`),
  )

describe('mounts-do-not-overlap', () => {
  it.each([
    ['/etc/x', '/etc/x'],
    ['/etc/x/', '/etc/x'],
  ])('reports %s and %s', (a, b) =>
    expect(problems(a, b)).toEqual([
      expect.stringContaining('container a mounts the volumes a and b at the same path, /etc/x.'),
    ]),
  )
  it.each([
    ['/etc/x', '/etc/x/y'],
    ['/etc/x', '/etc/xy'],
  ])('accepts %s and %s', (a, b) => expect(problems(a, b)).toEqual([]))
})
