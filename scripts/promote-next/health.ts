import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { statusNames } from '@thanos-gitops/delivery'
import { Failure } from '@thanos-gitops/manifest'
import { environmentRenderer } from '@thanos-gitops/workspace'
import { failure } from '../failure.ts'
import { ownRepository } from '../script-options.ts'
import type { GitHost } from './git-host.ts'
import { commitsSinceChange } from './repository.ts'
import { remembering, unhealthyReason } from './statuses.ts'

/** Where the health of an environment comes from: statuses of commits, the clusters themselves, or an earlier step of a job. */
export const healthSources = ['statuses', 'clusters', 'none'] as const
export type HealthSource = (typeof healthSources)[number]

/** Returns why an environment is not known to be healthy; undefined if it is. */
export type Health = (environment: string) => Promise<string | undefined>

export interface HealthOptions {
  readonly source: HealthSource
  /** Undefined if the host of the repository gets no statuses. */
  readonly host: GitHost | undefined
  readonly hub: string | undefined
}

/** @throws Failure if there are no statuses to read */
export function healthOf(root: string, { source, host, hub }: HealthOptions): Health {
  if (source === 'none') return () => Promise.resolve(undefined)
  if (source === 'clusters') return (environment) => Promise.resolve(clusterProblem(root, environment, hub))
  if (host === undefined)
    throw failure(
      'statuses-missing',
      'environments/delivery.yaml sets no notifications, so that no status of a commit shows whether an environment is healthy.',
      'Set notifications (environments/README.md), or read the clusters: --health clusters',
    )
  return statusHealth(root, remembering(host))
}

function statusHealth(root: string, host: GitHost): Health {
  // The names of the statuses of Flux follow from the objects.
  let renderer: ReturnType<typeof environmentRenderer> | undefined
  return async (name) => {
    renderer ??= environmentRenderer(root, [])
    const rendered = (await renderer)(name)
    if (!('environment' in rendered)) throw new Failure(rendered)
    const objects = rendered.manifests.map(({ object }) => object)
    return unhealthyReason(host, {
      names: statusNames(rendered.environment, objects),
      commits: commitsSinceChange(root, name),
    })
  }
}

/** Runs `npm run status`, which also finds what no tool reports. */
function clusterProblem(root: string, environment: string, hub: string | undefined): string | undefined {
  const hubArguments = hub === undefined ? [] : ['--hub', hub]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ownRepository, 'scripts/status.ts'), environment, '--root', root, ...hubArguments],
    { encoding: 'utf8' },
  )
  if (status === 0) return undefined
  if (status === 1) return `npm run status -- ${environment} reports problems:\n${stdout.trim()}`
  throw failure(
    'cluster-unreadable',
    `The cluster of ${environment} cannot be read.`,
    'Run this job where kubectl has a context with the name of each environment.',
    stderr.trim(),
  )
}
