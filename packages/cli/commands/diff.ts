import { type Invocation, type Run, usageError } from '@thanos-gitops/command-line'
import { appendToOptionFile, readOptionFile } from '@thanos-gitops/command-line/option-files'
import { diffWithServer, type Prices, readPrices } from '@thanos-gitops/diff'
import { Failure, type Finding, readYaml } from '@thanos-gitops/manifest'
import { changesDelivery, type NamedDiff, type RolloutClass } from '@thanos-gitops/manifest/change'
import { findingsText } from '@thanos-gitops/report'
import { diffFormats, diffMarkdown } from '@thanos-gitops/report/diff'
import { findRoot, isPathArgument, requireRoot } from '@thanos-gitops/workspace'
import {
  type Comparison,
  compareEnvironments,
  compareFolders,
  type Sides,
  withRefusedConnections,
} from '@thanos-gitops/workspace/comparison'
import { readRings } from '@thanos-gitops/workspace/rings'
import type { diffDeclaration } from '../declarations/diff.ts'
import { reachOfComparison } from '../diff-reach.ts'
import { limitsFor } from '../limits-for.ts'
import { notesNoEnvironment } from '../no-environment.ts'

type DiffInvocation = Invocation<typeof diffDeclaration>

/** A step summary of GitHub Actions holds 1 MiB. */
const largestSummary = 1_000_000

const run: Run<typeof diffDeclaration> = async (invocation) => {
  const { options } = invocation
  const prices = options.prices === undefined ? undefined : pricesIn(options.prices)
  const rings = isOfAll(invocation) ? readRings(requireRoot(options.root)) : undefined
  const comparison = await comparisonOf(invocation)
  const { sides, base, problems, warnings = [] } = comparison
  if (warnings.length > 0) console.error(findingsText(warnings))
  const diffs = await diffsOf(sides, prices, options['all-verdicts'])
  const withProblems = diffs.map((diff, index) => ({
    ...diff,
    findings: [...sides[index]!.problems, ...diff.findings],
  }))
  notesNoEnvironment(diffs.map(({ name }) => name))
  const reach = isOfAll(invocation) ? reachOfComparison(comparison, diffs, rings, options.labels ?? []) : undefined
  process.stdout.write(diffFormats[options.format](options.format === 'text' ? diffs : withProblems, base, reach))
  if (options.summary !== undefined)
    appendToOptionFile(
      options.summary,
      diffMarkdown(withProblems, base, reach, { largest: largestSummary }),
      '--summary',
    )
  const unread = [...problems, ...sides.flatMap((side) => side.problems)]
  if (unread.length > 0) console.error(findingsText(unread))
  return unread.length > 0
    ? 2
    : exitCodeOf([...diffs, ...(reach === undefined ? [] : [reach])], diffs, options['fail-on'])
}
export default run

/** Whether the change as a whole is compared, so that its reach is known. */
const isOfAll = ({ positionals }: DiffInvocation): boolean => positionals.length === 0

/** Two paths are folders or files; other arguments are names of environments. */
async function comparisonOf({ positionals, options }: DiffInvocation): Promise<Comparison> {
  const root = findRoot(options.root)
  if (options.labels !== undefined && positionals.length > 0)
    throw usageError(
      'thanos-gitops diff: --labels is for the diff of all environments, whose number the rings limit.',
      `Remove ${positionals.join(' ')}, or --labels.`,
    )
  if (!positionals.some((argument) => isPathArgument(argument, root))) {
    for (const name of ['kubernetes', 'delivery'] as const)
      if (options[name] !== undefined)
        throw usageError(
          `thanos-gitops diff: --${name} is for paths only.`,
          'The environment.yaml of the environment sets it.',
        )
    return compareEnvironments(requireRoot(options.root), positionals, options.base)
  }
  const [before, after, ...more] = positionals
  if (before === undefined || after === undefined || more.length > 0)
    throw usageError(
      'thanos-gitops diff takes two paths, or names of environments.',
      'Write: thanos-gitops diff BEFORE AFTER',
    )
  if (options.base !== undefined)
    throw usageError(
      'thanos-gitops diff: --base is for environments only.',
      'The first path is the base. Leave --base out.',
    )
  return compareFolders(before, after, { kubernetesVersion: options.kubernetes, delivery: options.delivery })
}

async function diffsOf(
  sides: readonly Sides[],
  prices: Prices | undefined,
  allVerdicts: boolean,
): Promise<readonly NamedDiff[]> {
  const withConnections = await Promise.all(sides.map(withRefusedConnections))
  const diffs = await diffWithServer(
    withConnections.map((side) => ({ ...side, ...(prices ? { prices } : {}) })),
    { onPrepare: notePreparation, limits: limitsFor(allVerdicts) },
  )
  return sides.map(({ name, side, source, kubernetesVersion, delivery }, index) => ({
    name,
    side,
    ...(source && { source }),
    kubernetesVersion,
    delivery,
    ...diffs[index]!,
  }))
}

const notePreparation = (): void =>
  console.error(
    "Preparing the API server's code (once, some seconds). With Go, `npm run tools -- api-server` makes it faster.",
  )

/** @param found what has findings */
function exitCodeOf(
  found: readonly { readonly findings: readonly Finding[] }[],
  diffs: readonly NamedDiff[],
  failOn: readonly RolloutClass[] | undefined,
): number {
  if (found.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))) return 1
  if (failOn === undefined && diffs.some(changesDelivery)) return 1
  const objects = diffs.flatMap((diff) => diff.objects)
  const failing = objects.filter(
    ({ class: worst, changes }) =>
      failOn === undefined || failOn.includes(worst) || changes.some((change) => failOn.includes(change.class)),
  )
  return failing.length > 0 ? 1 : 0
}

function pricesIn(file: string): Prices {
  const source = readYaml(file, readOptionFile(file, '--prices'))
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
