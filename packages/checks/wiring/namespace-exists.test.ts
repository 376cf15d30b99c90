import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { environment, problemsIn } from '../engine/testing.ts'
import { namespaceExists } from './namespace-exists.ts'

const configMap = (namespace: string, name = 'a'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\n---\n`
const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n---\n`

describe('namespace-exists', () => {
  it('reports a namespace of an environment that nothing creates, once', () =>
    expect(problemsIn(namespaceExists, configMap('agents') + configMap('agents', 'b'), { environment })).toEqual([
      '3: ConfigMap/a: there is no Namespace agents.',
    ]))

  it('reports it in manifests that have another namespace', () =>
    expect(problemsIn(namespaceExists, namespace('monitoring') + configMap('agents'))).toEqual([
      '7: ConfigMap/a: there is no Namespace agents.',
    ]))

  it.each<[string, string, Parameters<typeof problemsIn>[2]?]>([
    ['a namespace of the manifests', namespace('monitoring') + configMap('monitoring'), { environment }],
    ['one that Kubernetes creates', configMap('kube-system'), { environment }],
    [
      'one that is declared as external',
      configMap('agents'),
      { environment, external: externalOf([{ kind: 'Namespace', name: 'agents' }]) },
    ],
    ['manifests without any namespace', configMap('agents')],
    ['objects without a namespace', `${namespace('a')}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n`],
  ])('accepts %s', (_, yaml, options) => expect(problemsIn(namespaceExists, yaml, options)).toEqual([]))
})
