import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { reportInto } from '@thanos-gitops/manifest'
import { createRenderer, type EnvironmentFiles, loadPatches, readEnvironmentFiles } from '@thanos-gitops/render'
import { writeKustomizeTree } from '../tests/kustomize-tree.ts'
import { root } from '../tests/repository.ts'
import { copyOrLink } from './repository-copy.ts'
import type { Tree } from './synthetic.ts'

const environment = 'production'
/** The files of each environment. */
const template = join(root, 'scripts/templates/environments/cluster')

/** Writes the real base with environments from a template, one per cluster, and the same environments as kustomize trees. */
export function writeThanos(folder: string, environments: number): Tree {
  const ours = join(folder, 'ours')
  const names =
    environments === 1 ? [environment] : Array.from({ length: environments }, (_, index) => `${environment}-${index}`)
  copyOrLink(ours)
  rmSync(join(ours, 'environments'), { recursive: true, force: true })
  const settings = readFileSync(join(template, 'environment.yaml'), 'utf8')
  for (const name of names) {
    mkdirSync(join(ours, 'environments', name), { recursive: true })
    writeFileSync(
      join(ours, 'environments', name, 'environment.yaml'),
      settings.replace(/^cluster: .*$/m, `cluster: ${name}`),
    )
    cpSync(join(template, 'patches'), join(ours, 'environments', name, 'patches'), {
      recursive: true,
    })
  }
  const render = createRenderer(base)
  for (const name of names) {
    const files = readEnvironmentFiles(ours, name) as EnvironmentFiles
    const rendered = render(files)
    if (!('environment' in rendered)) throw new Error(JSON.stringify(rendered))
    const patches = files.patches.flatMap((file) => loadPatches(file, reportInto([])))
    writeKustomizeTree(join(folder, 'kustomize', name), rendered, patches)
  }
  return { root: ours, environments: names, overlay: (name) => join(folder, 'kustomize', name, 'overlay') }
}
