import { hash } from 'node:crypto'
import type { YamlFile } from '@thanos-gitops/manifest'
import type { EnvironmentFiles, LayerFiles } from '@thanos-gitops/render'
import type { SourcedFiles } from '../sources/sourced-files.ts'

/**
 * Identifies everything that decides what a render of an environment writes, without what it reads on demand. Undefined if a source
 * cannot be identified.
 *
 * @param program identifies the modules, their data, and the base of the working tree
 * @param names the environments of the repository
 */
export function inputsDigest(
  { files, sources }: SourcedFiles,
  program: string,
  names: readonly string[],
): string | undefined {
  const { environment, patches, resources = [], layers = [], policy, ...others } = files
  const { allowsCredential, fleet, environmentNames, repository, ...plain } = others
  // A new field that JSON cannot contain does not compile: it would not be a part of the digest.
  const values: Plain = { ...plain, layers: layers.map(({ name }) => name), commit: sources.pin?.commit }
  const contents = [environment, ...patches, ...resources, ...layers.flatMap(layerSources), ...(policy ? [policy] : [])]
  const digests = contents.map((source) => [source.file, source.digest?.()])
  return digests.some(([, digest]) => digest === undefined)
    ? undefined
    : hash('sha256', JSON.stringify([program, names, digests, values, repository]))
}

type Plain = Readonly<Record<string, string | readonly string[] | undefined>>

const layerSources = ({ settings, patches, resources }: LayerFiles): readonly YamlFile[] => [
  ...(settings ? [settings] : []),
  ...patches,
  ...resources,
]

/** The files with functions that note what a render reads on demand: exceptions for credentials, settings of other environments. */
export function notingReads(files: EnvironmentFiles, note: (what: 'exceptions' | 'fleet') => void): EnvironmentFiles {
  const { allowsCredential, fleet } = files
  return {
    ...files,
    ...(allowsCredential === undefined
      ? {}
      : {
          allowsCredential: (location) => {
            note('exceptions')
            return allowsCredential(location)
          },
        }),
    ...(fleet === undefined
      ? {}
      : {
          fleet: {
            names: fleet.names,
            settings: (name) => {
              note('fleet')
              return fleet.settings(name)
            },
          },
        }),
  }
}
