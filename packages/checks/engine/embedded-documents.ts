import { contentOf, escapeStep, type SourcedObject, stringMapOf } from '@thanos-gitops/manifest'
import { offsetIn, parseKubernetesYaml, YamlProblem } from '@thanos-gitops/manifest/read'
import { lazy } from './lazy.ts'

/** A string inside an object that is a document: an entry of a ConfigMap, an argument such as `--objstore.config=…`. */
export interface EmbeddedDocument {
  readonly object: SourcedObject
  /** `/data/prometheus.yaml`. A pointer to a value in the document continues it. */
  readonly pointer: string
  /** The key of the entry: `prometheus.yaml`. */
  readonly key: string
  readonly text: string
  /** Index of the document's first character in the string at the pointer; not 0 only in arguments. */
  readonly offset: number
  /** The parsed YAML or JSON; undefined for other content. */
  readonly value: unknown
  /** The syntax error of a document whose key ends in .yaml, .yml or .json. */
  readonly problem: { readonly message: string; readonly offset: number } | undefined
  /** Index of the first character of a value in the text, or of its nearest parent if it is missing. */
  offsetOf(steps: readonly (string | number)[]): number
}

const yamlKey = /\.(ya?ml|json)$/i

/** A document that is parsed at the first use of its value. */
export function embedded(
  object: SourcedObject,
  pointer: string,
  key: string,
  text: string,
  offset = 0,
): EmbeddedDocument {
  const parsed = lazy(() => parsedText(text))
  return {
    object,
    pointer,
    key,
    text,
    offset,
    get value() {
      return parsed().value
    },
    get problem() {
      return yamlKey.test(key) ? parsed().problem : undefined
    },
    offsetOf: (steps) => offsetIn(text, steps.map(String)),
  }
}

interface ParsedText {
  readonly value: unknown
  readonly problem?: EmbeddedDocument['problem']
}

// Environments have many documents in common.
const parsedTexts = new Map<string, ParsedText>()
const mostParsedTexts = 500

function parsedText(text: string): ParsedText {
  const known = parsedTexts.get(text)
  if (known !== undefined) return known
  if (parsedTexts.size === mostParsedTexts) parsedTexts.clear()
  const parsed = parse(text)
  parsedTexts.set(text, parsed)
  return parsed
}

function parse(text: string): ParsedText {
  try {
    return { value: parseKubernetesYaml(text) ?? undefined }
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error
    return { value: undefined, problem: { message: error.message, offset: error.offset } }
  }
}

// Larger entries are dashboards and scripts, which no check reads.
const maxLength = 512 * 1024

/** The entries of a ConfigMap, and those of a Secret that are readable (`stringData`, and `data` decoded). */
export function documentsIn(object: SourcedObject): EmbeddedDocument[] {
  const content = contentOf(object)
  const documents = (field: string, decode: (text: string) => string = (text) => text): EmbeddedDocument[] =>
    Object.entries(stringMapOf(content[field]))
      .filter(([, text]) => text.length <= maxLength)
      .map(([key, text]) => embedded(object, `/${field}/${escapeStep(key)}`, key, decode(text)))
  switch (object.object.kind) {
    case 'ConfigMap':
      return documents('data')
    case 'Secret':
      return [...documents('stringData'), ...documents('data', (text) => Buffer.from(text, 'base64').toString('utf8'))]
    default:
      return []
  }
}
