import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { checks } from '../registry.ts'
import type { Check, Problem } from './check.ts'
import { checkManifests } from './check-manifests.ts'
import { createContext } from './context.ts'
import { readDeclarations } from './declarations.ts'
import { runChecks } from './run-checks.ts'

const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: some text\n'
const checkWith = (problem: Omit<Problem, 'object'>): Check => ({
  name: 'example',
  question: 'references',
  severity: 'error',
  why: 'w',
  remedy: 'of the check',
  source: 's',
  *run({ objects }) {
    yield { object: objects[0]!, ...problem }
  },
})
const run = (
  problem: Omit<Problem, 'object'>,
  origins?: () => [{ layer: 'patch'; place: { file: string; line: number } }],
) => {
  const objects = readManifestText('a.yaml', text).objects.map((object) =>
    origins === undefined ? object : { ...object, origins },
  )
  return runChecks([checkWith(problem)], createContext({ objects, kubernetesVersion: '1.36' })).findings
}

describe('runChecks', () => {
  it('reports the place in the file', () =>
    expect(run({ pointer: '/data/x', message: 'm.' })).toMatchObject([
      {
        code: 'example',
        severity: 'error',
        message: 'ConfigMap/a: m.',
        remedy: 'of the check',
        place: { file: 'a.yaml', line: 5, column: 6 },
      },
    ]))

  it('reports the place in a string', () =>
    expect(run({ pointer: '/data/x', offset: 5, message: 'm.' })).toMatchObject([{ place: { line: 5, column: 11 } }]))

  it('prefers the remedy and severity of the problem', () =>
    expect(
      run({ pointer: '', message: 'm.', remedy: 'of the problem', severity: 'warning', detail: 'more' }),
    ).toMatchObject([{ severity: 'warning', remedy: 'of the problem', detail: 'more' }]))

  it('reports the source of the value first, with the rendered place next to it', () =>
    expect(
      run({ pointer: '/data/x', message: 'm.' }, () => [
        { layer: 'patch', place: { file: 'patches/a.yaml', line: 3 } },
      ]),
    ).toMatchObject([{ place: { file: 'patches/a.yaml', line: 3 }, rendered: { file: 'a.yaml', line: 5 } }]))
})

describe('runChecks of many problems', () => {
  const { objects } = readManifestText('a.yaml', text)
  const context = createContext({ objects, kubernetesVersion: '1.36' })
  const check = (count: number): Check => ({
    ...checkWith({ pointer: '', message: 'm.' }),
    *run() {
      for (let index = 0; index < count; index++)
        yield { object: objects[0]!, pointer: index % 2 === 0 ? '/data' : '/metadata', message: 'm.' }
    },
  })

  it('stops a check after 1000 findings', () => {
    expect(runChecks([check(1000)], context)).toMatchObject({ findings: { length: 1000 }, incomplete: [] })
    expect(runChecks([check(1001)], context)).toMatchObject({
      findings: { length: 1000 },
      incomplete: [{ name: 'example' }],
    })
  })

  it('does not count those to which an exception applies', () => {
    const isCounted = ({ pointer }: { pointer: string }): boolean => pointer === '/data'
    expect(runChecks([check(2000)], context, isCounted)).toMatchObject({ findings: { length: 2000 }, incomplete: [] })
  })

  it('reports that there are more, and no exception of the check as unused', () => {
    const exceptions = 'exceptions: [{check: example, object: ConfigMap/b, reason: r, until: 2030-01-01}]'
    const declarations = readDeclarations('exceptions.yaml', exceptions, [check(1)])
    const { findings } = checkManifests({
      objects,
      kubernetesVersion: '1.36',
      checks: [check(1001)],
      knownChecks: [check(1)],
      today: '2026-01-01',
      declarations,
    })
    expect(findings).toHaveLength(1001)
    expect(findings.at(-1)).toMatchObject({
      code: 'example',
      severity: 'error',
      message: 'There are more than 1000 findings of example. The others are not listed.',
    })
  })
})

describe('the registry', () => {
  it('contains each name once', () => {
    const names = checks.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(checks.map((check) => [check.name, check] as const))(
    '%s has a reason, a remedy and a source',
    (_, { name, why, remedy, source }) => {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      for (const text of [why, remedy, source]) expect(text.length).toBeGreaterThan(10)
    },
  )
})
