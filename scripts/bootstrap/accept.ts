import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { DeliverySettings } from '../environment.ts'
import { failure } from '../failure.ts'
import { type DeliveryTool, managerOf } from '../fields/managers.ts'
import { documentsOf, type Kubectl, kubectlFailure, type LiveObject } from '../kubectl.ts'
import { argoCDVersion } from '../local/argo-cd.ts'
import { pinnedPrograms } from '../pinned-programs.ts'

/** What the API server prints for each object of a server-side apply as the tool. Throws a Failure if it refuses one. */
export async function applyAs(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  manager: string,
  isDryRun: boolean,
): Promise<string> {
  const { ok, stdout, stderr } = await kubectl.call(
    [
      'apply',
      '--server-side',
      '--force-conflicts',
      `--field-manager=${manager}`,
      ...(isDryRun ? ['--dry-run=server'] : []),
      '-f',
      '-',
    ],
    documentsOf(objects),
  )
  if (!ok) throw kubectlFailure(kubectl.context, stderr)
  return stdout.trimEnd()
}

/** A field of a manifest that the CRD in the cluster does not have. */
export interface UnknownField {
  /** `Application thanos-production` */
  readonly object: string
  readonly field: string
}

/** The fields of objects that a server-side apply refused because its CRDs lack them. */
export function unknownFields(stderr: string): readonly UnknownField[] {
  let object = ''
  return stderr.split('\n').flatMap((line) => {
    const named = /typed patch object \((?:[^/;]*\/)?([^;]+); [^,]*, Kind=(\w+)\)/.exec(line)
    if (named) object = `${named[2]} ${named[1]}`
    const field = /(?:^|[\s:])(\.\S+): field not declared in schema/.exec(line)?.[1]
    return field === undefined ? [] : [{ object, field }]
  })
}

const names: Readonly<Record<DeliveryTool, string>> = { 'argo-cd': 'Argo CD', flux: 'Flux' }
const testedVersions: Readonly<Record<DeliveryTool, string>> = {
  'argo-cd': argoCDVersion,
  flux: pinnedPrograms.flux.version,
}

/** Throws a Failure if the server does not accept the delivery objects. If its CRDs are too old, it names the version of the tool. */
export async function requireAccepted(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  tool: DeliveryTool,
  settings: DeliverySettings,
): Promise<string> {
  try {
    return await applyAs(kubectl, objects, managerOf[tool], true)
  } catch (error) {
    const fields = unknownFields(
      (error as Error & { findings?: readonly { message: string; detail?: string }[] }).findings
        ?.map(({ detail = '', message }) => `${detail}\n${message}`)
        .join('\n') ?? '',
    )
    if (fields.length === 0) throw error
    const namespace = tool === 'flux' ? settings.flux.namespace : settings.argoCD.namespace
    const found = await installedVersion(kubectl, tool, namespace)
    throw failure(
      'tool-version',
      `${names[tool]} at context ${kubectl.context} ${found === undefined ? 'is too old' : `has version ${found}, which is too old`}: its CRDs lack ${fields.map(({ object, field }) => `${field} of ${object}`).join(', ')}.`,
      `Install ${names[tool]} ${testedVersions[tool]} or newer with its CRDs, with which the delivery objects are tested.`,
    )
  }
}

const images: Readonly<Record<DeliveryTool, RegExp>> = {
  'argo-cd': /\/argocd:v?([\w.-]+)/,
  flux: /\/kustomize-controller:v?([\w.-]+)/,
}

/** The version of the tool's image, and for Flux that of its distribution. Undefined if it does not run in this namespace. */
async function installedVersion(kubectl: Kubectl, tool: DeliveryTool, namespace: string): Promise<string | undefined> {
  const { ok, stdout } = await kubectl.call([
    'get',
    'deployments,statefulsets',
    `--namespace=${namespace}`,
    '-o',
    'json',
  ])
  return ok ? versionOf((JSON.parse(stdout) as { items: readonly LiveObject[] }).items, tool) : undefined
}

export function versionOf(workloads: readonly LiveObject[], tool: DeliveryTool): string | undefined {
  for (const workload of workloads) {
    const { spec } = workload as { spec?: { template?: { spec?: { containers?: readonly { image?: string }[] } } } }
    const version = (spec?.template?.spec?.containers ?? [])
      .map(({ image = '' }) => images[tool].exec(image)?.[1])
      .find((found) => found !== undefined)
    if (version === undefined) continue
    const distribution = workload.metadata.labels?.['app.kubernetes.io/version']
    return tool === 'flux' && distribution !== undefined ? `${distribution} (kustomize-controller ${version})` : version
  }
  return undefined
}
