// @ts-check
// Plain JavaScript, so that Nx loads it with any Node.js.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const name = 'thanos-gitops'

/** As `environmentName` in packages/manifest/string-formats.ts: other folders become no project. */
const environmentName = /^(?!(all|layers)$)[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/

/** As `layerName` in packages/manifest/string-formats.ts. */
const layerName = /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/

const root = fileURLToPath(new URL('../..', import.meta.url))

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

/** What the output of every target depends on: the environment, all packages below the command, settings of all environments. */
const inputs = [
  'default',
  '^default',
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
 * The files in the output folders of an environment: a digest of their names, and whether there are others than a render writes.
 * @typedef {{ readonly names: string, readonly hasOthers: boolean }} Outputs
 */
/** @type {Outputs} */
const noOutputs = { names: '', hasOthers: false }

/** For patterns, Nx walks through the files of all environments, for each environment. */
const outputFolders = ['{projectRoot}/manifests', '{projectRoot}/delivery']
/** Nx would delete other files with their folder, and restore them as they were. */
const outputPatterns = ['{projectRoot}/manifests/*.yaml', '{projectRoot}/delivery/*/*.yaml']

/**
 * @param {string} environment
 * @param {boolean} isCompared
 * @param {readonly { readonly runtime: string }[]} [pin] identifies the base of a pinned environment
 * @param {Outputs} [outputs]
 */
const targets = (environment, isCompared, pin = [], outputs = noOutputs) => ({
  render: {
    executor: './packages/cli:render',
    // The names of the files in the folder are a part of the cache key: Nx deletes all outputs before it restores them from its cache,
    // and must not delete a file that render did not write. With such a file the cache has no entry, and render refuses the file.
    options: { args: ['render', environment], outputNames: outputs.names },
    cache: true,
    inputs: [
      ...inputs,
      ...pin,
      // An exception for a credential expires on a day.
      outside('today'),
    ],
    outputs: [...(outputs.hasOthers ? outputPatterns : outputFolders), '{projectRoot}/.rendered.sha256'],
  },
  // Depends on the history of git, which no cache key covers.
  diff: { ...command('diff', environment), cache: false },
  // nx explain production -- StatefulSet/thanos-store /spec/replicas
  explain: { ...command('explain', environment), cache: false },
  // Its two parts have caches of their own: the comparison depends on all environments.
  check: {
    executor: 'nx:noop',
    dependsOn: [
      { target: 'check-alone', params: forward },
      ...(isCompared ? [{ projects: [comparisonName], target: 'check', params: forward }] : []),
    ],
  },
  'check-alone': {
    ...command('check', environment, '--alone'),
    cache: true,
    // An exception expires on a day.
    inputs: [...inputs, ...pin, outside('today')],
  },
  validate: {
    ...command('validate', environment),
    cache: true,
    inputs: [...inputs, ...pin, '{projectRoot}/manifests/**/*', '{projectRoot}/delivery/**/*', outside('kubeconform')],
  },
})

/**
 * Nx prints only that it cannot find a project. The command itself names the environment that is nearest.
 * @param {readonly string[]} environments
 */
function refuseUnknownEnvironment(environments) {
  const [first = '', second = ''] = process.argv.slice(2)
  const [environment = '', target = ''] = first === 'run' ? second.split(':') : [second, first]
  if (!Object.hasOwn(targets('', false), target) || !/^\w[\w-]*$/.test(environment)) return
  if (environment === 'all' || environments.includes(environment)) return
  const program = fileURLToPath(new URL('bin.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [program, 'render', environment], { stdio: 'inherit' })
  process.exit(status ?? 2)
}

/** An environment is a project with the targets of the command; the root project runs them for all environments. */
/** @type {import('nx/src/devkit-exports').CreateNodes} */
export const createNodes = [
  '{nx.json,environments/*/environment.yaml}',
  (files) => {
    const found = files.filter((file) => file !== 'nx.json').map((file) => posix.dirname(file))
    const folders = found.filter((folder) => environmentName.test(posix.basename(folder)))
    refuseUnknownEnvironment(folders.map((folder) => posix.basename(folder)))
    const areValid = folders.length > 0 && folders.length === found.length
    const outputs = folders.length > 0 ? outputsByFolder() : new Map()
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
      ...folders.map((folder) => environmentProject(folder, areValid, outputs.get(folder))),
    ]
  },
]

/**
 * The files in the output folders, also those that were deleted, by the folder of the environment. One process lists all of them: a
 * process for each environment would take longer than their render.
 * @returns {ReadonlyMap<string, Outputs>}
 */
function outputsByFolder() {
  const list = [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--',
    'environments/*/manifests/*',
    'environments/*/delivery/*',
  ]
  const { stdout } = spawnSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 })
  /** @type {Map<string, string[]>} */
  const files = new Map()
  for (const file of new Set((stdout ?? '').split('\0').sort())) {
    const folder = file.split('/', 2).join('/')
    const names = files.get(folder) ?? []
    names.push(file.slice(folder.length + 1))
    files.set(folder, names)
  }
  const isWritten = (/** @type {string} */ name) => /^(?:manifests|delivery\/[^/]+)\/[^/]+\.yaml$/.test(name)
  return new Map(
    [...files].map(([folder, names]) => [
      folder,
      {
        names: createHash('sha256').update(names.join('\0')).digest('hex'),
        hasOthers: !names.every(isWritten),
      },
    ]),
  )
}

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
  const { parseDocument } = createRequire(import.meta.url)('yaml')
  const layers = parseDocument(content, { logLevel: 'silent' }).toJS()?.layers
  return Array.isArray(layers) ? layers : []
}

