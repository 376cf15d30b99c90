import { mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { type Amount, resourceOf } from '../thanos/resources.ts'

const mebibyte = 1024 * 1024
/** More processors than a node has. */
const mostProcessors = 448

export const resourcesHaveUnits: Check = {
  name: 'resources-have-units',
  question: 'limits',
  severity: 'error',
  why: 'Memory without a unit is in bytes, with m it is in thousandths of a byte, and cpu without m is in whole processors. A container with a limit of a few bytes does not start, and no node has room for hundreds of processors.',
  remedy: 'Write memory with Mi or Gi, and a part of a processor with m.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory',
  *run({ containers }) {
    for (const container of containers) yield* problemsOf(container)
  },
}

function* problemsOf(container: Container): Iterable<Problem> {
  const resources = mappingOf(container.fields.resources)
  for (const field of ['requests', 'limits'] as const)
    for (const resource of Object.keys(mappingOf(resources[field]))) {
      const amount = resourceOf(container, field, resource)
      const subject = `the ${field === 'requests' ? 'request' : 'limit'} of container ${container.name}`
      const problem = amount && (isMemory(resource) ? memoryProblem(amount) : resource === 'cpu' && cpuProblem(amount))
      if (problem) yield { ...amount.place, ...problem, message: `${subject} is ${problem.message}` }
    }
}

const isMemory = (resource: string): boolean => resource === 'memory' || resource === 'ephemeral-storage'

type Found = Pick<Problem, 'message' | 'remedy'>

function memoryProblem({ text, value }: Amount): Found | undefined {
  if (value === 0 || value >= mebibyte) return undefined
  const number = text.replace(/[^\d.].*$/, '')
  const bytes = value < 1 ? 'less than one byte' : `${Math.round(value)} bytes`
  return { message: `${text}, which is ${bytes} of memory.`, remedy: `Write ${number}Mi or ${number}Gi.` }
}

function cpuProblem({ text, value }: Amount): Found | undefined {
  if (value <= mostProcessors) return undefined
  return { message: `${text}, which is ${value} processors.`, remedy: `Write ${text}m for ${value / 1000} processors.` }
}
