import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type Check,
  type CheckedManifests,
  checkManifests,
  checkNameProblem,
  checks,
  type Declarations,
  readDeclarations,
} from '@thanos-gitops/checks'
import { type Environment, Failure, type Finding } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { chooseEnvironments, environmentsFolder } from '@thanos-gitops/render'
import { checkedGithub, checkedJson, checkedJunit, checkedSarif, checkedText } from '@thanos-gitops/report/checked'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { environmentReader } from '@thanos-gitops/workspace/environment'
import type { Command, Invocation } from '../command.ts'
import { readGiven } from '../given-file.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { oneOf, wrongUse } from '../wrong-use.ts'

const formats = ['text', 'json', 'sarif', 'junit', 'github'] as const

export default {
  name: 'check',
  usage: 'check [ENVIRONMENT… | PATH… | -]',
  summary: 'what the API server does not see: wiring, flags, configuration, hygiene',
  help: `Checks the environments that are named, or all, as a render would write them; or the Kubernetes YAML of any files and folders
(- is the standard input), such as what Helm and kustomize print. An argument with a slash or a dot is a path.

  --format FORMAT       text, json, sarif, junit or github
  --fail-on SEVERITY    error (the default) or warning: from which on the exit code is 1
  --exceptions FILE     exceptions and external things; environments/<name>/exceptions.yaml for an environment
  --kubernetes VERSION  for paths: the cluster's minor version; without it the newest that is known
  --thanos VERSION      what would break with this version of Thanos, instead of the one in the image tags
  --only NAME           one check, by name or id; several with commas between
  --list                all checks with why they are`,
  options: {
    format: { type: 'string' },
    'fail-on': { type: 'string' },
    exceptions: { type: 'string' },
    kubernetes: { type: 'string' },
    thanos: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean' },
  },
  async run(invocation) {
    const { options, positionals } = invocation
    const chosen = chooseChecks(options.only as string | undefined)
    if (options.list) {
      console.log(chosen.map(listed).join('\n\n'))
      return 0
    }
    const format = oneOf('--format', options.format, formats) ?? 'text'
    const failOn = oneOf('--fail-on', options['fail-on'], ['error', 'warning']) ?? 'error'
    const versions = typeof options.thanos === 'string' ? { thanos: options.thanos } : {}
    const job: Job = {
      invocation,
      checks: chosen,
      versions,
      today: new Date().toISOString().slice(0, 10),
      texts: new Map(),
    }
    const results = positionals.some((given) => isPath(given, invocation))
      ? [checkPaths(job)]
      : await checkEnvironments(job)

    const findings = results.flatMap((result) => result.findings)
    const excepted = results.reduce((sum, result) => sum + result.excepted, 0)
    const objects = results.reduce((sum, result) => sum + result.objects, 0)
    const rules = chosen.map(({ name, id, severity, why, remedy, source }) => ({
      name,
      severity,
      why,
      remedy,
      source,
      ...(id === undefined ? {} : { id }),
    }))
    if (format === 'json') process.stdout.write(checkedJson(findings, excepted))
    else if (format === 'sarif') process.stdout.write(checkedSarif(findings, rules))
    else if (format === 'junit') process.stdout.write(checkedJunit(findings, rules))
    else {
      if (format === 'github') process.stdout.write(checkedGithub(findings))
      else if (findings.length > 0)
        console.log(`${checkedText(findings, { color: hasColor(), line: lineReader(job) })}\n`)
      if (results.length > 0)
        console.log(`${results.map(({ name }) => name).join(', ')}: ${objects} objects, ${summary(findings, excepted)}`)
    }
    return findings.some(({ severity }) => severity === 'error' || failOn === 'warning') ? 1 : 0
  },
} satisfies Command

interface Job {
  readonly invocation: Invocation
  readonly checks: readonly Check[]
  readonly versions: Readonly<Record<string, string>>
  readonly today: string
  /** What is only in memory: rendered manifests, the standard input. */
  readonly texts: Map<string, string>
}

interface Result extends CheckedManifests {
  readonly name: string
  readonly objects: number
}

/** A word that names an environment is one, whatever files there are. */
function isPath(given: string, invocation: Invocation): boolean {
  if (given === '-' || /[/\\.]/.test(given)) return true
  try {
    if (existsSync(join(invocation.root, environmentsFolder, given))) return false
  } catch (error) {
    // Outside of a repository there are only paths.
    if (!(error instanceof Failure)) throw error
    return true
  }
  return existsSync(given)
}

