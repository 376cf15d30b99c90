// Makes it an error to start a process in a unit test. Processes are slow, and their result depends on what is installed.
import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'

const starters = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const

for (const name of starters)
  Object.assign(childProcess, {
    [name]: (program: string) => {
      throw new Error(
        `A unit test starts ${program}. Rename the test file to *.cli.test.ts, or to *.tools.test.ts when the program may be missing.`,
      )
    },
  })
syncBuiltinESMExports()
