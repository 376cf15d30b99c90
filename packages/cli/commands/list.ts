import { Failure } from '@thanos-gitops/manifest'
import { chooseEnvironments } from '@thanos-gitops/render'
import { environmentRenderer } from '@thanos-gitops/workspace'
import type { Command } from '../command.ts'
import { notesNoEnvironment } from '../no-environment.ts'

export default {
  name: 'list',
  usage: 'list [ENVIRONMENT…]',
  summary: 'the environments; with a name, the objects that patches can target',
  help: 'Without a name: each environment with its cluster, Kubernetes version and number of objects.\nWith names: each object of these environments, as kind and name, and the component it comes from.',
  options: {},
  async run({ root, positionals }) {
    const names = chooseEnvironments(root, positionals)
    if (notesNoEnvironment(names)) return 0
    const render = await environmentRenderer(root)
    const rendered = names.map((name) => render(name))
    const problems = rendered.flatMap((result) => ('environment' in result ? [] : result))
    if (problems.length > 0) throw new Failure(problems)
    const environments = rendered.filter((result) => 'environment' in result)

    if (positionals.length === 0) {
      const rows = environments.map(({ environment, manifests }) => [
        environment.name,
        environment.cluster,
        environment.kubernetesVersion,
        environment.namespace,
        environment.objectStorage,
        String(manifests.length),
      ])
      console.log(table(['ENVIRONMENT', 'CLUSTER', 'KUBERNETES', 'NAMESPACE', 'OBJECT STORAGE', 'OBJECTS'], rows))
    } else {
      const rows = environments.flatMap(({ environment, manifests }) =>
        manifests.map(({ object, component }) => [environment.name, object.kind, object.metadata.name, component]),
      )
      console.log(table(['ENVIRONMENT', 'KIND', 'NAME', 'COMPONENT'], rows))
    }
    return 0
  },
} satisfies Command

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
