import { existsSync } from 'node:fs'
import { diffManifests, type Prices, readPrices } from '@thanos-gitops/diff'
import { Failure, readYaml } from '@thanos-gitops/manifest'
import { type NamedDiff, type RolloutClass, rolloutClasses } from '@thanos-gitops/manifest/change'
import { diffGithub, diffJson, diffMarkdown, diffSarif, diffText } from '@thanos-gitops/report/diff'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { type Comparison, environmentsCompared, foldersCompared } from '@thanos-gitops/workspace/comparison'
import type { Command, Invocation } from '../command.ts'
import { flagLookup } from '../flag-lookup.ts'
import { appendToGiven, readGiven } from '../given-file.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { oneOf, wrongUse } from '../wrong-use.ts'

const formats = {
  text: diffText,
  markdown: diffMarkdown,
  json: diffJson,
  sarif: diffSarif,
  github: diffGithub,
} as const
type Format = keyof typeof formats

export default {
  name: 'diff',
  usage: 'diff [ENVIRONMENT…] | diff A B',
  summary: 'what a change does to the cluster: restarts, refusals, lost data, capacity',
  help: `Compares the environments that are named, or all, as a render would write them now, with what was committed where this branch
left the default branch. Or any two folders or files of Kubernetes YAML. Nothing of a cluster is needed.

Each change has a class: none, in-place, reload, scale, restart, recreate, refused, data-loss, outage.

  --base REF | DIR       another revision, or a folder with manifests
  --format FORMAT        text, markdown, json, sarif or github
  --summary FILE         also append the Markdown to this file ($GITHUB_STEP_SUMMARY)
  --fail-on CLASSES      exit with 1 only for these, with commas between: refused,data-loss,outage
  --prices FILE          YAML with cpu, memory, storage (per core or GiB and month), storageClasses and currency
  --kubernetes VERSION   for A and B: the cluster's minor version; without it the newest that is known
  --delivery TOOL        for A and B: argo-cd, flux or both

Exit codes: 0 nothing changes · 1 something does · 2 failure`,
  options: {
    base: { type: 'string' },
    format: { type: 'string' },
    summary: { type: 'string' },
    'fail-on': { type: 'string' },
    prices: { type: 'string' },
    kubernetes: { type: 'string' },
    delivery: { type: 'string' },
  },
  async run(invocation) {
    const { options } = invocation
    const format = oneOf('--format', options.format, Object.keys(formats) as Format[]) ?? 'text'
    const failOn = classesOf(options['fail-on'])
    const prices = pricesOf(options.prices)
    const comparison = await compared(invocation)
    const diffs = comparison.sides.map(({ before, after, ...side }): NamedDiff => {
      const { names, ...rest } = side
      const diff = diffManifests(before, after, {
        ...rest,
        flags: flagLookup,
        ...(names ? { names } : {}),
        ...(prices ? { prices } : {}),
      })
      const { name, side: which, kubernetesVersion, delivery } = rest
      return { name, side: which, kubernetesVersion, delivery, ...diff }
    })
    notesNoEnvironment(diffs.map(({ name }) => name))
    process.stdout.write(formats[format](diffs, comparison.base))
    if (typeof options.summary === 'string')
      appendToGiven(
        options.summary,
        diffMarkdown(diffs, comparison.base, { largest: 1_000_000 }),
        'Give a file in a folder that is there with --summary.',
      )
    return exitCode(diffs, failOn)
  },
} satisfies Command

function exitCode(diffs: readonly NamedDiff[], failOn: readonly RolloutClass[] | undefined): number {
  if (diffs.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))) return 1
  const objects = diffs.flatMap((diff) => diff.objects)
  if (failOn === undefined) return objects.length > 0 ? 1 : 0
  return objects.some(
    ({ class: own, changes }) => failOn.includes(own) || changes.some((change) => failOn.includes(change.class)),
  )
    ? 1
    : 0
}

/** Two arguments that are paths are folders or files; everything else names environments. */
function compared(invocation: Invocation): Promise<Comparison> | Comparison {
  // Two folders need no repository: its root is asked for only where it counts.
  const { positionals, options } = invocation
  const [before, after, ...more] = positionals
  const isPath = (given: string): boolean =>
    /[/\\.]/.test(given) || (existsSync(given) && !existsSync(`environments/${given}`))
  if (before !== undefined && positionals.some(isPath)) {
    if (after === undefined || more.length > 0)
      throw wrongUse('diff takes two folders or files, or names of environments.', 'Write: diff BEFORE AFTER')
    if (options.base !== undefined)
      throw wrongUse('--base is for environments; the first of two folders is the base.', 'Leave it out.')
    const kubernetesVersion = oneOf(
      '--kubernetes',
      options.kubernetes,
      kubernetesVersions as readonly KubernetesVersion[],
    )
    const delivery = oneOf('--delivery', options.delivery, ['argo-cd', 'flux', 'both'] as const)
    return foldersCompared(before, after, {
      ...(kubernetesVersion ? { kubernetesVersion } : {}),
      ...(delivery ? { delivery } : {}),
    })
  }
  for (const name of ['kubernetes', 'delivery'] as const)
    if (options[name] !== undefined)
      throw wrongUse(`--${name} is for two folders.`, 'What an environment has stands in its environment.yaml.')
  return environmentsCompared(invocation.root, positionals, options.base as string | undefined)
}

function classesOf(given: unknown): readonly RolloutClass[] | undefined {
  if (given === undefined) return undefined
  return String(given)
    .split(',')
    .map((one) => oneOf('--fail-on', one.trim(), rolloutClasses)!)
}

function pricesOf(file: unknown): Prices | undefined {
  if (typeof file !== 'string') return undefined
  const source = readYaml(file, readGiven(file, file, 'Give a YAML file with --prices.'))
  if (!('file' in source)) throw new Failure(source)
  const prices = readPrices(source.value)
  if (typeof prices === 'string')
    throw new Failure({
      code: 'prices-invalid',
      severity: 'error',
      message: prices,
      remedy: 'Write for example: cpu: 20',
      place: { file },
    })
  return prices
}
