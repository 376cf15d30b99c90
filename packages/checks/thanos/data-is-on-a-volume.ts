import { mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import {
  lastUse,
  mountAt,
  type Program,
  programTitle,
  type Volume,
  valueOrDefault,
  volumeAt,
} from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { isStateless, receiveMode, thanos } from './stack.ts'

const gibi = 1024n ** 3n * 10n ** 9n

export const dataIsOnAVolume: Check = {
  name: 'data-is-on-a-volume',
  id: 'TH028',
  severity: 'error',
  why: 'Thanos’ image runs as a user that cannot make folders in it, and a read-only root file system has no room at all. What a compactor downloads fills the node’s disk where it has no volume of its own; a ruler or receiver without a claim loses what it has not uploaded.',
  remedy: 'Mount a claim of volumeClaimTemplates at the folder of --data-dir or --tsdb.path.',
  source:
    'https://thanos.io/tip/components/compact.md/#disk, https://github.com/thanos-io/thanos/blob/v0.42.4/Dockerfile',
  *run(context) {
    for (const program of thanos(context, 'store', 'compact', 'rule', 'receive')) {
      if (program.command === 'receive' && receiveMode(program) === 'router') continue
      yield* problemsOf(program, /prod/.test(context.environment?.name ?? ''))
    }
  },
}

function* problemsOf(program: Program, isProduction: boolean): Iterable<Problem> {
  const { command, container } = program
  const flag = command === 'receive' ? 'tsdb.path' : 'data-dir'
  const path = (valueOrDefault(program, flag) ?? './data').replace(/^\.\//, '/')
  if (path.includes('$(')) return
  const use = lastUse(program, flag)
  const place = use ? flagPlace(program, use) : argumentsPlace(program)
  const volume = volumeAt(container, path)
  if (volume === undefined) {
    yield { ...place, message: `the data of ${programTitle(program)} at ${path} is on no volume.` }
    return
  }
  const mount = mountAt(container, path)
  if (mount?.readOnly)
    yield {
      object: container.workload.object,
      pointer: mount.pointer,
      message: `the data of ${programTitle(program)} is on a volume that is read-only.`,
    }
  const at = { object: container.workload.object, pointer: volume.pointer }
  const isLost = volume.type === 'emptyDir'
  if (isLost && (command === 'receive' || (command === 'rule' && !isStateless(program))))
    yield {
      ...at,
      message: `${programTitle(program)} loses with its pod what it has not uploaded.`,
      ...(command === 'rule' && { severity: 'warning' as const }),
    }
  if (isLost && command === 'compact' && volume.source.sizeLimit === undefined)
    yield { ...at, message: 'the compactor may fill the disk of its node.', severity: 'warning' }
  const size = sizeOf(volume)
  if (command === 'compact' && isProduction && size !== undefined && size < 100n * gibi)
    yield {
      ...at,
      message: 'a compactor needs room for two weeks of blocks, twice: about 100Gi and more in production.',
      severity: 'warning',
    }
}

function sizeOf(volume: Volume): bigint | undefined {
  const storage = mappingOf(mappingOf(volume.source.resources).requests).storage
  return volume.type === 'claimTemplate' && (typeof storage === 'string' || typeof storage === 'number')
    ? nanoUnits(storage)
    : undefined
}
