import { lastUse, programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const logLevelIsUseful: Check = {
  name: 'log-level-is-useful',
  question: 'conventions',
  severity: 'warning',
  why: 'At level error, a program does not log what it discovers and what it waits for. At level debug, the important line is hidden among thousands of others.',
  remedy: 'Set --log.level=info or --log.level=warn.',
  source: 'https://thanos.io/tip/operating/troubleshooting.md/',
  *run(context) {
    for (const program of programsIn(context)) {
      const use = lastUse(program, 'log.level')
      if (use?.value === 'debug' || use?.value === 'error')
        yield { ...flagPlace(program, use), message: `${programTitle(program)} logs at level ${use.value}.` }
    }
  },
}
