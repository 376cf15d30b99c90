import { isOn, lastUse, type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'

export const oneShotProgramsRunInJobs: Check = {
  name: 'one-shot-programs-run-in-jobs',
  question: 'startup',
  severity: 'error',
  why: 'A compactor without --wait and the bucket tools exit when they are done. A Deployment or StatefulSet starts them again: the pod is in CrashLoopBackOff most of the time. A Job with a program that does not exit never completes.',
  remedy: 'Add --wait to a compactor in a StatefulSet, and remove it from one in a Job or CronJob.',
  source: 'https://thanos.io/tip/components/compact.md/#flags, https://thanos.io/tip/components/tools.md/',
  *run(context) {
    for (const program of thanosPrograms(context)) {
      const { kind } = program.container.workload
      const isJob = kind === 'Job' || kind === 'CronJob'
      if (program.container.isInit || kind === 'Pod') continue
      if (!isJob && exits(program))
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)}${program.command === 'compact' ? ' without --wait' : ''} exits when it is done, and the ${kind} starts it again.`,
          remedy: program.command === 'compact' ? 'Add --wait.' : 'Run it in a Job or CronJob.',
        }
      const use = lastUse(program, 'wait')
      if (isJob && program.command === 'compact' && use && isOn(program, 'wait'))
        yield {
          ...flagPlace(program, use),
          message: `thanos compact waits for new blocks, so the ${kind} never completes.`,
          remedy: 'Remove --wait.',
        }
    }
  },
}

/** Of the tools, only the web server and a continuous replication run until their pod is deleted. */
function exits(program: Program): boolean {
  const { command = '' } = program
  if (command === 'compact') return !isOn(program, 'wait')
  if (command === 'tools bucket replicate') return isOn(program, 'single-run')
  return command.startsWith('tools ') && command !== 'tools bucket web'
}
