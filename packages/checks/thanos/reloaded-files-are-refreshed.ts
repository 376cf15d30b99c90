import { isOn, mountAt, type Program, programTitle, usesOf, type Volume, volumeAt } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { reloadsItself } from './lifecycle-endpoints-are-closed.ts'

/** Files and folders that a program watches. */
const watchedFlags: Readonly<Record<string, readonly string[]>> = {
  'thanos sidecar': ['reloader.config-file', 'reloader.rule-dir'],
  'thanos query': ['endpoint.sd-config-file', 'store.sd-files'],
  'thanos receive': ['receive.hashrings-file'],
  'thanos rule': ['rule-file'],
}

/** Prometheus reads its configuration again if something can request it. */
const reloadedFlags = (program: Program): readonly string[] =>
  program.name === 'prometheus' && (isOn(program, 'web.enable-lifecycle') || reloadsItself(program))
    ? ['config.file']
    : (watchedFlags[programTitle(program)] ?? [])

export const reloadedFilesAreRefreshed: Check = {
  name: 'reloaded-files-are-refreshed',
  question: 'data',
  severity: 'warning',
  why: 'The kubelet never refreshes a file that is mounted with subPath. A program that watches the file never reads a change: new rules, jobs and endpoints have no effect until its pods restart.',
  remedy: 'Mount the whole ConfigMap or Secret as a folder, without subPath.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath',
  *run(context) {
    for (const program of programsIn(context))
      for (const flag of reloadedFlags(program)) yield* problemsOf(program, flag)
  },
}

function* problemsOf(program: Program, flag: string): Iterable<Problem> {
  for (const { value: path } of usesOf(program, flag)) {
    const mount = path === undefined ? undefined : mountAt(program.container, path)
    const volume = path === undefined ? undefined : volumeAt(program.container, path)
    if (mount?.subPath === undefined || !isRefreshed(volume)) continue
    yield {
      object: program.container.workload.object,
      pointer: mount.pointer,
      message: `${programTitle(program)} reloads ${path}, but the mount has a subPath, so the file never changes in a running pod.`,
    }
  }
}

/** Whether the kubelet refreshes the files of a volume. */
const isRefreshed = (volume: Volume | undefined): boolean =>
  volume !== undefined && ['configMap', 'secret', 'projected'].includes(volume.type)
