import { join } from 'node:path'
import type { DeliverySettings } from '@thanos-gitops/delivery'
import type { Finding } from '@thanos-gitops/manifest'
import { compareFolder, driftFindings, environmentsFolder, type RenderedEnvironment } from '@thanos-gitops/render'
import { editedFiles } from './edited-files.ts'
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
  const edited = await editedFiles(root, name, assumed)
  return driftFindings(name, {
    ...comparison,
    files: files.map((one) => (one.isAssumed && !edited.has(one.file) ? { ...one, state: 'stale' } : one)),
  })
}
