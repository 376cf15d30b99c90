import type { Finding, KubernetesObject } from '@thanos-gitops/manifest'
import type { DiffContext } from './context.ts'
import { kubectl } from './runbooks/kubectl.ts'

// A folder that no longer exists differs from an empty one: Argo CD reports a ComparisonError (app path does not exist), Flux a
// BuildFailed or ArtifactFailed (path not found). Neither compares, so that neither prunes. Observed with both.

const toolsText = ({ delivery }: DiffContext): string =>
  [...new Set(delivery.map(({ tool }) => (tool === 'flux' ? 'Flux' : 'Argo CD')))].join(' and ')

const verb = ({ delivery }: DiffContext, one: string, several: string): string =>
  new Set(delivery.map(({ tool }) => tool)).size === 1 ? one : several

/** What happens to an object whose folder no longer exists. */
export const keptWithoutFolder = (context: DiffContext): string =>
  `It stays in the cluster: its folder no longer exists, so that ${toolsText(context)} ${verb(context, 'reports', 'report')} an error and ${verb(context, 'deletes', 'delete')} nothing. It is no longer updated or corrected.`

/** The address, if its host is reserved for examples (RFC 2606), so that the environments are those that `npm run adopt` removes. */
function exampleRepository(repository: string | undefined): string | undefined {
  if (repository === undefined || !URL.canParse(repository)) return undefined
  return /(^|\.)example(\.(com|net|org))?$/.test(new URL(repository).hostname) ? repository : undefined
}

/** The commands that remove the stack: first the objects of the tool, so that it does not create anything again. */
export function goneFinding(objects: readonly KubernetesObject[], context: DiffContext): Finding {
  const { delivery, names, states } = context
  const name = names?.context ?? 'ENVIRONMENT'
  const tools = states.before?.tools.length ? states.before.tools : delivery.map(({ tool }) => tool)
  const commands = [
    ...[...new Set(tools)].map(
      (tool) => `${kubectl(names?.toolContext)} delete --ignore-not-found -f environments/${name}/delivery/${tool}`,
    ),
    `${kubectl(names?.context)} delete --ignore-not-found -f environments/${name}/manifests`,
  ]
  const example = exampleRepository(states.before?.source?.repository)
  const consequence =
    example === undefined
      ? `${toolsText(context)} ${verb(context, 'reports', 'report')} an error, and ${verb(context, 'deletes and updates', 'delete and update')} nothing: all objects stay in the cluster.`
      : `No cluster syncs it from ${example}, which is the address of an example.`
  return {
    code: 'environment-removed',
    severity: example === undefined ? 'error' : 'warning',
    message: `The folder of these ${objects.length} objects no longer exists. ${consequence}`,
    remedy: `To remove the stack from the cluster, with its namespace, volumes and bucket claim, run before the merge, from a clone of the default branch: ${commands.join('; ')}. To keep the stack up to date, restore the folder.`,
  }
}
