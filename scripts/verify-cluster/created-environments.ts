// New environments in a temporary clone of this repository.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { succeed, thanosGitops } from '../tests/run.ts'
import { temporaryClone } from './changed-environment.ts'

/** `environment.yaml` without what all environments here have in common. */
export interface Settings {
  readonly cluster: string
  readonly namespace: string
  readonly [setting: string]: unknown
}

const common = {
  apiVersion: 'thanos-gitops/v1',
  kind: 'Environment',
  kubernetesVersion: '1.36',
  clusterDomain: 'cluster.local',
  delivery: 'both',
  objectStorage: 'rook',
  retention: '30d',
  // Nobody is notified of alerts.
  laptop: true,
}

export interface CreatedEnvironments {
  readonly clusterDomain: string
  /** The folder with the rendered manifests of an environment. */
  manifests(name: string): string
  /** Writes `environment.yaml` and renders the environment. */
  write(name: string, settings: Settings): void
  remove(): void
}

/** @param environments by their names. An environment can name those before it. */
export function createEnvironments(environments: Readonly<Record<string, Settings>>): CreatedEnvironments {
  const { folder, remove } = temporaryClone()
  const own = (name: string): string => join(folder, 'environments', name)
  const write = (name: string, settings: Settings): void => {
    mkdirSync(own(name), { recursive: true })
    writeFileSync(join(own(name), 'environment.yaml'), stringify({ ...common, ...settings }))
    succeed(thanosGitops(folder, 'render', name))
  }
  try {
    for (const [name, settings] of Object.entries(environments)) write(name, settings)
  } catch (error) {
    remove()
    throw error
  }
  return { clusterDomain: common.clusterDomain, manifests: (name) => join(own(name), 'manifests'), write, remove }
}
