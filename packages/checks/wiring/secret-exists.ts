import type { Check } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'
import { missingObjects } from '../engine/missing-objects.ts'
import { configReferences } from '../engine/references.ts'

export const secretExists = {
  name: 'secret-exists',
  id: 'TH044',
  question: 'references',
  severity: 'error',
  why: 'A pod that mounts or reads a missing Secret does not start. Secrets are rarely in git, so the manifests must show which object or tool creates this one.',
  remedy: 'Render an ExternalSecret, SealedSecret or ObjectBucketClaim that creates it.',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist',
  *run(context) {
    const references = [...configReferences(context)].filter(({ kind }) => kind === 'Secret')
    const missing = missingObjects(
      context,
      references,
      ({ kind, name, namespace }) => keysOf(context, kind, name, namespace) !== undefined,
    )
    // Other manifests than those of an environment rarely contain Secrets. One with a similar name shows a spelling error.
    const isExpected = context.environment !== undefined
    for (const problem of missing)
      yield { ...problem, severity: isExpected || problem.remedy !== undefined ? 'error' : 'warning' }
  },
} satisfies Check
