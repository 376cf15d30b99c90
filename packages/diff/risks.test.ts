import type { Mapping } from '@thanos-gitops/manifest'
import type { ObjectChange } from '@thanos-gitops/manifest/change'
import { describe, expect, it } from 'vitest'
import { claims, configMap, diff, type WorkloadOptions, workload } from './testing/objects.ts'

const rbac = 'rbac.authorization.k8s.io/v1'
const role = (rules: readonly Mapping[], kind = 'Role') => ({
  apiVersion: rbac,
  kind,
  metadata: { name: 'web', ...(kind === 'Role' && { namespace: 'x' }) },
  rules,
})
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
const account = { kind: 'ServiceAccount', name: 'web', namespace: 'x' }
const binding = (name: string, subjects: readonly Mapping[] = [account]) => ({
  apiVersion: rbac,
  kind: 'ClusterRoleBinding',
  metadata: { name: 'web' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  subjects,
})
const policy = (name = 'web', podSelector: Mapping = { matchLabels: { app: 'web' } }) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'x' },
  spec: { podSelector, policyTypes: ['Ingress'] },
})
const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'example.com/csi',
}
const admission = (kind: string, spec: Mapping = {}) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name: 'images' },
  spec,
})
const kustomization = (spec: Mapping) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'stack', namespace: 'x' },
  spec: { interval: '10m', path: './', prune: true, sourceRef: { kind: 'GitRepository', name: 'stack' }, ...spec },
})
const application = (fields: Mapping, finalizers?: readonly string[]) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'stack', namespace: 'argocd', ...(finalizers && { finalizers }) },
  spec: {
    destination: { namespace: 'x' },
    project: 'default',
    source: { repoURL: 'https://example.com/a' },
    ...fields,
  },
})

const worstOf = (before: readonly object[], after: readonly object[]): ObjectChange => {
  const others = [configMap({ a: '1' }, 'stays'), configMap({ b: '1' }, 'stays-too')]
  return diff([...before, ...others], [...after, ...others]).objects[0]!
}
const verdict = ({ class: one, why }: ObjectChange): string => `${one}: ${why}`

describe('a grant', () => {
  it.each<[what: string, before: readonly object[], after: readonly object[], expected: RegExp]>([
    ['a new role with *', [], [role([{ ...pods, verbs: ['*'] }])], /^risk: It grants verbs \*/],
    ['a role that gets *', [role([pods])], [role([{ ...pods, resources: ['*'] }])], /^risk: It grants resources \*/],
    [
      'a new rule with *',
      [role([pods])],
      [role([pods, { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }])],
      /^risk:/,
    ],
    [
      'a verb that escalates',
      [role([pods])],
      [role([{ ...pods, verbs: ['get', 'escalate'] }])],
      /^risk: .*verb escalate/,
    ],
    [
      'a named verb',
      [role([pods])],
      [role([{ ...pods, verbs: ['get', 'list'] }])],
      /^in-place: The permissions change/,
    ],
    ['a role that loses *', [role([{ ...pods, verbs: ['*'] }])], [role([pods])], /^in-place:/],
    ['a role without *', [], [role([pods])], /^in-place: It is created/],
    ['cluster-admin', [], [binding('cluster-admin')], /^risk: It grants cluster-admin to ServiceAccount web/],
    [
      'a role of these manifests that allows everything',
      [role([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], 'ClusterRole')],
      [role([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], 'ClusterRole'), binding('web')],
      /^risk: It grants ClusterRole web to ServiceAccount web/,
    ],
    ['another role', [], [binding('view')], /^in-place:/],
    [
      'one more subject of cluster-admin',
      [binding('cluster-admin')],
      [binding('cluster-admin', [account, { kind: 'User', name: 'eve' }])],
      /^risk: It grants cluster-admin to User eve/,
    ],
    [
      'everyone',
      [binding('view')],
      [binding('view', [account, { kind: 'Group', name: 'system:unauthenticated' }])],
      /^risk: .*system:unauthenticated/,
    ],
  ])('of %s is classified', (_what, before, after, expected) => {
    expect(verdict(worstOf(before, after))).toMatch(expected)
  })

  it('has a remedy that lists the permissions', () => {
    const { remedy } = worstOf([], [binding('cluster-admin')])
    expect(remedy!.steps.flatMap(({ commands = [] }) => commands).join('\n')).toContain(
      'kubectl --context CONTEXT auth can-i --list --as=system:serviceaccount:x:web',
    )
  })
})

