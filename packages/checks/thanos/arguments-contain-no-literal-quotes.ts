import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const argumentsContainNoLiteralQuotes: Check = {
  name: 'arguments-contain-no-literal-quotes',
  id: 'TH013',
  question: 'startup',
  severity: 'error',
  why: 'No shell removes quotes from the arguments of a container: a label name with quotes never matches, and a path with quotes does not exist.',
  remedy: 'Remove the quotes. Only the value in --label=name="value" needs them.',
  source: 'https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/',
  *run(context) {
    for (const program of programsIn(context))
      for (const use of program.uses) {
        // The value of --label is a Go string, and so is an empty `""`. YAML and regular expressions can start with a quote.
        if (use.name === 'label' || use.flag?.type === 'yaml' || use.value === undefined) continue
        if (/^(["']).+\1$/.test(use.value))
          yield {
            ...flagPlace(program, use),
            message: `the value of ${use.argument.flag} is ${use.value}, including the quotes.`,
          }
      }
  },
}
