import { durationOf, lastUse, type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { hasFlag, usesObjectStorage } from './components.ts'
import { placeOfFlag } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

const shortestFlag = 'storage.tsdb.min-block-duration'
const longestFlag = 'storage.tsdb.max-block-duration'
const delayFlag = 'storage.tsdb.delay-compact-file.path'
const twoHours = 72e5

export const blockDurationsAllowUploads: Check = {
  name: 'block-durations-allow-uploads',
  id: 'TH005',
  question: 'startup',
  severity: 'error',
  why: 'A sidecar that uploads blocks refuses to start if Prometheus compacts its blocks itself, because it would upload blocks that change.',
  remedy:
    'Set --storage.tsdb.min-block-duration=2h and --storage.tsdb.max-block-duration=2h, or let Prometheus wait for the sidecar with --storage.tsdb.delay-compact-file.path.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/sidecar.go',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      if (!usesObjectStorage(sidecar) || hasFlag(sidecar, 'shipper.ignore-unequal-block-size')) continue
      const waitsForFile = (lastUse(prometheus, delayFlag)?.value ?? '') !== ''
      yield* waitsForFile ? delayProblems(prometheus, sidecar) : durationProblems(prometheus)
    }
  },
}

/** Prometheus must wait for the file in which the sidecar lists the blocks that it uploaded. */
function* delayProblems(prometheus: Program, sidecar: Program): Iterable<Problem> {
  const use = lastUse(prometheus, delayFlag)
  const folder = (valueOrDefault(prometheus, 'storage.tsdb.path') ?? 'data/').replace(/\/$/, '')
  const file = `${folder}/${valueOrDefault(sidecar, 'shipper.meta-file-name') ?? 'thanos.shipper.json'}`
  if (use?.value === undefined || use.value === file || use.value.includes('$(')) return
  yield {
    ...flagPlace(prometheus, use),
    message: `the sidecar lists uploaded blocks in ${file}, but Prometheus waits for ${use.value}.`,
    remedy: `Set --${delayFlag}=${file}.`,
  }
}

function* durationProblems(prometheus: Program): Iterable<Problem> {
  const place = placeOfFlag(prometheus, longestFlag, shortestFlag)
  const shortest = valueOrDefault(prometheus, shortestFlag) ?? '2h'
  const longest = valueOrDefault(prometheus, longestFlag)
  if (longest === undefined)
    yield { ...place, message: 'Prometheus compacts its blocks, but the sidecar uploads them.' }
  else if (durationOf(prometheus, shortestFlag) !== durationOf(prometheus, longestFlag))
    yield {
      ...place,
      message: `Prometheus creates blocks of ${shortest} to ${longest}, but the sidecar requires one duration for all blocks.`,
    }
  else if (durationOf(prometheus, longestFlag) !== twoHours)
    yield {
      ...place,
      message: `the sidecar uploads blocks of ${longest} later than blocks of 2h.`,
      severity: 'warning',
    }
}
