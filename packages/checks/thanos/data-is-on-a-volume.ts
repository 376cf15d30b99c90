import { mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import { mountAt, type Program, programTitle, type Volume, valueOrDefault, volumeAt } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { isRouter, isStatelessRuler, thanosPrograms } from './components.ts'
import { type ProblemPlace, placeOfFlag } from './places.ts'

/** In billionths of a byte, the unit of `nanoUnits`. */
const gibibyte = 1024n ** 3n * 10n ** 9n

export const dataIsOnAVolume: Check = {
  name: 'data-is-on-a-volume',
  id: 'TH028',
  question: 'data',
  severity: 'error',
  why: 'The user of the Thanos image cannot create folders in the image, and a read-only root file system has no space for data. A compactor without a volume of its own fills the disk of the node with its downloads. A ruler or receiver without a claim loses the blocks that it has not uploaded.',
  remedy: 'Mount a claim from volumeClaimTemplates at the path of --data-dir or --tsdb.path.',
  source:
    'https://thanos.io/tip/components/compact.md/#disk, https://github.com/thanos-io/thanos/blob/v0.42.4/Dockerfile',
  *run(context) {
    const isProduction = /prod/.test(context.environment?.name ?? '')
    for (const program of thanosPrograms(context, 'store', 'compact', 'rule', 'receive'))
      if (!isRouter(program)) yield* dataProblems(program, isProduction)
  },
}

function* dataProblems(program: Program, isProduction: boolean): Iterable<Problem> {
  const { command, container } = program
  const flag = command === 'receive' ? 'tsdb.path' : 'data-dir'
  const path = (valueOrDefault(program, flag) ?? './data').replace(/^\.\//, '/')
  if (path.includes('$(')) return
  const volume = volumeAt(container, path)
  if (volume === undefined) {
    yield {
      ...placeOfFlag(program, flag),
      message: `the data of ${programTitle(program)} at ${path} is not on a volume.`,
    }
    return
  }
  const mount = mountAt(container, path)
  if (mount?.readOnly)
    yield {
      object: container.workload.object,
      pointer: mount.pointer,
      message: `the data of ${programTitle(program)} is on a read-only volume.`,
      remedy: 'Remove readOnly: true from the mount.',
    }
  yield* volumeProblems(program, volume, isProduction)
}

function* volumeProblems(program: Program, volume: Volume, isProduction: boolean): Iterable<Problem> {
  const { command, container } = program
  const place = { object: container.workload.object, pointer: volume.pointer }
  const isCompactor = command === 'compact'
  const storesSeries = command === 'receive' || (command === 'rule' && !isStatelessRuler(program))
  if (volume.type === 'emptyDir' && storesSeries)
    yield {
      ...place,
      message: `${programTitle(program)} loses the blocks that it has not uploaded when its pod is deleted.`,
      ...(command === 'rule' && { severity: 'warning' as const }),
    }
  if (volume.type === 'emptyDir' && isCompactor && volume.source.sizeLimit === undefined)
    yield { ...place, message: 'thanos compact can fill the disk of its node.', severity: 'warning' }
  if (isCompactor && isProduction) yield* sizeProblems(volume, place)
}

function* sizeProblems({ type, source }: Volume, place: ProblemPlace): Iterable<Problem> {
  const { storage } = mappingOf(mappingOf(source.resources).requests)
  if (type !== 'claimTemplate' || (typeof storage !== 'string' && typeof storage !== 'number')) return
  const size = nanoUnits(storage)
  if (size !== undefined && size < 100n * gibibyte)
    yield {
      ...place,
      message: `a claim of ${storage} is too small for thanos compact in production, which needs twice the size of two weeks of blocks.`,
      remedy: 'Request at least 100Gi.',
      severity: 'warning',
    }
}
