import { describe, expect, it } from 'vitest'
import { isOwn, kindsOf, namespacesInGit, namespacesOf } from './gather-extras.ts'

const environment = { name: 'us-1', namespace: 'kube-monitor', formerNamespaces: ['older'] }
const object = (kind: string, name: string, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...metadata },
})
const label = { labels: { 'app.kubernetes.io/part-of': 'thanos' } }
const tracked = (by: string) => ({ annotations: { 'argocd.argoproj.io/tracking-id': `thanos-${by}:/ConfigMap:x/y` } })

it('finds the namespaces of git and of its history', () => {
  const removed = new Map([['x', { object: object('Namespace', 'before'), commit: '', time: '' }]])
  const manifests = [{ path: '', text: '', object: object('ConfigMap', 'x', { namespace: 'second' }) }]
  expect(namespacesOf({ environment, manifests }, removed)).toEqual(['before', 'kube-monitor', 'older', 'second'])
  expect(namespacesInGit({ environment, manifests })).toEqual(['kube-monitor', 'second'])
})

it('lists each kind once', () =>
  expect(
    kindsOf([
      object('Service', 'a', { namespace: 'x' }),
      object('Service', 'b', { namespace: 'x' }),
      object('Namespace', 'c'),
    ]),
  ).toEqual([
    { apiVersion: 'v1', kind: 'Service', isNamespaced: true },
    { apiVersion: 'v1', kind: 'Namespace', isNamespaced: false },
  ]))

describe('isOwn', () => {
  it.each([
    ['the label in its namespace', object('ConfigMap', 'x', { namespace: 'older', ...label }), true],
    ['the label in another namespace', object('ConfigMap', 'x', { namespace: 'other', ...label }), false],
    [
      'the mark of its tool in any namespace',
      object('ConfigMap', 'x', { namespace: 'other', ...tracked('us-1') }),
      true,
    ],
    [
      'the mark of another environment',
      object('ConfigMap', 'x', { namespace: 'older', ...label, ...tracked('us-2') }),
      false,
    ],
    ['neither', object('ConfigMap', 'kube-root-ca.crt', { namespace: 'kube-monitor' }), false],
    [
      'an owner',
      object('ConfigMap', 'x', { namespace: 'older', ...label, ownerReferences: [{ kind: 'X', name: 'x' }] }),
      false,
    ],
    ['the name of its namespace', object('ClusterRole', 'kube-monitor-prometheus', label), true],
    ['the name of another namespace', object('ClusterRole', 'second-prometheus', label), false],
    ['the kind Namespace', object('Namespace', 'older', label), true],
  ])('an object with %s: %s', (_what, candidate, expected) =>
    expect(isOwn(candidate, environment, ['kube-monitor', 'older'])).toBe(expected),
  )
})
