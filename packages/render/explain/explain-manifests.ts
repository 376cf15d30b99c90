import {
  type Base,
  type Environment,
  identityOf,
  isObject,
  type KubernetesObject,
  labelOf,
  type Origin,
  type Place,
  parsePointer,
  type SourcedObject,
} from '@thanos-gitops/manifest'
import { withSettings } from '../base/resolve-references.ts'
import { componentsOf, objectSelector } from '../base/select-components.ts'
import { type EnvironmentFiles, environmentsFolder } from '../environment/environment-files.ts'
import { manifestsFolder } from '../output/compare-folder.ts'
import type { Manifest, RenderedEnvironment } from '../render.ts'
import { type BaseSources, readBaseSources } from './base-sources.ts'
import { stepInto } from './evaluate.ts'
import {
  baseHistory,
  type FieldHistory,
  finishHistory,
  historyAt,
  type LinePlace,
  presentItems,
  replayWrite,
} from './history.ts'
import { fieldsOfLines, type LineField } from './lines.ts'
import { opaque, type Traced } from './traced.ts'

/** A line of a rendered manifest and who wrote what it shows. */
export interface ExplainedLine extends LineField {
  readonly text: string
  /** Newest first. The place of the newest is that of this very line, where its text has several. */
  readonly origins: readonly Origin[]
  /** Where the name of the field is chosen, if it is made of other literals. */
  readonly key?: readonly Place[]
}

/**
 * A rendered manifest with the origin of each of its fields and lines. Pointers go on into documents:
 * `/data/prometheus.yaml/global/scrape_interval`. Nothing is read or computed before somebody asks.
 */
export interface ExplainedManifest extends SourcedObject {
  readonly manifest: Manifest
  /** Relative to the repository root. */
  readonly file: string
  place(pointer: string): Place
  placeIn(pointer: string, offset: number): Place
  /** Who wrote the field, newest first; of its nearest parent where there is no such field. */
  origins(pointer: string): readonly Origin[]
  history(): FieldHistory
  lines(): readonly ExplainedLine[]
}

/**
 * Says of each field of rendered manifests who wrote it. The base's sources are read once, and only those that are asked for.
 *
 * @param root absolute path of the repository
 */
export function explainer(
  root: string,
  base: Base,
): (files: EnvironmentFiles, rendered: RenderedEnvironment) => readonly ExplainedManifest[] {
  const sources = readBaseSources(root)
  const select = objectSelector(base)
  return (files, { environment, manifests }) => {
    let origins: ReadonlyMap<string, BaseObject> | undefined
    const present = new Set(componentsOf(base, environment).map(({ name }) => name))
    return manifests.map((manifest) =>
      explained(manifest, files, () => {
        origins ??= baseObjects(base, sources, environment, select(environment), present)
        const { object, traced, file } = origins.get(identityOf(manifest.object))!
        const history = baseHistory(object, traced(), {
          sources,
          environment,
          settings: files.environment,
          present,
          file: file(),
        })
        for (const write of manifest.writes) replayWrite(history, write)
        return finishHistory(history, manifest.object)
      }),
    )
  }
}

interface BaseObject {
  readonly object: KubernetesObject
  /** The component's. */
  file(): string
  traced(): Traced
}

/** The objects of the base by their identity in the environment. */
function baseObjects(
  base: Base,
  sources: BaseSources,
  environment: Environment,
  selected: readonly { component: string; object: KubernetesObject }[],
  present: ReadonlySet<string>,
): ReadonlyMap<string, BaseObject> {
  const result = new Map<string, BaseObject>()
  let before = ''
  let index = 0
  for (const { component, object } of selected) {
    index = component === before ? index + 1 : 0
    before = component
    const position = index
    let known: Traced | undefined
    const found = (): Traced | undefined => (known ??= tracedComponent(base, sources, component))
    const traced = (): Traced => {
      const objects = stepInto(found(), ['objects'])
      return (
        (objects && presentItems(objects, present)[position]) ??
        opaque(objects?.at ?? found()?.at ?? { file: 'base/index.ts', offset: 0 })
      )
    }
    result.set(identityOf(withSettings(object, environment)), {
      object,
      traced,
      file: () => found()?.at.file ?? 'base/index.ts',
    })
  }
  return result
}

