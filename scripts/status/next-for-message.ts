import type { Step } from './problem.ts'

interface Rule {
  readonly message: RegExp
  readonly step: string
}

/** What to do about a message of the API server or of a delivery tool, for those that this stack causes. The first that matches. */
const rules: readonly Rule[] = [
  {
    message: /updates to statefulset spec for fields other than/,
    step: 'The volumes, the Service and the selector of a StatefulSet cannot change. Revert the commit, or follow "A refused object" in environments/README.md.',
  },
  {
    message: /field can not be less than/,
    step: 'A volume cannot shrink. Revert the commit.',
  },
  {
    message: /only dynamically provisioned pvc can be resized/,
    step: 'The StorageClass does not allow larger volumes. Set allowVolumeExpansion in the class, or revert the commit.',
  },
  {
    message: /\.rollingUpdate: Forbidden|only allowed for updateStrategy/,
    step: 'The server set the field as a default, and a sync does not remove what it does not own. Set the field in a patch.',
  },
  {
    message: /field is immutable|may not change once set|cannot change roleRef|is immutable after creation/,
    step: 'This field cannot change. Revert the commit, or follow "A refused object" in environments/README.md.',
  },
  {
    message: /exceeded quota/,
    step: 'The quota of the namespace is exhausted. Raise the quota, or reduce replicas or requests in a patch.',
  },
  {
    message: /violates PodSecurity/,
    step: 'The Pod Security level of the namespace refuses the pod. Remove the patch that the message names, or relax the level of the namespace.',
  },
  {
    message: /is not permitted in project|do not match any of the allowed destinations|is not permitted to use project/,
    step: 'The AppProject in the cluster is older than the Application. Argo CD tries again; if it stays, run bootstrap again.',
  },
  {
    message: /admission webhook .* denied|failed calling webhook/,
    step: 'An admission webhook of the cluster refuses the object or does not answer. Ask the owner of the webhook that the message names.',
  },
  {
    message: /no matches for kind|could not find the requested resource|CRD|doesn't have a resource type/,
    step: 'The cluster does not serve the kind. Install the operator that provides it.',
  },
  {
    message: /app path does not exist|kustomization path not found/,
    step: 'The branch does not have the folder of the environment. Push the commit that contains it, or correct the branch in environments/delivery.yaml.',
  },
  {
    message: /couldn't find remote ref|unable to resolve|reference not found|no such ref/,
    step: 'The repository does not have the branch. Correct branch in environments/delivery.yaml, or push the branch.',
  },
  {
    message:
      /[Aa]uthenticat|authorization failed|[Pp]ermission denied \(publickey|invalid credentials|repository not found|\b40[13]\b|could not read Username|knownhosts|host key/,
    step: 'The credentials of the repository are missing or refused.',
  },
  {
    message: /no such host|connection refused|i\/o timeout|dial tcp|deadline exceeded|x509/,
    step: 'The cluster does not reach the server that the message names. Check the address, the network and the certificate.',
  },
  {
    message: /is forbidden: User|cannot (get|list|patch|create|delete|update) resource/,
    step: 'The delivery tool lacks a permission in the cluster. Grant it to the service account that the message names.',
  },
]

/** The step for the first of some messages that has one. */
export function nextForMessages(messages: readonly string[]): Step | undefined {
  for (const text of messages) {
    const rule = rules.find(({ message }) => message.test(text))
    if (rule !== undefined) return { text: rule.step }
  }
  return undefined
}

/** Whether the repository could not be read because of its credentials. */
export const isCredentialStep = (step: Step | undefined): boolean =>
  step?.text === 'The credentials of the repository are missing or refused.'

/** Whether the server refused an object: the same commit is refused again. */
export const isRefusal = (message: string): boolean =>
  /is invalid|Forbidden|is forbidden|immutable|exceeded quota|admission webhook|dry-run failed/.test(message)
