import type { Event, Schema } from 'js-yaml'
import { anyYaml } from './any-yaml.ts'
import { readBlockYaml, unusual } from './block-yaml.ts'
import { floatOf, integerOf, numberStarts } from './plain-scalars.ts'
import { codedText } from './text-codes.ts'

let known: Schema | undefined

/** The tags of scalars as Kubernetes reads them. */
function schema(): Schema {
  known ??= kubernetesSchema()
  return known
}

function kubernetesSchema(): Schema {
  const yaml = anyYaml()
  const { boolYaml11Tag, defineScalarTag, mapTag, mergeTag, nullYaml11Tag, Schema, seqTag, strTag } = yaml
  const numberTag = (name: string, read: (source: string) => number | undefined) =>
    defineScalarTag<number>(`tag:yaml.org,2002:${name}`, {
      implicit: true,
      implicitFirstChars: numberStarts,
      identify: () => false,
      resolve: (source) => read(source) ?? yaml.NOT_RESOLVED,
    })
  const stringTag = (name: string, resolve: (source: string) => string) =>
    defineScalarTag<string>(`tag:yaml.org,2002:${name}`, { identify: () => false, resolve })
  return new Schema([
    strTag,
    seqTag,
    mapTag,
    nullYaml11Tag,
    boolYaml11Tag,
    numberTag('int', integerOf),
    numberTag('float', floatOf),
    mergeTag,
    stringTag('binary', (source) => Buffer.from(source, 'base64').toString('latin1')),
    stringTag('timestamp', (source) => source),
  ])
}

/** Deeper than any object: the schema of a CRD has 60 levels. */
export const maxDepth = 500

/** A syntax error, `offset` characters from the beginning of the document. */
export class YamlProblem extends Error {
  override name = 'YamlProblem'
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The value of one YAML document as Kubernetes reads it: null for an empty one. Throws a YamlProblem. */
export function parseKubernetesYaml(text: string): unknown {
  const value = readBlockYaml(codedText(text))
  return value === unusual ? parseAnyYaml(text) : value
}

/** The same for a document that `readBlockYaml` does not read. */
export function parseAnyYaml(text: string): unknown {
  const { constructFromEvents, EVENT_ALIAS } = anyYaml()
  const events = eventsOf(text)
  let values: unknown[]
  try {
    values = constructFromEvents(events, { source: text, schema: schema() })
  } catch (error) {
    throw problemOf(error, text)
  }
  if (values.length > 1) throw new YamlProblem('there is more than one document', 0)
  const value = values[0] ?? null
  if (events.some(({ type }) => type === EVENT_ALIAS)) refuseExpansion(value)
  return value
}

/** The parser's events, with the offset of each node. Throws a YamlProblem. */
export function eventsOf(text: string): Event[] {
  try {
    return anyYaml().parseEvents(text, { maxDepth })
  } catch (error) {
    throw problemOf(error, text)
  }
}

function problemOf(error: unknown, text: string): YamlProblem {
  if (error instanceof anyYaml().YAMLException)
    return new YamlProblem(error.reason, Math.min(error.mark?.position ?? 0, text.length))
  return new YamlProblem((error as Error).message, 0)
}

/**
 * Refuses, like the Go library, aliases that make a document many times its size. The parser shares the anchored values, so that
 * reading costs nothing, but a walk over the result would not end.
 */
function refuseExpansion(value: unknown): void {
  const sizes = new Map<object, number>()
  const open = new Set<object>()
  let written = 0
  const sizeOf = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) {
      written++
      return 1
    }
    if (open.has(node)) throw new YamlProblem('an anchor contains itself', 0)
    const known = sizes.get(node)
    if (known !== undefined) return known
    written++
    open.add(node)
    let size = 1
    for (const child of Object.values(node)) size += sizeOf(child)
    open.delete(node)
    sizes.set(node, size)
    return size
  }
  const size = sizeOf(value)
  // Of up to 400,000 nodes, Go allows 99 % to come from aliases; from 4,000,000 nodes on, 10 %.
  const allowed = size <= 400_000 ? 0.99 : size >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (size - 400_000)) / 3_600_000
  if (size > 1000 && (size - written) / size > allowed)
    throw new YamlProblem('its aliases make it many times as large as it is written', 0)
}
