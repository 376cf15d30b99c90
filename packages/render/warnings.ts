import type { Finding } from '@thanos-gitops/manifest'
import type { DisabledPatch } from './patches/apply-patches.ts'
import { redundancyFindings } from './patches/redundant-operations.ts'
import type { RenderedEnvironment } from './render.ts'

/** Patches and operations of a rendered environment that have no effect. */
export const renderWarnings = ({
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
  message: `${target.kind}/${target.name} belongs to ${component}, which ${environment} does not have: the patch has no effect.`,
  remedy: `Add ${component} to environment.yaml, or run: npx thanos-gitops tidy ${environment}`,
  place: target.place('name'),
})
