import { type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsWithKnownFlags } from '../engine/programs.ts'

/** Pairs of flag groups that exclude each other. In every command, `<name>.config` excludes `<name>.config-file`. */
const exclusiveFlags: Readonly<Record<string, readonly (readonly [readonly string[], readonly string[]])[]>> = {
  'query-frontend': [
    [['query-range.split-interval'], ['query-range.min-split-interval', 'query-range.max-split-interval']],
    [['query-frontend.org-id-header'], ['query-frontend.tenant-header']],
  ],
  rule: [
    [
      ['query', 'query.sd-files'],
      ['query.config', 'query.config-file'],
    ],
    [['alertmanagers.url'], ['alertmanagers.config', 'alertmanagers.config-file']],
  ],
  receive: [[['receive.hashrings'], ['receive.hashrings-file']]],
}

export const flagsDoNotConflict: Check = {
  name: 'flags-do-not-conflict',
  id: 'TH001',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with two flags that set the same thing.',
  remedy: 'Remove one of the two flags.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/rule.go, pkg/queryfrontend/config.go, efficientgo/tools extkingpin',
  *run(context) {
    for (const program of programsWithKnownFlags(context))
      for (const [left, right] of exclusiveFlagsOf(program)) {
        const first = program.uses.find(({ name }) => left.includes(name))
        const second = program.uses.find(({ name }) => right.includes(name))
        if (first && second)
          yield {
            object: program.container.workload.object,
            pointer: second.argument.pointer,
            message: `--${second.name} and --${first.name} of ${programTitle(program)} cannot be set together.`,
          }
      }
  },
}

function exclusiveFlagsOf({ name, command = '', flags }: Program): (readonly [readonly string[], readonly string[]])[] {
  if (name !== 'thanos') return []
  const pairs = Object.keys(flags).filter((key) => flags[key]!.type === 'yaml' && flags[`${key}-file`]?.type === 'path')
  return [...pairs.map((key) => [[key], [`${key}-file`]] as const), ...(exclusiveFlags[command] ?? [])]
}