function tracedComponent(base: Base, sources: BaseSources, name: string): Traced | undefined {
  for (const list of ['required', 'optional'] as const) {
    const index = base[list].findIndex((component) => component.name === name)
    if (index >= 0) return sources.base([list, index])
  }
  const storage = Object.entries(base.objectStorage).find(([, component]) => component.name === name)?.[0]
  return storage === undefined ? undefined : sources.base(['objectStorage', storage])
}

function explained(manifest: Manifest, files: EnvironmentFiles, read: () => FieldHistory): ExplainedManifest {
  const file = `${environmentsFolder}/${files.name}/${manifestsFolder}/${manifest.file}`
  let known: FieldHistory | undefined
  let fields: readonly LineField[] | undefined
  const history = (): FieldHistory => (known ??= read())
  const lineFields = (): readonly LineField[] => (fields ??= fieldsOfLines(manifest.text, manifest.object))
  const texts = manifest.text.split('\n')
  const lineAt = (index: number): Place => ({
    file,
    line: index + 1,
    column: (texts[index]!.match(/^[ -]*/)?.[0].length ?? 0) + 1,
  })
  const explainLine = (text: string, field: LineField): ExplainedLine => {
    const { found, path } = nearest(history(), field.pointer)
    const isWhole = path === field.pointer
    // A document that a patch gave as text has no history of its fields.
    const textLine = isWhole ? field.textLine : field.document?.pointer === path ? field.document.textLine : undefined
    const [newest, ...older] = found.origins
    const origins =
      found.lineAt === undefined || newest === undefined
        ? found.origins
        : [ofLine(newest, textLine === undefined ? undefined : found.lineAt(textLine)), ...older]
    return { ...field, text, origins, ...(isWhole && found.key ? { key: found.key } : {}) }
  }
  return {
    manifest,
    file,
    object: manifest.object,
    history,
    origins: (pointer) => nearest(history(), pointer).found.origins,
    lines: () => lineFields().map((field, index) => explainLine(texts[index]!, field)),
    place(pointer) {
      for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
        const index = lineFields().findIndex((field) => field.pointer === path || field.pointer.startsWith(`${path}/`))
        if (index >= 0 && path !== '') return lineAt(index)
        if (path === '') return { file, line: 1, column: 1 }
      }
    },
    placeIn(pointer, offset) {
      const text = textAt(manifest.object, pointer)
      const start = this.place(pointer)
      if (text === undefined) return start
      const before = text.slice(0, offset)
      const textLine = before.split('\n').length - 1
      const index = lineFields().findIndex(
        (field) =>
          (field.pointer === pointer && field.textLine === textLine) ||
          (field.document?.pointer === pointer && field.document.textLine === textLine),
      )
      if (index >= 0)
        return { ...lineAt(index), column: lineAt(index).column! + offset - (before.lastIndexOf('\n') + 1) }
      // On one line: after the name of the field, and after a quote if there is one.
      const line = texts[start.line! - 1]!
      const value = line.indexOf(text)
      return value < 0 ? start : { ...start, column: value + offset + 1 }
    },
  }
}

/** Of a text of several lines each has a place of its own; the line of the field's name has none of their parts. */
function ofLine({ partsAt: _partsAt, ...origin }: Origin, line: LinePlace | undefined): Origin {
  return { ...origin, ...line }
}

/** The history at a pointer, or that of its nearest parent. */
function nearest(root: FieldHistory, pointer: string): { found: FieldHistory; path: string } {
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const found = historyAt(root, parsePointer(path) ?? [])
    if (found) return { found, path }
  }
}

function textAt(object: KubernetesObject, pointer: string): string | undefined {
  let value: unknown = object
  for (const step of parsePointer(pointer) ?? [])
    value = isObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[step] : undefined
  return typeof value === 'string' ? value : undefined
}

/** The manifest of an object, by `StatefulSet/thanos-store`. */
export const manifestOf = (manifests: readonly ExplainedManifest[], label: string): ExplainedManifest | undefined =>
  manifests.find(({ object }) => labelOf(object) === label)
