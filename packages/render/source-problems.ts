import { type Base, Failure, type Finding, type ReportProblem, reportInto } from '@thanos-gitops/manifest'
import { componentFiles } from './base/base-components.ts'
import { withSettings } from './base/resolve-references.ts'
import { objectSelector } from './base/select-components.ts'
import { draftEnvironment } from './environment/draft-environment.ts'
import type { PartialFiles } from './environment/environment-files.ts'
import { loadEnvironment } from './environment/load-environment.ts'
import { inLayers } from './layers/in-layers.ts'
import { patchSources } from './layers/patch-sources.ts'
import { applyPatches } from './patches/apply-patches.ts'
import { loadPatches } from './patches/load-patches.ts'
import type { Patch } from './patches/patch.ts'
import { patchContext } from './patches/patch-context.ts'
import { loadEnvironmentPolicy } from './policy/environment-policy.ts'
import { loadPolicy } from './policy/load-policy.ts'
import type { Policy } from './policy/refusal.ts'
import { ownObjects } from './resources/own-objects.ts'
import { resolveFiles, withValuePlaces } from './values/resolve-files.ts'

/**
 * The problems of the readable files of an environment of which another file, or the base, cannot be read. Without a base, only
 * the form of patches and policy is checked.
 */
export function sourceProblems(base: Base | undefined, written: PartialFiles): readonly Finding[] {
  const findings: Finding[] = []
  const report = reportInto(findings)
  const { files } = resolveFiles(written, report)
  if (base && files.environment) loadEnvironment(files.name, files.environment, base, report)
  const patches = patchSources(files).flatMap((file) => loadPatches(file, report))
  const policy = policyOf(base, files, report)
  const all = base ? [...findings, ...patchProblems(base, files, patches, policy)] : findings
  return inLayers(files.name, withValuePlaces(files, all))
}

/** Undefined if one of the two files with rules cannot be read: the rest would refuse what the whole allows. */
function policyOf(
  base: Base | undefined,
  { environment, policy, ...others }: PartialFiles,
  report: ReportProblem,
): Policy | undefined {
  if (environment && policy) return loadEnvironmentPolicy({ ...others, environment, policy }, base, report)
  if (policy) loadPolicy(policy, { base: others.pin ? undefined : base, environments: others.environmentNames }, report)
  return undefined
}

/** How many objects a target matches depends on the settings that have a problem. */
const dependsOnSettings = ['patch-target-count']

/** The problems of patches, tried on the objects of an environment whose settings have a problem. */
export function patchProblems(
  base: Base,
  files: Pick<PartialFiles, 'name' | 'environment' | 'layers' | 'resources'>,
  patches: readonly Patch[],
  policy: Policy | undefined,
): readonly Finding[] {
  const findings: Finding[] = []
  const environment = draftEnvironment(files.name, files.environment, base)
  try {
    const targets = objectSelector(base)(environment).map(({ object, component }) => ({
      component,
      object: withSettings(object, environment),
    }))
    const own = ownObjects(files, environment, targets, componentFiles(base), reportInto(findings))
    applyPatches([...targets, ...own], patches, patchContext(base, environment, policy), reportInto(findings))
  } catch (error) {
    // A problem of the base, which is reported on its own.
    if (!(error instanceof Failure)) throw error
  }
  return findings.filter(({ code }) => !dependsOnSettings.includes(code))
}
