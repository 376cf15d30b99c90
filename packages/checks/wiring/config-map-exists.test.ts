import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { problemsIn, workload } from '../engine/testing.ts'
import { configMapExists } from './config-map-exists.ts'

const mounts = (name: string, more = '') =>
  workload('a', 'image: a:1', `volumes: [{name: v, configMap: {name: ${name}${more}}}]`)
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rules, namespace: monitoring}\ndata: {}\n---\n'

describe('config-map-exists', () => {
  it.each([
    ['a volume', mounts('rule'), 'Deployment/a: there is no ConfigMap rule in monitoring.'],
    [
      'a variable',
      workload('a', 'image: a:1\nenv: [{name: X, valueFrom: {configMapKeyRef: {name: rule, key: x}}}]'),
      'Deployment/a: there is no ConfigMap rule in monitoring.',
    ],
    [
      'a set of variables',
      workload('a', 'image: a:1\nenvFrom: [{configMapRef: {name: rule}}]'),
      'Deployment/a: there is no ConfigMap rule in monitoring.',
    ],
    [
      'a projected volume',
      workload('a', 'image: a:1', 'volumes: [{name: v, projected: {sources: [{configMap: {name: rule}}]}}]'),
      'Deployment/a: there is no ConfigMap rule in monitoring.',
    ],
  ])('reports %s of a missing ConfigMap', (_, yaml, message) =>
    expect(problemsIn(configMapExists, configMap + yaml).map((problem) => problem.replace(/^\d+: /, ''))).toEqual([
      message,
    ]),
  )

  it('reports a ConfigMap of another namespace', () =>
    expect(problemsIn(configMapExists, configMap.replace('monitoring', 'other') + mounts('rules'))).toHaveLength(1))

  it.each([
    ['is rendered', mounts('rules')],
    ['is optional', mounts('rule', ', optional: true')],
    ['exists in every namespace', mounts('kube-root-ca.crt')],
    [
      'a bucket claim creates',
      `apiVersion: objectbucket.io/v1alpha1\nkind: ObjectBucketClaim\nmetadata: {name: rule, namespace: monitoring}\n---\n${mounts('rule')}`,
    ],
    [
      'an operator can create for its own object',
      `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: ru, namespace: monitoring}\n---\n${mounts('ru-config')}`,
    ],
  ])('accepts a ConfigMap that %s', (_, yaml) => expect(problemsIn(configMapExists, configMap + yaml)).toEqual([]))

  it('accepts a ConfigMap that is declared as external', () =>
    expect(
      problemsIn(configMapExists, mounts('rule'), { external: externalOf([{ kind: 'ConfigMap', name: 'rule' }]) }),
    ).toEqual([]))
})
