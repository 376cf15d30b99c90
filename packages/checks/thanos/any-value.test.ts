import { writeYaml } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { expect, it } from 'vitest'
import { createContext } from '../engine/context.ts'
import { checks } from '../registry.ts'
import { changed } from './fixture.ts'

const odd = [
  null,
  0,
  -1,
  '',
  [],
  {},
  'x',
  true,
  [null],
  { a: null },
  [[]],
  '$(X)',
  '--',
  '--=',
  'dnssrv+',
  '99999999999999999999d',
  [1, 'a', {}],
]

/** Every field of a value, as steps. */
function pathsOf(value: unknown, steps: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [[...steps, key], ...pathsOf(child, [...steps, key])])
}

it('it says something or nothing of any value in any field, and never breaks', () => {
  const objects = readManifestText('a.yaml', changed([])).objects.map(({ object }) => object)
  // Numerical Recipes' linear congruential generator: the same stacks in every run.
  let state = 7
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  for (let round = 0; round < 30; round++) {
    const stack: unknown[] = structuredClone(objects)
    for (let change = 0; change < 20; change++) {
      const paths = pathsOf(stack).filter(
        ([, field, name]) =>
          field !== undefined &&
          field !== 'kind' &&
          field !== 'apiVersion' &&
          !(field === 'metadata' && (name === undefined || name === 'name')),
      )
      const path = paths[below(paths.length)]!
      const parent = path.slice(0, -1).reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], stack)
      ;(parent as Record<string, unknown>)[path.at(-1)!] = structuredClone(odd[below(odd.length)])
    }
    const { objects: read } = readManifestText('a.yaml', stack.map(writeYaml).join('---\n'))
    const context = createContext({ objects: read, kubernetesVersion: '1.36' })
    for (const check of checks) expect(() => [...check.run(context)], check.name).not.toThrow()
  }
})
