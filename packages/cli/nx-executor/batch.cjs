// @ts-check
// Runs a command for the environments of many tasks of Nx in one process. Each task has its own output and result, so that Nx caches
// each alone.
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')
const { createInterface } = require('node:readline')

const program = join(__dirname, '../bin.mjs')
// The cache keeps the output: it must be readable in a file too.
const colors = { NO_COLOR: '1', FORCE_COLOR: '0' }
/** Windows has the shortest limit of a command line: 32,767 characters. */
const mostCharacters = 24_000

/**
 * @typedef {{ args: readonly string[], __unparsed__?: readonly string[] }} Options the command, then the environment unless the task is for all
 * @typedef {{ success: boolean, terminalOutput: string, startTime: number, endTime: number }} Result
 * @typedef {{ task: string, result: Result }} TaskResult
 * @typedef {{ environment?: string, exitCode: number, output: string }} Line as `--json-lines` prints it
 */

/**
 * Tasks that one process can run, because their commands differ only in the name of the environment.
 * @typedef {object} Group
 * @property {string} command
 * @property {readonly string[]} options
 * @property {Map<string, string>} ids of tasks, by the name of the environment
 * @property {string | undefined} all the id of the task for all environments: Nx runs it too if a change affects the root project
 */

/**
 * @param {{ tasks: Record<string, unknown> }} taskGraph
 * @param {Record<string, Options>} inputs by the id of the task
 * @param {unknown} _overrides
 * @param {{ root: string }} context
 * @returns {AsyncGenerator<TaskResult>}
 */
module.exports = async function* batch(taskGraph, inputs, _overrides, { root }) {
  for (const group of groupsOf(Object.keys(taskGraph.tasks), inputs)) {
    // Without a name, the command runs for all environments.
    const portions = group.all === undefined ? inPortions([...group.ids.keys()]) : [[]]
    for (const names of portions) yield* runTogether(root, group, names)
  }
}

/**
 * @param {readonly string[]} ids
 * @param {Record<string, Options>} inputs
 * @returns {Iterable<Group>}
 */
function groupsOf(ids, inputs) {
  /** @type {Map<string, Group>} */
  const groups = new Map()
  for (const id of ids) {
    const { args = [], __unparsed__: more = [] } = inputs[id] ?? {}
    const [command = '', environment, ...rest] = args
    const options = [...rest, ...more]
    const key = JSON.stringify([command, options])
    const group = groups.get(key) ?? { command, options, ids: new Map(), all: undefined }
    if (environment === undefined) group.all = id
    else group.ids.set(environment, id)
    groups.set(key, group)
  }
  return groups.values()
}

/**
 * @param {readonly string[]} names
 * @returns {string[][]}
 */
function inPortions(names) {
  /** @type {string[][]} */
  const portions = []
  let length = mostCharacters
  for (const name of names) {
    length += name.length + 1
    if (length > mostCharacters) {
      portions.push([])
      length = name.length + 1
    }
    portions.at(-1)?.push(name)
  }
  return portions
}

/**
 * @param {string} root
 * @param {Group} group
 * @param {readonly string[]} names
 * @returns {AsyncGenerator<TaskResult>}
 */
async function* runTogether(root, { command, options, ids, all }, names) {
  const child = start(root, [command, '--json-lines', ...names, ...options])
  const ended = once(child, 'close')
  const errors = collected(child.stderr)
  const missing = new Set(all === undefined ? names : ids.keys())
  const startTime = Date.now()
  let previous = startTime
  /** What belongs to none of the tasks. */
  const others = { output: '', isFailed: false }
  // What belongs to all environments comes last. Without a task for all of them, its problems make the last task fail.
  let last = /** @type {TaskResult | undefined} */ (undefined)
  for await (const text of createInterface({ input: child.stdout })) {
    const { environment = '', exitCode, output } = /** @type {Line} */ (JSON.parse(text))
    const task = ids.get(environment)
    if (task === undefined) {
      others.output += output
      others.isFailed ||= exitCode !== 0
      continue
    }
    if (last !== undefined) yield last
    missing.delete(environment)
    const endTime = Date.now()
    last = { task, result: { success: exitCode === 0, terminalOutput: output, startTime: previous, endTime } }
    previous = endTime
  }
  const [code] = await ended
  if (last !== undefined) yield all === undefined ? { task: last.task, result: withOthers(last.result, others) } : last
  // A usage error, or a failure of the program: no environment has a result.
  const reason = errors.text || `thanos-gitops ${command} ended with exit code ${code} before it printed this result.\n`
  const times = { startTime, endTime: Date.now() }
  for (const name of missing)
    yield { task: ids.get(name) ?? '', result: { success: false, terminalOutput: reason, ...times } }
  if (missing.size === 0) process.stderr.write(errors.text)
  if (all !== undefined) yield { task: all, result: { success: code === 0, terminalOutput: others.output, ...times } }
}

/**
 * @param {Result} result
 * @param {{ output: string, isFailed: boolean }} others
 * @returns {Result}
 */
const withOthers = (result, { output, isFailed }) => ({
  ...result,
  success: result.success && !isFailed,
  terminalOutput: result.terminalOutput + output,
})

/** @param {import('node:stream').Readable} stream */
function collected(stream) {
  const content = { text: '' }
  stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    content.text += text
  })
  return content
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
const start = (root, args) =>
  spawn(process.execPath, [program, ...args], {
    cwd: root,
    // Nx prints each result as soon as it exists: no other progress is shown.
    env: { ...process.env, ...colors, THANOS_GITOPS_TERMINAL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
