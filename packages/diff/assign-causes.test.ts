import { describe, expect, it } from 'vitest'
import { assignCauses } from './assign-causes.ts'
import type { RawChange } from './compare.ts'

const change = (pointer: string): RawChange => {
  const steps = pointer.split('/').slice(1)
  return { steps, stepsBefore: steps, path: steps }
}
const cause = (pointer: string, message = 'Invalid value') => ({ steps: pointer.split('/').slice(1), message })

const chosen = (about: ReturnType<typeof cause>, ...pointers: readonly string[]): readonly string[] =>
  [...assignCauses([about], pointers.map(change), true).ofChange.keys()].map(({ steps }) => `/${steps.join('/')}`)

describe('assignCauses', () => {
  it.each<[what: string, about: ReturnType<typeof cause>, pointers: string[], expected: string[]]>([
    ['the changed field', cause('/spec/a'), ['/spec/a', '/spec/b'], ['/spec/a']],
    ['a change below it', cause('/spec/a'), ['/spec/a/0/b', '/spec/b'], ['/spec/a/0/b']],
    ['a change above it', cause('/spec/a/0/b/c'), ['/spec/a/0', '/spec/a/1'], ['/spec/a/0']],
    [
      'the closest one',
      cause('/spec/c/0/r/requests'),
      ['/spec/c/0/r/limits', '/spec/c/0/image'],
      ['/spec/c/0/r/limits'],
    ],
    ['none that is only somewhere in the specification', cause('/spec/a/b/c/d/e'), ['/spec/x'], []],
    ['none for the object as a whole', { steps: [], message: 'x' }, ['/spec/a'], []],
    [
      'no field that the message excepts in quotes',
      cause(
        '/spec',
        "Forbidden: updates to statefulset spec for fields other than 'replicas', 'template' are forbidden",
      ),
      ['/spec/replicas', '/spec/template/spec/x', '/spec/serviceName'],
      ['/spec/serviceName'],
    ],
    [
      'no field that the message excepts as a path',
      cause(
        '/spec',
        'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.tolerations`',
      ),
      ['/spec/containers/0/image', '/spec/containers/0/args/0', '/spec/tolerations/0'],
      ['/spec/containers/0/args/0'],
    ],
    [
      'no field that the message excepts without quotes',
      cause(
        '/spec',
        'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      ),
      ['/spec/resources/requests/storage', '/spec/accessModes/0'],
      ['/spec/accessModes/0'],
    ],
  ])('finds %s', (_what, about, pointers, expected) => expect(chosen(about, ...pointers)).toEqual(expected))

  it('returns the causes that are about no change', () =>
    expect(assignCauses([cause('/spec/a/b/c/d/e'), cause('/spec/x')], [change('/spec/x')], true).others).toHaveLength(
      1,
    ))

  it('does not look for the closest change if the old object was refused, too', () =>
    expect(assignCauses([cause('/spec/c/0/r/requests')], [change('/spec/c/0/r/limits')], false).ofChange.size).toBe(0))
})