function checkPaths({ invocation: { positionals, options }, checks, versions, today, texts }: Job): Result {
  const kubernetesVersion = oneOf('--kubernetes', options.kubernetes, kubernetesVersions) ?? kubernetesVersions.at(-1)!
  const stdin = positionals.includes('-') ? readFileSync(0) : undefined
  if (stdin !== undefined) texts.set('-', stdin.toString())
  const read = readManifests(positionals, stdin === undefined ? {} : { stdin })
  const declarations = declarationsAt(process.cwd(), options.exceptions as string | undefined)
  const checked = checkManifests({
    objects: read.objects,
    kubernetesVersion,
    versions,
    checks,
    today,
    ...(declarations === undefined ? {} : { declarations }),
  })
  return {
    name: positionals.join(' '),
    objects: read.objects.length,
    excepted: checked.excepted,
    findings: [...read.findings, ...checked.findings],
  }
}

async function checkEnvironments(job: Job): Promise<Result[]> {
  const { invocation, checks, versions, today } = job
  const { root, positionals, options } = invocation
  if (options.kubernetes !== undefined)
    throw wrongUse('--kubernetes is for paths.', 'The version of an environment stands in its environment.yaml.')
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const read = await environmentReader(root)
  const problems: Finding[] = []
  const results: Result[] = []
  for (const name of names) {
    const sourced = read(name)
    if (!('environment' in sourced)) {
      problems.push(...sourced)
      continue
    }
    const { environment, objects } = sourced
    for (const [file, text] of sourced.texts) job.texts.set(file, text)
    const declarations = environmentDeclarations(root, environment, options.exceptions as string | undefined)
    const checked = checkManifests({
      objects,
      environment,
      kubernetesVersion: environment.kubernetesVersion,
      versions,
      checks,
      today,
      ...(declarations === undefined ? {} : { declarations }),
    })
    results.push({ name, objects: objects.length, ...checked })
  }
  if (problems.length > 0) throw new Failure(problems)
  return results
}

function environmentDeclarations(
  root: string,
  { name }: Environment,
  given: string | undefined,
): Declarations | undefined {
  if (given !== undefined) return declarationsAt(process.cwd(), given)
  const file = `${environmentsFolder}/${name}/exceptions.yaml`
  return existsSync(join(root, file)) ? declarationsAt(root, file) : undefined
}

function declarationsAt(folder: string, file: string | undefined): Declarations | undefined {
  if (file === undefined) return undefined
  return readDeclarations(file, readGiven(resolve(folder, file), file, 'Give the file with --exceptions.'), checks)
}

function chooseChecks(only: string | undefined): readonly Check[] {
  if (only === undefined) return checks
  const names = only.split(',').map((name) => name.trim())
  for (const name of names) {
    const problem = checkNameProblem(name, checks)
    if (problem !== undefined) throw wrongUse(problem.message, problem.remedy)
  }
  return checks.filter(({ name, id }) => names.includes(name) || (id !== undefined && names.includes(id)))
}

function listed({ name, id, severity, why, remedy, source }: Check): string {
  const lines = [`${name}${id === undefined ? '' : ` (${id})`}  ${severity}`, why, remedy, source]
  return lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join('\n')
}

function summary(findings: readonly Finding[], excepted: number): string {
  const count = (severity: Finding['severity'], word: string): string[] => {
    const number = findings.filter((finding) => finding.severity === severity).length
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`]
  }
  const found = [...count('error', 'error'), ...count('warning', 'warning')]
  return [
    ...(found.length === 0 ? ['nothing wrong'] : found),
    ...(excepted === 0 ? [] : [`${excepted} excepted with a reason`]),
  ].join(', ')
}

/** https://no-color.org and https://force-color.org */
function hasColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return process.stdout.isTTY === true && TERM !== 'dumb'
}

function lineReader({ invocation, texts }: Job): (file: string, line: number) => string | undefined {
  const lines = new Map<string, readonly string[]>()
  return (file, line) => {
    let known = lines.get(file)
    if (known === undefined) lines.set(file, (known = (texts.get(file) ?? textOf(file)).split('\n')))
    return known[line - 1]
  }

  function textOf(file: string): string {
    for (const folder of [process.cwd, () => invocation.root])
      try {
        return readFileSync(resolve(folder(), file), 'utf8')
      } catch {
        // Then it is in the other folder, or nowhere, and the line is not shown.
      }
    return ''
  }
}
