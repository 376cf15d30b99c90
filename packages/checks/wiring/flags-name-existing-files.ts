import { didYouMean } from '@thanos-gitops/manifest'
import {
  type FlagUse,
  filesAt,
  mountAt,
  type Program,
  programTitle,
  volumeAt,
  volumeSources,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'
import { isMissingFile } from '../http/missing-file.ts'

export const flagsNameExistingFiles: Check = {
  name: 'flags-name-existing-files',
  question: 'references',
  severity: 'error',
  why: 'A program does not start without the file that a flag names. The ConfigMap can exist and be mounted at the right folder: each of its keys is a file, and another name is another file.',
  remedy: 'Write the path of the mount and the key of the ConfigMap or Secret.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps-as-files-from-a-pod',
  *run(context) {
    for (const program of programsIn(context)) {
      if (program.container.isInit) continue
      for (const use of program.uses) if (isInput(use.name)) yield* fileProblems(context, program, use)
    }
  },
}

/** Flags of files that the program reads. The sidecar writes the second file of its reloader. */
const isInput = (flag: string): boolean =>
  (/-file$/.test(flag) && flag !== 'reloader.config-envsubst-file') ||
  /^(?:config\.file|web\.config\.file|http\.config|cluster\.tls-config)$/.test(flag)

function* fileProblems(context: CheckContext, program: Program, use: FlagUse): Iterable<Problem> {
  const path = use.value ?? ''
  const { container } = program
  if (!path.startsWith('/') || /[$*?]/.test(path)) return
  const volume = volumeAt(container, path)
  const isEmpty = volume !== undefined && volumeSources(volume).length === 0 && isMissingFile(context, container, path)
  if (volume === undefined || isEmpty) {
    // Images of other programs contain a default configuration.
    if (isEmpty || program.name === 'thanos')
      yield {
        ...flagPlace(program, use),
        message: `no volume contains ${path}, so ${programTitle(program)} does not start.`,
        remedy: `Mount the ConfigMap or Secret with the file at ${path.slice(0, path.lastIndexOf('/')) || '/'}.`,
      }
    return
  }
  const known = existingFiles(context, program, path)
  if (known === undefined || known.includes(path)) return
  const name = volumeSources(volume)
    .map((source) => `${source.kind}/${source.name}`)
    .join(', ')
  yield {
    ...flagPlace(program, use),
    message: `${name} has no file ${path}, so ${programTitle(program)} does not start.`,
    remedy: didYouMean(path, known) ?? `Use one of its files: ${known.slice(0, 10).join(', ')}.`,
  }
}

/** The paths of the files of the volume at a path; undefined if the manifests do not show them. */
function existingFiles(context: CheckContext, { container }: Program, path: string): readonly string[] | undefined {
  const [mount, volume] = [mountAt(container, path), volumeAt(container, path)]
  const sources = volume ? volumeSources(volume) : []
  if (mount === undefined || sources.length === 0) return undefined
  const folder = mount.mountPath.replace(/\/$/, '')
  const files: string[] = []
  for (const { kind, name, items, optional } of sources) {
    const keys = keysOf(context, kind, name, container.workload.namespace)
    if (keys === undefined || keys === 'unknown' || optional) return undefined
    files.push(...(items.length > 0 ? items.map((item) => item.path) : keys))
  }
  if (mount.subPath === undefined) return files.map((file) => `${folder}/${file}`)
  // A file that is mounted itself, or a folder inside the volume.
  return files.includes(mount.subPath) ? [folder] : filesAt(container, path).length > 0 ? undefined : []
}
