// What the code of a program answers to a document, after the replacement of its variables.
import { valueAt } from '@thanos-gitops/manifest'
import { type DocumentKind, judge, type ProgramProblem } from '@thanos-gitops/program-verdict'
import type { Container } from '@thanos-gitops/workloads'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'

/** The values that are tried for a variable whose value no manifest contains: one of them fits most fields. */
const candidates = ['placeholder', '1', '1s', 'true', 'http://placeholder:1', 'placeholder:1'] as const

const variable = /\$\((\w+)\)/g

/**
 * The problems of a document for the program that reads it.
 *
 * @param filledInBy the container whose variables replace `$(NAME)`; undefined if nothing replaces them. A problem that depends on
 *   the value of a variable which no manifest contains is left out
 */
export function documentVerdict(
  kind: DocumentKind,
  document: Pick<EmbeddedDocument, 'text' | 'value'>,
  filledInBy: Container | undefined,
): readonly ProgramProblem[] {
  if (filledInBy === undefined || !document.text.includes('$(')) return judge(kind, document.text)
  const trial = new Trial(document, literalValues(filledInBy))
  for (;;) {
    const problems = judge(kind, trial.text())
    if (!trial.next(problems)) return trial.independent(problems)
  }
}

function literalValues({ environment }: Container): ReadonlyMap<string, string> {
  return new Map(
    environment.flatMap(({ name, value }) => (value === undefined || value.includes('$(') ? [] : [[name, value]])),
  )
}

/** Tries candidates for the variables of a document. */
class Trial {
  readonly #document: Pick<EmbeddedDocument, 'text' | 'value'>
  readonly #values: ReadonlyMap<string, string>
  /** The index of the candidate for each variable. */
  readonly #tried = new Map<string, number>()
  /** The variables for which all candidates were tried. */
  readonly #exhausted = new Set<string>()
  /** The messages about each variable, in which it has its name instead of the candidate. */
  readonly #messages = new Map<string, Set<string>>()

  constructor(document: Pick<EmbeddedDocument, 'text' | 'value'>, values: ReadonlyMap<string, string>) {
    this.#document = document
    this.#values = values
  }

  /** The document with the values that are known, and a candidate for each other variable. */
  text(): string {
    return this.#document.text.replaceAll(
      variable,
      (_, name: string) => this.#values.get(name) ?? this.#candidate(name),
    )
  }

  #candidate(name: string): string {
    return candidates[this.#tried.get(name) ?? 0] ?? candidates[0]
  }

  /** Whether another candidate may remove a problem. */
  next(problems: readonly ProgramProblem[]): boolean {
    const named = problems.flatMap((problem) => this.#unknown(problem).map((name) => ({ name, problem })))
    for (const { name, problem } of named) {
      const messages = this.#messages.get(name) ?? new Set()
      this.#messages.set(name, messages.add(this.#named(problem.message, [name])))
    }
    const next = named.find(({ name, problem }) => !this.#exhausted.has(name) && !isAboutField(problem))?.name
    if (next === undefined) return false
    const index = ((this.#tried.get(next) ?? 0) + 1) % candidates.length
    this.#tried.set(next, index)
    if (index === 0) this.#exhausted.add(next)
    return true
  }

  /** The problems that every candidate has. */
  independent(problems: readonly ProgramProblem[]): readonly ProgramProblem[] {
    return problems.flatMap((problem) => {
      const names = this.#unknown(problem)
      const isIndependent = isAboutField(problem) || names.every((name) => this.#messages.get(name)?.size === 1)
      return isIndependent ? [{ ...problem, message: this.#named(problem.message, names) }] : []
    })
  }

  /** The variables without a value in the part that the program refuses. */
  #unknown({ path }: ProgramProblem): readonly string[] {
    const part = path === undefined ? undefined : valueAt(this.#document.value, path.map(String))
    return [...(JSON.stringify(part) ?? '').matchAll(variable)].flatMap(([, name]) =>
      name === undefined || this.#values.has(name) ? [] : [name],
    )
  }

  #named(message: string, names: readonly string[]): string {
    return names.reduce((text, name) => text.replaceAll(this.#candidate(name), `$(${name})`), message)
  }
}

/** An unknown field is refused with any value. */
const isAboutField = ({ message }: ProgramProblem): boolean => / not found in type |unknown field/.test(message)
