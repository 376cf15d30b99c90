import { type KubernetesObject, listOf, valueAt } from '@thanos-gitops/manifest'
import { type ChangeContext, type ChangeRule, inPlace, risk, type Verdict } from './rule.ts'

// Changes that make a protection of the cluster weaker.

const podSecurity = 'https://kubernetes.io/docs/concepts/security/pod-security-admission/'
const levels = ['privileged', 'baseline', 'restricted']
const enforceLabel = 'pod-security.kubernetes.io/enforce'

/** A namespace without the label has the level of the server's configuration, which is `privileged` by default. */
const levelRank = (level: unknown): number => Math.max(0, levels.indexOf(String(level ?? 'privileged')))

function podSecurityLevel({ change }: ChangeContext): Verdict | undefined {
  if (change.steps[2] !== enforceLabel) return undefined
  const [from, to] = [String(change.before ?? 'privileged'), String(change.after ?? 'privileged')]
  return levelRank(change.after) < levelRank(change.before)
    ? risk(`Pods of this namespace are no longer held to the level ${from}, only to ${to}.`)
    : inPlace(
        `Pods that start from now on must meet the level ${to}. Running pods stay, but those that do not meet it cannot be replaced.`,
      )
}

/** The annotation by which `bootstrap` and `status` recognize the cluster of an environment. */
const clusterAnnotation = 'thanos-gitops/cluster'

const clusterName = ({ change }: ChangeContext): Verdict | undefined =>
  change.steps[2] === clusterAnnotation
    ? inPlace(
        `The cluster belongs to ${String(change.after ?? 'no environment')} from now on. Until this is synced, \`npm run status\` and \`npm run bootstrap\` of the new name refuse the cluster.`,
      )
    : undefined

export const namespaceRules: readonly ChangeRule[] = [
  { at: '/metadata/annotations/*', verdict: clusterName, source: 'scripts/cluster.ts' },
  { at: '/metadata/labels/*', verdict: podSecurityLevel, source: podSecurity },
]

const admissionDocs = 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/'

const deniesIn = (object: KubernetesObject): boolean =>
  listOf(valueAt(object, ['spec', 'validationActions'])).includes('Deny')

function validationActions({ before, after }: ChangeContext): Verdict {
  if (deniesIn(before) && !deniesIn(after))
    return risk('The policy no longer refuses objects: it only warns or writes to the audit log.')
  return !deniesIn(before) && deniesIn(after)
    ? inPlace('The policy refuses objects from now on. Objects that exist stay until their next change.')
    : inPlace('It applies to new requests immediately.')
}

function failurePolicy({ change }: ChangeContext): Verdict {
  return change.after === 'Ignore'
    ? risk('If the check fails with an error, the object is accepted instead of refused.')
    : inPlace('If the check fails with an error, the object is refused from now on.')
}

const newRequests = 'It applies to new requests immediately. Objects that exist are not checked again.'

const policy: readonly ChangeRule[] = [
  { at: '/spec/failurePolicy', verdict: failurePolicy, source: admissionDocs },
  { at: '/spec/**', verdict: inPlace(newRequests), source: admissionDocs },
]
const binding: readonly ChangeRule[] = [
  { at: '/spec/validationActions/**', verdict: validationActions, source: admissionDocs },
  { at: '/spec/**', verdict: inPlace(newRequests), source: admissionDocs },
]
const webhooks: readonly ChangeRule[] = [
  { at: '/webhooks/*/failurePolicy', verdict: failurePolicy, source: admissionDocs },
  {
    at: '/webhooks/**',
    verdict: ({ change }) =>
      change.after === undefined && change.steps.length === 2
        ? risk('This webhook no longer checks or changes objects.')
        : inPlace(newRequests),
    source: admissionDocs,
  },
]

export const admissionRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': policy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': policy,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': binding,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': [
    { at: '/spec/**', verdict: inPlace(newRequests), source: admissionDocs },
  ],
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhooks,
}
