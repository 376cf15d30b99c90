import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { type ConfigurationType, typeMismatches } from './configuration-type.ts'

/** The mismatches between a document and the type of the program that reads it strictly. */
export function* typeProblems(
  document: EmbeddedDocument,
  type: ConfigurationType,
  severity?: Problem['severity'],
): Iterable<Problem> {
  for (const { steps, message, remedy } of typeMismatches(type, document.value))
    yield {
      ...inDocument(document, ...steps),
      message: `${nameOf(document)}: ${message}`,
      ...(remedy !== undefined && { remedy }),
      ...(severity && { severity }),
    }
}

export function* syntaxProblems(document: EmbeddedDocument): Iterable<Problem> {
  if (document.problem)
    yield {
      object: document.object,
      pointer: document.pointer,
      offset: document.offset + document.problem.offset,
      message: `${nameOf(document)} is not YAML: ${document.problem.message}`,
    }
  // go-yaml reads the first document and drops the rest.
  const second = /^---[ \t]*$(?=[^]*\S)/m.exec(
    document.text.replace(/^\s*---[ \t]*\n/, (start) => ' '.repeat(start.length)),
  )
  if (second)
    yield {
      object: document.object,
      pointer: document.pointer,
      offset: document.offset + second.index,
      message: `only the first document of ${nameOf(document)} is read.`,
      remedy: 'Keep one document.',
    }
}

export const nameOf = ({ key }: EmbeddedDocument): string => key
