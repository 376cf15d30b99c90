import { join } from 'node:path'
import { type Invocation, type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { paintOf } from '@thanos-gitops/command-line/color'
import { type Environment, entryExists, Failure, isPipeline } from '@thanos-gitops/manifest'
import { chooseEnvironments, environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { counted, findingsAnnotations, findingsText } from '@thanos-gitops/report'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { type ValidatedEnvironment, type Validation, validateManifests } from '@thanos-gitops/validate'
import {
  environmentSettingsReader,
  findRoot,
  isPathArgument,
  readEnvironments,
  requireRoot,
} from '@thanos-gitops/workspace'
import { environmentsValidator } from '@thanos-gitops/workspace/validate'
import type { validateDeclaration } from '../declarations/validate.ts'
import { eachInJsonLines } from '../json-lines.ts'
import { limitsFor } from '../limits-for.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { readStdin } from '../read-stdin.ts'

type ValidateInvocation = Invocation<typeof validateDeclaration>

const run: Run<typeof validateDeclaration> = async (invocation) => {
  const root = findRoot(invocation.options.root)
  const isPaths = invocation.positionals.some((argument) => isPathArgument(argument, root))
  return isPaths ? validatePaths(invocation) : validateEnvironments(invocation)
}
export default run

async function validateEnvironments({ positionals, options }: ValidateInvocation): Promise<number> {
  if (options.kubernetes !== undefined)
    throw usageError(
      'thanos-gitops validate: --kubernetes is for paths only.',
      'Set kubernetesVersion in the environment.yaml of the environment.',
    )
  const root = requireRoot(options.root)
  const progress = startProgress('validate')
  const validator = environmentsValidator(root)
  const validate = (environments: readonly Environment[], onStep?: (state: string) => void): Promise<Validation> =>
    validator(
      environments.flatMap((environment) => outputFolders(root, environment)),
      {
        limits: limitsFor(options['all-verdicts']),
        requireKubeconform: requiresKubeconform(options),
        ...(onStep && { onStep }),
      },
    )
  if (options['json-lines']) {
    const read = await environmentSettingsReader(root, positionals)
    return eachInJsonLines(chooseEnvironments(root, positionals), async (name) => {
      const environment = read(name)
      if (!('name' in environment)) throw new Failure(environment)
      return print(titleOf([environment]), await validate([environment]), options.format)
    })
  }
  const environments = await readEnvironments(root, positionals)
  if (notesNoEnvironment(environments.map(({ name }) => name))) return 0
  const validation = await validate(environments, progress.show)
  progress.end()
  return print(titleOf(environments), validation, options.format)
}

const titleOf = (environments: readonly Environment[]): string =>
  environments.map(({ name, kubernetesVersion }) => `${name} (Kubernetes ${kubernetesVersion})`).join(', ')

async function validatePaths({ positionals, options }: ValidateInvocation): Promise<number> {
  const kubernetesVersion = options.kubernetes ?? kubernetesVersions.at(-1)!
  const stdin = positionals.includes('-') ? readStdin() : undefined
  const validation = await validateManifests({
    root: process.cwd(),
    paths: { paths: positionals, kubernetesVersion, stdin },
    limits: limitsFor(options['all-verdicts']),
    requireKubeconform: requiresKubeconform(options),
  })
  return print(`${positionals.join(' ')} (Kubernetes ${kubernetesVersion})`, validation, options.format)
}

const requiresKubeconform = (options: ValidateInvocation['options']): boolean =>
  options['require-kubeconform'] || isPipeline()

function print(subject: string, { findings, summary }: Validation, format: 'text' | 'github'): number {
  for (const note of summary.notes) console.error(note)
  if (format === 'github') process.stdout.write(findingsAnnotations(findings))
  else if (findings.length > 0) console.log(`${findingsText(findings, paintOf())}\n`)
  const result = findings.length === 0 ? 'all valid' : counted(findings.length, 'finding')
  const schemas = summary.engine === 'kubeconform' ? 'kubeconform' : 'the schemas, without kubeconform'
  const engine = summary.isJudged ? `the API server's code and ${schemas}` : `${schemas} alone`
  console.log(`${subject}: ${counted(summary.objects, 'object')}, ${result}, by ${engine}`)
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** Without environments/delivery.yaml there is no folder of delivery objects. */
const outputFolders = (root: string, { name, kubernetesVersion }: Environment): readonly ValidatedEnvironment[] =>
  [manifestsFolder, 'delivery']
    .map((folder) => ({ name, kubernetesVersion, directory: `${environmentsFolder}/${name}/${folder}` }))
    .filter(({ directory }) => directory.endsWith(manifestsFolder) || entryExists(join(root, directory)))
