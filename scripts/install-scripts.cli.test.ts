import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-scripts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('npm', ['--offline', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_cache: join(folder, 'cache') },
  })

/** A project with our .npmrc, and the tarball of a package that runs a script when it is installed. */
function createProject(): string {
  const [dependency, project] = [join(folder, 'dependency'), join(folder, 'project')]
  for (const path of [dependency, project]) mkdirSync(path)
  const marker = JSON.stringify(join(folder, 'marker'))
  writeFileSync(join(dependency, 'install.cjs'), `require('node:fs').writeFileSync(${marker}, '')\n`)
  const scripts = { install: 'node install.cjs', postinstall: 'node install.cjs' }
  writeFileSync(join(dependency, 'package.json'), JSON.stringify({ name: 'dependency', version: '1.0.0', scripts }))
  npm(dependency, 'pack', '--pack-destination', folder)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0', private: true }))
  copyFileSync(join(root, '.npmrc'), join(project, '.npmrc'))
  return project
}

describe('npm with the settings of the repository', () => {
  it('runs no script of a package that it installs', () => {
    const project = createProject()
    npm(project, 'install', join(folder, 'dependency-1.0.0.tgz'))
    rmSync(join(project, 'node_modules'), { recursive: true })
    npm(project, 'ci')
    expect(existsSync(join(project, 'node_modules/dependency/package.json'))).toBe(true)
    expect(existsSync(join(folder, 'marker'))).toBe(false)
  })

  it('runs the script if a command overrides the setting', () => {
    npm(createProject(), 'install', '--ignore-scripts=false', join(folder, 'dependency-1.0.0.tgz'))
    expect(existsSync(join(folder, 'marker'))).toBe(true)
  })
})

it('the lock file has a checksum of every package of the registry', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string; link?: boolean }>
  }
  const installed = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link)
  expect(installed.length).toBeGreaterThan(100)
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})
