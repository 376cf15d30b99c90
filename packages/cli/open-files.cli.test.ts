import { spawnSync } from 'node:child_process'
import { commandTimeout, productRoot } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'

const program = `${productRoot}/packages/cli/bin.mjs`
const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: a}\ndata: {key: value}\n'

/** Runs a command that can have this number of files open. */
const limited = (files: number, ...args: readonly string[]) =>
  spawnSync('sh', ['-c', `ulimit -n ${files}; exec "$0" "$@"`, process.execPath, program, ...args], {
    encoding: 'utf8',
    input: manifest,
  })

it.skipIf(process.platform === 'win32').each([64, 128])(
  'check works with %i open files',
  (files) => expect(limited(files, 'check', '-')).toMatchObject({ status: 0, stdout: '-: 1 object, no findings\n' }),
  commandTimeout,
)

it.skipIf(process.platform !== 'linux')(
  'names the limit of open files if it is too low, without a stack',
  () => {
    // Node.js itself needs some twenty files.
    for (const files of [24, 26, 28, 30, 34]) {
      const { status, stdout, stderr } = limited(files, 'diff', 'blue', '--base', 'HEAD', '--root', productRoot)
      expect(stdout + stderr).not.toMatch(/^\s+at /m)
      if (status === 2) expect(stderr).toMatch(/EMFILE|ulimit|There is no environment/)
    }
  },
  commandTimeout,
)
