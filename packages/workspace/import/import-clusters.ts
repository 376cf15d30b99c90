import { Failure, type Finding, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer, layerNames, type RenderedEnvironment } from '@thanos-gitops/render'
import {
  differencesFrom,
  type EnvironmentSettings,
  type ImportPlan,
  type PlannedEnvironment,
  planImport,
  type SelectOptions,
  selectObjects,
  withoutDefaults,
} from '@thanos-gitops/render/import'
import { loadBase } from '../base/load-base.ts'
import type { SourceFiles } from '../edit/index.ts'
import { environmentFilesReader } from '../environment-reader.ts'
import { importSources, policyRules } from './import-sources.ts'
import { nearBase } from './near-base.ts'
import { readClusters } from './read-clusters.ts'
import { inStaging } from './staging.ts'
import { storedObjects } from './stored-objects.ts'

export interface ImportRequest extends SelectOptions, EnvironmentSettings {
  /** Folders and files of clusters, each with `NAME=` before it or not. */
  readonly clusters: readonly string[]
  /** What the paths are relative to. */
  readonly cwd: string
  /** The beginning of the names of components. */
  readonly prefix?: string | undefined
  /** Whether components of the base are patched where a cluster has their workloads. */
  readonly near?: boolean
  /** Gets how far it is, for a person who waits. */
  readonly onStep?: (state: string) => void
  /** Whether fields of live objects stay that have the value which the API server sets by default. */
  readonly keepDefaults?: boolean
}

/** An import that was rendered and compared with what was read, before anything is written. */
export interface ProvedImport {
  readonly plan: ImportPlan
  readonly before: SourceFiles
  readonly after: SourceFiles
  /** In the order of the environments of the plan. */
  readonly rendered: readonly RenderedEnvironment[]
}

/**
 * Reads clusters, and finds the components and patches that render the same objects. Writes nothing into the repository.
 *
 * @throws Failure with all problems of what was read; or if a rendered object differs from the one that was read
 */
export async function importClusters(root: string, request: ImportRequest): Promise<ProvedImport> {
  const problems: Finding[] = []
  request.onStep?.('the objects are read')
  const selected = readClusters(root, request.clusters, request.cwd).map((cluster) =>
    selectObjects(cluster, request, problems),
  )
  if (problems.length > 0) throw new Failure(oncePerProblem(problems))
  const clusters = request.keepDefaults
    ? selected
    : await withoutDefaults(selected, storedObjects(request.kubernetesVersion))
  const rules = policyRules(root)
  request.onStep?.(`${clusters.length} clusters are compared`)
  const plan = planImport(clusters, {
    judge: { kubernetesVersion: request.kubernetesVersion, rules },
    prefix: request.prefix,
    layerNames: layerNames(root),
    near: request.near ? await nearBase(root) : undefined,
  })
  const { before, after } = importSources(root, plan, request, rules)
  const rendered = await inStaging(root, after, async (staging) => {
    const render = createRenderer(await loadBase(staging))
    const read = environmentFilesReader(staging)
    return plan.environments.map((environment, index) => {
      request.onStep?.(`${index} of ${plan.environments.length} environments rendered`)
      const files = read(environment.cluster.name)
      const result = 'environment' in files ? render(files) : files
      if (!('manifests' in result)) throw notRendered(result)
      refuseDifferences(environment, result)
      return result
    })
  })
  return { plan, before, after, rendered }
}

/** Clusters have the same objects, and the same problems. */
const oncePerProblem = (problems: readonly Finding[]): readonly Finding[] =>
  [...Map.groupBy(problems, ({ code, message }) => `${code} ${message}`).values()].map(([first, ...others]) => ({
    ...first!,
    ...(others.length === 0 ? {} : { further: others.flatMap(({ place }) => (place ? [{ place }] : [])) }),
  }))

const notRendered = (findings: readonly Finding[]): Failure =>
  new Failure(
    findings.map((finding) => ({
      ...finding,
      message: `${finding.message} Nothing was written: the file is one that the import would write.`,
    })),
  )

const mostListed = 10

function refuseDifferences({ cluster, near }: PlannedEnvironment, { manifests }: RenderedEnvironment): void {
  const written = manifests.flatMap(({ file, text }) =>
    readManifestText(file, text).objects.map(({ object }) => object),
  )
  const read: readonly KubernetesObject[] = cluster.objects.map(({ object }) => object)
  const added = new Set(near?.additional.map(labelOf))
  const differences = differencesFrom(read, written).filter(
    ({ problem, label }) => problem !== 'additional' || !added.has(label),
  )
  if (differences.length === 0) return
  throw new Failure(
    differences.slice(0, mostListed).map(({ label, problem, pointer }) => ({
      code: 'import-differs',
      severity: 'error',
      message:
        problem === 'different'
          ? `${cluster.name}: ${label} would be rendered with another value of ${pointer}. Nothing was written.`
          : `${cluster.name}: ${label} would be ${problem === 'missing' ? 'missing' : 'an additional object'}. Nothing was written.`,
      remedy: `Leave the object out with --skip ${label}, and report the problem with the object.`,
    })),
  )
}
