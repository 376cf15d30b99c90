import { type Invocation, type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { hasColor, paintOf } from '@thanos-gitops/command-line/color'
import { appendToOptionFile } from '@thanos-gitops/command-line/option-files'
import type { Prices } from '@thanos-gitops/diff'
import type { Finding } from '@thanos-gitops/manifest'
import { changesDelivery, type NamedDiff, type Reach, type RolloutClass } from '@thanos-gitops/manifest/change'
import { findingsText } from '@thanos-gitops/report'
import { diffFormats, diffMarkdown, type LinkTo, linksAt } from '@thanos-gitops/report/diff'
import { findRoot, isPathArgument, requireRoot } from '@thanos-gitops/workspace'
import {
  type ComparedSources,
  type Comparison,
  comparedNames,
  compareEnvironments,
  compareFolders,
  deliveryChanges,
  environmentComparer,
} from '@thanos-gitops/workspace/comparison'
import { readRings } from '@thanos-gitops/workspace/rings'
import type { diffDeclaration } from '../declarations/diff.ts'
import { type DiffPart, readParts, writePart } from '../diff-part.ts'
import { reachOfChange } from '../diff-reach.ts'
import { withTopology } from '../diff-topology.ts'
import { diffsOf } from '../diffs-of.ts'
import { eachInJsonLines, inJsonLine } from '../json-lines.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { pricesIn } from '../prices-file.ts'

type DiffInvocation = Invocation<typeof diffDeclaration>

/** A step summary of GitHub Actions holds 1 MiB. */
const largestSummary = 1_000_000

const run: Run<typeof diffDeclaration> = async (invocation) => {
  const { options } = invocation
  linksOf(options)
  if (options.watch) return (await import('../watch/watch.ts')).watchCommand('diff', invocation)
  if (options['json-lines']) return diffEach(invocation)
  const rings = isOfAll(invocation) ? readRings(requireRoot(options.root)) : undefined
  const { part, sources } = await compared(invocation)
  notesNoEnvironment(part.diffs.map(({ diff }) => diff.name))
  if (options['write-part'] !== undefined) writePart(options['write-part'], part)
  const diffs = part.diffs.map(({ diff }) => diff)
  const reach =
    isOfAll(invocation) && sources !== undefined
      ? reachOfChange(diffs, new Set(part.deliveryChanges), sources, rings, options.labels ?? [])
      : undefined
  return print(part, options, reach)
}
export default run

/** Each environment as a call with its name alone compares it. Without names, also how far the change reaches. */
async function diffEach(invocation: DiffInvocation): Promise<number> {
  const { positionals, options } = invocation
  const root = requireRoot(options.root)
  const prices = pricesOf(options)
  const rings = isOfAll(invocation) ? readRings(root) : undefined
  const comparer = await environmentComparer(root, positionals, options.base)
  const parts: DiffPart[] = []
  const exitCode = await eachInJsonLines(comparer.names, async (name) => {
    const part = await partOf(await comparer.compare([name]), prices, options)
    if (isOfAll(invocation)) parts.push(part)
    return print(part, options)
  })
  const [first] = parts
  if (first === undefined) return exitCode
  const diffs = parts.flatMap((part) => part.diffs.map(({ diff }) => diff))
  const deliveryChanges = new Set(parts.flatMap((part) => part.deliveryChanges))
  const reach = reachOfChange(diffs, deliveryChanges, comparer.sources, rings, [])
  const ofAll = { ...first, diffs: [], problems: [] }
  return Math.max(exitCode, await inJsonLine(() => print(ofAll, options, reach)))
}

/** Prints the diffs and returns the exit code. */
function print({ diffs: found, base, problems }: DiffPart, options: DiffInvocation['options'], reach?: Reach): number {
  const diffs = found.map(({ diff }) => diff)
  const withProblems = found.map(({ diff, problems: own }) => ({ ...diff, findings: [...own, ...diff.findings] }))
  const linkTo = linksOf(options)
  process.stdout.write(
    diffFormats[options.format](options.format === 'text' ? diffs : withProblems, base, reach, {
      linkTo,
      color: hasColor(),
    }),
  )
  if (options.summary !== undefined)
    appendToOptionFile(
      options.summary,
      diffMarkdown(withProblems, base, reach, { largest: largestSummary, linkTo }),
      '--summary',
    )
  const unread = [...problems, ...found.flatMap((one) => one.problems)]
  if (unread.length > 0) console.error(findingsText(unread, paintOf(process.stderr)))
  return unread.length > 0
    ? 2
    : exitCodeOf([...diffs, ...(reach === undefined ? [] : [reach])], diffs, options['fail-on'])
}

/** @throws Failure for an address of another form */
function linksOf({ links }: DiffInvocation['options']): LinkTo | undefined {
  if (links === undefined) return undefined
  const linkTo = linksAt(links)
  if (linkTo === undefined)
    throw usageError(
      `thanos-gitops diff: --links ${links} is not the page of the files of a commit.`,
      'Write for example: --links https://github.com/OWNER/NAME/blob/COMMIT',
    )
  return linkTo
}

/** The diffs that are computed now, or those of `--parts`, and the sources of the base. */
async function compared(
  invocation: DiffInvocation,
): Promise<{ readonly part: DiffPart; readonly sources?: ComparedSources | undefined }> {
  const { options, positionals } = invocation
  if (options.parts === undefined) {
    const progress = startProgress('diff')
    const comparison = await comparisonOf(invocation, progress.show)
    progress.show(`the API server's code judges ${comparison.sides.length} environments`)
    const part = await partOf(comparison, pricesOf(options), options)
    progress.end()
    return { part, sources: comparison.sources }
  }
  if (positionals.length > 0)
    throw usageError(
      'thanos-gitops diff: --parts is for all environments.',
      `Remove ${positionals.join(' ')}, or --parts.`,
    )
  const { names, sources } = comparedNames(requireRoot(options.root), options.base)
  return { part: readParts(options.parts, names), sources }
}

const pricesOf = ({ prices }: DiffInvocation['options']): Prices | undefined =>
  prices === undefined ? undefined : pricesIn(prices)

async function partOf(
  { sides, base, problems, warnings = [] }: Comparison,
  prices: Prices | undefined,
  options: DiffInvocation['options'],
): Promise<DiffPart> {
  if (warnings.length > 0) console.error(findingsText(warnings, paintOf(process.stderr)))
  const found = await diffsOf(sides, { prices, allVerdicts: options['all-verdicts'] })
  const diffs = hasPicture(options) ? await withTopology(found, sides) : found
  return {
    diffs: diffs.map((diff, index) => ({ diff, problems: sides[index]!.problems })),
    problems,
    deliveryChanges: [...deliveryChanges(sides)],
    base,
  }
}

/** Whether the output can contain a comment. */
const hasPicture = (options: DiffInvocation['options']): boolean =>
  options.format === 'markdown' || options.summary !== undefined || options['write-part'] !== undefined

/** Whether the change as a whole is compared, so that its reach is known. */
const isOfAll = ({ positionals }: DiffInvocation): boolean => positionals.length === 0

/** Two paths are folders or files; other arguments are names of environments. */
async function comparisonOf(
  { positionals, options }: DiffInvocation,
  onStep: (state: string) => void,
): Promise<Comparison> {
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
    return compareEnvironments(requireRoot(options.root), positionals, options.base, onStep)
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
