// The problems that the code of a program finds in a document that it reads.
import { didYouMean, maskText } from '@thanos-gitops/manifest'
import {
  type DocumentKind,
  NotJudged,
  ProgramCrash,
  type ProgramProblem,
  programVersions,
} from '@thanos-gitops/program-verdict'
import { type Container, minorVersion } from '@thanos-gitops/workloads'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument, type ProblemPlace } from '../thanos/places.ts'
import { syntaxProblems } from './configuration-problems.ts'
import { documentVerdict } from './document-verdict.ts'

/** A document, and the program that reads it. */
export interface ReadDocument {
  readonly document: EmbeddedDocument
  readonly kind: DocumentKind
  /** Of the program; undefined if the manifests do not show it. */
  readonly version: string | undefined
  /** The container whose variables replace `$(NAME)` in the document; undefined if nothing replaces them. */
  readonly filledInBy?: Container
}

/** The problems of a document, from its syntax to what the program refuses. */
export function* programProblems(read: ReadDocument): Iterable<Problem> {
  const { document, kind, version } = read
  if (kind.kind !== 'template') yield* syntaxProblems(document)
  if (document.problem !== undefined) return
  yield* problemsOrWarning(document, kind, inDocument(document), () =>
    documentVerdict(kind, document, read.filledInBy).map((problem) => ({
      ...placeIn(document, problem),
      ...describe(document, kind, version, problem),
    })),
  )
}

/** The problems of a document, or a warning if the code of the program gives no verdict. */
export function problemsOrWarning(
  { key }: Pick<EmbeddedDocument, 'key'>,
  kind: DocumentKind,
  place: ProblemPlace,
  problems: () => readonly Problem[],
): readonly Problem[] {
  try {
    return problems()
  } catch (error) {
    if (error instanceof NotJudged)
      return [
        {
          ...place,
          message: `${key} is not judged: ${error.message}.`,
          remedy: 'Check the documents in several calls. Their verdicts are cached.',
          severity: 'warning',
        },
      ]
    if (!(error instanceof ProgramCrash)) throw error
    return [
      {
        ...place,
        message: `the code of ${programTitle(kind)} crashes when it reads ${key}: ${error.message.split('\n')[0]}.`,
        remedy: 'Find out whether the program itself crashes with this document.',
        severity: 'warning',
      },
    ]
  }
}

const titles = { prometheus: 'Prometheus', alertmanager: 'Alertmanager', thanos: 'Thanos' } as const

const programTitle = ({ program }: DocumentKind): string => titles[program]

/** The place of the part that the program refuses, or the line that it prints. */
function placeIn(
  document: EmbeddedDocument,
  { path, line }: ProgramProblem,
): Pick<Problem, 'object' | 'pointer' | 'offset'> {
  if (path !== undefined && path.length > 0) return inDocument(document, ...path)
  const offset = line === undefined ? undefined : document.offset + lineOffset(document.text, line)
  return { ...inDocument(document), ...(offset !== undefined && { offset }) }
}

/** Index of the first character of a line. */
const lineOffset = (text: string, line: number): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, { length }) => sum + length + 1, 0)

/**
 * The message, the remedy and the severity of a problem.
 *
 * @param version of the program that reads the document; undefined if the manifests do not show it
 */
export function describe(
  document: Pick<EmbeddedDocument, 'key'>,
  kind: DocumentKind,
  version: string | undefined,
  problem: ProgramProblem,
): Pick<Problem, 'message' | 'remedy' | 'severity'> {
  const judged = programVersions[kind.program].replace(/^v/, '')
  const isOther = version !== undefined && minorVersion(version) !== minorVersion(judged)
  const verb = problem.isIgnored ? 'ignores a field of' : 'refuses'
  const subject = isOther ? `${programTitle(kind)} ${judged}` : programTitle(kind)
  const note = isOther ? ` The container runs ${version}, which may differ.` : ''
  const remedy = fieldRemedy(problem) ?? typeRemedies.find(([type]) => type.test(problem.message))?.[1]
  return {
    message: `${subject} ${verb} ${document.key}: ${sentence(maskText(problem.message))}${note}`,
    ...(remedy !== undefined && { remedy }),
    ...((isOther || problem.isIgnored === true) && { severity: 'warning' as const }),
  }
}

const sentence = (message: string): string =>
  /[.!?]$/.test(message.trimEnd()) ? message.trimEnd() : `${message.trimEnd()}.`

/** What to write for a value of another type. */
const typeRemedies: readonly (readonly [type: RegExp, remedy: string])[] = [
  [
    /into time\.Duration|time: (?:invalid|missing|unknown)/,
    'Write a duration in hours, minutes and seconds, such as 36h or 1h30m.',
  ],
  [/duration string/, 'Write a duration in whole units, such as 30d or 1h30m.'],
  [/into bool/, 'Write true or false.'],
  [/into u?int/, 'Write a whole number.'],
  [
    /Endpoint url cannot have fully qualified paths/,
    'Write host:port without a scheme. For plain HTTP, set insecure: true.',
  ],
]

/** The field that may be intended, and those that exist. */
function fieldRemedy({ path, known }: ProgramProblem): string | undefined {
  const field = path?.at(-1)
  if (typeof field !== 'string' || known === undefined) return undefined
  return didYouMean(field, known) ?? `Remove ${field}, or use one of the known fields: ${known.join(', ')}.`
}
