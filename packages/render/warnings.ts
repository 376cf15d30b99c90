import type { Finding } from '@thanos-gitops/manifest'
import { unreadFileFinding } from './environment/unread-files.ts'
import { layerOf } from './layers/layers-folder.ts'
import type { DisabledPatch } from './patches/apply-patches.ts'
import { networkPolicies } from './patches/patch-context.ts'
import { redundancyFindings } from './patches/redundant-operations.ts'
import { replacingFinding } from './patches/replacing-additions.ts'
import type { RenderedEnvironment } from './render.ts'
import { unusedValueFindings } from './values/resolve-files.ts'

/** What a rendered environment probably does not intend. Its layers can be useful to other environments: `deadEverywhere` compares them. */
export const renderWarnings = (rendered: RenderedEnvironment): readonly Finding[] => [
  ...uselessPatchFindings(rendered),
  ...rendered.replacing.filter(({ operation }) => isOwn(operation.file)).map(replacingFinding),
  ...rendered.unreadFiles.map(unreadFileFinding),
  ...unusedValueFindings(rendered.unusedValues.filter(({ place }) => isOwn(place.file))),
]

/** The same about operations of layers that are a problem in one environment alone. `mergeShared` puts those of several together. */
export const layerWarnings = ({ environment, replacing }: RenderedEnvironment): readonly Finding[] =>
  replacing
    .filter(({ operation }) => !isOwn(operation.file))
    .map((addition) => ({ ...replacingFinding(addition), environments: [environment.name] }))

/** Patches and operations of a rendered environment that have no effect. */
export const uselessPatchFindings = ({
  environment: { name },
  redundant,
  disabledPatches,
}: RenderedEnvironment): readonly Finding[] => [
  ...disabledPatches.filter(({ target }) => isOwn(target.at.file)).map((patch) => disabledFinding(patch, name)),
  ...redundancyFindings(
    redundant.filter(({ operation }) => isOwn(operation.file)),
    name,
  ),
]

const isOwn = (file: string): boolean => layerOf(file) === undefined

const disabledFinding = ({ target, component }: DisabledPatch, environment: string): Finding => ({
  code: 'patch-target-off',
  severity: 'warning',
  ...(component === networkPolicies
    ? {
        message: `${environment} has no NetworkPolicy, because environment.yaml sets networkPolicies: false. The patch of ${target.kind}/${target.name} has no effect.`,
        remedy: `Remove networkPolicies: false from environment.yaml, or run: npx thanos-gitops tidy ${environment}`,
      }
    : {
        message: `${target.kind}/${target.name} belongs to ${component}, which ${environment} does not have: the patch has no effect.`,
        remedy: `Add ${component} to environment.yaml, or run: npx thanos-gitops tidy ${environment}`,
      }),
  place: target.place('name'),
})
