import type { Base, Environment, Finding, KubernetesObject, ReportProblem, YamlFile } from '@thanos-gitops/manifest'
import {
  credentialCheck,
  identityOf,
  inKeyOrder,
  labelOf,
  optionalSettings,
  reportInto,
  writeYaml,
} from '@thanos-gitops/manifest'
import { componentFiles } from './base/base-components.ts'
import { hashesOf, withContentHashes } from './base/content-hashes.ts'
import { ownedReplicas, reportOwnedReplicas, withOwnedReplicas } from './base/owned-replicas.ts'
import { replicaCounter } from './base/replicas.ts'
import { withSettings } from './base/resolve-references.ts'
import { divideRuleGroups } from './base/rule-shards.ts'
import { objectSelector, type SelectedObject } from './base/select-components.ts'
import { reportRequestsBeyondPolicy } from './base/vertical-autoscaling-policy.ts'
import type { AllowsCredential } from './credentials/allowed-credentials.ts'
import { objectCredentialFindings } from './credentials/object-findings.ts'
import { sourceCredentialFindings } from './credentials/source-findings.ts'
import type { EnvironmentFiles } from './environment/environment-files.ts'
import { loadEnvironment } from './environment/load-environment.ts'
import { inLayers } from './layers/in-layers.ts'
import { layerSettings } from './layers/layer-files.ts'
import type { OverriddenSetting } from './layers/merged-settings.ts'
import { patchSources } from './layers/patch-sources.ts'
import { canonicalQuantities } from './output/canonical-quantities.ts'
import { writeDocuments } from './output/documents.ts'
import { manifestFileName } from './output/file-name.ts'
import { applyPatches, type DisabledPatch } from './patches/apply-patches.ts'
import { overrideImages } from './patches/image-overrides.ts'
import { loadPatches } from './patches/load-patches.ts'
import type { FieldWrite, PatchedObject, TargetObject } from './patches/patch.ts'
import { patchContext } from './patches/patch-context.ts'
import type { RedundantOperation } from './patches/redundant-operations.ts'
import type { ReplacingAddition } from './patches/replacing-additions.ts'
import { reportRetentionPatches } from './patches/retention-patches.ts'
import { loadEnvironmentPolicy } from './policy/environment-policy.ts'
import type { Policy } from './policy/refusal.ts'
import { ownObjects, resourceSources } from './resources/own-objects.ts'
import { patchProblems } from './source-problems.ts'
import { resolveFiles, type UnusedValue, withValuePlaces } from './values/resolve-files.ts'

/** One file of `manifests/`. */
export interface Manifest {
  /** `thanos-store.statefulset.yaml` */
  readonly file: string
  readonly text: string
  readonly component: string
  readonly object: KubernetesObject
  /** The file of `resources/`, for an object that the base does not have. */
  readonly source?: YamlFile
  /** The changes of the base's object by patches and image overrides, in order. */
  readonly writes: readonly FieldWrite[]
  /** What a setting removed after the patches: the groups of rules of other shards. */
  readonly removals?: readonly FieldWrite[]
}

export interface RenderedEnvironment {
  readonly environment: Environment
  readonly base: Base
  /** Sorted by file name. */
  readonly manifests: readonly Manifest[]
  /** The base's objects before settings and patches. Environments with the same components share them. */
  readonly selected: readonly SelectedObject[]
  /** The same objects with the settings of the environment. */
  readonly targets: readonly TargetObject[]
  /** Undefined where patches may change everything. */
  readonly policy: Policy | undefined
  /** Operations that have no effect. */
  readonly redundant: readonly RedundantOperation[]
  /** Additions that replace a list or a mapping. */
  readonly replacing: readonly ReplacingAddition[]
  readonly unreadFiles: readonly string[]
  /** Patches for components that the environment does not have. They are not applied. */
  readonly disabledPatches: readonly DisabledPatch[]
  /** Values of `environment.yaml` that no reference names. */
  readonly unusedValues: readonly UnusedValue[]
  /** Settings of layers that do not apply, because a later layer or the environment sets them too. */
  readonly overriddenSettings: readonly OverriddenSetting[]
  /** `environment.yaml` with the settings of its layers: each place is in the file that sets the value. */
  readonly settings: YamlFile
}

