import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { serviceAccountExists } from './service-account-exists.ts'

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: thanos, namespace: monitoring}\n---\n'
const binding = (name: string, namespace = 'monitoring') =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: ${name}, namespace: ${namespace}}]\n---\n`

describe('service-account-exists', () => {
  it.each([workload('a', 'image: a:1', 'serviceAccountName: prometheus'), binding('prometheus')])(
    'reports an account that is not there',
    (yaml) =>
      expect(problemsIn(serviceAccountExists, account + yaml)).toEqual([
        expect.stringContaining('there is no ServiceAccount prometheus in monitoring.'),
      ]),
  )

  it.each([
    ['that is there', workload('a', 'image: a:1', 'serviceAccountName: thanos')],
    ['of every namespace', workload('a', 'image: a:1', 'serviceAccountName: default')],
    ['that a binding names and that is there', binding('thanos')],
    ['of a namespace that is rendered elsewhere', binding('prometheus', 'elsewhere')],
  ])('is content with an account %s', (_, yaml) => expect(problemsIn(serviceAccountExists, account + yaml)).toEqual([]))
})
