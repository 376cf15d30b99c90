import { type Container, cataloguedPrograms, isShell, recognizeProgram, type Workload } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'

/** Reports containers to which the checks of flags, data and configuration do not apply. */
export const programsAreRecognized: Check = {
  name: 'programs-are-recognized',
  question: 'conventions',
  severity: 'warning',
  why: 'Checks and the diff depend on the program that a container runs. If the manifest does not show the program, the checks of Thanos, Prometheus, Alertmanager and memcached and the data-loss rules do not apply to the container.',
  remedy:
    'Set command to the executable, such as [/bin/thanos]. For a component of another application, set the label app.kubernetes.io/part-of to its name.',
  source: 'packages/workloads/programs/recognize.ts',
  *run(context) {
    // Manifests that this repository did not render can run any program.
    if (context.environment === undefined) return
    for (const workload of context.workloads) {
      if (!isPartOfTheStack(workload)) continue
      for (const container of workload.containers) if (!container.isInit) yield* problemsOf(container)
    }
  },
}

const stack = 'thanos'

/** Whether a workload belongs to the stack: by its label, or else by the name of the workload or of a container. */
function isPartOfTheStack({ object, name, podLabels, containers }: Workload): boolean {
  const labels = { ...object.object.metadata.labels, ...podLabels }
  const partOf = labels['app.kubernetes.io/part-of']
  if (partOf !== undefined) return partOf === stack
  const words = [name, ...containers.map((container) => container.name)].flatMap((text) => text.split('-'))
  return cataloguedPrograms.some((program) => words.includes(program))
}

function* problemsOf(container: Container): Iterable<Problem> {
  const recognized = recognizeProgram(container)
  const { object } = container.workload
  if (recognized === undefined)
    yield {
      object,
      pointer: `${container.pointer}/image`,
      message: `neither the arguments nor the image of container ${container.name} shows which program runs.`,
    }
  else if (recognized.by === 'command' && isShell(recognized.name))
    yield {
      object,
      pointer: `${container.pointer}/command`,
      message: `container ${container.name} starts a shell, and the manifest does not show which program the shell starts.`,
    }
}
