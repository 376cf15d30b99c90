import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, programsWithKnownFlags } from '../engine/programs.ts'

/** By command of Thanos: one flag of each group is required. Other checks are about labels and object storage. */
const requiredGroups: Readonly<Record<string, readonly (readonly string[])[]>> = {
  rule: [['query', 'query.config', 'query.config-file', 'query.sd-files', 'grpc-query-endpoint']],
}

export const requiredFlagsAreSet: Check = {
  name: 'required-flags-are-set',
  id: 'TH001',
  question: 'startup',
  severity: 'error',
  why: 'A program exits immediately without a required flag: the container crash-loops.',
  remedy: 'Add the flag.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/rule.go, tools.go, tools_bucket.go',
  *run(context) {
    for (const program of programsWithKnownFlags(context)) {
      const required = Object.keys(program.flags)
        .filter((name) => program.flags[name]!.required)
        .map((name) => [name])
      const groups = [...required, ...(program.name === 'thanos' ? (requiredGroups[program.command ?? ''] ?? []) : [])]
      for (const group of groups) {
        if (program.uses.some(({ name }) => group.includes(name))) continue
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} requires ${group.map((name) => `--${name}`).join(' or ')}.`,
        }
      }
    }
  },
}
