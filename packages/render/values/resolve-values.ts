import { type Finding, type Place, placeText, type ReportProblem, type YamlFile } from '@thanos-gitops/manifest'
import type { PartialFiles } from '../environment/environment-files.ts'
import { patchSources } from '../layers/patch-sources.ts'
import { resourceSources } from '../resources/own-objects.ts'
import { namedValues } from './declared-values.ts'
import { inObjects, inOperations, resolveFile, type ValueScope } from './resolve-file.ts'

type Files = Pick<PartialFiles, 'environment' | 'patches' | 'resources' | 'layers'>

/** A value that no reference names. */
export interface UnusedValue {
  readonly name: string
  readonly place: Place
}

export interface ResolvedFiles<T> {
  /** The files with values in the places of references. */
  readonly files: T
  unused(): readonly UnusedValue[]
}

/** Replaces the references in the patches and objects of an environment and of its layers. Reports those that cannot be resolved. */
export function resolveValues<T extends Files>(files: T, report: ReportProblem): ResolvedFiles<T> {
  const { environment } = files
  const scope: ValueScope = {
    values: environment === undefined ? new Map() : namedValues(environment),
    used: new Set(),
    // Without a readable environment.yaml, each reference would be an error that follows from it.
    report: environment === undefined ? () => {} : report,
  }
  const patchesOf = (sources: readonly YamlFile[]) => sources.map((source) => resolveFile(source, inOperations, scope))
  const objectsOf = (sources: readonly YamlFile[]) => sources.map((source) => resolveFile(source, inObjects, scope))
  const { patches, resources, layers } = files
  const resolved = {
    ...files,
    patches: patchesOf(patches),
    ...(resources && { resources: objectsOf(resources) }),
    ...(layers && {
      layers: layers.map((layer) => ({
        ...layer,
        patches: patchesOf(layer.patches),
        resources: objectsOf(layer.resources),
      })),
    }),
  }
  const unused = (): readonly UnusedValue[] =>
    [...scope.values]
      .filter(([name, { isDeclared }]) => isDeclared && !scope.used.has(name))
      .map(([name]) => ({ name, place: environment!.keyPlace(['values', name]) }))
  return { files: resolved, unused }
}

/** The warnings about values that no reference names. */
export const unusedValueFindings = (unused: readonly UnusedValue[]): readonly Finding[] =>
  unused.map(({ name, place }) => ({
    code: 'value-unused',
    severity: 'warning',
    message: `No patch, object or layer of the environment refers to the value ${name}.`,
    remedy: `Remove the line, or refer to it: {$value: ${name}}.`,
    place,
  }))

/** Adds to the problem of a value that a file refers to the line that sets it. */
export function withValuePlaces(files: Files, findings: readonly Finding[]): readonly Finding[] {
  if (findings.length === 0) return findings
  const used = [...patchSources(files), ...resourceSources(files)].flatMap((source) =>
    (source.used ?? []).map((one) => [placeText(source.place(one.path)), one] as const),
  )
  if (used.length === 0) return findings
  const byPlace = new Map(used)
  return findings.map((finding) => {
    const one = finding.place && byPlace.get(placeText(finding.place))
    if (one === undefined) return finding
    return { ...finding, message: `${finding.message} ${placeText(one.place())} sets ${one.setting}.` }
  })
}
