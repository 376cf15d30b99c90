import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { commandFile, commandTimeout, fixtureRepository, plainEnvironment } from '@thanos-gitops/testing'
import { afterEach, describe, expect, it } from 'vitest'

const repository = fixtureRepository()
const running = new Set<() => void>()
afterEach(() => {
  repository.restore()
  for (const end of running) end()
  running.clear()
})

const waiting = /waiting for changes/g

/** Starts a command with `--watch`. `next` waits for the end of the next run and returns what was printed since the last one. */
function watching(...args: readonly string[]) {
  const child = spawn(process.execPath, [commandFile, ...args, '--watch'], {
    cwd: repository.root,
    env: plainEnvironment(),
  })
  const closed = once(child, 'close')
  running.add(() => child.kill('SIGKILL'))
  let output = ''
  let seen = 0
  let wake = (): void => {}
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      wake()
    })
  void closed.then(() => wake())
  return {
    async next(): Promise<string> {
      for (;;) {
        waiting.lastIndex = seen
        if (waiting.exec(output) !== null) {
          const printed = output.slice(seen, waiting.lastIndex)
          seen = waiting.lastIndex
          return printed
        }
        if (child.exitCode !== null) throw new Error(output)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async end(): Promise<number | null> {
      child.kill('SIGINT')
      const [code] = (await closed) as [number | null]
      return code
    },
  }
}

const patch = (value: number): string =>
  `- target: {kind: Deployment, name: web}\n  patch: [{op: add, path: /spec/replicas, value: ${value}}]\n`
const manifest = 'environments/tiny/manifests/web.deployment.yaml'

describe.skipIf(process.platform === 'win32')('--watch', { timeout: commandTimeout }, () => {
  it('renders after a patch, an error, its correction and a change of the base, until Ctrl-C', async () => {
    const watch = watching('render', 'tiny')
    expect(await watch.next()).toContain('tiny: ')

    repository.write('environments/tiny/patches/web.yaml', patch(7))
    expect(await watch.next()).toContain('1 written')
    expect(repository.read(manifest)).toContain('replicas: 7')

    repository.replace('environments/tiny/patches/web.yaml', '/spec/replicas', '/spec/replica')
    const failed = await watch.next()
    expect(failed).toContain('environments/tiny/patches/web.yaml:2')
    expect(failed).toContain('render: failed')
    expect(repository.read(manifest)).toContain('replicas: 7')

    repository.write('environments/tiny/patches/web.yaml', patch(8))
    expect(await watch.next()).toContain('render: done')
    expect(repository.read(manifest)).toContain('replicas: 8')

    // Node.js has loaded this module.
    const module = 'base/components/web.ts'
    repository.replace(module, 'automountServiceAccountToken: false', 'automountServiceAccountToken: true')
    expect(await watch.next()).toContain('1 written')
    expect(repository.read('environments/tiny/manifests/web.serviceaccount.yaml')).toContain('Token: true')
    repository.replace(module, 'export const service =', 'export const service ')
    expect(await watch.next()).toMatch(/base\/components\/web\.ts[^]*render: failed/)
    repository.replace(module, 'export const service ', 'export const service =')
    expect(await watch.next()).toContain('nothing to change')
    expect(await watch.end()).toBe(130)
  })

  it('compares again with diff, and refuses paths', async () => {
    repository.commitRendered('render')
    const watch = watching('diff', 'tiny')
    expect(await watch.next()).toContain('diff: done')
    repository.write('environments/tiny/patches/web.yaml', patch(9))
    expect(await watch.next()).toContain('/spec/replicas: 2 → 9')
    expect(await watch.end()).toBe(130)
    expect(repository.run('diff', './base', './environments', '--watch').stderr).toContain('is for environments only')
  })
})
