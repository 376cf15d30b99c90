import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsWithKnownFlags } from '../engine/programs.ts'

export const flagsAppearOnce: Check = {
  name: 'flags-appear-once',
  id: 'TH001',
  question: 'startup',
  severity: 'error',
  why: 'kingpin rejects a second occurrence of a flag that is not a list: the container crash-loops. memcached uses the last one without a message.',
  remedy: 'Remove one of the two arguments.',
  source: 'https://github.com/alecthomas/kingpin',
  *run(context) {
    for (const program of programsWithKnownFlags(context)) {
      const seen = new Set<string>()
      for (const { name, flag, argument } of program.uses) {
        if (flag === undefined || flag.repeatable === true) continue
        if (seen.has(name))
          yield {
            object: program.container.workload.object,
            pointer: argument.pointer,
            message: `--${name} of ${programTitle(program)} appears twice.`,
            ...(program.name === 'memcached' && { severity: 'warning' as const }),
          }
        seen.add(name)
      }
    }
  },
}