/** Returns the function that renders an environment of this base. Environments share the work on the base. */
export function createRenderer(base: Base): (files: EnvironmentFiles) => RenderedEnvironment | readonly Finding[] {
  const select = objectSelector(base)
  const fileOf = componentFiles(base)
  return (written) => {
    const findings: Finding[] = []
    const report = reportInto(findings)
    const { files, overridden, unused } = resolveFiles(written, report)
    const allows = files.allowsCredential ?? (() => false)
    const sources = [files.environment, ...layerSettings(files), ...patchSources(files), ...resourceSources(files)]
    for (const source of [...sources, ...(files.policy ? [files.policy] : [])])
      findings.push(...sourceCredentialFindings(source, allows))
    const problems = (found: readonly Finding[]) => inLayers(files.name, withValuePlaces(files, found))
    const environment = loadEnvironment(files.name, files.environment, base, report, files.repository, files.fleet)
    reportSharedCluster(files, report)
    const patches = patchSources(files).flatMap((file) => loadPatches(file, report))
    const policy = loadEnvironmentPolicy(files, base, report)
    if (environment === undefined) return problems([...findings, ...patchProblems(base, files, patches, policy)])

    const ofBase = select(environment)
    const owned = ownedReplicas(ofBase, environment)
    const baseTargets = withOwnedReplicas(
      ofBase.map((one) => toTarget(one, environment, fileOf, report)),
      owned,
    )
    const own = ownObjects(files, environment, baseTargets, fileOf, report)
    // Environments without objects of their own share the list, of which a digest is computed once.
    const selected = own.length === 0 ? ofBase : [...ofBase, ...own]
    const targets = [...baseTargets, ...own]
    const patched = applyPatches(targets, patches, patchContext(base, environment, policy), report)
    reportRetentionPatches(patched.objects, targets, files.environment, report)
    reportOwnedReplicas(patched.objects, owned, files.environment, report)
    reportRequestsBeyondPolicy(targets, environment, policy, files.environment, report)
    const imaged = overrideImages(patched.objects, environment.images, files.environment, report)
    findings.push(...patchedCredentials(imaged, targets, findings, allows))
    const divided = divideRuleGroups(imaged, ofBase, files.environment, report)
    const finished = divided.map((entry, index) => finish(entry, targets[index]!.object, environment))
    const objects = finished.map(({ object }) => object)
    const count = replicaCounter(objects)
    const counted = objects.map((object, index) => (selected[index]!.hasReplicaCount ? count(object) : object))
    const hashOf = hashesOf(counted)
    const manifests = finished.map((entry, index) =>
      toManifest(
        { ...entry, object: counted[index]! },
        selected[index]!,
        own[index - ofBase.length]?.source,
        environment,
        { hashOf, fileOf },
        report,
      ),
    )
    reportDuplicates(manifests, fileOf, report)
    if (findings.length > 0) return problems(findings)
    const { redundant, replacing, disabled } = patched
    const sorted = manifests.sort((a, b) => (a.file < b.file ? -1 : 1))
    return {
      environment,
      base,
      manifests: sorted,
      selected,
      targets,
      policy,
      redundant,
      replacing,
      unreadFiles: files.unreadFiles ?? [],
      disabledPatches: disabled,
      unusedValues: unused(),
      overriddenSettings: overridden,
      settings: files.environment,
    }
  }
}

