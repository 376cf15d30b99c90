import { type KubernetesObject, labelOf, type Origin, type Place } from '@thanos-gitops/manifest'
import { annotatedText, originsText } from './origins-text.ts'

/** An explanation for people and for other programs. */
export interface Explanation {
  readonly json: unknown
  readonly text: string
}

/** A line of a rendered manifest with its sources, newest first. */
interface ManifestLine {
  readonly text: string
  readonly pointer: string
  /** The line of a document in a ConfigMap, from 1. */
  readonly textLine?: number
  readonly origins: readonly Origin[]
  /** The sources of the key of the line, if they differ from those of its value. */
  readonly key?: readonly Place[]
}

export const fieldExplanation = (
  object: KubernetesObject,
  { pointer, origins }: { readonly pointer: string; readonly origins: readonly Origin[] },
): Explanation => ({
  json: { object: labelOf(object), pointer, origins },
  text: originsText(`${labelOf(object)} ${pointer}`, origins),
})

/** @param number the line in the file, from 1 */
export const lineExplanation = (object: KubernetesObject, line: ManifestLine, number: number): Explanation => ({
  json: { object: labelOf(object), ...lineJson(line, number) },
  text: originsText(`${labelOf(object)} ${line.pointer}\n  ${line.text.trim()}`, line.origins),
})

/** @param file relative to the root */
export const manifestExplanation = (
  object: KubernetesObject,
  file: string,
  lines: readonly ManifestLine[],
): Explanation => ({
  json: { object: labelOf(object), file, lines: lines.map((line, index) => lineJson(line, index + 1)) },
  text: annotatedText(lines),
})

const lineJson = ({ text, pointer, textLine, origins, key }: ManifestLine, line: number) => ({
  line,
  text,
  pointer,
  ...(textLine === undefined ? {} : { textLine }),
  origins,
  ...(key ? { key } : {}),
})
