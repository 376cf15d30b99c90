import { type FlagUse, type Program, programTitle, usesOf } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { isStatelessRuler, thanosPrograms } from './components.ts'
import { labelFlags } from './labels.ts'

export const writersHaveExternalLabels: Check = {
  name: 'writers-have-external-labels',
  id: 'TH037',
  question: 'identities',
  severity: 'error',
  why: 'Without external labels, blocks of different writers cannot be distinguished, so receivers and rulers do not start. A label of a receiver hides a label of the same name in the series that it receives.',
  remedy: 'Add labels such as --label=receive_replica="$(POD_NAME)", with the value in double quotes.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/receive.go, https://thanos.io/tip/thanos/storage.md/#external-labels',
  *run(context) {
    for (const program of thanosPrograms(context, 'rule', 'receive')) {
      if (isStatelessRuler(program)) continue
      const uses = usesOf(program, 'label')
      if (uses.length === 0)
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} has no --label, so it does not start.`,
        }
      for (const use of uses) yield* syntaxProblem(program, use)
      if (program.command === 'receive') yield* hiddenLabels(program)
    }
  },
}

/** A name and a Go string. */
const labelSyntax = /^[a-zA-Z_]\w*=(?:"(?:[^"\\]|\\.)*"|`[^`]*`)$/

function* syntaxProblem(program: Program, use: FlagUse): Iterable<Problem> {
  if (!labelSyntax.test(use.value ?? ''))
    yield {
      ...flagPlace(program, use),
      message: `${use.value} does not have the form name="value", so ${programTitle(program)} does not start.`,
      remedy: 'Write the value in double quotes: --label=name="value".',
    }
}

/** Names that the guides of Thanos use, and that are not labels of series. */
const receiverLabels = /^(?:receive|replica$|tenant)/

function* hiddenLabels(receiver: Program): Iterable<Problem> {
  for (const { name, use } of labelFlags(receiver))
    if (!receiverLabels.test(name))
      yield {
        ...flagPlace(receiver, use),
        message: `the label ${name} hides a label of the same name in received series.`,
        remedy: `Rename the label to receive_${name}.`,
        severity: 'warning',
      }
}
