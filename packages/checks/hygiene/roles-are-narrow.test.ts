import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { rolesAreNarrow } from './roles-are-narrow.ts'

const role = (rule: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules: [${rule}]\n---\n`
const binding = (name: string, subject: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: ${name}}\nsubjects: [${subject}]\n---\n`
const account = '{kind: ServiceAccount, name: prometheus, namespace: monitoring}'
const prometheus = workload('prometheus', 'image: prom/prometheus:v3.13.2', 'serviceAccountName: prometheus')
const problems = (yaml: string): string[] => problemsIn(rolesAreNarrow, yaml).map((text) => text.replace(/^\d+: /, ''))

describe('roles-are-narrow', () => {
  it.each([
    [
      role('{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}'),
      'ClusterRole/r: it allows all verbs on all resources.',
    ],
    [
      role('{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}'),
      'ClusterRole/r: the verb escalate allows its holder to get any permission.',
    ],
    [
      role('{apiGroups: [""], resources: ["*"], verbs: [get, list, watch, create, update, patch, delete]}'),
      'ClusterRole/r: it allows all verbs on all resources.',
    ],
    [
      role('{apiGroups: [""], resources: [pods/exec], verbs: [create]}'),
      'ClusterRole/r: pods/exec allows its holder to run commands in the pods, with the permissions and Secrets of each.',
    ],
    [binding('cluster-admin', account), 'ClusterRoleBinding/b: it grants cluster-admin.'],
    [
      binding('view', '{kind: Group, name: "system:authenticated"}'),
      'ClusterRoleBinding/b: system:authenticated grants view to all users and pods.',
    ],
    [
      binding('view', '{kind: ServiceAccount, name: default, namespace: monitoring}'),
      'ClusterRoleBinding/b: every pod that sets no serviceAccountName gets the permissions of view.',
    ],
    [
      role('{apiGroups: [""], resources: [pods, secrets], verbs: [get, list]}') + binding('r', account) + prometheus,
      'ClusterRole/r: prometheus can read all Secrets, because the rule contains secrets.',
    ],
  ])('reports %s', (yaml, message) => expect(problems(yaml)).toEqual([message]))

  it.each([
    role('{apiGroups: [custom.metrics.k8s.io], resources: ["*"], verbs: ["*"]}'),
    role('{apiGroups: [""], resources: [secrets], verbs: ["*"]}'),
    role('{apiGroups: [""], resources: [secrets], resourceNames: [a], verbs: [get]}') +
      binding('r', account) +
      prometheus,
    role('{apiGroups: [""], resources: [pods], verbs: [get]}') + binding('r', account) + prometheus,
  ])('accepts %s', (yaml) => expect(problems(yaml)).toEqual([]))
})
