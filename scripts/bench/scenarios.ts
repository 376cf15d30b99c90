import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checks } from '@thanos-gitops/checks'
import { diffFormats } from '@thanos-gitops/report/diff'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { kubeconformSchemas, schemaLocation } from '@thanos-gitops/validate/kubeconform-schemas'
import { root } from '../tests/repository.ts'
import { buildTool } from '../tools.ts'
import { compareCheckers } from './checks/compare-checkers.ts'
import {
  cli,
  emptyNode,
  folder,
  kustomizeCommand,
  node,
  removeOutput,
  renderCommand,
  writeOnlyCommand,
} from './commands.ts'
import { assertEqual } from './equal.ts'
import { measureCommands } from './felt.ts'
import { renderFleetThroughNx, renderFleetWithLayers, renderPinned } from './fleet-scenarios.ts'
import { type Command, measure, measurePairs, medianOf, type Pairs } from './measure.ts'
import { type Tree, writeSides, writeSynthetic } from './synthetic.ts'
import { printComparison, printSamples } from './table.ts'
import { writeThanos } from './thanos.ts'

/** Folders of healthy manifests for the scenario `checks`, next to the environments of this repository. */
export const controls: string[] = []

/** The number of environments of the scenarios layers-500 and nx-500. The scenario pins has a fifth of it. */
export const sizes = { fleet: 500 }

/** Runs a scenario and prints its rows. `pairs` is the number of measured pairs. */
type Scenario = (pairs: number) => void | Promise<void>

export const scenarios: Readonly<Record<string, Scenario>> = {
  thanos: (pairs) => render('Thanos, 1 environment', writeThanos(join(folder, 'thanos'), 1), 0.45, pairs),
  60: (pairs) => render('60 objects', writeSynthetic(join(folder, '60'), 60, 1), 0.33, pairs),
  1000: (pairs) => render('1,000 objects', writeSynthetic(join(folder, '1000'), 1000, 1), 0.02, pairs),
  4000: () => render('4,000 objects', writeSynthetic(join(folder, '4000'), 4000, 1), 0.004, 1),
  'thanos-500': () => renderFleet('Thanos, 500 environments', writeThanos(join(folder, 'thanos-500'), 500), 0.03),
  '60-500': () => renderAlone('60 objects, 500 environments', writeSynthetic(join(folder, '60-500'), 60, 500)),
  'layers-500': (pairs) => renderFleetWithLayers(sizes.fleet, pairs),
  pins: (pairs) => renderPinned(Math.ceil(sizes.fleet / 5), pairs),
  commands: (pairs) => measureCommands(pairs),
  'nx-500': (pairs) => renderFleetThroughNx(sizes.fleet, pairs),
  diff: (pairs) => diffSides('10,000 objects, every eleventh changed', 11, pairs),
  'diff-all': (pairs) => diffSides('10,000 objects, all changed', 1, pairs),
  checks: () => compareCheckers(controls),
  'checks-10000': (pairs) => checkMany(pairs),
}

export const quickScenarios = ['thanos', '60', '1000', '60-500', 'commands']

/** What people wait for, and the same work of other programs. */
export const feltScenarios = ['commands', 'thanos', '60', '1000', '4000', '60-500', 'diff', 'diff-all']

/** Fails if the output of render and kustomize differs. Returns the number of objects of the largest environment. */
function assertEqualOutput(tree: Tree): number {
  measure(renderCommand(tree, () => removeOutput(tree)))
  return Math.max(
    ...tree.environments
      .slice(0, 3)
      .map((name) => assertEqual(join(tree.root, 'environments', name, 'manifests'), tree.overlay(name))),
  )
}

/** CPU time of render by number of objects. */
const cpuBySize = new Map<number, number>()

function render(title: string, tree: Tree, target: number, pairs: number): void {
  const size = assertEqualOutput(tree)
  const kustomize = kustomizeCommand(tree)
  const empty = () => removeOutput(tree)
  const first = measurePairs(renderCommand(tree, empty), kustomize, pairs)
  cpuBySize.set(size, medianOf(first.ours, 'cpu'))
  printComparison(title, 'none', first, target)
  // Where kustomize takes minutes, it runs once, and the other rows compare with that run.
  const compareWithKustomize = (command: Command): Pairs =>
    pairs > 1 ? measurePairs(command, kustomize, pairs) : { ours: [measure(command)], theirs: first.theirs }
  printComparison(title, 'the same', compareWithKustomize(renderCommand(tree, () => {})))
  const removeCaches = () => {
    empty()
    rmSync(join(tree.root, 'node_modules/.cache'), { recursive: true, force: true })
  }
  const uncached = renderCommand(tree, removeCaches, { CI: 'true' })
  printComparison(`${title}, nothing cached`, 'none', compareWithKustomize(uncached), size < 100 ? 1 : undefined)
  printComparison('minimum: node -e 0', '-', compareWithKustomize(emptyNode))
  const writeOnly = writeOnlyCommand(tree)
  printComparison('minimum: plain Node.js writes the finished files', 'the same', compareWithKustomize(writeOnly))
}

