import {
  type KubernetesObject,
  type Origin,
  type Place,
  parsePointer,
  type SourcedObject,
  valueAt,
} from '@thanos-gitops/manifest'
import type { Manifest } from '../render.ts'
import { type FieldHistory, type FoundHistory, historyFinder } from './field-history.ts'
import { originsOfLine } from './line-origins.ts'
import { fieldsOfLines, type LineField } from './lines.ts'
import { once } from './once.ts'

/** A line of a rendered manifest with the sources of its field. */
export interface ExplainedLine extends LineField {
  readonly text: string
  /** Newest first. If the string has several lines, the place of the newest is that of this line. */
  readonly origins: readonly Origin[]
  /** The literals of the name of the field, if it is computed. */
  readonly key?: readonly Place[]
}

/**
 * A rendered manifest with the origins of its fields and lines. Pointers continue into documents:
 * `/data/prometheus.yaml/global/scrape_interval`. Sources are read and origins computed when a method is called.
 */
export interface ExplainedManifest extends SourcedObject {
  readonly manifest: Manifest
  /** Relative to the repository root. */
  readonly file: string
  place(pointer: string): Place
  placeIn(pointer: string, offset: number): Place
  /** The sources of the field, newest first; of its nearest parent if the field does not exist. */
  origins(pointer: string): readonly Origin[]
  isPatched(): boolean
  originalImage(pointer: string): string | undefined
  history(): FieldHistory
  lines(): readonly ExplainedLine[]
}

/**
 * @param file the manifest's path, relative to the repository root
 * @param readHistory called once, when an origin is needed
 */
export function explainManifest(manifest: Manifest, file: string, readHistory: () => FieldHistory): ExplainedManifest {
  const history = once(readHistory)
  const nearest = once(() => historyFinder(history()))
  const lineFields = once(() => fieldsOfLines(manifest.object))
  const lines = manifest.text.split('\n')
  const lineAt = (index: number): Place => ({ file, line: index + 1, column: columnOf(lines[index]!) })
  const place = (pointer: string): Place => {
    for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      const index = lineFields().findIndex((field) => field.pointer === path || field.pointer.startsWith(`${path}/`))
      if (index >= 0) return lineAt(index)
    }
    return { file, line: 1, column: 1 }
  }
  return {
    manifest,
    file,
    object: manifest.object,
    history,
    place,
    origins: (pointer) => nearest()(pointer).found.origins,
    isPatched: () => manifest.writes.some(({ layer }) => layer === 'patch'),
    originalImage: (pointer) =>
      manifest.writes.find((write) => write.pointer === pointer && write.replacedImage)?.replacedImage,
    lines: () => lineFields().map((field, index) => explainLine(nearest()(field.pointer), lines[index]!, field)),
    placeIn(pointer, offset) {
      const start = place(pointer)
      const string = stringAt(manifest.object, pointer)
      if (string === undefined) return start
      const before = string.slice(0, offset)
      const index = indexOfLine(lineFields(), pointer, before.split('\n').length - 1)
      if (index >= 0) {
        const at = lineAt(index)
        return { ...at, column: at.column! + offset - (before.lastIndexOf('\n') + 1) }
      }
      // A string on one line: after the name of the field, and after a quote if there is one.
      const column = lines[start.line! - 1]!.indexOf(string)
      return column < 0 ? start : { ...start, column: column + offset + 1 }
    },
  }
}

/** The column after indentation and dashes, counted from 1. */
const columnOf = (line: string): number => (line.match(/^[ -]*/)?.[0].length ?? 0) + 1

/** The index of a line of a string with several lines; -1 if the string is on one line. */
const indexOfLine = (fields: readonly LineField[], pointer: string, textLine: number): number =>
  fields.findIndex(
    (field) =>
      (field.pointer === pointer && field.textLine === textLine) ||
      (field.document?.pointer === pointer && field.document.textLine === textLine),
  )

function explainLine({ found, path }: FoundHistory, text: string, field: LineField): ExplainedLine {
  const isWhole = path === field.pointer
  // A document that a patch wrote as a string has no history of its fields.
  const textLine = isWhole ? field.textLine : field.document?.pointer === path ? field.document.textLine : undefined
  const origins = found.lineAt === undefined ? found.origins : originsOfLine(found, textLine)
  return { ...field, text, origins, ...(isWhole && found.key ? { key: found.key } : {}) }
}

function stringAt(object: KubernetesObject, pointer: string): string | undefined {
  const value = valueAt(object, parsePointer(pointer) ?? [])
  return typeof value === 'string' ? value : undefined
}
