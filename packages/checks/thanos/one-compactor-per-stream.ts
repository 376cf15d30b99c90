import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import { lastValue, type Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { configOf } from './config-documents.ts'
import { inContainer } from './places.ts'

export const oneCompactorPerStream: Check = {
  name: 'one-compactor-per-stream',
  id: 'TH003',
  severity: 'error',
  why: 'Two compactors on the same blocks make overlapping blocks and halt, and may lose data. A Deployment that rolls runs two for a moment.',
  remedy:
    'Run one replica of a StatefulSet for each set of blocks; divide the blocks with disjoint --selector.relabel-config or time ranges.',
  source:
    'https://thanos.io/tip/components/compact.md/#warning-only-one-instance-of-compactor-may-run-against-a-single-stream-of-blocks-in-a-single-object-storage',
  *run(context) {
    const compactors = thanosPrograms(context, 'compact')
    for (const { container } of compactors) {
      const { workload } = container
      const { object, kind, replicas } = workload
      const spec = mappingOf(contentOf(object).spec)
      if (kind === 'DaemonSet') yield { object, pointer: '', message: 'a compactor runs on every node.' }
      if (replicas !== undefined && replicas > 1)
        yield { object, pointer: '/spec/replicas', message: `${replicas} compactors would work on the same blocks.` }
      if (kind === 'Deployment' && mappingOf(spec.strategy).type !== 'Recreate')
        yield {
          object,
          pointer: '/spec/strategy',
          message: 'while it rolls, two compactors work on the same blocks.',
          remedy: 'Make it a StatefulSet, or set `strategy: {type: Recreate}`.',
        }
      for (const scaler of context.ofKind('HorizontalPodAutoscaler')) {
        const target = mappingOf(mappingOf(contentOf(scaler).spec).scaleTargetRef)
        if (target.kind === kind && target.name === workload.name)
          yield {
            object: scaler,
            pointer: '/spec/scaleTargetRef',
            message: `scales the compactor ${workload.name}.`,
            remedy: 'Remove it: a compactor cannot be scaled out.',
          }
      }
    }
    for (const [bucket, users] of Map.groupBy(compactors, (compactor) => bucketOf(context, compactor))) {
      if (bucket === undefined) continue
      for (const [index, one] of users.entries())
        for (const other of users.slice(0, index))
          if (!areDisjoint(context, one, other))
            yield {
              ...inContainer(one.container),
              message: `works on the same blocks as the compactor ${other.container.workload.name}.`,
            }
    }
  },
}

/** Different selectors or time ranges are taken for disjoint; whether shards are complete is another check's question. */
function areDisjoint(context: CheckContext, one: Program, other: Program): boolean {
  const selectors = [one, other].map((program) => {
    const document = configOf(context, program, 'selector.relabel-config')
    return document?.text.replaceAll(
      /\$\(([^)]+)\)/g,
      (whole, name: string) => program.container.environment.find((variable) => variable.name === name)?.value ?? whole,
    )
  })
  if (selectors.every((text) => text !== undefined) && selectors[0] !== selectors[1]) return true
  return ['min-time', 'max-time'].some((flag) => lastValue(one, flag) !== lastValue(other, flag))
}
