import {
  type Base,
  credentialCheck,
  credentialMessage,
  credentialRemedy,
  findCredentials,
  formatPointer,
  labelOf,
  rememberCredentials,
  valueAt,
} from '@thanos-gitops/manifest'
import type { AllowsCredential } from '../credentials/allowed-credentials.ts'
import { componentFiles, placedComponents } from './base-components.ts'
import type { BaseProblem } from './base-problem.ts'

/** The literal credentials in the objects of a base that no exception allows. The base must have passed `checkBase`. */
export function baseCredentials(base: Base, allows: AllowsCredential): readonly BaseProblem[] {
  const fileOf = componentFiles(base)
  return placedComponents(base).flatMap(({ component, steps }) =>
    component.objects.flatMap((object, index) =>
      findCredentials(object).flatMap((credential): BaseProblem[] => {
        const value = valueAt(object, credential.steps.map(String))
        if (typeof value === 'string') rememberCredentials([value.slice(credential.offset, credential.end)])
        const pointer = formatPointer(credential.steps)
        const location = { object: labelOf(object), pointer, file: fileOf(component.name) }
        if (allows(location)) return []
        return [
          {
            code: credentialCheck,
            message: credentialMessage(`${labelOf(object)}: `, pointer, credential),
            remedy: credentialRemedy(credential.context, labelOf(object)),
            steps: [...steps, 'objects', index, ...credential.steps],
          },
        ]
      }),
    ),
  )
}
