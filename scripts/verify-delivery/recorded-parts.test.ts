import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contentKey, countsForResults, keyOf, recordedPart, recordPart, recordResults } from './recorded-parts.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'))
  vi.stubEnv('THANOS_GITOPS_CACHE', folder)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const passed = { title: 'passes', problems: [] }

describe('the results of a part', () => {
  it('are known under their key, with what was measured', () => {
    const place = { part: 'measure', tool: 'flux' } as const
    recordPart(place, 'a', [passed, { ...passed, figures: { seconds: '3' } }])
    expect(recordedPart(place, 'a')).toMatchObject({ results: { passed: 2, failed: 0 }, figures: { seconds: '3' } })
    expect(recordedPart(place, 'b')).toBeUndefined()
    expect(recordedPart({ ...place, tool: 'argo-cd' }, 'a')).toBeUndefined()
  })

  it.for([
    ['a check failed', 'a', [passed, { title: 'fails', problems: ['x'] }]],
    ['nothing was checked', 'a', []],
    ['only some checks were chosen', undefined, [passed]],
  ] as const)('are not recorded if %s', ([, key, checks]) => {
    const place = { part: 'status', tool: 'flux' } as const
    recordPart(place, key, checks)
    expect(recordedPart(place, 'a')).toBeUndefined()
  })

  it('are not known from a file that was not written to its end', () => {
    const place = { part: 'commits', tool: 'flux' } as const
    recordPart(place, 'a', [passed])
    writeFileSync(join(folder, 'delivery/commits.flux.json'), '{"key": "a"')
    expect(recordedPart(place, 'a')).toBeUndefined()
  })

  it('of tests are not recorded if one failed', () => {
    recordResults({ part: 'tests' }, 'a', { passed: 3, failed: 1, skipped: 0 })
    expect(recordedPart({ part: 'tests' }, 'a')).toBeUndefined()
    recordResults({ part: 'tests' }, 'a', { passed: 4, failed: 0, skipped: 0 })
    expect(recordedPart({ part: 'tests' }, 'a')?.results.passed).toBe(4)
  })
})

it('a key changes with the part, the tool, the files and the settings', () => {
  const keys = [
    keyOf({ part: 'status', tool: 'flux' }, 'files', [1]),
    keyOf({ part: 'status', tool: 'argo-cd' }, 'files', [1]),
    keyOf({ part: 'commits', tool: 'flux' }, 'files', [1]),
    keyOf({ part: 'status', tool: 'flux' }, 'other', [1]),
    keyOf({ part: 'status', tool: 'flux' }, 'files', [2]),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

it.for([
  ['packages/render/render.ts', true],
  ['base/components/thanos-store.ts', true],
  ['environments/production/patches/replicas.yaml', true],
  ['scripts/verify-delivery/flux.verify.test.ts', true],
  ['packages/render/render.test.ts', false],
  ['scripts/verify-delivery/scenarios/results.json', false],
  ['scripts/bench/bench.ts', false],
] as const)('%s can change results: %s', ([file, isCounted]) => expect(countsForResults(file)).toBe(isCounted))

it('a page counts with its commands, and another file with its content', () => {
  const page = (text: string): string => contentKey('environments/README.md', Buffer.from(text))
  const text = '# Try again\n\n```sh\nnpm run status -- production\n```\n'
  expect(page(`${text}\nMore text.\n`)).toBe(page(text))
  expect(page(text.replace('production', 'staging'))).not.toBe(page(text))
  const file = (content: string): string => contentKey('x.ts', Buffer.from(content))
  expect(file('a')).not.toBe(file('b'))
})
