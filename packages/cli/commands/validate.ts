import { join } from 'node:path'
import type { Run } from '@thanos-gitops/command-line'
import { type Environment, entryExists } from '@thanos-gitops/manifest'
import { environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { counted, findingsText } from '@thanos-gitops/report'
import { type ValidatedEnvironment, validateManifests } from '@thanos-gitops/validate'
import { readEnvironments, requireRoot } from '@thanos-gitops/workspace'
import type { validateDeclaration } from '../declarations/validate.ts'
import { notesNoEnvironment } from '../no-environment.ts'

const run: Run<typeof validateDeclaration> = async ({ positionals, options }) => {
  const root = requireRoot(options.root)
  const environments = await readEnvironments(root, positionals)
  if (notesNoEnvironment(environments.map(({ name }) => name))) return 0
  const inPipeline = (process.env.CI ?? 'false') !== 'false'
  const { findings, summary } = await validateManifests({
    root,
    environments: environments.flatMap((environment) => outputFolders(root, environment)),
    requireKubeconform: options['require-kubeconform'] || inPipeline,
  })
  for (const note of summary.notes) console.error(note)
  if (findings.length > 0) console.log(`${findingsText(findings)}\n`)
  const names = environments.map(({ name, kubernetesVersion }) => `${name} (Kubernetes ${kubernetesVersion})`)
  const result = findings.length === 0 ? 'all valid' : counted(findings.length, 'finding')
  const engine = summary.engine === 'kubeconform' ? 'kubeconform' : 'the schemas alone, without kubeconform'
  console.log(`${names.join(', ')}: ${counted(summary.objects, 'object')}, ${result}, by ${engine}`)
  return findings.length === 0 ? 0 : 1
}
export default run

/** Without environments/delivery.yaml there is no folder of delivery objects. */
const outputFolders = (root: string, { name, kubernetesVersion }: Environment): readonly ValidatedEnvironment[] =>
  [manifestsFolder, 'delivery']
    .map((folder) => ({ name, kubernetesVersion, directory: `${environmentsFolder}/${name}/${folder}` }))
    .filter(({ directory }) => directory.endsWith(manifestsFolder) || entryExists(join(root, directory)))
