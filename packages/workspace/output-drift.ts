import { join } from 'node:path'
import type { DeliverySettings } from '@thanos-gitops/delivery'
import type { Finding } from '@thanos-gitops/manifest'
import {
  compareFolder,
  driftFindings,
  environmentsFolder,
  type RenderedEnvironment,
  type WrittenFolder,
} from '@thanos-gitops/render'
import { committedFiles } from './git/committed-files.ts'
import { outputsOf } from './outputs.ts'

/** The files of an environment that differ from what a render writes. */
export async function outputDrift(
  root: string,
  rendered: RenderedEnvironment,
  settings: DeliverySettings | undefined,
): Promise<readonly Finding[]> {
  const { name } = rendered.environment
  const { files, ...comparison } = compareFolder(
    join(root, environmentsFolder, name),
    `${environmentsFolder}/${name}`,
    outputsOf(rendered, settings),
    committedFiles(root, name),
  )
  const assumed = files.filter(({ isAssumed }) => isAssumed).map(({ file }) => file)
  const edited = await editedAmong(root, name, assumed)
  return driftFindings(name, {
    ...comparison,
    files: files.map((one) => (one.isAssumed && !edited.has(one.file) ? { ...one, state: 'stale' } : one)),
  })
}

/** The written files that had been edited by hand, without those that only a history of sources made look so. */
export async function restoredFiles(
  root: string,
  environment: string,
  { restored, assumed }: WrittenFolder,
): Promise<readonly string[]> {
  const edited = await editedAmong(root, environment, assumed)
  return restored.filter((file) => !assumed.includes(file) || edited.has(file))
}

/** Few renders need to render another revision. */
const editedAmong = async (
  root: string,
  environment: string,
  assumed: readonly string[],
): Promise<ReadonlySet<string>> =>
  assumed.length === 0 ? new Set() : (await import('./edited-files.ts')).editedFiles(root, environment, assumed)
