import { contentOf, escapeStep, isObject, type SourcedObject } from '@thanos-gitops/manifest'
import { offsetIn, parseKubernetesYaml, YamlProblem } from '@thanos-gitops/manifest/read'

/** A text inside an object that is a document of its own: a ConfigMap's entry, an argument such as `--objstore.config=…`. */
export interface EmbeddedDocument {
  readonly object: SourcedObject
  /** `/data/prometheus.yaml`; a pointer to a value in the document goes on behind it. */
  readonly pointer: string
  /** The key of the entry: `prometheus.yaml`. */
  readonly key: string
  readonly text: string
  /** Where in the text at the pointer the document begins; 0 but for arguments. */
  readonly offset: number
  /** What the text says as YAML or JSON, read when it is first asked for; undefined where it is neither. */
  readonly value: unknown
  /** Why a text whose key says that it is YAML or JSON is not. */
  readonly problem: { readonly message: string; readonly offset: number } | undefined
  /** Where the value at some steps begins, in characters of the text; its nearest parent where it is absent. */
  offsetOf(steps: readonly (string | number)[]): number
}

const meansYaml = /\.(ya?ml|json)$/i

/** A document whose text is parsed when it is first looked at. */
export function embedded(
  object: SourcedObject,
  pointer: string,
  key: string,
  text: string,
  offset = 0,
): EmbeddedDocument {
  let parsed: { value: unknown; problem?: { message: string; offset: number } } | undefined
  const parse = (): NonNullable<typeof parsed> => {
    try {
      return { value: parseKubernetesYaml(text) ?? undefined }
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error
      return { value: undefined, problem: { message: error.message, offset: error.offset } }
    }
  }
  return {
    object,
    pointer,
    key,
    text,
    offset,
    get value() {
      return (parsed ??= parse()).value
    },
    get problem() {
      return meansYaml.test(key) ? (parsed ??= parse()).problem : undefined
    },
    offsetOf: (steps) => offsetIn(text, steps.map(String)),
  }
}

// Dashboards and scripts are large and no configuration that anything here looks into.
const largest = 512 * 1024

/** The entries of a ConfigMap, and those of a Secret that are readable (`stringData`, and `data` decoded). */
export function documentsIn(object: SourcedObject): EmbeddedDocument[] {
  const fields = contentOf(object)
  const entries = (field: string): [string, string][] =>
    isObject(fields[field])
      ? Object.entries(fields[field]).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= largest,
        )
      : []
  const { kind } = object.object
  if (kind === 'ConfigMap')
    return entries('data').map(([key, text]) => embedded(object, `/data/${escapeStep(key)}`, key, text))
  if (kind !== 'Secret') return []
  return [
    ...entries('stringData').map(([key, text]) => embedded(object, `/stringData/${escapeStep(key)}`, key, text)),
    ...entries('data').map(([key, text]) =>
      embedded(object, `/data/${escapeStep(key)}`, key, Buffer.from(text, 'base64').toString('utf8')),
    ),
  ]
}
