import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { objectsAreUsed } from './objects-are-used.ts'

const object = (kind: string, name: string, metadata = ''): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: monitoring${metadata}}\n---\n`
const web = workload(
  'web',
  'image: a:1\nargs: [--config=configmap/settings]',
  'serviceAccountName: web\nvolumes: [{name: rules, configMap: {name: rules}}]',
)
const problems = (yaml: string): string[] => problemsIn(objectsAreUsed, yaml + web)

describe('objects-are-used', () => {
  it.each([
    ['ConfigMap', 'rule'],
    ['PersistentVolumeClaim', 'data'],
  ])('reports a %s with the name %s', (kind, name) =>
    expect(problems(object(kind, name))).toEqual([
      `3: ${kind}/${name}: no other object of these manifests refers to it.`,
    ]),
  )

  it.each([
    object('ConfigMap', 'rules'),
    object('ConfigMap', 'settings'),
    object('ServiceAccount', 'other'),
    object('Role', 'for-people'),
    object('ConfigMap', 'dashboard', ', labels: {grafana_dashboard: "1"}'),
    object('Secret', 'token'),
  ])('accepts %s', (yaml) => expect(problems(yaml)).toEqual([]))

  it('accepts ConfigMaps if a role allows a program to read them', () =>
    expect(
      problems(
        object('ConfigMap', 'rule') +
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]\n---\n',
      ),
    ).toEqual([]))

  it('accepts manifests without workloads', () =>
    expect(problemsIn(objectsAreUsed, object('ConfigMap', 'rule'))).toEqual([]))
})
