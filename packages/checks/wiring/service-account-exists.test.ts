import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { serviceAccountExists } from './service-account-exists.ts'

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: thanos, namespace: monitoring}\n---\n'
const binding = (name: string, namespace = 'monitoring') =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: ${name}, namespace: ${namespace}}]\n---\n`

describe('service-account-exists', () => {
  it.each([workload('a', 'image: a:1', 'serviceAccountName: prometheus'), binding('prometheus')])(
    'reports a missing account',
    (yaml) =>
      expect(problemsIn(serviceAccountExists, account + yaml)).toEqual([
        expect.stringContaining('there is no ServiceAccount prometheus in monitoring.'),
      ]),
  )

  it.each([
    ['that exists', workload('a', 'image: a:1', 'serviceAccountName: thanos')],
    ['that every namespace has', workload('a', 'image: a:1', 'serviceAccountName: default')],
    ['that exists and is the subject of a binding', binding('thanos')],
    ['of a namespace that these manifests do not contain', binding('prometheus', 'elsewhere')],
  ])('accepts an account %s', (_, yaml) => expect(problemsIn(serviceAccountExists, account + yaml)).toEqual([]))

  it('warns of a subject in another namespace than the account', () =>
    expect(problemsIn(serviceAccountExists, account + binding('thanos', 'default'))).toEqual([
      '9: ClusterRoleBinding/b: it grants permissions to ServiceAccount/thanos in default, but that of these manifests is in monitoring.',
    ]))
})
