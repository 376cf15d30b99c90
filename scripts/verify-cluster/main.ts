// Runs environments on a real node of this machine and prints what was seen.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { ownRepository } from '../script-options.ts'
import { resultsLine } from '../test/results.ts'
import { checks, chosenChecks } from './checks/all.ts'
import type { Stack } from './checks/check.ts'
import { contentOf } from './image-name.ts'
import { type Buildable, imagesOf, programsFor } from './programs.ts'
import { requireMachine } from './requirements.ts'
import { startStack } from './stack.ts'
import { type Row, table } from './table.ts'

const environments = ['local', 'production'] as const
type EnvironmentName = (typeof environments)[number]

export const verifyCluster = defineCommand(
  {
    name: 'verify:cluster',
    summary: 'run environments on a real node and print what was seen',
    description:
      'Builds the programs of a Kubernetes node and of the stack, unless they are built, and starts a cluster of one node on this machine: etcd, API server, controller manager, scheduler, kubelet, kube-proxy, kube-router, containerd, runc, cluster DNS. Applies an environment, scaled down by a patch in a temporary clone, and observes pods, targets, connections that NetworkPolicies allow and refuse, blocks, queries, compaction and alerts. Nothing of it stays on the machine. It needs Linux, root, and some programs of Debian, which it names. The first build needs Go and takes up to an hour on two cores; a run takes about ten minutes for each environment.',
    forms: [[]],
    options: {
      only: {
        type: 'list',
        value: 'ENVIRONMENTS',
        choices: environments,
        help: 'Only these environments, with commas between them. Default: all.',
      },
      match: { type: 'string', value: 'TEXT', help: 'Only the checks whose titles contain TEXT.' },
      list: { type: 'boolean', help: 'Print the checks, and run none.' },
      'build-only': { type: 'boolean', help: 'Build the programs, and start no node.' },
      'dry-run': dryRunOption,
    },
    examples: [{ args: '--only local', help: 'Only the environment local.' }],
  },
  async ({ options }) => {
    const chosen = chosenChecks(checks, options.match)
    if (options.list) {
      for (const { title } of chosen) console.log(title)
      return 0
    }
    const names = options.only ?? environments
    const programs = programsFor(names.flatMap((name) => imagesOf(ownRepository, name)).filter(isBuildable))
    if (options['dry-run']) {
      for (const { title, isBuilt } of programs) console.log(isBuilt() ? `${title} is built` : `would build ${title}`)
      if (!options['build-only']) for (const name of names) console.log(`would run ${name}: ${chosen.length} checks`)
      return 0
    }
    if (!options['build-only']) await requireMachine()
    await buildAll(programs)
    if (options['build-only']) return 0
    const rows: Row[] = []
    for (const name of names) rows.push(...(await runEnvironment(name, options.match)))
    console.log(`\n${table(rows).join('\n')}\n`)
    const failed = rows.filter(({ isOk }) => !isOk).length
    console.log(resultsLine({ passed: rows.length - failed, failed, skipped: 0 }))
    return failed === 0 ? 0 : 1
  },
)

const isBuildable = (image: string): boolean => contentOf(image) !== undefined

/** One after the other: one build uses all cores. */
async function buildAll(programs: readonly Buildable[]): Promise<void> {
  for (const [index, { title, isBuilt, build }] of programs.entries()) {
    if (isBuilt()) continue
    const start = Date.now()
    console.log(`${index + 1} of ${programs.length}: ${title} is being built …`)
    const path = await build()
    console.log(`${index + 1} of ${programs.length}: ${path} (${Math.round((Date.now() - start) / 1000)} s)`)
  }
}

async function runEnvironment(environment: EnvironmentName, match: string | undefined): Promise<readonly Row[]> {
  console.log(`${environment}: the node is being started …`)
  const stack = await startStack(environment)
  const rows: Row[] = []
  try {
    const { leftOut } = stack.clone
    if (leftOut.length > 0)
      console.log(`${environment}: without ${leftOut.join(', ')}, whose images are not built here`)
    for (const { title, run } of chosenChecks(checks, match).filter(({ applies }) => applies?.(stack) ?? true)) {
      const row = { environment, title, ...(await resultOf(stack, run)) }
      rows.push(row)
      console.log(`${environment} ${row.isOk ? '✓' : '✗'} ${title}: ${row.seen}`)
    }
  } finally {
    await stack.stop()
  }
  return rows
}

async function resultOf(stack: Stack, run: (stack: Stack) => Promise<string>): Promise<Pick<Row, 'isOk' | 'seen'>> {
  try {
    return { isOk: true, seen: await run(stack) }
  } catch (error) {
    return { isOk: false, seen: error instanceof Error ? error.message : String(error) }
  }
}

if (import.meta.main) await runScript(verifyCluster)
