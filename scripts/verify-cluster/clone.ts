// A temporary clone of this repository whose environment fits a cluster of one node.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { ownRepository } from '../script-options.ts'
import { alertingOf } from './alerting.ts'
import { changeEnvironment, objectsIn } from './changed-environment.ts'
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
  const leftOut = componentsToLeaveOut(join(ownRepository, 'environments', environment, 'manifests'))
  const { folder, manifests, render, remove } = changeEnvironment(environment, (document) => {
    document.set('kubernetesVersion', kubernetesVersion)
    document.set('alerting', alertingOf(receiver))
    // The node is in one zone.
    document.delete('zones')
    // There is neither an issuer nor cert-manager.
    document.delete('access')
    document.delete('tls')
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
  const patch = (file: string, patches: readonly Patch[]): void => {
    writeFileSync(join(folder, 'environments', environment, 'patches', file), stringify(patches))
    render()
  }
  patch('verify-cluster.yaml', patchesFor(workloadsIn(manifests)))
  return {
    folder,
    environment,
    manifests,
    leftOut,
    patch,
    remove,
  }
}

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet']

export const workloadsIn = (folder: string): readonly Workload[] => objectsIn<Workload>(folder, workloadKinds)

const manifestsIn = (folder: string): readonly { readonly name: string; readonly content: string }[] =>
  readdirSync(folder).map((name) => ({ name, content: readFileSync(join(folder, name), 'utf8') }))

/** The workloads, which are named as their components, with an image that nothing here builds. */
const componentsToLeaveOut = (folder: string): readonly string[] =>
  manifestsIn(folder)
    .filter(({ content }) => imagesIn(content).some((image) => contentOf(image) === undefined))
    .map(({ name }) => name.split('.')[0]!)
