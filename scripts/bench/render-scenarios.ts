import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyNode, folder, kustomizeCommand, removeOutput, renderCommand, writeOnlyCommand } from './commands.ts'
import { assertEqual } from './equal.ts'
import { addToGrowth } from './growth.ts'
import { type Command, measure, measurePairs, measureTimes, type Pairs, runs, sized } from './measure.ts'
import { type Tree, writeSynthetic } from './synthetic.ts'
import { printComparison, printSamples } from './table.ts'
import { writeThanos } from './thanos.ts'

/** Fails if the output of render and kustomize differs. Returns the number of objects of the largest environment. */
function assertEqualOutput(tree: Tree): number {
  measure(renderCommand(tree, () => removeOutput(tree)))
  return Math.max(
    ...tree.environments
      .slice(0, 3)
      .map((name) => assertEqual(join(tree.root, 'environments', name, 'manifests'), tree.overlay(name))),
  )
}

/** One environment of the stack. */
export const renderThanos = (pairs: number, target: number): void =>
  render('Thanos, 1 environment', writeThanos(join(folder, 'thanos'), 1), target, pairs)

/** One environment of synthetic objects. @param pairs 1 where kustomize takes minutes */
export function renderObjects(objects: number, pairs: number, target: number): void {
  const title = `${objects.toLocaleString('en')} objects`
  render(title, writeSynthetic(join(folder, String(objects)), objects, 1), target, pairs, 'render by objects')
}

/** @param series of the growth, if there are other sizes of the same objects */
function render(title: string, tree: Tree, target: number, pairs: number, series?: string): void {
  const size = assertEqualOutput(tree)
  const kustomize = kustomizeCommand(tree)
  const empty = () => removeOutput(tree)
  const first = measurePairs(renderCommand(tree, empty), kustomize, pairs)
  // Where kustomize takes minutes, it runs once, and the other rows compare with that run.
  const compareWithKustomize = (command: Command): Pairs =>
    pairs > 1 ? measurePairs(command, kustomize, pairs) : { ours: [measure(command)], theirs: first.theirs }
  const print = (state: string, outputBefore: string, measured: Pairs, ofRow?: number): void => {
    printComparison(`${title}${state}`, outputBefore, measured, ofRow)
    if (series !== undefined) addToGrowth(`${series}${state}, output before: ${outputBefore}`, size, measured.ours)
  }
  print('', 'none', first, target)
  print('', 'the same', compareWithKustomize(renderCommand(tree, () => {})))
  const removeCaches = () => {
    empty()
    rmSync(join(tree.root, 'node_modules/.cache'), { recursive: true, force: true })
  }
  const uncached = renderCommand(tree, removeCaches, { CI: 'true' })
  print(', nothing cached', 'none', compareWithKustomize(uncached), size < 100 ? 1 : undefined)
  printComparison('minimum: node -e 0', '-', compareWithKustomize(emptyNode))
  const writeOnly = writeOnlyCommand(tree)
  printComparison('minimum: plain Node.js writes the finished files', 'the same', compareWithKustomize(writeOnly))
}

/** Our command renders all environments in one process. kustomize needs a process per environment; two run at a time. */
export function renderThanosFleet(environments: number, target: number): void {
  const title = `Thanos, ${environments} environments`
  const tree = writeThanos(join(folder, `thanos-${environments}`), environments)
  assertEqualOutput(tree)
  const overlays = join(folder, 'overlays')
  writeFileSync(overlays, tree.environments.map((name) => `${tree.overlay(name)}\n`).join(''))
  const kustomize: Command = {
    name: `kubectl kustomize, ${environments} times`,
    argv: ['xargs', '-a', overlays, '-P', '2', '-I', '{}', 'kubectl', 'kustomize', '{}', '-o', '{}/output.yaml'],
  }
  const fromEmpty = renderCommand(tree, () => removeOutput(tree))
  printComparison(title, 'none', measurePairs(fromEmpty, kustomize, 1), target)
  measureAlone(title, tree, 'render of the stack by environments')
}

export function renderFleet(environments: number): void {
  const objects = sized(60, 8)
  const tree = writeSynthetic(join(folder, `fleet-${environments}`), objects, environments)
  assertEqualOutput(tree)
  measureAlone(`${objects} objects, ${environments} environments`, tree, 'render by environments')
}

function measureAlone(title: string, tree: Tree, series: string): void {
  const isFull = tree.environments.length >= 500
  for (const [outputBefore, command, target] of [
    ['none', renderCommand(tree, () => removeOutput(tree)), 3],
    ['the same', renderCommand(tree, () => {}), 1],
  ] as const) {
    const samples = measureTimes(command, 3)
    printSamples(title, outputBefore, samples, isFull || runs.isTrial ? target : undefined)
    addToGrowth(`${series}, output before: ${outputBefore}`, tree.environments.length, samples)
  }
}
