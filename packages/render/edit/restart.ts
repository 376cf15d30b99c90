import { type Base, Failure, isObject, type KubernetesObject, labelOf, valueAt } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { PromotionSide } from './promotion-side.ts'
import { type RestartRequest, restartAnnotation, withRestarts } from './restart-patches.ts'
import { chosenWorkloads, type WorkloadChoice } from './restart-workloads.ts'
import { renderSources, type SourceFiles } from './source-files.ts'

export interface Restart {
  /** The source files, with the changed patch file. */
  readonly sources: SourceFiles
  readonly rendered: RenderedEnvironment
  readonly workloads: readonly KubernetesObject[]
}

export interface RestartOptions {
  readonly workloads: WorkloadChoice
  /** RFC 3339 in UTC. */
  readonly at: string
  readonly reason?: string | undefined
}

/**
 * Requests a restart of pods: an annotation of the pod template gets a new value, which Argo CD and Flux apply as any other change.
 *
 * @throws Failure for a name that is not a workload with pods, and if the policy does not permit the annotation
 */
export function restart(base: Base, environment: PromotionSide, { workloads, at, reason }: RestartOptions): Restart {
  const chosen = chosenWorkloads(environment.rendered, workloads)
  const fromBase = environment.rendered.targets.map(({ object }) => object)
  const requests = chosen.map((workload) => {
    const before = fromBase.find((object) => labelOf(object) === labelOf(workload))
    return { workload, at, reason, hasAnnotations: hasAnnotations(workload) || hasAnnotations(before) }
  })
  const { name } = environment.files
  const file = `${environmentsFolder}/${name}/patches/restarts.yaml`
  const content = withRestarts(file, environment.sources.get(file), requests)
  const sources = new Map(environment.sources).set(file, content)
  const rendered = renderSources(base, environment.files, sources)
  if (!('manifests' in rendered))
    throw new Failure([
      {
        code: 'restart-refused',
        severity: 'error',
        message: `${name} does not accept the patch that restarts pods. Nothing was changed. The lines below are those of the changed file.`,
        remedy: 'Add the rule to the policy, which its owners must approve, or correct the patch.',
      },
      ...rendered,
    ])
  requireEffect(rendered, requests, file)
  return { sources, rendered, workloads: chosen }
}

const annotationsPath = ['spec', 'template', 'metadata', 'annotations']

/** Whether the template has annotations of other sources: then the patch adds a key, and otherwise the mapping. */
function hasAnnotations(workload: KubernetesObject | undefined): boolean {
  const annotations = valueAt(workload, annotationsPath)
  return isObject(annotations) && Object.keys(annotations).some((key) => !key.startsWith('thanos-gitops/restart'))
}

/** Another patch can write the same annotation later. */
function requireEffect({ manifests }: RenderedEnvironment, requests: readonly RestartRequest[], file: string): void {
  for (const { workload, at } of requests) {
    const label = labelOf(workload)
    const written = manifests.find(({ object }) => labelOf(object) === label)
    if (valueAt(written?.object, [...annotationsPath, restartAnnotation]) === at) continue
    throw new Failure({
      code: 'restart-overwritten',
      severity: 'error',
      message: `${label}: another patch writes the annotation ${restartAnnotation} after ${file}. Nothing was changed.`,
      remedy: `Remove the other patch. To find it, run: npx thanos-gitops explain ENVIRONMENT ${label}`,
      place: { file },
    })
  }
}
