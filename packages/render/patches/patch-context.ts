import { type Base, type Environment, labelOf } from '@thanos-gitops/manifest'
import { withSettings } from '../base/resolve-references.ts'
import { disabledComponents, omittedNetworkPolicies } from '../base/select-components.ts'
import type { Policy } from '../policy/refusal.ts'
import type { PatchContext } from './apply-patches.ts'

/** The setting that removes all NetworkPolicies, in the place of the component of a disabled object. */
export const networkPolicies = 'networkPolicies'

/** What patches of an environment are judged by. */
export const patchContext = (base: Base, environment: Environment, policy: Policy | undefined): PatchContext => ({
  kubernetesVersion: environment.kubernetesVersion,
  policy,
  disabledObjects: () =>
    new Map([
      ...disabledComponents(base, environment).flatMap(({ name, objects }) =>
        objects.map((object) => [labelOf(withSettings(object, environment)), name] as const),
      ),
      ...omittedNetworkPolicies(base, environment).map((object) => [labelOf(object), networkPolicies] as const),
    ]),
})