/** Prints the exponent with which the CPU time grows with the number of objects, from each size to the next. */
export function printGrowth(): void {
  const bySize = [...cpuBySize].sort(([a], [b]) => a - b)
  for (const [index, [large, more]] of bySize.entries()) {
    const [small, less] = bySize[index - 1] ?? [large, more]
    if (small === large) continue
    const exponent = Math.log(more / less) / Math.log(large / small)
    console.log(`\nGrowth of CPU time from ${small} to ${large} objects: exponent ${exponent.toFixed(2)}`)
  }
}

/** Our command renders all environments in one process. kustomize needs a process per environment; two run at a time. */
function renderFleet(title: string, tree: Tree, target: number): void {
  assertEqualOutput(tree)
  const overlays = join(folder, 'overlays')
  writeFileSync(overlays, tree.environments.map((name) => `${tree.overlay(name)}\n`).join(''))
  const kustomize: Command = {
    name: 'kubectl kustomize, 500 times',
    argv: ['xargs', '-a', overlays, '-P', '2', '-I', '{}', 'kubectl', 'kustomize', '{}', '-o', '{}/output.yaml'],
  }
  const fromEmpty = renderCommand(tree, () => removeOutput(tree))
  printComparison(title, 'none', measurePairs(fromEmpty, kustomize, 1), target)
  measureAlone(title, tree)
}

function renderAlone(title: string, tree: Tree): void {
  assertEqualOutput(tree)
  measureAlone(title, tree)
}

function measureAlone(title: string, tree: Tree): void {
  const fromEmpty = renderCommand(tree, () => removeOutput(tree))
  const unchanged = renderCommand(tree, () => {})
  measure(fromEmpty)
  for (const [outputBefore, command, target] of [
    ['none', fromEmpty, 3],
    ['the same', unchanged, 1],
  ] as const)
    printSamples(
      title,
      outputBefore,
      Array.from({ length: 3 }, () => measure(command)),
      target,
    )
}

/** Two files of Kubernetes YAML. dyff reports which fields differ; our diff also reports the effects on the cluster. */
async function diffSides(title: string, every: number, pairs: number): Promise<void> {
  const dyff = await buildTool('dyff')
  const { before, after } = writeSides(join(folder, 'sides'), 10_000, every)
  const dyffCommand: Command = { name: 'dyff', argv: [dyff, 'between', before, after] }
  for (const format of Object.keys(diffFormats)) {
    // No change has this class, so the exit code is 0.
    const command: Command = {
      name: 'thanos-gitops diff',
      argv: [node, join(root, cli), 'diff', before, after, '--format', format, '--fail-on', 'data-loss'],
    }
    const measured = measurePairs(command, dyffCommand, pairs)
    printComparison(`diff --format ${format}: ${title}; against dyff`, '-', measured, 0.5)
  }
}

/** All checks against kubeconform, which compares each object with its schema. */
async function checkMany(pairs: number): Promise<void> {
  const { tool } = await findKubeconform()
  if (tool === undefined) throw new Error('kubeconform is not available.')
  const { before } = writeSides(join(folder, 'checks'), 10_000, 1)
  const schemas = join(kubeconformSchemas(root, kubernetesVersions.at(-1)!), schemaLocation)
  const kubeconform: Command = {
    name: 'kubeconform',
    argv: [tool, '-strict', '-output', 'json', '-schema-location', schemas, before],
    exitCodes: [0, 1],
  }
  const command: Command = {
    name: 'thanos-gitops check',
    // With a selection, the API server's verdict is left out.
    argv: [
      node,
      join(root, cli),
      'check',
      before,
      '--only',
      checks.map(({ name }) => name).join(','),
      '--format',
      'json',
    ],
    exitCodes: [0, 1],
  }
  printComparison(
    'check: all checks of 10,000 objects; against kubeconform',
    '-',
    measurePairs(command, kubeconform, pairs),
    1.5,
  )
}
