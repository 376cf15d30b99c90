import { readFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import {
  Failure,
  type Finding,
  factsOf,
  formatPointer,
  labelOf,
  nearest,
  type Origin,
  parsePointer,
} from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  createRenderer,
  environmentsFolder,
  manifestsFolder,
  readEnvironmentFiles,
  resolvePath,
} from '@thanos-gitops/render'
import { type ExplainedLine, type ExplainedManifest, explainer, type FieldHistory } from '@thanos-gitops/render/explain'
import { blameText, historyText } from '@thanos-gitops/report'
import { loadBase } from '@thanos-gitops/workspace'
import type { Command } from '../command.ts'
import { wrongUse } from '../wrong-use.ts'

export default {
  name: 'explain',
  usage: 'explain ENVIRONMENT KIND/NAME [POINTER]',
  summary: 'who wrote a field, newest first, to file and line',
  help: `Prints who wrote a field of a rendered object, newest first, each with the value that the one above it replaced.

  explain production StatefulSet/thanos-store /spec/replicas
  explain production StatefulSet/thanos-store          each line of the manifest with its origin
  explain production ConfigMap/prometheus /data/prometheus.yaml/global/scrape_interval
  explain environments/production/manifests/thanos-store.statefulset.yaml:42     a line of a rendered file

A pointer may have the list steps of patches, such as /spec/template/spec/containers/[name=thanos-store]/image.

  --json       for other programs`,
  options: { json: { type: 'boolean' } },
  async run({ root, positionals, options }) {
    const asked = readArguments(root, positionals)
    const manifests = await explainEnvironment(root, asked.environment)
    const json = options.json === true
    if ('file' in asked) {
      const manifest = manifests.find(({ file }) => file === asked.file)
      if (manifest === undefined) throw unknownFile(asked.file, manifests)
      refuseStale(root, manifest, asked.environment)
      return print(lineOf(manifest, asked.line), json)
    }
    const manifest = findObject(manifests, asked.label, asked.environment)
    return print(asked.pointer === undefined ? whole(manifest) : field(manifest, asked.pointer), json)
  },
} satisfies Command

type Asked = { readonly environment: string } & (
  | { readonly label: string; readonly pointer: string | undefined }
  | { readonly file: string; readonly line: number }
)

function readArguments(root: string, [first, label, pointer, ...more]: readonly string[]): Asked {
  const place = /^(.+):(\d+)(?::\d+)?$/.exec(first ?? '')
  if (place && label === undefined) return readPlace(root, place[1]!, Number(place[2]))
  if (first?.endsWith('.yaml') && label === undefined) throw wrongUse(`explain needs the line as well: ${first}:LINE.`)
  if (first === undefined || label === undefined || more.length > 0)
    throw wrongUse(
      'explain takes an environment, an object and perhaps a pointer, or a rendered file with a line.',
      'thanos-gitops explain production StatefulSet/thanos-store /spec/replicas',
    )
  chooseEnvironments(root, [first])
  return { environment: first, label, pointer }
}

function readPlace(root: string, given: string, line: number): Asked {
  const path = [resolve(given), resolve(root, given)]
    .map((absolute) => relative(root, absolute).split(sep).join('/'))
    .find((found) => found.startsWith(`${environmentsFolder}/`))
  const [, environment, folder] = path?.split('/') ?? []
  if (path === undefined || isAbsolute(path) || environment === undefined || folder !== manifestsFolder)
    throw wrongUse(
      `${given} is no rendered manifest.`,
      `Give a file of ${environmentsFolder}/ENVIRONMENT/${manifestsFolder}/ with a line.`,
    )
  chooseEnvironments(root, [environment])
  return { environment, file: path, line }
}

async function explainEnvironment(root: string, name: string): Promise<readonly ExplainedManifest[]> {
  const base = await loadBase(root)
  const files = readEnvironmentFiles(root, name)
  const rendered = 'environment' in files ? createRenderer(base)(files) : files
  if (!('manifests' in rendered)) throw new Failure(rendered)
  return 'environment' in files ? explainer(root, base)(files, rendered) : []
}

function findObject(manifests: readonly ExplainedManifest[], label: string, environment: string): ExplainedManifest {
  const found = manifests.filter(({ object }) => labelOf(object).toLowerCase() === label.toLowerCase())
  if (found.length === 1) return found[0]!
  const labels = manifests.map(({ object }) => labelOf(object))
  if (found.length > 1)
    throw problem(
      'explain-object-ambiguous',
      `${label} names ${found.length} objects.`,
      `Give the file and a line: ${found.map(({ file }) => `${file}:1`).join(', ')}.`,
    )
  const name = label.slice(label.indexOf('/') + 1)
  // Of the objects of this name the workload is most likely meant.
  const named = manifests.filter(({ object }) => object.metadata.name === name).map(({ object }) => object)
  const namesake = named.find(({ kind }) => factsOf(kind).podSpec !== undefined) ?? named[0]
  const near = namesake ? labelOf(namesake) : nearest(label, labels)
  throw problem(
    'explain-object-unknown',
    `${environment} has no object ${label}.`,
    near ? `Did you mean ${near}?` : `Run: npx thanos-gitops list ${environment}`,
  )
}

