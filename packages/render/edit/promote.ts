import { basename } from 'node:path'
import { type Base, Failure, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { parseImage } from '@thanos-gitops/workloads/image'
import { isMap, type YAMLMap } from 'yaml'
import { type EnvironmentFiles, environmentsFolder } from '../environment/environment-files.ts'
import { imagesOf } from '../patches/image-overrides.ts'
import { loadPatches } from '../patches/load-patches.ts'
import type { Operation, Target } from '../patches/patch.ts'
import { resolvePath } from '../patches/resolve-path.ts'
import { matchesTarget } from '../patches/select-targets.ts'
import { rulesFor } from '../policy/judge.ts'
import type { RenderedEnvironment } from '../render.ts'
import {
  applyEdits,
  type Edit,
  fieldOf,
  indented,
  itemsOf,
  keyRemoval,
  parseText,
  shifted,
  valueEdit,
  valueText,
} from './patch-text.ts'
import { renderTexts, type Texts } from './texts.ts'
import { operationRemoval, operationsIn, patchesIn } from './tidy.ts'

/** An environment as it is. */
export interface Side {
  readonly files: EnvironmentFiles
  readonly rendered: RenderedEnvironment
  readonly texts: Texts
}

export interface Promotion {
  /** The target's files as they would be. */
  readonly texts: Texts
  readonly rendered: RenderedEnvironment
  /** What could not be carried over, in sentences. */
  readonly skipped: readonly string[]
}

const header = '# yaml-language-server: $schema=../patches.schema.json\n'
const carried = ['add', 'replace', 'remove']

/**
 * Makes one environment like another in what the policy marks with `promote` and in the tags and digests of its images. What is
 * particular to the target (registries, sizes, all that is not marked) stays. Throws a Failure where the target would not render.
 */
export function promote(base: Base, from: Side, to: Side, component?: string): Promotion {
  const skipped: string[] = []
  const edited = promoteImages(from, to, promoteOperations(from, to, to.texts, component, skipped), component, skipped)
  const rendered = renderTexts(base, to.files, edited)
  if ('manifests' in rendered) return { texts: edited, rendered, skipped }
  const { name } = to.files
  throw new Failure([
    {
      code: 'promote-refused',
      severity: 'error',
      message: `${name} would not accept what ${from.files.name} has: nothing was changed. The lines below are those of the files as they would be.`,
      remedy: 'Change the value, or the policy, which its owners must approve.',
    },
    ...rendered,
  ])
}

interface Promotable {
  readonly key: string
  readonly file: string
  readonly target: Target
  readonly operation: Operation
}

/** The operations of an environment that may be carried to another, by target and path. */
function promotable(side: Side, texts: Texts, component: string | undefined): ReadonlyMap<string, Promotable> {
  const found = new Map<string, Promotable>()
  for (const [file, text] of texts) {
    if (file === side.files.environment.file) continue
    const source = readYaml(file, text) as YamlFile
    for (const { target, operations } of loadPatches(source, () => {}))
      for (const operation of operations) {
        if (!carried.includes(operation.op) || !mayTravel(side, target, operation, component)) continue
        const entry = (source.value as readonly { target: object; patch: readonly { path: string }[] }[])[
          Number(operation.at[0])
        ]!
        const { expect: _expect, ...named } = entry.target as Record<string, unknown>
        const key = JSON.stringify([Object.entries(named).sort(), entry.patch[Number(operation.at[2])]!.path])
        found.set(key, { key, file, target, operation })
      }
  }
  return found
}

function mayTravel(
  { rendered: { targets, policy } }: Side,
  target: Target,
  operation: Operation,
  component: string | undefined,
): boolean {
  const fitting = targets.filter((one) => matchesTarget(target, one.object, one.component))
  return (
    policy !== undefined &&
    fitting.length > 0 &&
    fitting.every((one) => {
      const path = resolvePath(one.object, operation.path, true)
      return (
        (component === undefined || one.component === component) &&
        'steps' in path &&
        rulesFor(policy.rules, one.component, one.object, path.steps).some((rule) => rule.promote)
      )
    })
  )
}

function promoteOperations(
  from: Side,
  to: Side,
  given: Texts,
  component: string | undefined,
  skipped: string[],
): Texts {
  let texts = given
  const wanted = promotable(from, from.texts, component)
  // From the end of each file, so that the places of those before stay.
  const present = [...promotable(to, texts, component).values()].reverse()
  for (const { key, file, target, operation } of present)
    if (!wanted.has(key) && from.rendered.targets.some((one) => matchesTarget(target, one.object, one.component)))
      texts = edit(texts, file, (text) => operationRemoval(operation, text))
  for (const { key, file, target, operation } of wanted.values()) {
    if (!to.rendered.targets.some((one) => matchesTarget(target, one.object, one.component))) {
      skipped.push(`${target.kind ?? 'target'}/${target.name ?? '*'} is not in ${to.files.name}.`)
      continue
    }
    const source = from.texts.get(file)!
    const item = operationsIn(file, source, patchesIn(file, source)[Number(operation.at[0])]!)[Number(operation.at[2])]!
    const existing = promotable(to, texts, component).get(key)
    texts = existing
      ? replaceOperation(texts, existing, operation, source, item)
      : addOperation(texts, to, file, source, item, operation)
  }
  return texts
}

type Operations = ReturnType<typeof operationsIn>

function replaceOperation(
  texts: Texts,
  { file, operation: old }: Promotable,
  wanted: Operation,
  source: string,
  item: Operations[number],
): Texts {
  if (old.op === wanted.op && JSON.stringify(old.value) === JSON.stringify(wanted.value)) return texts
  return edit(texts, file, (text) => {
    const here = operationsIn(file, text, patchesIn(file, text)[Number(old.at[0])]!)[Number(old.at[2])]!
    const [before, after] = [fieldOf(here.node, 'value'), fieldOf(item.node, 'value')]
    if (old.op === wanted.op && before && after)
      return [valueEdit(text, before, shifted(valueText(source, after), here.indentation + 2))]
    return [
      {
        start: here.start,
        end: here.end,
        text: indented(source.slice(item.start, item.end), here.indentation - item.indentation),
      },
    ]
  })
}

/** Below the same target where there is one, in the file of the same name, else at its end. */
function addOperation(
  texts: Texts,
  to: Side,
  file: string,
  source: string,
  item: Operations[number],
  operation: Operation,
): Texts {
  const lines = source.slice(item.start, item.end)
  const patch = patchesIn(file, source)[Number(operation.at[0])]!
  const named = JSON.stringify((patch.node.toJSON() as { target: unknown }).target)
  const own = `${environmentsFolder}/${to.files.name}/patches/${basename(file)}`
  const inOrder = [own, ...texts.keys()].filter(
    (name, index, all) => texts.has(name) && name !== to.files.environment.file && all.indexOf(name) === index,
  )
  for (const name of inOrder) {
    const text = texts.get(name)!
    const same = patchesIn(name, text).find(
      ({ node }) => JSON.stringify((node.toJSON() as { target: unknown }).target) === named,
    )
    const last = same && operationsIn(name, text, same).at(-1)
    if (last)
      return edit(texts, name, () => [
        { start: last.end, end: last.end, text: indented(lines, last.indentation - item.indentation) },
      ])
  }
  const targetText = valueText(source, fieldOf(patch.node, 'target')!)
  const isFlow = targetText.startsWith('{')
  const head = isFlow ? `- target: ${targetText}\n` : `- target:\n${indented(`    ${shifted(targetText, 4)}`, 0)}\n`
  const text = texts.get(own) ?? header
  return new Map(texts).set(
    own,
    `${text}${text.endsWith('\n') ? '' : '\n'}${head}  patch:\n${indented(lines, 4 - item.indentation)}`,
  )
}

const edit = (texts: Texts, file: string, make: (text: string) => readonly Edit[]): Texts =>
  new Map(texts).set(file, applyEdits(texts.get(file)!, make(texts.get(file)!)))

const pins = ['newTag', 'digest'] as const

/** Tags and digests travel; the registry that an image comes from is particular to an environment. */
function promoteImages(from: Side, to: Side, given: Texts, component: string | undefined, skipped: string[]): Texts {
  let texts = given
  const names = new Set(
    [...from.rendered.environment.images, ...to.rendered.environment.images].map(({ name }) => name),
  )
  for (const name of names) {
    const [wanted, present] = [from, to].map(({ rendered }) =>
      rendered.environment.images.find((image) => image.name === name),
    )
    if (pins.every((pin) => wanted?.[pin] === present?.[pin])) continue
    if (!usesImage(from, name, component)) continue
    if (!usesImage(to, name, component)) {
      skipped.push(`No container of ${to.files.name} runs the image ${name}.`)
      continue
    }
    texts = edit(texts, to.files.environment.file, (text) =>
      imageEdits(to.files.environment.file, text, name, pinTexts(from, name)),
    )
  }
  return texts
}

const usesImage = ({ rendered: { targets } }: Side, name: string, component: string | undefined): boolean =>
  targets.some(
    (one) =>
      (component === undefined || one.component === component) &&
      imagesOf(one.object).some(({ image }) => parseImage(image).name === name),
  )

/** As they are written, quotes and all. */
function pinTexts({ files: { environment }, texts }: Side, name: string): ReadonlyMap<string, string> {
  const text = texts.get(environment.file)!
  const item = imageItems(environment.file, text).find(({ node }) => node.get('name') === name)
  return new Map(
    pins.flatMap((pin) => {
      const value = item && fieldOf(item.node, pin)
      return value ? [[pin, valueText(text, value)] as const] : []
    }),
  )
}

function imageItems(file: string, text: string): Operations {
  const root = parseText(text)
  return isMap(root) ? itemsOf(file, text, fieldOf(root as YAMLMap, 'images')) : []
}

function imageEdits(file: string, text: string, name: string, wanted: ReadonlyMap<string, string>): readonly Edit[] {
  const items = imageItems(file, text)
  const item = items.find(({ node }) => node.get('name') === name)
  if (item === undefined) {
    const last = items.at(-1)
    const indentation = ' '.repeat(last?.indentation ?? 2)
    const lines = `${indentation}- name: ${name}\n${[...wanted].map(([pin, value]) => `${indentation}  ${pin}: ${value}\n`).join('')}`
    if (last) return [{ start: last.end, end: last.end, text: lines }]
    return [{ start: text.length, end: text.length, text: `${text.endsWith('\n') ? '' : '\n'}images:\n${lines}` }]
  }
  const keys = Object.keys(item.node.toJSON() as object)
  const isEmpty = wanted.size === 0 && !keys.includes('newName')
  if (isEmpty && items.length > 1) return [{ start: item.start, end: item.end, text: '' }]
  if (isEmpty) {
    const root = parseText(text) as YAMLMap
    const removal = keyRemoval(text, root, 'images')
    return removal ? [removal] : []
  }
  return pins.flatMap((pin): readonly Edit[] => {
    const value = wanted.get(pin)
    const present = fieldOf(item.node, pin)
    if (value === undefined) return present ? [keyRemoval(text, item.node, pin)!] : []
    if (present) return [valueEdit(text, present, value)]
    return [{ start: item.end, end: item.end, text: `${' '.repeat(item.indentation + 2)}${pin}: ${value}\n` }]
  })
}
