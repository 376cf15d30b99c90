import { basename } from 'node:path'
import { type Invocation, type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { Failure, type Finding, registerCredentials } from '@thanos-gitops/manifest'
import { chooseEnvironments } from '@thanos-gitops/render'
import { diffJson } from '@thanos-gitops/report/diff'
import {
  lineUrlOf,
  requireReplaceable,
  type SiteChanges,
  type SiteInput,
  siteCollector,
  writeSite,
} from '@thanos-gitops/site'
import { readDeliverySettings, requireRoot } from '@thanos-gitops/workspace'
import { compareEnvironments } from '@thanos-gitops/workspace/comparison'
import { environmentExplainer } from '@thanos-gitops/workspace/explain'
import { headCommit } from '@thanos-gitops/workspace/git'
import { pinsOf } from '@thanos-gitops/workspace/pins'
import type { siteDeclaration } from '../declarations/site.ts'
import { diffsOf } from '../diffs-of.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { pricesIn } from '../prices-file.ts'
import { siteChecks } from '../site-checks.ts'
import { siteEnvironment } from '../site-environment.ts'

type SiteInvocation = Invocation<typeof siteDeclaration>
type Options = SiteInvocation['options']

const run: Run<typeof siteDeclaration> = async ({ positionals, options }) => {
  const { out } = options
  if (out === undefined)
    throw usageError(
      'thanos-gitops site needs the folder to write.',
      'Write for example: thanos-gitops site --out site',
    )
  // Before the work, so that a person need not wait for this error.
  requireReplaceable(out)
  const root = requireRoot(options.root)
  const names = chooseEnvironments(root, positionals)
  notesNoEnvironment(names)
  const prices = options.prices === undefined ? undefined : pricesIn(options.prices)
  const input = siteInput(root, options, prices?.currency)
  const { show, end } = startProgress('site')
  const pins = await pinsOf(root, names)
  const explain = await environmentExplainer(root, names)
  const collector = siteCollector()
  const problems: Finding[] = []
  for (const [index, name] of names.entries()) {
    show(`${index} of ${names.length} environments read`)
    const explained = explain(name)
    if (!('rendered' in explained)) {
      problems.push(...explained)
      continue
    }
    registerCredentials(explained.manifests)
    if (problems.length === 0) collector.add(siteEnvironment(explained, pins.get(name), prices))
  }
  if (problems.length > 0) throw new Failure(problems)
  const checks = options['no-checks'] ? undefined : await siteChecks(root, names, show)
  const changes =
    options.base === undefined
      ? undefined
      : await siteChanges(root, positionals, options.base, { prices, allVerdicts: options['all-verdicts'] }, show)
  show('the files are written')
  const { files, size } = await writeSite(out, collector.finish(input, checks, changes))
  end()
  console.log(
    `${out}: ${names.length} environments, ${files} files, ${(size / 2 ** 20).toFixed(1)} MiB. Open ${out}/index.html.`,
  )
  return 0
}
export default run

function siteInput(root: string, options: Options, currency: string | undefined): SiteInput {
  const repository = readDeliverySettings(root)?.repository
  const head = headCommit(root)
  const lineUrl = options['line-url'] ?? (repository === undefined ? undefined : lineUrlOf(repository))
  if (lineUrl !== undefined && !(/^https?:\/\//.test(lineUrl) && lineUrl.includes('{file}')))
    throw usageError(
      'thanos-gitops site: --line-url must be an http or https address with {file}.',
      'Write for example: --line-url "https://git.example.com/a/b/blob/{revision}/{file}#L{line}"',
    )
  return {
    title: repository === undefined ? basename(root) : basename(repository).replace(/\.git$/, ''),
    ...(head === undefined ? {} : { revision: head.commit, isModified: head.isModified, date: head.date }),
    ...(lineUrl === undefined ? {} : { lineUrl }),
    ...(currency === undefined ? {} : { currency }),
  }
}

/** The content of `diff --format json`. Throws a Failure if an environment cannot be compared. */
async function siteChanges(
  root: string,
  names: readonly string[],
  revision: string,
  settings: Parameters<typeof diffsOf>[1],
  show: (state: string) => void,
): Promise<SiteChanges> {
  const { sides, base, problems } = await compareEnvironments(root, names, revision, show)
  const unread = [...problems, ...sides.flatMap((side) => side.problems)]
  if (unread.length > 0) throw new Failure(unread)
  return { base, document: JSON.parse(diffJson(await diffsOf(sides, settings), base)) as unknown }
}
