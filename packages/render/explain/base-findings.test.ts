import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { placeText } from '@thanos-gitops/manifest'
import { afterAll, expect, it } from 'vitest'
import type { BaseProblem } from '../base/base-problem.ts'
import { baseFindings } from './base-findings.ts'

const root = mkdtempSync(join(tmpdir(), 'thanos-gitops-test-'))
afterAll(() => rmSync(root, { recursive: true }))
mkdirSync(join(root, 'base/components'), { recursive: true })
writeFileSync(
  join(root, 'base/index.ts'),
  `import query from './components/query.ts'
export const base = { required: [query], optional: [query], objectStorage: {} }
`,
)
writeFileSync(
  join(root, 'base/components/query.ts'),
  `import { defineComponent, onlyWith, setting } from '@thanos-gitops/manifest'
const withRule = ['ruler', 'receive']
const endpoints = [{ address: 'store' }, onlyWith(withRule, { address: 'rule' }), onlyWith('recieve', { address: 'receive' })]
const configMap = { data: { endpoints, namespace: setting('namspace') } }
export default defineComponent('query', [configMap])
`,
)

const problem = (steps: BaseProblem['steps'], more: Partial<BaseProblem> = {}): BaseProblem => ({
  message: 'wrong',
  remedy: 'fix',
  steps,
  ...more,
})
const data = ['required', 0, 'objects', 0, 'data'] as const

it.each<[name: string, problem: BaseProblem, place: string]>([
  [
    'the name in a condition',
    problem([...data, 'endpoints', 2], { conditionName: 'recieve' }),
    'base/components/query.ts:3:92',
  ],
  [
    'the name in a list of names',
    problem([...data, 'endpoints', 1], { conditionName: 'ruler' }),
    'base/components/query.ts:2:19',
  ],
  ['the call that made a reference', problem([...data, 'namespace']), 'base/components/query.ts:4:51'],
  [
    'the nearest parent of an unknown value',
    problem([...data, 'endpoints', 0, 'port', 'x']),
    'base/components/query.ts:3:20',
  ],
  ['the definition of a component', problem(['optional', 0]), 'base/components/query.ts:5:16'],
  ['the entry of a component', problem(['optional', 0], { isEntry: true }), 'base/index.ts:2:53'],
])('finds %s', (_, one, place) => {
  expect(baseFindings(root, [one]).map((finding) => placeText(finding.place!))).toEqual([place])
})

it('reports values with the same condition once', () => {
  const same = problem([...data, 'endpoints', 2], { conditionName: 'recieve' })
  expect(baseFindings(root, [same, same])).toHaveLength(1)
})
