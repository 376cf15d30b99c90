import { type Finding, type KubernetesObject, registerCredentials, type SourcedObject } from '@thanos-gitops/manifest'
import { duplicates, readManifestText } from '@thanos-gitops/manifest/read'
import { environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { isRead } from '../sources/revision-files.ts'
import type { BaseOrigins } from './base-origins.ts'
import type { ReadSide } from './comparable.ts'

/** What environments contained at a git revision or in a folder. */
export interface BaseTree {
  /** For a heading. */
  readonly description: string
  readonly environments: readonly string[]
  /**
   * The committed objects of an environment; undefined if the tree does not have it.
   * @throws Failure if it has none
   */
  read(name: string, rendered: RenderedFiles): ReadSide | undefined
  /** The committed objects by which Argo CD and Flux sync an environment; undefined if the tree has manifests only. */
  readDelivery(name: string): readonly KubernetesObject[] | undefined
  /** The last change of the manifests, if a render now restores a part of what was before it. Absent without a history. */
  readLastChange?(name: string, rendered: RenderedFiles): LastChange | undefined
  /** The content of a source file, by its path from the root, if the tree has it. */
  source(file: string): string | undefined
  /** Finds the sources of what is read. Absent if the tree contains manifests only. */
  origins?(): Promise<BaseOrigins | undefined>
}

/** The manifests of an environment as a render writes them now, by their file from the root. */
export type RenderedFiles = ReadonlyMap<string, { readonly text: string; readonly objects: readonly SourcedObject[] }>

export const settingsFile = (name: string): string => `${environmentsFolder}/${name}/environment.yaml`

/** A commit that changed the manifests of an environment, and the objects before it. */
export interface LastChange {
  readonly commit: string
  readonly before: readonly SourcedObject[]
}

export const manifestsOf = (name: string): string => `${environmentsFolder}/${name}/${manifestsFolder}`

export const deliveryOf = (name: string): string => `${environmentsFolder}/${name}/delivery`

const parsed = new Map<string, readonly KubernetesObject[]>()

/**
 * The objects in delivery files. A file with a problem has none: `render --check` reports it. Most files are equal on both sides, and parsed
 * once.
 */
export const objectsIn = (files: readonly (readonly [file: string, text: string])[]): readonly KubernetesObject[] =>
  files.flatMap(([file, text]) => {
    const objects = parsed.get(text) ?? readManifestText(file, text).objects.map(({ object }) => object)
    parsed.set(text, objects)
    return objects
  })

const outputs = new RegExp(`^${environmentsFolder}/[^/]+/(?:${manifestsFolder}|delivery)/`)

/** Whether a file below base/ or environments/ is a source, and not an output, a test or a document. */
export const isSource = (file: string): boolean => !outputs.test(file) && isRead(file)

/** A manifest that is equal on both sides is not parsed again: its objects are those of the other side. */
export function parsedManifests(
  files: readonly (readonly [file: string, text: string])[],
  rendered: RenderedFiles,
  displayFile: (file: string) => string,
): ReadSide {
  const problems: Finding[] = []
  const objects = files.flatMap(([file, text]) => {
    const same = rendered.get(file)
    if (same?.text === text) return same.objects
    const read = readManifestText(displayFile(file), text)
    problems.push(...read.findings.filter(({ severity }) => severity === 'error'))
    registerCredentials(read.objects)
    return read.objects
  })
  return { objects, problems: [...problems, ...duplicates(objects)] }
}
