// @ts-check
// Renders the environments of many tasks of Nx in one process. Each task has its own output and result, so that Nx caches each alone.
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
 * @typedef {{ args: readonly string[], __unparsed__?: readonly string[] }} Options
 * @typedef {{ success: boolean, terminalOutput: string, startTime: number, endTime: number }} Result
 * @typedef {{ task: string, result: Result }} TaskResult
 * @typedef {{ environment?: string, exitCode: number, output: string }} Line as `render --json-lines` prints it
 */

/**
 * @param {{ tasks: Record<string, unknown> }} taskGraph
 * @param {Record<string, Options>} inputs by the id of the task
 * @param {unknown} _overrides
 * @param {{ root: string }} context
 * @returns {AsyncGenerator<TaskResult>}
 */
module.exports = async function* batch(taskGraph, inputs, _overrides, { root }) {
  const ids = Object.keys(taskGraph.tasks)
  const isPlain = (/** @type {string} */ id) => (inputs[id]?.__unparsed__ ?? []).length === 0
  const environments = new Map(ids.filter(isPlain).map((id) => [inputs[id]?.args[1] ?? '', id]))
  for (const names of inPortions([...environments.keys()])) yield* renderTogether(root, names, environments)
  // With arguments on the command line of Nx, the output is not that of a render.
  for (const id of ids.filter((one) => !isPlain(one))) {
    const { args, __unparsed__: more = [] } = /** @type {Options} */ (inputs[id])
    yield { task: id, result: await runAlone(root, [...args, ...more]) }
  }
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
 * @param {readonly string[]} names
 * @param {ReadonlyMap<string, string>} ids of tasks, by the name of the environment
 * @returns {AsyncGenerator<TaskResult>}
 */
async function* renderTogether(root, names, ids) {
  const child = start(root, ['render', '--json-lines', ...names], 'inherit')
  const ended = once(child, 'close')
  const missing = new Set(names)
  /** The problems that belong to no environment come last: they make the last task fail. */
  let last = /** @type {TaskResult | undefined} */ (undefined)
  let startTime = Date.now()
  for await (const text of createInterface({ input: child.stdout })) {
    const { environment, exitCode, output } = /** @type {Line} */ (JSON.parse(text))
    const task = environment === undefined ? undefined : ids.get(environment)
    if (environment === undefined || task === undefined) {
      if (exitCode === 0 || last === undefined) process.stdout.write(output)
      else
        last = {
          task: last.task,
          result: { ...last.result, success: false, terminalOutput: last.result.terminalOutput + output },
        }
      continue
    }
    missing.delete(environment)
    if (last !== undefined) yield last
    const endTime = Date.now()
    last = { task, result: { success: exitCode === 0, terminalOutput: output, startTime, endTime } }
    startTime = endTime
  }
  if (last !== undefined) yield last
  const [code] = await ended
  for (const name of missing) {
    const terminalOutput = `thanos-gitops render ended with exit code ${code} before it rendered ${name}.\n`
    yield { task: ids.get(name) ?? '', result: { success: false, terminalOutput, startTime, endTime: Date.now() } }
  }
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function runAlone(root, args) {
  const startTime = Date.now()
  const child = start(root, args, 'pipe')
  let terminalOutput = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      terminalOutput += text
    })
  const [code] = await once(child, 'close')
  return { success: code === 0, terminalOutput, startTime, endTime: Date.now() }
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @param {'inherit' | 'pipe'} stderr
 */
function start(root, args, stderr) {
  // As Nx sets it for a task of its own: `render --check` is refused there.
  const env = { ...process.env, ...colors, NX_TASK_TARGET_TARGET: 'render' }
  return spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', stderr] })
}
