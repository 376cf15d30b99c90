import type { CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'

/** The first entry of each document: several programs may read one entry of a ConfigMap. */
export function withDistinctDocuments<T extends { readonly document: EmbeddedDocument }>(
  context: CheckContext,
  entries: readonly T[],
): readonly T[] {
  const seen = new Set<string>()
  return entries.filter(({ document: { object, pointer } }) => {
    const place = `${object.object.kind}/${context.namespaceOf(object)}/${object.object.metadata.name}${pointer}`
    const isNew = !seen.has(place)
    seen.add(place)
    return isNew
  })
}

/** The syntax error of a document, and a second document in the same entry, which go-yaml ignores. */
export function* syntaxProblems({ object, pointer, key, text, offset, problem }: EmbeddedDocument): Iterable<Problem> {
  if (problem !== undefined)
    yield {
      object,
      pointer,
      offset: offset + problem.offset,
      message: `${key} is not valid YAML: ${problem.message}`,
    }
  const second = secondDocument(text)
  if (second !== undefined)
    yield {
      object,
      pointer,
      offset: offset + second,
      message: `${key} contains several documents, and the program reads only the first one.`,
      remedy: 'Remove the other documents.',
    }
}

/** Index of the separator before a second document that is not empty. */
function secondDocument(text: string): number | undefined {
  const withoutFirstSeparator = text.replace(/^\s*---[ \t]*\n/, (start) => ' '.repeat(start.length))
  return /^---[ \t]*$(?=[^]*\S)/m.exec(withoutFirstSeparator)?.index
}
