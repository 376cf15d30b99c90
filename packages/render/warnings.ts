import type { Finding } from '@thanos-gitops/manifest'
import { unreadFileFinding } from './environment/unread-files.ts'
import type { DisabledPatch } from './patches/apply-patches.ts'
import { networkPolicies } from './patches/patch-context.ts'
import { redundancyFindings } from './patches/redundant-operations.ts'
import { replacingFinding } from './patches/replacing-additions.ts'
import type { RenderedEnvironment } from './render.ts'

/** What a rendered environment probably does not intend. */
export const renderWarnings = (rendered: RenderedEnvironment): readonly Finding[] => [
  ...uselessPatchFindings(rendered),
  ...rendered.replacing.map(replacingFinding),
  ...rendered.unreadFiles.map(unreadFileFinding),
]

/** Patches and operations of a rendered environment that have no effect. */
export const uselessPatchFindings = ({
  environment: { name },
  redundant,
  disabledPatches,
}: RenderedEnvironment): readonly Finding[] => [
  ...disabledPatches.map((patch) => disabledFinding(patch, name)),
  ...redundancyFindings(redundant, name),
]

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
