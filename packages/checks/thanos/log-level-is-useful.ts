import { lastUse, programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const logLevelIsUseful: Check = {
  name: 'log-level-is-useful',
  severity: 'warning',
  why: 'At error a program does not even say what it found and what it waits for; at debug the one line that matters is lost among thousands.',
  remedy: 'Set --log.level=info, or warn.',
  source: 'https://thanos.io/tip/operating/troubleshooting.md/',
  *run(context) {
    for (const program of programsIn(context)) {
      const use = lastUse(program, 'log.level')
      if (use?.value === 'debug' || use?.value === 'error')
        yield { ...flagPlace(program, use), message: `${programTitle(program)} logs at ${use.value}.` }
    }
  },
}
