import { programTitle, removedFlag } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsWithKnownFlags } from '../engine/programs.ts'

export const flagsAreNotDeprecated: Check = {
  name: 'flags-are-not-deprecated',
  id: 'TH002',
  question: 'startup',
  severity: 'warning',
  why: 'A later version removes a deprecated flag, and the upgrade then crash-loops.',
  remedy: 'Use the flag that replaces it.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/CHANGELOG.md, each program’s --help',
  *run(context) {
    for (const program of programsWithKnownFlags(context))
      for (const { name, flag, argument } of program.uses) {
        if (flag?.deprecated === undefined) continue
        const removed = removedFlag(program.name, program.command ?? '', name)
        yield {
          object: program.container.workload.object,
          pointer: argument.pointer,
          message: `${argument.flag} of ${programTitle(program)} is deprecated${removed ? ` and was removed in v${removed.since}` : ''}.`,
          remedy: removed?.remedy ?? flag.deprecated,
        }
      }
  },
}
