import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const argumentsContainNoLiteralQuotes: Check = {
  name: 'arguments-contain-no-literal-quotes',
  id: 'TH013',
  severity: 'error',
  why: 'No shell removes quotes from arguments of a container: a label name with quotes never matches, a path with quotes does not exist.',
  remedy: 'Remove the quotes. Only the value of --label=name="value" has them.',
  source: 'https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/',
  *run(context) {
    for (const program of programsIn(context))
      for (const use of program.uses) {
        // An empty `""` and a `--label` are Go syntax; YAML and regular expressions may begin with a quote.
        if (use.name === 'label' || use.flag?.type === 'yaml' || use.value === undefined) continue
        if (/^(["']).+\1$/.test(use.value))
          yield { ...flagPlace(program, use), message: `${use.argument.flag} is set to ${use.value}, with its quotes.` }
      }
  },
}
