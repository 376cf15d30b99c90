import { cataloguedPrograms, recognizeProgram } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'

export const readinessIsProbed: Check = {
  name: 'readiness-is-probed',
  question: 'availability',
  severity: 'warning',
  why: 'A container without a readinessProbe is ready as soon as its process runs. During an update, Services send requests to pods that cannot answer yet, and the old pods stop too early.',
  remedy: 'Add a readinessProbe.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-readiness-probes',
  *run({ containers }) {
    for (const container of containers) {
      const { name, fields, pointer, workload, isInit } = container
      const { livenessProbe, readinessProbe } = fields
      // probes-use-the-right-path covers the programs whose paths are known. A program without any probe may have no endpoint for one.
      const isKnown = cataloguedPrograms.some((program) => program === recognizeProgram(container)?.name)
      if (isInit || isKnown || livenessProbe === undefined || readinessProbe !== undefined) continue
      if (workload.replicas === undefined || workload.kind === 'Pod') continue
      yield {
        object: workload.object,
        pointer: `${pointer}/livenessProbe`,
        message: `container ${name} has a livenessProbe, but no readinessProbe.`,
      }
    }
  },
}