/** The credentials that patches write, without those that a file already shows. */
function patchedCredentials(
  patched: readonly PatchedObject[],
  targets: readonly TargetObject[],
  findings: readonly Finding[],
  allows: AllowsCredential,
): readonly Finding[] {
  const lines = new Set(
    findings.filter(({ code }) => code === credentialCheck).map(({ place }) => `${place?.file}:${place?.line}`),
  )
  return patched
    .flatMap((entry, index) => objectCredentialFindings(entry, targets[index]!.object, allows))
    .filter(({ place }) => !lines.has(`${place?.file}:${place?.line}`))
}

function reportSharedCluster({ environment, sameCluster = [] }: EnvironmentFiles, report: ReportProblem): void {
  if (sameCluster.length > 0)
    report(
      'environment-invalid',
      environment.place(['cluster']),
      `${sameCluster.join(', ')} sets the same cluster: the series of both would have the same labels.`,
      'Give each environment a cluster name of its own.',
    )
}

const toTarget = (
  { object, component, referring }: SelectedObject,
  environment: Environment,
  fileOf: (component: string) => string,
  report: ReportProblem,
): TargetObject => {
  const onMissing = (setting: string): void => {
    const isOptional = (optionalSettings as readonly string[]).includes(setting)
    report(
      'base-invalid',
      { file: fileOf(component) },
      `${labelOf(object)} uses the setting ${setting}, which ${isOptional ? 'the environment' : `the object storage ${environment.objectStorage}`} does not have.`,
      `Mark the value with onlyWith and ${isOptional ? setting : 'the object storages that have the setting'}.`,
    )
  }
  return { component, object: withSettings(object, environment, onMissing, referring) }
}

/** Gives what patches changed the form of the base: key order, canonical quantities, documents as strings. */
function finish(entry: PatchedObject, before: KubernetesObject, environment: Environment): PatchedObject {
  const { object } = entry
  const canonical =
    object === before
      ? object
      : canonicalQuantities(environment.kubernetesVersion, inKeyOrder(object) as KubernetesObject)
  return { ...entry, object: writeDocuments(canonical) }
}

function toManifest(
  { object: finished, writes, removals }: PatchedObject,
  { component, hasContentHash }: SelectedObject,
  source: YamlFile | undefined,
  environment: Environment,
  {
    hashOf,
    fileOf,
  }: { readonly hashOf: (configMap: string) => string; readonly fileOf: (component: string) => string },
  report: ReportProblem,
): Manifest {
  const object = hasContentHash ? withContentHashes(finished, hashOf) : finished
  const file = manifestFileName(object, environment.namespace)
  if (file === undefined)
    report(
      'base-invalid',
      source?.place(['metadata']) ?? { file: fileOf(component) },
      `The kind, name or namespace of ${JSON.stringify(labelOf(object))} cannot be a part of a file name.`,
      'Use lower-case letters, digits, - and . in its name and namespace, and at most 253 characters.',
    )
  return {
    file: file ?? '',
    text: writeYaml(object),
    component,
    object,
    ...(source === undefined ? {} : { source }),
    writes,
    ...(removals === undefined ? {} : { removals }),
  }
}

/** Patches and settings can give two objects of the base the same identity, or the same file. */
function reportDuplicates(
  manifests: readonly Manifest[],
  fileOf: (component: string) => string,
  report: ReportProblem,
): void {
  const seen = new Map<string, Manifest>()
  for (const manifest of manifests) {
    const identity = identityOf(manifest.object)
    const other = seen.get(identity) ?? seen.get(manifest.file)
    seen.set(identity, manifest).set(manifest.file, manifest)
    // ownObjects has reported the same identity with both files.
    if (other === undefined || (isOwn(manifest, other) && identity === identityOf(other.object))) continue
    report(
      'object-duplicate',
      [manifest, other].find(({ source }) => source)?.source?.place(['metadata']) ?? {
        file: fileOf(manifest.component),
      },
      `${labelOf(manifest.object)} of ${manifest.component} and of ${other.component} are the same object for the API server, or have the same file name.`,
      'Rename one of the two.',
    )
  }
}

const isOwn = (...manifests: readonly Manifest[]): boolean => manifests.some(({ source }) => source !== undefined)
