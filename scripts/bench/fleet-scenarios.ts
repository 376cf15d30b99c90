import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../tests/clone.ts'
import { folder, removeOutput, renderCommand, sharedCode } from './commands.ts'
import { assertEqual } from './equal.ts'
import { fleetLayers, layersOf, writeFleet } from './fleet.ts'
import { addToGrowth } from './growth.ts'
import { type Command, measure, measurePairs, measureTimes, type Pairs, type Sample, sized } from './measure.ts'
import type { Tree } from './synthetic.ts'
import { printComparison } from './table.ts'

const layer = fleetLayers[3]!

const objectCount = (): number => sized(60, 8)

/** A run of kustomize for all environments takes minutes: the others compare with its only one. */
const fewPairs = (pairs: number): number => Math.min(pairs, 3)

/** Environments in 20 layers, and kustomize with a base, components and overlays of the same content. */
export function renderFleetWithLayers(size: number, pairs: number): void {
  const objects = objectCount()
  const tree = writeFleet(join(folder, `layers-${size}`), objects, size)
  const title = `${size} environments of ${objects} objects in ${fleetLayers.length} layers`
  const remember = (row: string, samples: readonly Sample[]): void =>
    addToGrowth(`render with layers by environments, ${row}`, size, samples)
  const fromEmpty = renderCommand(tree, () => removeOutput(tree))
  measure(fromEmpty)
  for (const name of representatives(tree))
    assertEqual(join(tree.root, 'environments', name, 'manifests'), tree.overlay(name))
  const theirs = measure(kustomizeAll(tree, tree.environments))
  const first = measureTimes(fromEmpty, fewPairs(pairs))
  remember('first write', first)
  printComparison(`${title}, first write`, 'none', against(first, theirs), 0.03)
  const unchanged = measureTimes(
    renderCommand(tree, () => {}),
    fewPairs(pairs),
  )
  remember('unchanged', unchanged)
  printComparison(`${title}, unchanged`, 'the same', against(unchanged, theirs), 0.02)
  const changed = tree.environments.filter((_, index) => layersOf(index).includes(layer))
  const change = changeLayer(tree)
  const render = renderCommand(tree, change)
  const ours = measureTimes(render, fewPairs(pairs))
  remember('after the change of a layer', ours)
  change()
  const files = writtenFiles(render)
  printComparison(
    `${title}, one layer of ${changed.length} changes: ${files} files; kustomize renders these environments only`,
    'before the change',
    against(ours, measure(kustomizeAll(tree, changed))),
  )
}

/** Environments that together list all layers. */
function representatives({ environments }: Tree): readonly string[] {
  const missing = new Set(fleetLayers)
  return environments.filter((_, index) => {
    const isNew = layersOf(index).some((one) => missing.has(one))
    for (const one of layersOf(index)) missing.delete(one)
    return isNew
  })
}

/** kustomize has no other way for many overlays than a process for each. Two run at a time. */
function kustomizeAll(tree: Tree, environments: readonly string[]): Command {
  const list = join(folder, `overlays-${environments.length}`)
  writeFileSync(list, environments.map((name) => `${tree.overlay(name)}\n`).join(''))
  const argv = ['xargs', '-a', list, '-P', '2', '-I', '{}', 'kubectl', 'kustomize', '{}', '-o', '{}/output.yaml']
  return { name: `kubectl kustomize, ${environments.length} times`, argv }
}

const against = (ours: readonly Sample[], theirs: Sample): Pairs => ({ ours, theirs: ours.map(() => theirs) })

/** Returns the function that gives each patch of a layer another value. */
function changeLayer({ root }: Tree): () => void {
  const file = join(root, 'environments/layers', layer, 'patches/shared.yaml')
  let next = 0
  return () =>
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll(/(example.com~1region\n\s+value: ).*/g, `$1value-${process.pid}-${next++}`),
    )
}

/** Runs the command once. Returns the number of files that it wrote, as its last line reports it. */
function writtenFiles({ argv: [program, ...args] }: Command): number {
  const output = execFileSync(program!, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return Number(/^\d+ environments: .*?(\d+) written/m.exec(output)?.[1] ?? 0)
}

/** Environments that are pinned, against the same environments without a pin. */
export function renderPinned(size: number, pairs: number): void {
  const objects = objectCount()
  const plain = writeFleet(join(folder, `plain-${size}`), objects, size)
  const pinned = writeFleet(join(folder, `pinned-${size}`), objects, size, () => ({ source: 'v1.0.0' }))
  commitAll(pinned)
  git(pinned.root, 'tag', 'v1.0.0')
  const title = `${size} pinned environments of ${objects} objects; against environments without a pin`
  for (const [outputBefore, prepare] of [
    ['none', removeOutput],
    ['the same', () => {}],
  ] as const) {
    const [ours, theirs] = [pinned, plain].map((tree) => renderCommand(tree, () => prepare(tree))) as [Command, Command]
    const measured = measurePairs(ours, theirs, pairs)
    printComparison(title, outputBefore, measured, 1.1)
    addToGrowth(`render with pins by environments, output before: ${outputBefore}`, size, measured.ours)
  }
}

/** `npx nx render` of a fleet, against `npx` with the command that it runs. */
export function renderFleetThroughNx(size: number, pairs: number): void {
  const tree = writeFleet(join(folder, `nx-${size}`), objectCount(), size, undefined, true)
  const nx: Command = {
    name: 'nx',
    cwd: tree.root,
    argv: ['npx', 'nx', 'render'],
    env: { NX_ISOLATE_PLUGINS: 'false', NX_DEFAULT_OUTPUT_STYLE: 'static', ...sharedCode(tree.root) },
  }
  const direct: Command = {
    name: 'direct',
    cwd: tree.root,
    argv: ['npx', 'thanos-gitops', 'render'],
    env: sharedCode(tree.root),
  }
  measure(direct)
  commitAll(tree)
  const change = changeLayer(tree)
  for (const [outputBefore, prepare] of [
    ['none', () => removeOutput(tree)],
    ['the same', () => {}],
    ['before the change of a layer', change],
  ] as const) {
    const measured = measurePairs({ ...nx, prepare }, { ...direct, prepare }, pairs)
    const title = `npx nx render, ${size} environments; against npx thanos-gitops render`
    printComparison(title, outputBefore, measured, 1.5)
    addToGrowth(`npx nx render by environments, output before: ${outputBefore}`, size, measured.ours)
  }
}

function commitAll({ root }: Tree): void {
  git(root, 'init', '--quiet', '--initial-branch=main')
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--message=fleet')
}
