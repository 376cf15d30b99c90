import {
  quantityText,
  type Resource,
  resources,
  shownAmount,
  sizeText,
  sources,
  unitOf,
} from '@thanos-gitops/workloads/sizing'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type ComparedSize, comparedSizes, loadOf } from './compared-sizes.ts'
import { type Amount, resourceOf } from './resources.ts'
import { stackOf } from './stack.ts'

export const sizesFitTheLoad: Check = {
  name: 'sizes-fit-the-load',
  question: 'limits',
  severity: 'error',
  why: 'The number of series and queries decides how much memory and disk each component needs. With less memory, the kernel kills it again and again; with a smaller volume, it stops when the disk is full. A pod that requests more than any node has is never scheduled.',
  remedy:
    'Raise the value in patches, or let `npx thanos-gitops size --write ENVIRONMENT` do it. If size in environment.yaml is wrong, correct it.',
  source: 'packages/workloads/sizing/README.md',
  *run(context) {
    const size = context.environment?.size
    if (size === undefined) return
    for (const compared of comparedSizes(context, loadOf(size), stackOf(context)))
      if (!compared.isEnough) yield tooSmall(context, compared, size.series)
    if (size.largestNode !== undefined) yield* oversizedPods(context, size.largestNode)
  },
}

function tooSmall(context: CheckContext, { size, container, amount }: ComparedSize, series: number): Problem {
  const { resource, rounded, arithmetic, source } = size
  const recommended = quantityText(rounded, unitOf(resource))
  return {
    ...amount!.place,
    message: `the ${resources[resource]} ${amount!.text} of ${container.name} is below ${sizeText(size)}, which ${series.toLocaleString('en-US')} series need.`,
    remedy: `Set it to ${recommended}, or run: npx thanos-gitops size --write ${context.environment!.name}`,
    detail: `${sizeText(size)} = ${arithmetic}\n${source === 'estimate' ? 'an estimate' : sources[source].url}`,
    // Too small requests leave a pod on a node without memory for it; what is too small otherwise stops the program.
    ...(isRequest(resource) ? { severity: 'warning' } : {}),
  }
}

const isRequest = (resource: Resource): boolean => resource === 'cpu' || resource === 'memory'

/** Pods whose requests are above what the largest node has for pods. */
function* oversizedPods(
  context: CheckContext,
  node: Readonly<Partial<Record<'cpu' | 'memory', number>>>,
): Iterable<Problem> {
  for (const workload of context.workloads)
    for (const resource of ['cpu', 'memory'] as const) {
      const available = node[resource]
      const amounts = workload.containers
        .filter(({ isInit }) => !isInit)
        .flatMap((container) => resourceOf(container, 'requests', resource) ?? [])
      const sum = amounts.reduce((total, { value }) => total + value, 0)
      if (available === undefined || sum <= available) continue
      const unit = resource === 'cpu' ? 'cores' : 'bytes'
      yield {
        ...largest(amounts).place,
        message: `its pods request ${shownAmount(sum, unit)}${resource === 'cpu' ? '' : ' of memory'}, and the largest node has ${shownAmount(available, unit)} (size.largestNode).`,
        remedy:
          'Reduce the request, or split the load into shards: scrape a part of the targets with a second Prometheus, or serve a part of the blocks with a second store gateway.',
      }
    }
}

const largest = (amounts: readonly Amount[]): Amount =>
  amounts.reduce((found, amount) => (amount.value > found.value ? amount : found))
