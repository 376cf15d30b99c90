import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { checks } from '../registry.ts'
import type { Check, Problem } from './check.ts'
import { createContext } from './context.ts'
import { runChecks } from './run-checks.ts'

const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: some text\n'
const saying = (problem: Omit<Problem, 'object'>): Check => ({
  name: 'says-so',
  severity: 'error',
  why: 'w',
  remedy: 'the check’s',
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
  return runChecks([saying(problem)], createContext({ objects, kubernetesVersion: '1.36' }))
}

describe('runChecks', () => {
  it('gives the place in the file', () =>
    expect(run({ pointer: '/data/x', message: 'm.' })).toMatchObject([
      {
        code: 'says-so',
        severity: 'error',
        message: 'ConfigMap/a: m.',
        remedy: 'the check’s',
        place: { file: 'a.yaml', line: 5, column: 6 },
      },
    ]))

  it('gives the place in a text', () =>
    expect(run({ pointer: '/data/x', offset: 5, message: 'm.' })).toMatchObject([{ place: { line: 5, column: 11 } }]))

  it('lets a problem know better', () =>
    expect(run({ pointer: '', message: 'm.', remedy: 'mine', severity: 'warning', detail: 'more' })).toMatchObject([
      { severity: 'warning', remedy: 'mine', detail: 'more' },
    ]))

  it('names who wrote the value first, and the rendered place beside it', () =>
    expect(
      run({ pointer: '/data/x', message: 'm.' }, () => [
        { layer: 'patch', place: { file: 'patches/a.yaml', line: 3 } },
      ]),
    ).toMatchObject([{ place: { file: 'patches/a.yaml', line: 3 }, rendered: { file: 'a.yaml', line: 5 } }]))
})

describe('the registry', () => {
  // Several checks may keep one rule of a list: an id stands for all of them.
  it('has each name once', () => {
    const names = checks.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(checks.map((check) => [check.name, check] as const))(
    '%s says why, what to do and where that is written',
    (_, { name, why, remedy, source }) => {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      for (const words of [why, remedy, source]) expect(words.length).toBeGreaterThan(10)
    },
  )
})
