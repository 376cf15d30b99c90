import { readdirSync, readFileSync, statSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { Failure, type Finding } from '../finding.ts'
import { leadsOut, pathFrom } from '../path-from.ts'
import { noManifestIn } from './file-content.ts'
import { isKustomizationFile, readKustomization } from './kustomization.ts'
import { type SourceFolder, sourcesOf } from './source-folder.ts'

/** The files of the named folders that are no manifests, but the input of a tool. */
export interface FoundSources {
  /** Whether there are no manifests next to them. */
  readonly isAll: boolean
  /** Whether a file, as an absolute path, is no manifest. */
  isNoManifest(path: string): boolean
  /** One for each tool, and one for other files that are no manifests. */
  readonly findings: readonly Finding[]
}

/** Larger files are manifests: the objects of a cluster in one file. */
const largestSource = 4 * 1024 * 1024

/**
 * Finds what was not rendered, in folders; files that are named themselves are read as manifests.
 *
 * @param paths as arguments of a command; `-` is standard input
 * @param command which reads the rendered manifests: `npx thanos-gitops check`
 */
export function findSources(paths: readonly string[], root: string, command: string): FoundSources {
  const search = new Search(root)
  for (const path of paths) {
    const absolute = resolve(root, path)
    if (path === '-') continue
    else if (isFolder(absolute)) search.addFolder(absolute)
    else search.addFile(absolute)
  }
  const { inputs, sources, others } = search.finish()
  const isRead = paths.includes('-') || search.hasManifests(inputs)
  return {
    isAll: !isRead && sources.length + others.length > 0,
    isNoManifest: (path) => inputs.has(shown(root, path)),
    findings: [
      ...[...Map.groupBy(sources, ({ what }) => what[0]).values()].map((list) => notRendered(list, command, isRead)),
      ...(others.length === 0 ? [] : [noManifests(others, isRead)]),
    ],
  }
}

/** The same. @throws Failure if all that was found needs to be rendered first */
export function requireManifests(paths: readonly string[], root: string, command: string): FoundSources {
  const found = findSources(paths, root, command)
  if (found.isAll) throw new Failure(found.findings)
  return found
}

/** As places of findings name it. */
function shown(root: string, path: string): string {
  const relative = pathFrom(root, path)
  return leadsOut(relative) ? path : relative || '.'
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // The reader of manifests reports it.
    return false
  }
}

interface Inputs {
  readonly inputs: ReadonlySet<string>
  readonly sources: readonly SourceFolder[]
  /** Files that are no manifests, and that no tool names. */
  readonly others: readonly string[]
}

class Search {
  /** The .yaml, .yml and .json files of all folders. */
  readonly files: string[] = []
  readonly #root: string
  readonly #tools: (SourceFolder & { readonly isInput: (path: string) => boolean })[] = []
  readonly #kustomizations = new Map<string, ReturnType<typeof readKustomization>>()

  #hasNamedFile = false

  constructor(root: string) {
    this.#root = root
  }

