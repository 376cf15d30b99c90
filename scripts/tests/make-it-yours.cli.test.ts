import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyEdit, renamed, type Step, sectionOf, stepsOf, unusedNames, withNames } from '../readme-steps.ts'
import { cloneRepository, commit, git } from './clone.ts'
import { root } from './repository.ts'
import { runShell, script, succeed } from './run.ts'

const section = sectionOf(readFileSync(join(root, 'README.md'), 'utf8'), 'Make it yours')
// adopt.cli.test.ts runs the one command that replaces these steps.
const headings = [...section.matchAll(/^### (.*)$/gm)]
  .map(([, heading]) => heading!)
  .filter((heading) => heading !== 'With one command')

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))
// A team may have a component with the name of the example.
const names = unusedNames(clone)
const read = (file: string): string => readFileSync(join(clone, withNames(file, names)), 'utf8')

// In the order of the README, because each step builds on those before it.
describe('the section "Make it yours" of the README', { timeout: 300_000 }, () => {
  beforeAll(() => {
    for (const name of ['example-1', 'example-2']) succeed(script(clone, 'new-environment', name))
    commit(clone, 'examples')
  })

  it.each(headings)('has steps that work: %s', (heading) => {
    const steps = stepsOf(sectionOf(section, heading))
    expect(steps).not.toHaveLength(0)
    for (const step of steps) take(renamed(step, names))
  })

  it('leads to an environment of its own and no example', () => {
    expect(existsSync(join(clone, 'environments/example-1/environment.yaml'))).toBe(false)
    expect(git(clone, 'status', '--porcelain')).toBe('')
    const manifests = 'environments/us-1/manifests'
    expect(read(`${manifests}/thanos-objstore.configmap.yaml`)).toContain('bucket: my-company-thanos-us-1')
    expect(read(`${manifests}/prometheus.statefulset.yaml`)).toContain('storageClassName: gp3')
    expect(read(`${manifests}/alertmanager.configmap.yaml`)).toContain(
      'routing_key_file: /etc/alertmanager-secrets/alertmanager-receivers/pagerduty',
    )
    expect(read(`${manifests}/alertmanager.statefulset.yaml`)).toContain('key: pagerduty')
    expect(read(`${manifests}/thanos-store.statefulset.yaml`)).toContain('image: registry.example.com/mirror/thanos:')
    expect(read(`${manifests}/thanos-store.serviceaccount.yaml`)).toContain('- name: registry')
    expect(read(`${manifests}/blackbox-exporter.deployment.yaml`)).toContain('replicas: 2')
    expect(read('environments/us-1/delivery/argo-cd/thanos-us-1.application.yaml')).toContain(
      'https://github.com/my-company/thanos-gitops.git',
    )
  })
})

function take(step: Step): void {
  if (step.kind !== 'run') applyEdit(clone, step)
  else succeed(runShell(clone, step.command))
}
