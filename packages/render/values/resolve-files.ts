import { type Finding, type Place, placeText, type ReportProblem, type YamlFile } from '@thanos-gitops/manifest'
import type { PartialFiles } from '../environment/environment-files.ts'
import type { LayerFiles } from '../layers/layer-files.ts'
import { mergedSettings, type OverriddenSetting } from '../layers/merged-settings.ts'
import { patchSources } from '../layers/patch-sources.ts'
import { resourceSources } from '../resources/own-objects.ts'
import { namedValues } from './declared-values.ts'
import {
  inObjects,
  inOperations,
  inSettings,
  type ReferencePlaces,
  resolveFile,
  type ValueScope,
} from './resolve-file.ts'

type Files = Pick<PartialFiles, 'environment' | 'patches' | 'resources' | 'layers'>

/** A value that no reference names. */
export interface UnusedValue {
  readonly name: string
  readonly place: Place
}

export interface ResolvedFiles<T> {
  /** The files with the settings of the layers in `environment`, and with values in the places of references. */
  readonly files: T
  /** The settings of layers that do not apply to the environment. */
  readonly overridden: readonly OverriddenSetting[]
  unused(): readonly UnusedValue[]
}

/**
 * Merges the settings of an environment and of its layers, and replaces references in the layers' settings, in patches and in objects.
 * Reports references that cannot be resolved.
 */
export function resolveFiles<T extends Files>(files: T, report: ReportProblem): ResolvedFiles<T> {
  const { environment } = files
  const written = environment && mergedSettings(environment, files.layers).settings
  const scope: ValueScope = {
    values: written === undefined ? new Map() : namedValues(written),
    used: new Set(),
    // Without a readable environment.yaml, each reference would be an error that follows from it.
    report: environment === undefined ? () => {} : report,
  }
  const layers = files.layers?.map((layer) => resolveLayer(layer, scope))
  const merged = environment && mergedSettings(environment, layers)
  const { resources } = files
  const resolved = {
    ...files,
    ...(merged && { environment: merged.settings }),
    patches: resolveAll(files.patches, inOperations, scope),
    ...(resources && { resources: resolveAll(resources, inObjects, scope) }),
    ...(layers && { layers }),
  }
  const unused = (): readonly UnusedValue[] =>
    [...scope.values]
      .filter(([name, { isDeclared }]) => isDeclared && !scope.used.has(name))
      .map(([name]) => ({ name, place: written!.keyPlace(['values', name]) }))
  return { files: resolved, overridden: merged?.overridden ?? [], unused }
}

const resolveAll = (sources: readonly YamlFile[], places: ReferencePlaces, scope: ValueScope): readonly YamlFile[] =>
  sources.map((source) => resolveFile(source, places, scope))

const resolveLayer = (layer: LayerFiles, scope: ValueScope): LayerFiles => ({
  ...layer,
  ...(layer.settings && { settings: resolveFile(layer.settings, inSettings, scope) }),
  patches: resolveAll(layer.patches, inOperations, scope),
  resources: resolveAll(layer.resources, inObjects, scope),
})

/** The warnings about values that no reference names. */
export const unusedValueFindings = (unused: readonly UnusedValue[]): readonly Finding[] =>
  unused.map(({ name, place }) => ({
    code: 'value-unused',
    severity: 'warning',
    message: `No patch, object or layer of the environment refers to the value ${name}.`,
    remedy: `Remove the line, or refer to it: {$value: ${name}}.`,
    place,
  }))

/**
 * Adds to the problem of a value that a file refers to the line that sets it, and leaves out what follows from a reference that cannot be
 * resolved.
 */
export function withValuePlaces(files: Files, findings: readonly Finding[]): readonly Finding[] {
  if (findings.length === 0) return findings
  const sources = [...(files.environment ? [files.environment] : []), ...patchSources(files), ...resourceSources(files)]
  const used = new Map(
    sources.flatMap((source) => (source.used ?? []).map((one) => [placeText(source.place(one.path)), one] as const)),
  )
  const unresolved = new Set(
    sources.flatMap((source) => (source.unresolved ?? []).map((path) => placeText(source.place(path)))),
  )
  return findings
    .filter(({ code, place }) => code.startsWith('value-') || !place || !unresolved.has(placeText(place)))
    .map((finding) => {
      const one = finding.place && used.get(placeText(finding.place))
      return one === undefined
        ? finding
        : { ...finding, message: `${finding.message} ${placeText(one.place())} sets ${one.setting}.` }
    })
}
