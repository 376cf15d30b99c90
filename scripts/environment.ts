import { join } from 'node:path'
import { type Environment, Failure, type KubernetesObject } from '@thanos-gitops/manifest'
import { chooseEnvironments, compareFolder, driftFindings, environmentsFolder, outputPath } from '@thanos-gitops/render'
import { environmentRenderer, outputsOf, readDeliverySettings } from '@thanos-gitops/workspace'
import { parse } from 'yaml'

export interface Manifest {
  /** Relative to the folder of the environment. */
  readonly path: string
  readonly text: string
  readonly object: KubernetesObject
}

/** The content of environments/delivery.yaml. */
export type DeliverySettings = NonNullable<ReturnType<typeof readDeliverySettings>>

/** An environment as git has it. */
export interface Stack {
  readonly environment: Environment
  readonly manifests: readonly Manifest[]
  readonly delivery: readonly Manifest[]
  readonly settings: DeliverySettings | undefined
}

/** Renders an environment. Throws a Failure if its folder differs: the cluster must get what was reviewed. */
export async function loadStack(root: string, name: string): Promise<Stack> {
  chooseEnvironments(root, [name])
  const rendered = (await environmentRenderer(root, [name]))(name)
  if (!('environment' in rendered)) throw new Failure(rendered)
  const settings = readDeliverySettings(root)
  const outputs = outputsOf(rendered, settings)
  const drift = driftFindings(
    name,
    compareFolder(join(root, environmentsFolder, name), `${environmentsFolder}/${name}`, outputs),
  )
  if (drift.length > 0) throw new Failure(drift.map(({ detail: _, ...finding }) => finding))
  const all = outputs.map(({ file, text }) => ({
    path: outputPath(file),
    text,
    object: parse(text) as KubernetesObject,
  }))
  return {
    environment: rendered.environment,
    manifests: all.filter(({ path }) => path.startsWith('manifests/')),
    delivery: all.filter(({ path }) => path.startsWith('delivery/')),
    settings,
  }
}
