import type { YamlFile } from '@thanos-gitops/manifest'

/** The settings of the other environments, each read when it is first used. */
export interface FleetReader {
  /** The environments of the repository, sorted. */
  names(): readonly string[]
  /** `environment.yaml` with the settings of its layers; undefined if a file of them cannot be read, which is reported for that environment. */
  settings(name: string): YamlFile | undefined
}
