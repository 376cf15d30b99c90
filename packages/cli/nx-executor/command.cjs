// @ts-check
// Runs thanos-gitops for a target of Nx. A shell would interpret the names and values in the arguments.
const { spawn } = require('node:child_process')
const { join } = require('node:path')

const program = join(__dirname, '../bin.mjs')
// The cache keeps the output: it must be readable in a file too.
const colors = { NO_COLOR: '1', FORCE_COLOR: '0' }

/**
 * @param {{ args: readonly string[], __unparsed__?: readonly string[] }} options
 * @param {{ root: string }} context
 * @returns {Promise<{ success: boolean }>}
 */
module.exports = ({ args, __unparsed__: more = [] }, { root }) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, ...more], {
      cwd: root,
      env: { ...process.env, ...colors },
      stdio: 'inherit',
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ success: code === 0 }))
  })
