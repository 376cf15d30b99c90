import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { afterAll, expect, it } from 'vitest'
import { judgeObjects } from './judge.ts'

const cache = mkdtempSync(join(tmpdir(), 'judge-'))
afterAll(() => rmSync(cache, { recursive: true }))

type Program = NonNullable<NonNullable<Parameters<typeof judgeObjects>[1]>['program']>

/** Refuses an object in the ways of applying that its name lists, and names the way. */
const program: Program = {
  kind: 'native',
  id: 'fake',
  start: async () => ({
    answers: async (lines) => lines.map((line) => JSON.stringify(answerTo(JSON.parse(line)))),
    close: async () => {},
  }),
}

interface Line {
  readonly version?: true
  readonly set?: string
  readonly id?: string
  readonly apply?: string
  readonly after: KubernetesObject
}

function answerTo({ version, set, id, apply = '', after }: Line): unknown {
  if (version) return { version: { kubernetes: ['1.36'], sources: 'v1.36.0' } }
  if (id === undefined) return { set }
  return after.metadata.name.includes(apply)
    ? { id, verdict: 'refused', message: apply, causes: [{ reason: 'x', field: 'data', message: `by ${apply}` }] }
    : { id, verdict: 'accepted' }
}

it('reports the words of a creation, and otherwise what server-side apply refuses', async () => {
  const names = ['accepted', 'server-side', 'replace', 'replace-and-server-side']
  const objects = names.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }))
  const { groups } = await judgeObjects([{ name: 'blue', kubernetesVersion: '1.36', objects, cache: 'test' }], {
    program,
    cache,
  })
  expect(groups[0]?.map(({ problems }) => problems.map(({ finding }) => finding.message))).toEqual([
    [],
    ['The API server refuses ConfigMap/server-side: data: by server-side'],
    ['The API server refuses ConfigMap/replace: data: by replace'],
    ['The API server refuses ConfigMap/replace-and-server-side: data: by replace'],
  ])
})