/**
 * A layer is a project without targets. An environment that lists it depends on it: a change of the layer affects exactly these
 * environments, and the cache keys of their targets include its files.
 * @param {readonly string[]} layers
 */
const layerProjects = (layers) =>
  Object.fromEntries(
    layers.map((layer) => [`${layersFolder}/${layer}`, { name: layerProjectName(layer), tags: ['layer'] }]),
  )

/**
 * The root project runs a target of each environment. If there is none, or if a folder has a name that no environment can have,
 * the command itself runs for all environments and prints what to do.
 * @param {boolean} areValid
 */
function allEnvironments(areValid) {
  /** @param {string} target */
  const everywhere = (target) =>
    areValid
      ? { executor: 'nx:noop', dependsOn: [{ projects: ['tag:environment'], target }] }
      : { ...command(target), cache: false }
  const names = ['render', 'check', 'diff', 'validate']
  const targets = Object.fromEntries(names.map((target) => [target, everywhere(target)]))
  if (areValid) targets.check?.dependsOn?.push({ projects: [comparisonName], target: 'check' })
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
        ...inputs.filter((input) => input !== 'default'),
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
 * @param {Outputs} [outputs]
 * @returns {readonly [string, import('nx/src/devkit-exports').CreateNodesResult]}
 */
function environmentProject(folder, isCompared, outputs) {
  const environment = posix.basename(folder)
  const source = sourceOf(folder)
  // A change of the base or a layer in the working tree does not reach a pinned environment.
  const sources = source === undefined ? ['@thanos-gitops/base', ...layersOf(folder).map(layerProjectName)] : []
  return [
    `${folder}/environment.yaml`,
    {
      projects: {
        [folder]: {
          name: environment,
          projectType: 'application',
          tags: ['environment'],
          implicitDependencies: [...sources, '@thanos-gitops/cli'],
          targets: targets(environment, isCompared, source === undefined ? [] : [outside(`source:${source}`)], outputs),
        },
      },
    },
  ]
}

/**
 * Nx restores the outputs of an environment from its cache. The schemas for editors are not among them, because environments share
 * them: they are written for the environments whose render did not run.
 * @type {import('nx/src/devkit-exports').PostTasksExecution}
 */
export function postTasksExecution(_options, { taskResults }) {
  const restored = Object.values(taskResults).filter(
    ({ task, status }) => task.target.target === 'render' && status.includes('cache'),
  )
  const names = restored.map(({ task }) => task.target.project).filter((project) => environmentName.test(project))
  if (names.length === 0 || process.env.CI) return
  const program = fileURLToPath(new URL('bin.mjs', import.meta.url))
  // A failure does not concern the targets: the next render reports it.
  spawnSync(process.execPath, [program, 'render', '--schemas', ...names], { cwd: root, stdio: 'ignore' })
}
