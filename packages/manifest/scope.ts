import { groupOf, type KubernetesObject } from './object.ts'

// The API server ignores a namespace in the manifests of these kinds.
const clusterKinds = [
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'APIService',
  'DeviceClass',
  'FlowSchema',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttributesClass',
]
const clusterScoped = new Set(clusterKinds)
const isKubernetesGroup = (group: string): boolean => group === '' || group.endsWith('.k8s.io')

/** Whether the object is in no namespace, even if its manifest sets one. */
export const isClusterScoped = ({ apiVersion, kind }: KubernetesObject): boolean =>
  clusterScoped.has(kind) && isKubernetesGroup(groupOf(apiVersion))
