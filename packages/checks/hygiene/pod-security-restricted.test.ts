import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { podSecurityRestricted } from './pod-security-restricted.ts'

const restricted = 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}'
const pod = 'securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}'
const problems = (container: string, podSpec = pod) =>
  problemsIn(podSecurityRestricted, workload('a', `image: a:1\n${container}`, podSpec)).map((problem) =>
    problem.replace(/^\d+: Deployment\/a: /, ''),
  )

describe('pod-security-restricted', () => {
  it.each([
    ['', pod, 'container a does not set allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}.'],
    [restricted, '', 'container a does not set runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}.'],
    [restricted, `${pod}\nhostNetwork: true`, 'its pods set hostNetwork: true.'],
    [
      restricted,
      `${pod}\nvolumes: [{name: v, hostPath: {path: /}}]`,
      'volume v has the type hostPath, which the standard forbids.',
    ],
    [
      restricted.replace('drop: [ALL]', 'drop: [ALL], add: [NET_ADMIN]'),
      pod,
      'container a adds NET_ADMIN to its capabilities.',
    ],
    [restricted.replace('{allow', '{privileged: true, allow'), pod, 'container a is privileged.'],
    [restricted.replace('{allow', '{runAsUser: 0, allow'), pod, 'container a runs as root.'],
    [`${restricted}\nports: [{containerPort: 80, hostPort: 80}]`, pod, 'container a uses port 80 of the node.'],
    [restricted.replace('{allow', '{procMount: Unmasked, allow'), pod, 'container a sets procMount: Unmasked.'],
    [
      restricted.replace('{allow', '{appArmorProfile: {type: Unconfined}, allow'),
      pod,
      'container a runs without AppArmor.',
    ],
    [
      restricted.replace('{allow', '{seLinuxOptions: {type: spc_t}, allow'),
      pod,
      'container a sets seLinuxOptions that the standard forbids.',
    ],
    [
      restricted,
      pod.replace('{runAs', '{sysctls: [{name: kernel.msgmax, value: "1"}], runAs'),
      'its pods set the sysctl kernel.msgmax, which the standard forbids.',
    ],
  ])('reports %j in a pod of %j', (container, podSpec, message) =>
    expect(problems(container, podSpec)).toEqual([message]),
  )

  it.each([
    [restricted, `${pod}\nvolumes: [{name: v, configMap: {name: c}}, {name: w, emptyDir: {}}]`],
    [restricted.replace('drop: [ALL]', 'drop: [ALL], add: [NET_BIND_SERVICE]'), pod],
    [restricted.replace('{allow', '{runAsNonRoot: true, seccompProfile: {type: Localhost}, allow'), ''],
  ])('accepts %j in a pod of %j', (container, podSpec) => expect(problems(container, podSpec)).toEqual([]))

  it.each([
    ['enforce: privileged', 0],
    ['warn: privileged', 0],
    ['enforce: privileged, pod-security.kubernetes.io/warn: restricted', 1],
    ['enforce: baseline', 1],
  ])('considers the labels of the namespace: %s', (labels, count) => {
    const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: {name: monitoring, labels: {pod-security.kubernetes.io/${labels}}}\n---\n`
    expect(
      problemsIn(podSecurityRestricted, namespace + workload('a', restricted, `${pod}\nhostNetwork: true`)),
    ).toHaveLength(count)
  })
})
