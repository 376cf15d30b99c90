import { credentialCheck, credentialRemedy, formatPointer, labelOf, objectCredentials } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const noLiteralCredentials: Check = {
  name: credentialCheck,
  question: 'security',
  severity: 'error',
  why: 'Readers of the repository, its clones and its build logs can use a credential in a manifest, even after a commit that removes it.',
  remedy:
    'Replace the credential, and keep the new one in a Secret that an ExternalSecret or a SealedSecret creates. Refer to the Secret, or to the file where it is mounted.',
  source: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  *run({ objects }) {
    for (const object of objects)
      for (const { steps, what, context, offset } of objectCredentials(object.object)) {
        const pointer = formatPointer(steps)
        yield {
          object,
          pointer,
          ...(offset > 0 ? { offset } : {}),
          message: `${pointer} contains a literal credential: ${what}.`,
          remedy: credentialRemedy(context, labelOf(object.object)),
        }
      }
  },
}