  addFolder(absolute: string): void {
    const folder = shown(this.#root, absolute)
    const entries = entriesOf(absolute)
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
    this.#tools.push(...sourcesOf(folder, names))
    for (const name of names) {
      const content = isKustomizationFile(name) ? contentOf(resolve(absolute, name)) : undefined
      if (content !== undefined) this.#kustomizations.set(folder, readKustomization(folder, content))
      if (/\.(ya?ml|json)$/i.test(name)) this.files.push(posix.join(folder, name))
    }
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        this.addFolder(resolve(absolute, entry.name))
  }

  /** A file that is named itself is a manifest, except for one of kustomize. */
  addFile(absolute: string): void {
    const file = shown(this.#root, absolute)
    const folder = posix.dirname(file)
    const content = isKustomizationFile(posix.basename(file)) ? contentOf(absolute) : undefined
    if (content === undefined) this.#hasNamedFile = true
    else {
      this.files.push(file)
      this.#kustomizations.set(folder, readKustomization(folder, content))
    }
  }

  /** Whether a file remains that is read as a manifest. */
  hasManifests(inputs: ReadonlySet<string>): boolean {
    return this.#hasNamedFile || this.files.some((file) => !inputs.has(file))
  }

  finish(): Inputs {
    const inputs = new Set<string>()
    const named = new Set([...this.#kustomizations.values()].flatMap((one) => one.inputs))
    // A list of manifests alone has nothing to check.
    const isAlone = this.files.every((file) => isKustomizationFile(posix.basename(file))) && !this.#hasNamedFile
    const rendered = [...this.#kustomizations].filter(([, { isList }]) => !isList || isAlone)
    const fromKustomizations = new Set(rendered.flatMap(([, one]) => this.#allInputs(one.inputs, new Set())))
    for (const file of this.files)
      if (
        isKustomizationFile(posix.basename(file)) ||
        ancestors(file).some((path) => fromKustomizations.has(path)) ||
        this.#tools.some(({ folder, isInput }) => isBelow(file, folder) && isInput(posix.relative(folder, file)))
      )
        inputs.add(file)
    const templates: string[] = []
    const others: string[] = []
    for (const file of this.files) {
      if (inputs.has(file)) continue
      const content = contentOf(resolve(this.#root, file))
      const kind = content === undefined ? undefined : noManifestIn(content)
      if (kind === undefined) continue
      inputs.add(file)
      if (kind === 'template') templates.push(file)
      else others.push(file)
    }
    // A chart in a chart and a kustomization that another one includes are rendered with it.
    const charts = this.#tools.filter((tool, _, all) => !all.some((other) => isNested(tool, other)))
    const roots = rendered.filter(
      ([folder]) => !named.has(folder) && !charts.some((one) => isBelow(folder, one.folder)),
    )
    return {
      inputs,
      sources: [
        ...roots.map(([folder, { isComponent }]) => kustomizationAt(folder, isComponent)),
        // Manifests that jsonnet has written can be next to it.
        ...charts.filter(
          ({ what: [what], folder }) => what !== 'contains jsonnet' || !this.#hasManifests(folder, inputs),
        ),
        ...templates.map((file) => templateAt(file)),
      ],
      others,
    }
  }

  #hasManifests(folder: string, inputs: ReadonlySet<string>): boolean {
    return this.files.some((file) => isBelow(file, folder) && !inputs.has(file))
  }

  /** The inputs of a kustomization, and of those that it includes. */
  #allInputs(inputs: readonly string[], seen: Set<string>): readonly string[] {
    return inputs.flatMap((input) => {
      if (seen.has(input)) return []
      seen.add(input)
      return [input, ...this.#allInputs(this.#kustomizations.get(input)?.inputs ?? [], seen)]
    })
  }
}

const isNested = (tool: SourceFolder, other: SourceFolder): boolean =>
  tool !== other && tool.what[0] === other.what[0] && tool.folder !== other.folder && isBelow(tool.folder, other.folder)

const isBelow = (path: string, folder: string): boolean => folder === '.' || path.startsWith(`${folder}/`)

/** A path and its folders. */
function ancestors(path: string): readonly string[] {
  const folder = posix.dirname(path)
  return folder === path || folder === '.' || folder === '/' ? [path] : [path, ...ancestors(folder)]
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    // The reader of manifests reports it.
    return []
  }
}

function contentOf(path: string): string | undefined {
  try {
    const stats = statSync(path)
    return stats.isFile() && stats.size <= largestSource ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}

const kustomizationAt = (folder: string, isComponent: boolean): SourceFolder => ({
  folder,
  what: ['is a kustomization', 'are kustomizations'],
  render: `kubectl kustomize ${isComponent ? 'OVERLAY' : folder}`,
})

const templateAt = (file: string): SourceFolder => ({
  folder: file,
  what: ['is a template', 'are templates'],
  render: 'helm template CHART',
})

const notRendered = ([first, ...others]: readonly SourceFolder[], command: string, isRead: boolean): Finding => ({
  code: 'manifests-not-rendered',
  severity: isRead ? 'warning' : 'error',
  message:
    others.length === 0
      ? `${first!.folder} ${first!.what[0]}, not rendered manifests. It is left out.`
      : `${first!.folder} and ${others.length} more ${first!.what[1]}, not rendered manifests. They are left out.`,
  remedy: `Render it first: ${first!.render} | ${command} -`,
  ...placesOf([first!, ...others].map(({ folder }) => folder)),
})

const noManifests = (files: readonly string[], isRead: boolean): Finding => ({
  code: 'manifests-none',
  severity: isRead ? 'warning' : 'error',
  message:
    files.length === 1
      ? `${files[0]} contains no Kubernetes object. It is left out.`
      : `${files[0]} and ${files.length - 1} more contain no Kubernetes object. They are left out.`,
  remedy: 'Name the files and folders that contain manifests.',
  ...placesOf(files),
})

const placesOf = ([first, ...others]: readonly string[]): Pick<Finding, 'place' | 'further'> => ({
  place: { file: first! },
  ...(others.length === 0 ? {} : { further: others.map((file) => ({ place: { file } })) }),
})
