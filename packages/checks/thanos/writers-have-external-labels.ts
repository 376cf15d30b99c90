import { programTitle, usesOf } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { isStatelessRuler, thanosPrograms } from './components.ts'
import { labelFlags } from './labels.ts'

export const writersHaveExternalLabels: Check = {
  name: 'writers-have-external-labels',
  id: 'TH037',
  severity: 'error',
  why: 'Blocks without external labels cannot be told apart, so receivers and rulers do not start without. A receiver’s label that series have too hides theirs.',
  remedy: 'Add labels such as --label=receive_replica="$(POD_NAME)", the value in double quotes.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/receive.go, https://thanos.io/tip/thanos/storage.md/#external-labels',
  *run(context) {
    for (const program of thanosPrograms(context, 'rule', 'receive')) {
      if (program.command === 'rule' && isStatelessRuler(program)) continue
      const labels = usesOf(program, 'label')
      if (labels.length === 0)
        yield { ...argumentsPlace(program), message: `${programTitle(program)} has no --label, and does not start.` }
      for (const use of labels)
        if (
          !/^[a-zA-Z_]\w*="(?:[^"\\]|\\.)*"$/.test(use.value ?? '') &&
          !/^[a-zA-Z_]\w*=`[^`]*`$/.test(use.value ?? '')
        )
          yield {
            ...flagPlace(program, use),
            message: `${use.value} is not name="value", and ${programTitle(program)} does not start.`,
            remedy: 'Write the value in double quotes: --label=name="value".',
          }
      if (program.command !== 'receive') continue
      for (const { name, use } of labelFlags(program)) {
        // The names that every guide uses are known not to be labels of series.
        if (!/^(?:receive|replica$|tenant)/.test(name))
          yield {
            ...flagPlace(program, use),
            message: `the label ${name} hides a label of the same name in what is received.`,
            remedy: `Call it receive_${name}.`,
            severity: 'warning',
          }
      }
    }
  },
}
