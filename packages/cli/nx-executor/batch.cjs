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
 * Environments that one process can run, because their commands differ only in the name of the environment.
 * @typedef {object} Group
 * @property {string} command
 * @property {readonly string[]} options
 * @property {Map<string, string>} ids of tasks, by the name of the environment
 */

/**
 * @param {{ tasks: Record<string, unknown> }} taskGraph
 * @param {Record<string, Options>} inputs by the id of the task
 * @param {unknown} _overrides
 * @param {{ root: string }} context
 * @returns {AsyncGenerator<TaskResult>}
 */
module.exports = async function* batch(taskGraph, inputs, _overrides, { root }) {
  /** @type {Map<string, Group>} */
  const groups = new Map()
  for (const id of Object.keys(taskGraph.tasks)) {
    const { args = [], __unparsed__: more = [] } = inputs[id] ?? {}
    const [command = '', environment = '', ...rest] = args
    const options = [...rest, ...more]
    // The task for all environments prints what belongs to none of them, too.
    if (environment === '') yield { task: id, result: await runAlone(root, [command, ...more]) }
    const key = JSON.stringify([command, options])
    const group = groups.get(key) ?? { command, options, ids: new Map() }
    if (environment !== '') groups.set(key, group).get(key)?.ids.set(environment, id)
  }
  for (const group of groups.values())
    for (const names of inPortions([...group.ids.keys()])) yield* runTogether(root, group, names)
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
async function* runTogether(root, { command, options, ids }, names) {
  const child = start(root, [command, '--json-lines', ...names, ...options])
  const ended = once(child, 'close')
  const errors = collected(child.stderr)
  const missing = new Set(names)
  const startTime = Date.now()
  let previous = startTime
  /** What belongs to no environment comes last: it makes the last task fail. */
  let last = /** @type {TaskResult | undefined} */ (undefined)
  for await (const text of createInterface({ input: child.stdout })) {
    const { environment, exitCode, output } = /** @type {Line} */ (JSON.parse(text))
    if (environment === undefined) {
      if (exitCode === 0 || last === undefined) process.stdout.write(output)
      else last = { task: last.task, result: withFailure(last.result, output) }
      continue
    }
    if (last !== undefined) yield last
    missing.delete(environment)
    const endTime = Date.now()
    const result = { success: exitCode === 0, terminalOutput: output, startTime: previous, endTime }
    last = { task: ids.get(environment) ?? '', result }
    previous = endTime
  }
  if (last !== undefined) yield last
  const [code] = await ended
  if (missing.size === 0) process.stderr.write(errors.text)
  // A usage error, or a failure of the program: no environment has a result.
  const reason = errors.text || `thanos-gitops ${command} ended with exit code ${code} before it printed this result.\n`
  for (const name of missing) {
    const result = { success: false, terminalOutput: reason, startTime, endTime: Date.now() }
    yield { task: ids.get(name) ?? '', result }
  }
}

/** @param {import('node:stream').Readable} stream */
function collected(stream) {
  const content = { text: '' }
  stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    content.text += text
  })
  return content
}

/**
 * @param {Result} result
 * @param {string} output
 * @returns {Result}
 */
const withFailure = (result, output) => ({
  ...result,
  success: false,
  terminalOutput: result.terminalOutput + output,
})

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function runAlone(root, args) {
  const startTime = Date.now()
  const child = start(root, args)
  const streams = [child.stdout, child.stderr].map(collected)
  const [code] = await once(child, 'close')
  const terminalOutput = streams.map(({ text }) => text).join('')
  return { success: code === 0, terminalOutput, startTime, endTime: Date.now() }
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