describe('the removal of', () => {
  it.each<[what: string, object: object, others: readonly object[], expected: RegExp]>([
    [
      'the only NetworkPolicy of pods',
      policy(),
      [workload()],
      /^risk: .*all incoming traffic of Deployment\/web is allowed/,
    ],
    [
      'one of two NetworkPolicies',
      policy(),
      [workload(), policy('all', {})],
      /^risk: .*only this policy allows is refused.*NetworkPolicy\/all still selects/,
    ],
    [
      'a binding',
      binding('view'),
      [workload({ pod: { serviceAccountName: 'web' } })],
      /^risk: .*loses the permissions of ClusterRole\/view.*Deployment\/web runs as one of them/,
    ],
    [
      'a role that a binding names',
      role([pods], 'ClusterRole'),
      [binding('web')],
      /^risk: .*ClusterRoleBinding\/web grant nothing/,
    ],
    ['a role without a binding', role([pods], 'ClusterRole'), [], /^in-place: It is deleted\. No binding/],
    [
      'a StorageClass',
      storageClass,
      [workload({ kind: 'StatefulSet', spec: claims('1Gi') })],
      /^risk: .*new claims wait indefinitely.*StatefulSet\/web/,
    ],
    ['a policy', admission('ValidatingAdmissionPolicy'), [], /^risk: .*ValidatingAdmissionPolicy refused/],
    ['the binding of a policy', admission('ValidatingAdmissionPolicyBinding'), [], /^risk: .*refused/],
    [
      'a CustomResourceDefinition',
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a.example.com' } },
      [],
      /^data-loss: Every object of this kind/,
    ],
    ['a Kustomization that prunes', kustomization({}), [], /^data-loss: Flux deletes every object/],
    ['a Kustomization that does not prune', kustomization({ prune: false }), [], /^risk:/],
    [
      'an Application with a finalizer',
      application({}, ['resources-finalizer.argocd.argoproj.io']),
      [],
      /^data-loss: Argo CD deletes every object/,
    ],
    ['an Application without a finalizer', application({}), [], /^risk: The objects of this application stay/],
  ])('%s is classified', (_what, object, others, expected) => {
    const change = worstOf([object, ...others], others)
    expect(verdict(change)).toMatch(expected)
    expect(change.remedy === undefined).toBe(change.class === 'in-place')
  })

  it('an object that gets a new name leaves its protection in place', () =>
    expect(worstOf([policy()], [policy('web-2')])).toMatchObject({ status: 'renamed', class: 'in-place' }))
})

describe('a weaker protection', () => {
  const namespace = (level?: string) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'x', labels: level === undefined ? {} : { 'pod-security.kubernetes.io/enforce': level } },
  })

  it.each<[what: string, before: object, after: object, expected: RegExp]>([
    ['a lower level of pod security', namespace('restricted'), namespace('baseline'), /^risk: .*only to baseline/],
    ['no level', namespace('baseline'), namespace(), /^risk: .*only to privileged/],
    ['a higher level', namespace(), namespace('restricted'), /^in-place: Pods that start from now on must meet/],
    [
      'a policy that only warns',
      admission('ValidatingAdmissionPolicyBinding', { policyName: 'images', validationActions: ['Deny'] }),
      admission('ValidatingAdmissionPolicyBinding', { policyName: 'images', validationActions: ['Warn'] }),
      /^risk: The policy no longer refuses/,
    ],
    [
      'a policy that ignores errors',
      admission('ValidatingAdmissionPolicy', { failurePolicy: 'Fail' }),
      admission('ValidatingAdmissionPolicy', { failurePolicy: 'Ignore' }),
      /^risk: If the check fails with an error, the object is accepted/,
    ],
  ])('is classified: %s', (_what, before, after, expected) =>
    expect(verdict(worstOf([before], [after]))).toMatch(expected),
  )
})

describe('a suspended delivery', () => {
  it.each<[what: string, before: readonly object[], after: readonly object[], expected: RegExp]>([
    ['a Kustomization', [kustomization({})], [kustomization({ suspend: true })], /^risk: Flux no longer reconciles/],
    ['a resumed one', [kustomization({ suspend: true })], [kustomization({})], /^in-place: Flux resumes/],
    ['a new suspended one', [], [kustomization({ suspend: true })], /^risk: It is created suspended/],
    [
      'an Application without automated sync',
      [application({ syncPolicy: { automated: {} } })],
      [application({ syncPolicy: {} })],
      /^risk: Argo CD no longer syncs/,
    ],
    [
      'an object that Flux ignores',
      [workload()],
      [workload({ metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } } })],
      /^risk: Flux no longer applies this object/,
    ],
  ])('is classified: %s', (_what, before, after, expected) => expect(verdict(worstOf(before, after))).toMatch(expected))

  it('has a remedy that resumes it', () =>
    expect(worstOf([kustomization({})], [kustomization({ suspend: true })]).remedy!.title).toBe(
      'Resume Kustomization/stack when the work is done',
    ))
})

describe('another external label', () => {
  const prometheus = (labels: string) => configMap({ 'prometheus.yaml': `global: {external_labels: ${labels}}` })
  const receive = (...args: readonly string[]): WorkloadOptions => ({
    kind: 'StatefulSet',
    image: 'quay.io/thanos/thanos:v0.42.4',
    args: ['receive', ...args],
  })

  it.each<[what: string, before: object, after: object, expected: RegExp]>([
    [
      'of Prometheus',
      prometheus('{cluster: a}'),
      prometheus('{cluster: b}'),
      /^risk: Existing blocks keep the external label cluster=a, and new blocks have b: .*another cluster/,
    ],
    ['that is new', prometheus('{}'), prometheus('{cluster: b}'), /^risk: New blocks get the external label cluster/],
    [
      'of receive',
      workload(receive('--label=cluster="a"', '--label=replica="0"')),
      workload(receive('--label=cluster="b"', '--label=replica="0"')),
      /^risk: Existing blocks keep the external label cluster=a, and new blocks have b/,
    ],
  ])('%s is classified', (_what, before, after, expected) => {
    const change = worstOf([before], [after])
    expect(verdict(change)).toMatch(expected)
    expect(change.remedy!.title).toBe('Keep the external labels of web')
  })
})
