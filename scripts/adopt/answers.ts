// Values from options or, in a terminal, from answers.
import { Failure } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { failure } from '../failure.ts'
import type { AskQuestion } from '../terminal-question.ts'

/** A value that an option sets, or a person who is asked. */
export interface Question<T> {
  /** The name of the option, without `--`. */
  readonly option: string
  readonly question: string
  /** What an empty answer stands for. Without it, the question is repeated. */
  readonly otherwise?: string | undefined
  /** @throws Failure for a value that is not valid */
  readonly read: (text: string) => T
}

/** The values of the options by their names; undefined for those that are not set. */
export type Options = Readonly<Record<string, unknown>>

/** What answers questions. `ask` is undefined where there is no terminal. */
export interface Answering {
  readonly options: Options
  readonly ask: AskQuestion | undefined
}

/** @throws Failure that lists the options that are missing where nobody can be asked */
export function requireOptions({ options, ask }: Answering, names: readonly string[]): void {
  const missing = names.filter((name) => options[name] === undefined)
  if (ask !== undefined || missing.length === 0) return
  throw failure(
    'usage-error',
    `npm run adopt needs ${missing.map((name) => `--${name}`).join(', ')}.`,
    'Add these options, or run the command in a terminal, where it asks for them. npm run adopt -- --help describes them.',
  )
}

/** The value of an option, or the answer of a person, who is asked again after an answer that is not valid. */
export async function answerTo<T>({ options, ask }: Answering, question: Question<T>): Promise<T> {
  const given = options[question.option]
  if (given !== undefined) return question.read(String(given))
  if (ask === undefined) {
    if (question.otherwise !== undefined) return question.read(question.otherwise)
    requireOptions({ options, ask }, [question.option])
  }
  const note = question.otherwise === undefined ? '' : ` [${question.otherwise === '' ? 'none' : question.otherwise}]`
  for (;;) {
    const text = (await ask!(`${question.question}${note} `)).trim() || question.otherwise
    if (text === undefined) continue
    try {
      return question.read(text)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      console.error(findingsText(error.findings))
    }
  }
}
