// @ts-check
// Plain JavaScript, so that Nx loads it with any Node.js.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSameFolder, requestedTask, runAlone, targetsAlone, targetsOfAll } from './nx-alone.mjs'

export const name = 'thanos-gitops'

/** As `environmentName` in packages/manifest/string-formats.ts: other folders become no project. */
const environmentName = /^(?!(all|layers)$)[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/

/** As `layerName` in packages/manifest/string-formats.ts. */
const layerName = /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/

const root = fileURLToPath(new URL('../..', import.meta.url))

runAlone(root)

/**
 * Packages of the registry that the command or the base loads, from the manifests.
 * @returns {string[]}
 */
function externalDependencies() {
  // Tests alone use the package `testing`: .nxignore lists it.
  const packages = readdirSync(join(root, 'packages')).filter((folder) => folder !== 'testing')
  const folders = ['base', ...packages.map((folder) => `packages/${folder}`)]
  const names = folders.flatMap((folder) => Object.keys(dependenciesOf(join(root, folder, 'package.json'))))
  return [...new Set(names.filter((dependency) => !dependency.startsWith('@thanos-gitops/')))].sort()
}

/**
 * @param {string} manifest
 * @returns {Record<string, string>}
 */
function dependenciesOf(manifest) {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {}
  } catch (error) {
    // A folder without a manifest is not a package.
    if (['ENOENT', 'ENOTDIR'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return {}
    throw error
  }
}

/**
 * The revision to which an environment is pinned. Undefined for the working tree, and for a value that the command refuses.
 * @param {string} folder
 * @returns {string | undefined}
 */
function sourceOf(folder) {
  const content = readFileSync(join(root, folder, 'environment.yaml'), 'utf8')
  if (!content.includes('source')) return undefined
  // Loaded only for an environment that may have a pin: Nx reads the files of all environments at each start.
  const { parseDocument } = createRequire(import.meta.url)('yaml')
  const source = parseDocument(content, { logLevel: 'silent' }).toJS()?.source
  // A part of the command line of a shell.
  return typeof source === 'string' && /^(?![-./])[\w./+-]{1,200}$/.test(source) ? source : undefined
}

/** The named input of each environment, so that the graph of Nx, which its processes exchange as JSON, has the list once for each. */
const sharedInputs = 'shared'

/** What the output of every target depends on, besides the environment and all packages below the command. */
const inputs = [
  // The version of Node.js.
  '{workspaceRoot}/.nvmrc',
  '{workspaceRoot}/environments/delivery.yaml',
  '{workspaceRoot}/environments/policy.yaml',
  { externalDependencies: externalDependencies() },
  // Nx stores what it prints in its cache. These decide whether it prints colors.
  { env: 'CI' },
  { env: 'NO_COLOR' },
  { env: 'FORCE_COLOR' },
]

/** The environment, its layers, all packages below the command, and what all environments share. */
const sources = ['default', '^default', sharedInputs]

/**
 * What decides the result and is outside of the repository: programs, and the day.
 * @param {...string} names
 */
const outside = (...names) => ({ runtime: `node packages/cli/nx-inputs.mjs ${names.join(' ')}` })

/**
 * Runs the command without a shell, so that no character of a name or an argument is interpreted.
 * @param {...string} args
 */
const command = (...args) => ({ executor: './packages/cli:command', options: { args } })

/** Options on the command line apply to a task that a target starts. */
const forward = /** @type {const} */ ('forward')

/**
 * Runs the command for the environments of all tasks in one process.
 * @param {...string} args the command, the environment, and options that are the same for all environments
 */
const together = (...args) => ({ executor: './packages/cli:environments', options: { args } })

/**
 * @param {string} environment
 * @param {boolean} isCompared
 * @param {readonly { readonly runtime: string }[]} [pin] identifies the base of a pinned environment
 */
const targets = (environment, isCompared, pin = []) => ({
  // No cache: Nx needs longer to copy the files of an environment than a render to compare them with what it would write.
  render: { ...together('render', environment), cache: false, inputs: [] },
  // Depends on the history of git, which no cache key covers.
  diff: { ...together('diff', environment), cache: false, inputs: [] },
  // nx explain production -- StatefulSet/thanos-store /spec/replicas
  explain: { ...command('explain', environment), cache: false, inputs: [] },
  // Its two parts have caches of their own: the comparison depends on all environments.
  check: {
    executor: 'nx:noop',
    dependsOn: [
      { target: 'check-alone', params: forward },
      ...(isCompared ? [{ projects: [comparisonName], target: 'check', params: forward }] : []),
    ],
  },
  'check-alone': {
    ...together('check', environment, '--alone'),
    cache: true,
    // An exception expires on a day.
    inputs: [...sources, ...pin, outside('today')],
  },
  validate: {
    ...together('validate', environment),
    cache: true,
    // With the rendered files, which `default` excludes: no pattern includes a file that another one excludes.
    inputs: ['{projectRoot}/**/*', '^default', sharedInputs, ...pin, outside('kubeconform')],
  },
})

const requested = () => requestedTask(process.argv.slice(2))

/**
 * The project of the only task that this run of Nx starts: an environment or `all`. Undefined if Nx may need other projects. To read
 * and link hundreds of projects takes longer than a render in which nothing changes.
 * @returns {string | undefined}
 */
function onlyProject() {
  const { project, target } = requested()
  if (!targetsAlone.includes(target)) return undefined
  if (project !== '') return project
  // Nx takes the project from an option or from the folder in which it was started.
  const isRoot = isSameFolder(process.cwd(), root) && !process.argv.some((arg) => /^(-p|--projects?)\b/.test(arg))
  return isRoot && targetsOfAll.includes(target) ? 'all' : undefined
}

/** Whether a process can open the standard error of another one. */
const hasProcessFiles = process.platform === 'linux'

/**
 * Nx prints only that it cannot find a project. The command itself names the environment that is nearest.
 * @param {readonly string[]} environments
 */
function refuseUnknownEnvironment(environments) {
  const { project, target } = requested()
  if (!Object.hasOwn(targets('', false), target) || ['', 'all', ...environments].includes(project)) return
  const program = fileURLToPath(new URL('bin.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [program, 'render', project], { stdio: 'inherit' })
  process.exit(status ?? 2)
}

/** Sets what the processes of this run of Nx inherit. */
function setEnvironmentOfRun() {
  const { project, target } = requested()
  const isOneTask =
    project === '' || project === 'all' ? targetsOfAll.includes(target) : Object.hasOwn(targets('', false), target)
  // Nx prints the title of a task that is a batch alone when it starts, and again with its output.
  if (isOneTask) process.env.NX_BATCH_MODE ??= 'false'
  else printTitlesWithOutput()
  // The output of a task is a pipe, so that the command cannot find out whether a person watches.
  if (process.stderr.isTTY)
    process.env.THANOS_GITOPS_TERMINAL = hasProcessFiles ? `/proc/${process.pid}/fd/2` : '/dev/tty'
}

/**
 * Only Nx knows how many tasks are affected. Of several tasks, it prints a title at the start only if the task is a batch alone, or if
 * the output follows as it is written.
 */
function printTitlesWithOutput() {
  const { output } = createRequire(import.meta.url)('nx/src/utils/output')
  const logCommand = output.logCommand.bind(output)
  output.logCommand = (/** @type {readonly unknown[]} */ ...args) => {
    if (process.env.NX_STREAM_OUTPUT === 'true') logCommand(...args)
  }
}

/** An environment is a project with the targets of the command; the root project runs them for all environments. */
/** @type {import('nx/src/devkit-exports').CreateNodes} */
export const createNodes = [
  '{nx.json,environments/*/environment.yaml}',
  (files) => {
    const found = files.filter((file) => file !== 'nx.json').map((file) => posix.dirname(file))
    const folders = found.filter((folder) => environmentName.test(posix.basename(folder)))
    refuseUnknownEnvironment(folders.map((folder) => posix.basename(folder)))
    setEnvironmentOfRun()
    const areValid = folders.length > 0 && folders.length === found.length
    const only = onlyProject()
    if (only === 'all') return [['nx.json', { projects: { '.': { name: 'all', targets: targetsOnce() } } }]]
    const folder = folders.find((candidate) => posix.basename(candidate) === only)
    if (folder !== undefined) {
      const environment = posix.basename(folder)
      const project = { name: environment, targets: targets(environment, false) }
      return [[`${folder}/environment.yaml`, { projects: { [folder]: project } }]]
    }
    return [
      [
        'nx.json',
        {
          projects: {
            '.': allEnvironments(areValid),
            ...(areValid && { environments: comparison(folders) }),
            ...layerProjects([...new Set(folders.flatMap(layersOf))]),
          },
        },
      ],
      ...folders.map((folder) => environmentProject(folder, areValid, folders)),
    ]
  },
]

const layersFolder = 'environments/layers'

/** @param {string} layer */
const layerProjectName = (layer) => `@thanos-gitops/layers/${layer}`

/**
 * The layers that an environment lists, as far as they exist: the command itself reports the others.
 * @param {string} folder
 * @returns {string[]}
 */
function layersOf(folder) {
  if (!existsSync(join(root, layersFolder))) return []
  return listedLayers(readFileSync(join(root, folder, 'environment.yaml'), 'utf8'))
    .filter((layer) => typeof layer === 'string')
    .filter((layer) => layerName.test(layer) && existsSync(join(root, layersFolder, layer)))
}

/**
 * @param {string} content of an `environment.yaml`
 * @returns {readonly unknown[]}
 */
function listedLayers(content) {
  if (!/^["']?layers["']?\s*:/m.test(content) && !content.trimStart().startsWith('{')) return []
  // Nx reads the files of all environments at each start, and a parser takes a hundred times as long. Most files have a plain list.
  const plain = /^layers: *\[ *([a-z][-a-z0-9]*(?: *, *[a-z][-a-z0-9]*)*) *\] *(?:#.*)?$/m.exec(content)?.[1]
  if (plain !== undefined) return plain.split(/ *, */)
  const lines = /^layers:((?:\n *- [a-z][-a-z0-9]*)+)\n(?=[a-zA-Z]|(?![^]))/m.exec(content)?.[1]
  if (lines !== undefined)
    return lines
      .trim()
      .slice(2)
      .split(/\n *- /)
  const { parseDocument } = createRequire(import.meta.url)('yaml')
  const layers = parseDocument(content, { logLevel: 'silent' }).toJS()?.layers
  return Array.isArray(layers) ? layers : []
}

/**
 * The other environments whose settings an environment reads: those whose queries its query asks.
 * @param {string} folder
 * @param {readonly string[]} folders of all environments
 * @returns {string[]}
 */
function queriedBy(folder, folders) {
  const files = [
    `${folder}/environment.yaml`,
    ...layersOf(folder).map((layer) => `${layersFolder}/${layer}/layer.yaml`),
  ]
  const entries = files.flatMap((file) => queriedEnvironments(join(root, file)))
  const others = folders.filter((other) => other !== folder)
  return others.filter((other) => entries.some((entry) => isSelected(entry, other)))
}

/**
 * `query.environments` in a file of settings.
 * @param {string} file
 * @returns {readonly unknown[]}
 */
function queriedEnvironments(file) {
  if (!existsSync(file)) return []
  const content = readFileSync(file, 'utf8')
  // Nx reads the files of all environments at each start, and a parser takes a hundred times as long.
  if (!/\benvironments["']?\s*:/.test(content)) return []
  const { parseDocument } = createRequire(import.meta.url)('yaml')
  const entries = parseDocument(content, { logLevel: 'silent' }).toJS()?.query?.environments
  return Array.isArray(entries) ? entries : []
}

/**
 * @param {any} entry the name of an environment, or `{layer: NAME}` or `{ring: NAME}`
 * @param {string} folder
 */
function isSelected(entry, folder) {
  if (typeof entry === 'string') return entry === posix.basename(folder)
  if (typeof entry?.layer === 'string') return layersOf(folder).includes(entry.layer)
  return typeof entry?.ring === 'string' && ringOf(folder) === entry.ring
}

/** @param {string} folder */
const ringOf = (folder) =>
  /^ring: *["']?([a-z][a-z0-9-]*)/m.exec(readFileSync(join(root, folder, 'environment.yaml'), 'utf8'))?.[1]

/**
 * A layer is a project without targets. An environment that lists it depends on it: a change of the layer affects exactly these
 * environments, and the cache keys of their targets include its files.
 * @param {readonly string[]} layers
 */
const layerProjects = (layers) =>
  Object.fromEntries(
    layers.map((layer) => [`${layersFolder}/${layer}`, { name: layerProjectName(layer), tags: ['layer'] }]),
  )

/** The targets of the root project that run the command once. They have no cache of their own. */
const targetsOnce = () =>
  Object.fromEntries(targetsOfAll.map((target) => [target, { ...together(target), cache: false, inputs: [] }]))

/**
 * The root project runs the command once, or the target of each environment if that has a cache. If there is no environment, or if a
 * folder has a name that no environment can have, the command itself runs for all environments and prints what to do.
 * @param {boolean} areValid
 */
function allEnvironments(areValid) {
  // The executor for several environments prints the results of environments.
  /** @param {string} target */
  const withoutEnvironments = (target) => ({ ...command(target), cache: false, inputs: [] })
  /** @param {string} target */
  const each = (target) => ({ executor: 'nx:noop', dependsOn: [{ projects: ['tag:environment'], target }] })
  const targets = Object.fromEntries([
    ...Object.entries(targetsOnce()),
    ...['check', 'validate'].map((target) => [target, areValid ? each(target) : withoutEnvironments(target)]),
  ])
  if (areValid) targets.check.dependsOn.push({ projects: [comparisonName], target: 'check' })
  return { name: 'all', targets }
}

/** No environment can have this name. */
const comparisonName = '@thanos-gitops/environments'

/**
 * A change of one environment can conflict with another one. The project that compares them depends on all of them: the cache key of
 * its target includes their sources, and a change of any of them affects it.
 * @param {readonly string[]} folders
 */
const comparison = (folders) => ({
  name: comparisonName,
  implicitDependencies: [
    '@thanos-gitops/base',
    '@thanos-gitops/cli',
    ...folders.map((folder) => posix.basename(folder)),
  ],
  targets: {
    check: {
      ...command('check', '--across'),
      cache: true,
      inputs: [
        '^default',
        ...inputs,
        ...[...new Set(folders.flatMap((folder) => sourceOf(folder) ?? []))].map((source) =>
          outside(`source:${source}`),
        ),
        outside('today'),
      ],
    },
  },
})

/**
 * @param {string} folder
 * @param {boolean} isCompared whether the project that compares all environments exists
 * @param {readonly string[]} folders of all environments
 * @returns {readonly [string, import('nx/src/devkit-exports').CreateNodesResult]}
 */
function environmentProject(folder, isCompared, folders) {
  const environment = posix.basename(folder)
  const source = sourceOf(folder)
  // A change of the base or a layer in the working tree does not reach a pinned environment.
  const sources = source === undefined ? ['@thanos-gitops/base', ...layersOf(folder).map(layerProjectName)] : []
  const queried = queriedBy(folder, folders)
  const pins = [...new Set([source, ...queried.map(sourceOf)])].filter((pin) => pin !== undefined)
  return [
    `${folder}/environment.yaml`,
    {
      projects: {
        [folder]: {
          name: environment,
          projectType: 'application',
          tags: ['environment'],
          // The addresses of the queries that it asks are settings of other environments.
          implicitDependencies: [...sources, ...queried.map((other) => posix.basename(other)), '@thanos-gitops/cli'],
          namedInputs: { [sharedInputs]: inputs },
          targets: targets(
            environment,
            isCompared,
            pins.map((pin) => outside(`source:${pin}`)),
          ),
        },
      },
    },
  ]
}
