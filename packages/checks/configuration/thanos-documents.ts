import type { DocumentKind } from '@thanos-gitops/program-verdict'
import type { Program } from '@thanos-gitops/workloads'
import type { CheckContext, Problem } from '../engine/check.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { withDistinctDocuments } from './configuration-problems.ts'
import { programProblems, type ReadDocument } from './program-problems.ts'

/** What the document of a flag is for Thanos: a kind of `packages/program-verdict/program/thanos/main.go`. */
export type KindOfFlag = Readonly<Record<string, string | ((reader: Program) => string)>>

/** The flags in whose documents Thanos does not replace `$(NAME)`. */
const withoutVariables: readonly string[] = ['endpoint.sd-config', 'receive.hashrings']

/** The documents of some flags of Thanos, each once. */
export function thanosDocuments(context: CheckContext, kinds: KindOfFlag): readonly ReadDocument[] {
  const found = thanosPrograms(context).flatMap((reader) =>
    Object.entries(kinds).flatMap(([flag, kind]): ReadDocument[] => {
      const document = configOf(context, reader, flag)
      // Thanos ignores the flag if the document is empty.
      if (document === undefined || document.text.trim() === '') return []
      return [
        {
          document,
          kind: {
            program: 'thanos',
            kind: typeof kind === 'string' ? kind : kind(reader),
          } satisfies DocumentKind,
          version: reader.version,
          ...(!withoutVariables.includes(flag) && { filledInBy: reader.container }),
        },
      ]
    }),
  )
  return withDistinctDocuments(context, found)
}

/** What Thanos refuses in the documents of some flags. */
export function* thanosProblems(context: CheckContext, kinds: KindOfFlag): Iterable<Problem> {
  for (const read of thanosDocuments(context, kinds)) yield* programProblems(read)
}
