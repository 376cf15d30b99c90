// @ts-check
// Nx has nothing to add to a task without a cache and without other tasks, and it needs up to a second to find that out: it lists all
// files, reads all projects and links them. Such a task starts when Nx loads the plugin, and Nx ends with it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, join, sep } from 'node:path'

/** Targets of an environment whose tasks start no other task and have no cache. */
export const targetsAlone = ['render', 'diff', 'explain']

/** Of these, the ones that the root project runs for all environments. */
export const targetsOfAll = ['render', 'diff']

/**
 * The project and the target that a command line of Nx names: `nx render blue`, `nx run blue:render`, `nx render`.
 * @param {readonly string[]} args
 */
export function requestedTask([first = '', second = '']) {
  const [project = '', target = ''] = first === 'run' ? second.split(':') : [second, first]
  return { project: /^\w[\w-]*$/.test(project) ? project : '', target }
}

/**
 * Runs the command in place of Nx, if the command line names one task that Nx can leave alone. The command has the terminal, its exit
 * code is that of the process, and no shell interprets a name.
 * @param {string} root
 */
export function runAlone(root) {
  const [program = '', ...args] = process.argv.slice(1)
  if (!['nx', 'nx.js'].includes(basename(program))) return
  const command = commandAlone(args, isSameFolder(process.cwd(), root))
  if (command === undefined || hasOtherTargets(root, command)) return
  const argv = [join(root, 'packages/cli/bin.mjs'), ...command]
  // Ends the thread of Nx that lists all files, which would take a processor from the command. Node.js 20 does not have the function, and
  // it throws on Windows.
  if (process.execve && process.platform !== 'win32') {
    process.chdir(root)
    process.execve(process.execPath, [process.execPath, ...argv], process.env)
  }
  // The terminal sends these signals to both processes. The command finishes what it writes, and its exit code counts.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
  const { status, signal } = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 128 + (signal ? constants.signals[signal] : 0))
}

/**
 * The arguments of the command for a command line of Nx. Undefined if it has options, which may be meant for Nx, or if it names no task
 * that Nx can leave alone.
 * @param {readonly string[]} args
 * @param {boolean} isRoot whether Nx started in the root. Elsewhere it takes a project that is not named from the folder.
 * @returns {readonly string[] | undefined}
 */
export function commandAlone(args, isRoot) {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const named = args.slice(0, end)
  const more = args.slice(end + 1)
  const { project, target } = requestedTask(named)
  if (!targetsAlone.includes(target)) return undefined
  const isComplete = [[target], [target, project], ['run', `${project}:${target}`]].some(
    (words) => words.join('\0') === named.join('\0'),
  )
  if (!isComplete) return undefined
  if (project !== '' && project !== 'all') return [target, project, ...more]
  return targetsOfAll.includes(target) && (project === 'all' || isRoot) ? [target, ...more] : undefined
}

/**
 * Whether the repository's own configuration of Nx may change what a target does: other plugins, `targetDefaults`, or a `project.json`.
 * @param {string} root
 * @param {readonly string[]} command
 */
function hasOtherTargets(root, [, environment = '']) {
  const folders = ['', ...(environment.startsWith('-') ? [] : [join('environments', environment)])]
  return hasOtherSettings(root) || folders.some((folder) => existsSync(join(root, folder, 'project.json')))
}

/** @param {string} root */
function hasOtherSettings(root) {
  try {
    const { plugins, targetDefaults } = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8'))
    return plugins.length !== 1 || targetDefaults !== undefined
  } catch {
    // Nx also reads comments and trailing commas.
    return true
  }
}

/**
 * @param {string} folder
 * @param {string} root possibly with a separator at its end
 */
export const isSameFolder = (folder, root) => folder === (root.endsWith(sep) ? root.slice(0, -1) : root)