function unknownFile(file: string, manifests: readonly ExplainedManifest[]): Failure {
  const near = nearest(
    file,
    manifests.map((manifest) => manifest.file),
  )
  return problem(
    'explain-file-unknown',
    `${file} is not a file that this environment renders.`,
    near ? `Did you mean ${near}?` : 'Run: npx nx render, and look into the folder.',
  )
}

/** A line's number means something only where the file is what would be rendered now. */
function refuseStale(root: string, { file, manifest }: ExplainedManifest, environment: string): void {
  let found: string | undefined
  try {
    found = readFileSync(join(root, file), 'utf8')
  } catch {
    // Not there: as wrong as another content.
  }
  if (found !== manifest.text)
    throw problem(
      'explain-file-stale',
      found === undefined
        ? `${file} does not exist.`
        : `${file} is not what a render would write now, so its lines cannot be explained.`,
      `Run: npx nx render ${environment}`,
      file,
    )
}

interface Explanation {
  readonly json: unknown
  readonly text: string
}

function print({ json, text }: Explanation, asJson: boolean): number {
  console.log(asJson ? JSON.stringify(json, null, 2) : text)
  return 0
}

function lineOf(manifest: ExplainedManifest, number: number): Explanation {
  const lines = manifest.lines()
  const line = lines[number - 1]
  if (line === undefined)
    throw problem(
      'explain-line-unknown',
      `${manifest.file} has ${lines.length} lines.`,
      'Give one of them.',
      manifest.file,
    )
  const label = labelOf(manifest.object)
  const title = `${label} ${line.pointer}\n  ${line.text.trim()}`
  return { json: { object: label, ...lineJson(line, number) }, text: historyText(title, line.origins) }
}

function whole(manifest: ExplainedManifest): Explanation {
  const lines = manifest.lines()
  return {
    json: {
      object: labelOf(manifest.object),
      file: manifest.file,
      lines: lines.map((line, index) => lineJson(line, index + 1)),
    },
    text: blameText(lines),
  }
}

const lineJson = ({ text, pointer, textLine, origins, key }: ExplainedLine, line: number) => ({
  line,
  text,
  pointer,
  ...(textLine === undefined ? {} : { textLine }),
  origins,
  ...(key ? { key } : {}),
})

function field(manifest: ExplainedManifest, given: string): Explanation {
  const label = labelOf(manifest.object)
  const steps = parsePointer(given)
  if (steps === undefined) throw wrongUse(`${given} is not a JSON Pointer.`, 'Write it as in a patch: /spec/replicas.')
  const history = manifest.history()
  const resolved = resolvePath(treeOf(history), steps, false)
  if (!('steps' in resolved)) {
    const removed = removedAt(history, steps)
    if (removed) return explain(label, given, removed)
    throw problem('explain-pointer-unknown', `${label}: ${resolved.message}`, resolved.remedy)
  }
  const pointer = formatPointer(resolved.steps)
  return explain(label, pointer, manifest.origins(pointer))
}

const explain = (object: string, pointer: string, origins: readonly Origin[]): Explanation => ({
  json: { object, pointer, origins },
  text: historyText(`${object} ${pointer}`, origins),
})

/** The object as far as its fields have a history: with documents as structures. */
function treeOf({ children, origins }: FieldHistory): unknown {
  if (Array.isArray(children)) return children.map(treeOf)
  return children ? Object.fromEntries([...children].map(([key, child]) => [key, treeOf(child)])) : origins[0]?.value
}

function removedAt(history: FieldHistory, steps: readonly string[]): readonly Origin[] | undefined {
  const parent = resolvePath(treeOf(history), steps.slice(0, -1), false)
  if (!('steps' in parent)) return undefined
  let found: FieldHistory | undefined = history
  for (const step of parent.steps)
    found = Array.isArray(found?.children) ? found.children[Number(step)] : found?.children?.get(step)
  return found?.removed?.get(steps.at(-1) ?? '')
}

const problem = (code: string, message: string, remedy?: string, file?: string): Failure =>
  new Failure({
    code,
    severity: 'error',
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(file === undefined ? {} : { place: { file } }),
  } satisfies Finding)
