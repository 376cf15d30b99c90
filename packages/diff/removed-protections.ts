import { groupOf, type KubernetesObject, labelOf, listOf, mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'
import { claimTemplatesOf, type ManifestSet, matchedWorkloads, namespaceOf, workloadLabel } from './manifest-set.ts'
import { subjectText } from './rules/grants.ts'
import { inPlace, risk, type Verdict } from './rules/rule.ts'
import { deletedSync } from './rules/sync-settings.ts'

// What the deletion of an object does that protects, allows or provides something for other objects.

type DeletionEffect = (object: KubernetesObject, after: ManifestSet) => Verdict

const policyTypesOf = (policy: KubernetesObject): readonly string[] => {
  const declared = listOf(valueAt(policy, ['spec', 'policyTypes'])).map(String)
  if (declared.length > 0) return declared
  return listOf(valueAt(policy, ['spec', 'egress'])).length === 0 ? ['Ingress'] : ['Ingress', 'Egress']
}

/** The workloads that a NetworkPolicy selects. An empty selector selects all pods of its namespace. */
const selectedBy = (policy: KubernetesObject, { workloads }: ManifestSet, set: ManifestSet) => {
  const selector = valueAt(policy, ['spec', 'podSelector'])
  const isEmpty = selector === undefined || JSON.stringify(selector) === '{}'
  return isEmpty
    ? workloads.filter(({ namespace }) => namespace === namespaceOf(policy))
    : matchedWorkloads(set, policy, selector)
}

/** Without any policy of a type, all traffic of that type is allowed; with another one, only what that allows. */
const opensNetwork: DeletionEffect = (policy, after) => {
  const pods = selectedBy(policy, after, after)
  const others = after.ofKind('NetworkPolicy').filter((other) => other !== policy)
  const types = policyTypesOf(policy)
  const remaining = others.filter(
    (other) =>
      namespaceOf(other) === namespaceOf(policy) &&
      policyTypesOf(other).some((type) => types.includes(type)) &&
      selectedBy(other, after, after).some((workload) => pods.includes(workload)),
  )
  const subject = pods.length === 0 ? 'the pods that it selects' : pods.map(workloadLabel).join(', ')
  return risk(
    remaining.length === 0
      ? `It is deleted: all ${types.map((type) => (type === 'Egress' ? 'outgoing' : 'incoming')).join(' and ')} traffic of ${subject} is allowed from now on.`
      : `It is deleted: traffic of ${subject} that only this policy allows is refused from now on. ${remaining.map(labelOf).join(', ')} still ${remaining.length === 1 ? 'selects' : 'select'} them.`,
  )
}

const removesPermissions: DeletionEffect = (binding, after) => {
  const subjects = mappingsOf(valueAt(binding, ['subjects']))
  const accounts = subjects.filter(({ kind }) => kind === 'ServiceAccount')
  const users = after.workloads.filter(({ namespace, podSpec }) =>
    accounts.some(
      (account) =>
        account.name === podSpec.serviceAccountName &&
        (account.namespace === undefined || account.namespace === namespace),
    ),
  )
  const role = `${stringAt(binding, 'roleRef', 'kind')}/${stringAt(binding, 'roleRef', 'name')}`
  const names = subjects.length === 0 ? 'its subjects' : subjects.map(subjectText).join(', ')
  const running =
    users.length === 0
      ? ''
      : ` ${users.map(workloadLabel).join(', ')} ${users.length === 1 ? 'runs' : 'run'} as one of them, and its requests to the API server are refused.`
  return risk(
    `It is deleted: ${names} ${subjects.length === 1 ? 'loses' : 'lose'} the permissions of ${role} immediately.${running}`,
  )
}

const removesRole: DeletionEffect = (role, after) => {
  const bindings = ['RoleBinding', 'ClusterRoleBinding']
    .flatMap((kind) => after.ofKind(kind))
    .filter(
      (binding) =>
        stringAt(binding, 'roleRef', 'kind') === role.kind &&
        stringAt(binding, 'roleRef', 'name') === role.metadata.name &&
        (role.kind === 'ClusterRole' || namespaceOf(binding) === namespaceOf(role)),
    )
  return bindings.length === 0
    ? inPlace('It is deleted. No binding in these manifests names it.')
    : risk(`It is deleted: ${bindings.map(labelOf).join(', ')} grant nothing any more.`)
}

const removesStorageClass: DeletionEffect = (storageClass, after) => {
  const { name } = storageClass.metadata
  const claims = after
    .ofKind('PersistentVolumeClaim')
    .filter((claim) => stringAt(claim, 'spec', 'storageClassName') === name)
  const sets = after
    .ofKind('StatefulSet')
    .filter((set) => claimTemplatesOf(set).some((claim) => stringAt(claim, 'spec', 'storageClassName') === name))
  const users = [...claims, ...sets].map(labelOf)
  return risk(
    `It is deleted: volumes of the class stay, but they can no longer grow, and new claims wait indefinitely.${users.length === 0 ? '' : ` It is still used by ${users.join(', ')}.`}`,
  )
}

const removesPriority: DeletionEffect = (priority, after) => {
  const users = after.workloads.filter(({ podSpec }) => podSpec.priorityClassName === priority.metadata.name)
  return users.length === 0
    ? inPlace('It is deleted. No pod in these manifests uses it. Running pods keep their priority.')
    : risk(`It is deleted: running pods stay, but no new pod of ${users.map(workloadLabel).join(', ')} can start.`)
}

const acceptsMore =
  (kind: string): DeletionEffect =>
  () =>
    risk(`It is deleted: what this ${kind} refused or changed is accepted as it is from now on.`)

const admissionKinds = [
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
]

/** By API group and kind. */
const protections: Readonly<Record<string, DeletionEffect>> = {
  'networking.k8s.io/NetworkPolicy': opensNetwork,
  'rbac.authorization.k8s.io/RoleBinding': removesPermissions,
  'rbac.authorization.k8s.io/ClusterRoleBinding': removesPermissions,
  'rbac.authorization.k8s.io/Role': removesRole,
  'rbac.authorization.k8s.io/ClusterRole': removesRole,
  'storage.k8s.io/StorageClass': removesStorageClass,
  'scheduling.k8s.io/PriorityClass': removesPriority,
  '/ResourceQuota': () => risk('It is deleted: the namespace can use as much of the cluster as it requests.'),
  '/LimitRange': () =>
    risk('It is deleted: pods that start from now on get no default requests and limits, and no maximum.'),
  ...Object.fromEntries(admissionKinds.map((kind) => [`admissionregistration.k8s.io/${kind}`, acceptsMore(kind)])),
}

/** The effect of a deletion on what the object protects, allows or applies; undefined for other objects. */
export function protectionEffect(object: KubernetesObject, after: ManifestSet): Verdict | undefined {
  const key = `${groupOf(object.apiVersion)}/${object.kind}`
  return Object.hasOwn(protections, key) ? protections[key]!(object, after) : deletedSync(object)
}
