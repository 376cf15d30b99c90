import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { namesFollowConventions } from './names-follow-conventions.ts'

const problems = (kind: string, name: string, spec = '{}') =>
  problemsIn(namesFollowConventions, `apiVersion: v1\nkind: ${kind}\nmetadata: {name: "${name}"}\nspec: ${spec}`)

describe('names-follow-conventions', () => {
  it.each([
    ['ConfigMap', 'Thanos'],
    ['ConfigMap', 'thanos_query'],
    ['Service', 'thanos.query'],
    ['Service', '3scale'],
    ['Service', 'a'.repeat(64)],
    ['StatefulSet', 'a'.repeat(53)],
    ['ClusterRole', 'a/b'],
  ])('reports the %s %s', (kind, name) => expect(problems(kind, name)).toHaveLength(1))

  it.each([
    ['ConfigMap', 'kube-root-ca.crt'],
    ['Service', 'a'.repeat(63)],
    ['StatefulSet', 'a'.repeat(52)],
    ['Deployment', 'a'.repeat(80)],
    ['ClusterRole', 'system:Node'],
  ])('is content with the %s %s', (kind, name) => expect(problems(kind, name)).toEqual([]))

  it('reports a port whose name is no DNS label', () =>
    expect(problems('Service', 'a', '{ports: [{name: HTTP, port: 80}]}')).toEqual([
      '4: Service/a: port HTTP is no DNS label.',
    ]))
})
