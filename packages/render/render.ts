import { hash } from 'node:crypto'
import {
  type Base,
  type Environment,
  Failure,
  type Finding,
  hashedConfigMap,
  identityOf,
  inKeyOrder,
  type KubernetesObject,
  labelOf,
  writeYaml,
} from '@thanos-gitops/manifest'
import { resolveReferences } from './base/resolve-references.ts'
import { componentsOf, objectSelector, type SelectedObject } from './base/select-components.ts'
import type { EnvironmentFiles } from './environment/environment-files.ts'
import { loadEnvironment } from './environment/load-environment.ts'
import { canonicalQuantities } from './output/canonical-quantities.ts'
import { writeDocuments } from './output/documents.ts'
import {
  applyPatches,
  type OffPatch,
  type PatchedObject,
  type TargetObject,
  type Write,
} from './patches/apply-patches.ts'
import { overrideImages } from './patches/image-overrides.ts'
import { loadPatches } from './patches/load-patches.ts'
import type { DeadOperation } from './patches/redundant-operations.ts'
import { loadEnvironmentPolicy } from './policy/environment-policy.ts'
import type { Policy } from './policy/judge.ts'
import { type Report, reportInto } from './problems.ts'

/** One file of `manifests/`. */
export interface Manifest {
  /** `thanos-store.statefulset.yaml` */
  readonly file: string
  readonly text: string
  readonly component: string
  readonly object: KubernetesObject
  /** Who wrote a field after the base did, in order. */
  readonly writes: readonly Write[]
}

export interface RenderedEnvironment {
  readonly environment: Environment
  /** Sorted by file name. */
  readonly manifests: readonly Manifest[]
  /** The base's objects before any setting and any patch. Environments with the same components share them. */
  readonly selected: readonly SelectedObject[]
  /** The same with the settings of the environment. */
  readonly targets: readonly TargetObject[]
  /** What patches may change; absent where there is no policy. */
  readonly policy: Policy | undefined
  /** Operations that could as well not be there, and why. */
  readonly dead: readonly DeadOperation[]
  /** Patches of components that the environment has switched off; they are not applied. */
  readonly off: readonly OffPatch[]
}

/** Makes the one transformation: base and environment in, manifests out. Environments share the work on the base. */
export function createRenderer(base: Base): (files: EnvironmentFiles) => RenderedEnvironment | readonly Finding[] {
  const select = objectSelector(base)
  return (files) => {
    const findings: Finding[] = []
    const report = reportInto(findings)
    const environment = loadEnvironment(files.name, files.environment, base, report)
    const patches = files.patches.flatMap((file) => loadPatches(file, report))
    if (environment === undefined) return findings

    const selected = select(environment)
    const settled = selected.map(({ object }) => withSettings(object, environment))
    const targets = settled.map((object, index) => ({ object, component: selected[index]!.component }))
    const policy = loadEnvironmentPolicy(files, report)
    const {
      objects: patched,
      dead,
      off,
    } = applyPatches(
      targets,
      patches,
      { kubernetesVersion: environment.kubernetesVersion, policy, absent: () => absentObjects(base, environment) },
      report,
    )
    const imaged = overrideImages(patched, environment.images, files.environment, report)
    const finished = imaged.map((entry, index) => finish(entry, settled[index]!, environment))
    const hashOf = contentHasher(finished)
    const manifests = finished.map((entry, index) => toManifest(entry, selected[index]!, environment, hashOf))
    reportDuplicates(manifests, report)
    return findings.length > 0
      ? findings
      : { environment, manifests: manifests.sort(byFile), selected, targets, policy, dead, off }
  }
}

/** The component of each object that the environment has not, by the object's label. */
function absentObjects(base: Base, environment: Environment): ReadonlyMap<string, string> {
  const present = new Set(componentsOf(base, environment))
  const absent = [...base.optional, ...Object.values(base.objectStorage)].filter((component) => !present.has(component))
  return new Map(
    absent.flatMap(({ name, objects }) =>
      objects.map((object) => [labelOf(withSettings(object, environment)), name] as const),
    ),
  )
}

const byFile = (a: Manifest, b: Manifest): number => (a.file < b.file ? -1 : 1)

/** A copy in which the environment's settings stand for their references. */
export function withSettings(object: KubernetesObject, environment: Environment): KubernetesObject {
  const settings: Readonly<Record<string, string>> = {
    cluster: environment.cluster,
    namespace: environment.namespace,
    clusterDomain: environment.clusterDomain,
    ...objectStorageSettings(environment),
  }
  return resolveReferences(object, (reference) => settings[reference])
}

const objectStorageSettings = ({ objectStorageSettings }: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(objectStorageSettings).map(([field, value]) => [`objectStorage.${field}`, value]))

/** What a patch changed is brought into the base's form: key order, canonical quantities, documents as text. */
function finish({ object, writes }: PatchedObject, before: KubernetesObject, environment: Environment): PatchedObject {
  const formed =
    object === before
      ? object
      : canonicalQuantities(environment.kubernetesVersion, inKeyOrder(object) as KubernetesObject)
  return { object: writeDocuments(formed), writes }
}

/** Gives the content hash of a ConfigMap by its name: what a pod template carries in an annotation. */
function contentHasher(objects: readonly PatchedObject[]): (configMap: string) => string {
  const hashes = new Map<string, string>()
  return (name) => {
    let found = hashes.get(name)
    if (found === undefined) {
      const configMap = objects.find(
        ({ object }) => object.kind === 'ConfigMap' && object.metadata.name === name,
      )?.object
      if (configMap === undefined)
        throw new Failure({
          code: 'base-invalid',
          severity: 'error',
          message: `The base asks for the content hash of ConfigMap/${name}, which no component of this environment has.`,
          remedy: 'Make the reference conditional with onlyWith, or add the component.',
        })
      found = hash('sha256', JSON.stringify((configMap as { data?: unknown }).data)).slice(0, 16)
      hashes.set(name, found)
    }
    return found
  }
}

function toManifest(
  { object: finished, writes }: PatchedObject,
  { component, hashes }: SelectedObject,
  environment: Environment,
  hashOf: (configMap: string) => string,
): Manifest {
  const object = hashes ? withContentHashes(finished, hashOf) : finished
  // An object in another namespace than the environment's says so in its file's name.
  const { name, namespace } = object.metadata
  const elsewhere = namespace === undefined || namespace === environment.namespace ? '' : `.${namespace}`
  return {
    file: `${name}.${object.kind.toLowerCase()}${elsewhere}.yaml`,
    text: writeYaml(object),
    component,
    object,
    writes,
  }
}

function withContentHashes(object: KubernetesObject, hashOf: (configMap: string) => string): KubernetesObject {
  return resolveReferences(object, (reference) => {
    const name = hashedConfigMap(reference)
    return name === undefined ? undefined : hashOf(name)
  })
}

function reportDuplicates(manifests: readonly Manifest[], report: Report): void {
  const seen = new Map<string, Manifest>()
  for (const manifest of manifests)
    for (const key of new Set([identityOf(manifest.object), manifest.file])) {
      const other = seen.get(key)
      if (other === undefined) seen.set(key, manifest)
      else {
        report(
          'object-duplicate',
          { file: `base/components/${manifest.component}.ts` },
          `${labelOf(manifest.object)} of ${manifest.component} and of ${other.component} are the same object for the API server, or would be the same file.`,
          'Rename one of the two in the base.',
        )
        break
      }
    }
}
