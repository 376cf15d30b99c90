import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, Failure, type Finding, reportInto } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  environmentsFolder,
  loadEnvironment,
  manifestsFolder,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { findingsText } from '@thanos-gitops/report'
import { validateManifests } from '@thanos-gitops/validate'
import { loadBase } from '@thanos-gitops/workspace'
import type { Command } from '../command.ts'
import { notesNoEnvironment } from '../no-environment.ts'

export default {
  name: 'validate',
  usage: 'validate [ENVIRONMENT…]',
  summary: 'each manifest against its cluster’s Kubernetes version, with kubeconform',
  help: `Validates the committed manifests and delivery objects of the environments that are named, or of all, with kubeconform, against
the schemas of the Kubernetes version that environment.yaml names. Offline; a kind without a schema is an error.

kubeconform is taken from PATH, else built with Go, else downloaded and verified. Where none of these is possible the same
schemas are checked without it, and the output says so.

  --require-kubeconform   fail instead; the default where CI is set`,
  options: { 'require-kubeconform': { type: 'boolean' } },
  async run({ root, positionals, options }) {
    const environments = await loadEnvironments(root, positionals)
    if (notesNoEnvironment(environments.map(({ name }) => name))) return 0
    const folders = environments.flatMap(({ name, kubernetesVersion }) =>
      [manifestsFolder, 'delivery']
        .map((folder) => ({ name, kubernetesVersion, directory: `${environmentsFolder}/${name}/${folder}` }))
        // Without environments/delivery.yaml there are no delivery objects.
        .filter(({ directory }) => !directory.endsWith('/delivery') || existsSync(join(root, directory))),
    )
    const inCI = (process.env.CI ?? 'false') !== 'false'
    const { findings, summary } = await validateManifests({
      root,
      environments: folders,
      requireKubeconform: options['require-kubeconform'] === true || inCI,
    })
    for (const note of summary.notes) console.error(note)
    if (findings.length > 0) console.log(`${findingsText(findings)}\n`)
    const engine = summary.engine === 'kubeconform' ? 'kubeconform' : 'the schemas alone, without kubeconform'
    const names = environments
      .map(({ name, kubernetesVersion }) => `${name} (Kubernetes ${kubernetesVersion})`)
      .join(', ')
    console.log(
      `${names}: ${summary.objects} objects, ${findings.length === 0 ? 'all valid' : `${findings.length} findings`}, by ${engine}`,
    )
    return findings.length === 0 ? 0 : 1
  },
} satisfies Command

async function loadEnvironments(root: string, names: readonly string[]): Promise<readonly Environment[]> {
  const chosen = chooseEnvironments(root, names)
  const base = await loadBase(root)
  const problems: Finding[] = []
  const environments = chosen.map((name) => {
    const files = readEnvironmentFiles(root, name)
    if ('environment' in files) return loadEnvironment(name, files.environment, base, reportInto(problems))
    problems.push(...files)
    return undefined
  })
  if (problems.length > 0) throw new Failure(problems)
  return environments.filter((environment) => environment !== undefined)
}
