import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { roleExists } from './role-exists.ts'

const role =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader, namespace: monitoring}\n---\n'
const binding = (kind: string, name: string) =>
  `${role}apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: monitoring}\nroleRef: {kind: ${kind}, name: ${name}}\n`

describe('role-exists', () => {
  it.each([
    ['Role', 'readers', '8: RoleBinding/b: there is no Role readers in monitoring.'],
    ['ClusterRole', 'reader', '8: RoleBinding/b: there is no ClusterRole reader.'],
  ])('reports the missing %s %s', (kind, name, message) =>
    expect(problemsIn(roleExists, binding(kind, name))).toEqual([message]),
  )

  it.each([
    ['Role', 'reader'],
    ['ClusterRole', 'view'],
    ['ClusterRole', 'system:auth-delegator'],
  ])('accepts the %s %s', (kind, name) => expect(problemsIn(roleExists, binding(kind, name))).toEqual([]))
})
