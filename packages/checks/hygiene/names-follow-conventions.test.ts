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
    ['Service', 'a'.repeat(64)],
    ['StatefulSet', 'a'.repeat(53)],
    ['ClusterRole', 'a/b'],
  ])('reports the %s %s', (kind, name) => expect(problems(kind, name)).toHaveLength(1))

  it.each([
    ['ConfigMap', 'a_b', 'its name is not a valid DNS subdomain.'],
    ['Service', 'a.b', 'its name is not a valid DNS label.'],
    ['Role', 'a/b', 'its name contains / or %, or is "." or "..".'],
    [
      'StatefulSet',
      'a'.repeat(53),
      'its name has 53 characters, but the limit is 52, because a label of its pods contains the name and a hash.',
    ],
  ])('explains the limit of a %s: %s', (kind, name, message) =>
    expect(problems(kind, name)).toEqual([`3: ${kind}/${name}: ${message}`]),
  )

  it.each([
    ['ConfigMap', 'kube-root-ca.crt'],
    ['Service', 'a'.repeat(63)],
    ['Service', '3scale'],
    ['StatefulSet', 'a'.repeat(52)],
    ['Deployment', 'a'.repeat(80)],
    ['ClusterRole', 'system:Node'],
  ])('accepts the %s %s', (kind, name) => expect(problems(kind, name)).toEqual([]))

  it('reports a port whose name is not a DNS label', () =>
    expect(problems('Service', 'a', '{ports: [{name: HTTP, port: 80}]}')).toEqual([
      '4: Service/a: port name HTTP is not a valid DNS label.',
    ]))
})
