// A temporary clone of this repository whose environment fits a cluster of one node.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { copyWithEnvironments, git } from '../tests/clone.ts'
import { succeed, thanosGitops } from '../tests/run.ts'
import { editYaml } from '../verify-delivery/working-clone.ts'
import { alertingOf } from './alerting.ts'
import { contentOf, imagesIn } from './image-name.ts'
import { type Patch, patchesFor, type Workload } from './patches.ts'

export interface EnvironmentClone {
  readonly folder: string
  readonly environment: string
  /** The folder that kubectl applies. */
  readonly manifests: string
  /** The components that were left out, because nothing here builds their images. */
  readonly leftOut: readonly string[]
  /** Adds patches and renders. */
  patch(file: string, patches: readonly Patch[]): void
  remove(): void
}

/** The Kubernetes version of the node. */
const kubernetesVersion = '1.36'

/**
 * Copies the working tree and changes one environment: its Kubernetes version, its receivers, and patches for one small node. The changes
 * are made as a person makes them, in environment.yaml and in patches.
 *
 * @param receiver the address of the receiver of alerts
 */
export function cloneEnvironment(environment: string, receiver: string): EnvironmentClone {
  const folder = mkdtempSync(join(tmpdir(), 'verify-cluster-clone-'))
  const own = join(folder, 'environments', environment)
  const manifests = join(own, 'manifests')
  const render = (): void => void succeed(thanosGitops(folder, 'render', environment))
  const patch = (file: string, patches: readonly Patch[]): void => {
    writeFileSync(join(own, 'patches', file), stringify(patches))
    render()
  }
  copyWithEnvironments(folder)
  git(folder, 'init', '--quiet', '--initial-branch=main')
  const leftOut = componentsToLeaveOut(manifests)
  editYaml(join(own, 'environment.yaml'), (document) => {
    document.set('kubernetesVersion', kubernetesVersion)
    document.set('alerting', alertingOf(receiver))
    // The node is in one zone.
    document.delete('zones')
    const { components = [], images = [] } = document.toJS() as {
      readonly components?: readonly string[]
      readonly images?: readonly { readonly name: string }[]
    }
    document.set(
      'components',
      components.filter((name) => !leftOut.includes(name)),
    )
    document.set(
      'images',
      images.filter(({ name }) => contentOf(`${name}:v0.0.0`) !== undefined),
    )
  })
  render()
  patch('verify-cluster.yaml', patchesFor(workloadsIn(manifests)))
  return {
    folder,
    environment,
    manifests,
    leftOut,
    patch,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet']

export const workloadsIn = (folder: string): readonly Workload[] =>
  manifestsIn(folder)
    .map(({ content }) => parse(content) as Workload)
    .filter(({ kind }) => workloadKinds.includes(kind))

const manifestsIn = (folder: string): readonly { readonly name: string; readonly content: string }[] =>
  readdirSync(folder).map((name) => ({ name, content: readFileSync(join(folder, name), 'utf8') }))

/** The workloads, which are named as their components, with an image that nothing here builds. */
const componentsToLeaveOut = (folder: string): readonly string[] =>
  manifestsIn(folder)
    .filter(({ content }) => imagesIn(content).some((image) => contentOf(image) === undefined))
    .map(({ name }) => name.split('.')[0]!)
