import {
  type Base,
  type Component,
  defineComponent,
  type KubernetesObject,
  onlyWith,
  setting,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { schemaProblems } from './schema-problems.ts'

const rule = defineComponent('rule', [])
const baseOf = (...required: readonly Component[]): Base => ({ required, optional: [rule], objectStorage: {} })

const deployment = (spec: object): KubernetesObject =>
  ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'query' }, spec }) as unknown as KubernetesObject

const validSpec = {
  replicas: 2,
  selector: { matchLabels: { app: 'query' } },
  template: {
    metadata: { labels: { app: 'query' } },
    spec: { containers: [{ name: 'query', image: 'query:1', args: ['query', onlyWith('rule', '--rule')] }] },
  },
}

const problems = (spec: object): readonly string[] =>
  schemaProblems(baseOf(defineComponent('query', [deployment(spec)]))).map(
    ({ steps, message, remedy }) => `${steps.join('.')}: ${message} ${remedy}`,
  )

describe('schemaProblems', () => {
  it('accepts an object with conditional parts and settings', () => {
    const template = { ...validSpec.template, metadata: { labels: { app: 'query', cluster: setting('cluster') } } }
    expect(problems({ ...validSpec, template })).toEqual([])
  })

  it.each([
    [
      'a wrong type',
      { replicas: 'two' },
      'required.0.objects.0.spec.replicas: Deployment/query: /spec/replicas must be an integer',
    ],
    [
      'an unknown field',
      { replica: 2 },
      'required.0.objects.0.spec.replica: Deployment/query: /spec/replica unknown field replica. Did you mean replicas?',
    ],
    [
      'a missing field',
      { selector: undefined },
      'required.0.objects.0.spec: Deployment/query: /spec missing field selector',
    ],
    ['a value that is not allowed', { strategy: { type: 'Recreat' } }, 'Did you mean Recreate?'],
  ])('reports %s with its steps', (_title, change, message) => {
    const found = problems({ ...validSpec, ...change })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
  })

  it('leaves a setting in place of one of several choices to the environment', () => {
    expect(problems({ ...validSpec, strategy: { type: setting('cluster') } })).toEqual([])
  })

  it('accepts kinds without a schema', () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { a: 1 } }
    expect(schemaProblems(baseOf(defineComponent('a', [object as unknown as KubernetesObject])))).toEqual([])
  })
})
