import { writeYaml } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createContext } from '../engine/context.ts'
import { checks } from '../registry.ts'
import { changedStack } from './fixture.ts'

const unusualValues = [
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

/** The path of every field of a value. */
function pathsOf(value: unknown, steps: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [[...steps, key], ...pathsOf(child, [...steps, key])])
}

/** Whether a field can have any value. The reader skips objects without kind, apiVersion or name. */
const isFree = ([, field, name]: readonly string[]): boolean =>
  field !== undefined &&
  field !== 'kind' &&
  field !== 'apiVersion' &&
  !(field === 'metadata' && (name === undefined || name === 'name'))

interface Edit {
  /** Index of a field of the stack, modulo the number of its fields. */
  readonly field: number
  readonly value: unknown
}

function applyEdits(objects: readonly unknown[], edits: readonly Edit[]): readonly unknown[] {
  const stack = structuredClone(objects)
  for (const { field, value } of edits) {
    const paths = pathsOf(stack).filter(isFree)
    const path = paths[field % paths.length]!
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((ancestor, step) => (ancestor as Record<string, unknown>)[step], stack)
    ;(parent as Record<string, unknown>)[path.at(-1)!] = structuredClone(value)
  }
  return stack
}

const edits = fc.array(fc.record({ field: fc.nat(), value: fc.constantFrom(...unusualValues) }), {
  minLength: 1,
  maxLength: 20,
  size: 'max',
})

it('accepts any value in any field without an exception', () => {
  const objects = readManifestText('a.yaml', changedStack([])).objects.map(({ object }) => object)
  fc.assert(
    fc.property(edits, (list) => {
      const { objects: read } = readManifestText('a.yaml', applyEdits(objects, list).map(writeYaml).join('---\n'))
      const context = createContext({ objects: read, kubernetesVersion: '1.36' })
      for (const check of checks) expect(() => [...check.run(context)], check.name).not.toThrow()
    }),
    { seed: 20260101, numRuns: 40 },
  )
})
