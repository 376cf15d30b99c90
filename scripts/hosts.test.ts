// Rules for the pipelines of GitLab and Forgejo. `workflows.cli.test.ts` has those for GitHub.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const image = /^FROM (node:\S+) AS node$/m.exec(read('.devcontainer/Dockerfile'))![1]!

describe('.gitlab-ci.yml', () => {
  interface Job {
    readonly rules: readonly { readonly if: string }[]
    readonly timeout: string
    readonly script: readonly string[]
    readonly artifacts?: { readonly paths: readonly string[]; readonly reports: { readonly codequality: string } }
  }
  const text = read('.gitlab-ci.yml')
  const { workflow, default: defaults, variables: _, ...rest } = parse(text)
  const jobs = rest as Readonly<Record<string, Job>>

  it('runs in the image of the development container', () => expect(defaults.image).toBe(image))

  it('runs only for merge requests and in schedules of the default branch', () => {
    expect(workflow.rules.map((rule: { if: string }) => rule.if)).toEqual([
      '$CI_PIPELINE_SOURCE == "merge_request_event"',
      '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
    ])
    for (const job of Object.values(jobs)) {
      expect(job.rules).toHaveLength(1)
      expect(job.timeout).toMatch(/^\d+ minutes$/)
    }
  })

  it('uses the token that can write only in a schedule, where it installs no package', () => {
    const withToken = Object.entries(jobs).filter(([, job]) => JSON.stringify(job).includes('COMMENT_TOKEN'))
    expect(withToken.map(([name, { rules, script }]) => [name, rules[0]!.if.split(' && ')[0], script])).toEqual([
      ['comments', '$CI_PIPELINE_SOURCE == "schedule"', ['node scripts/post-comment/merge-requests.ts']],
    ])
  })

  it('writes the comment where the scheduled pipeline reads it', () => {
    const { effect } = jobs
    expect(effect!.script.at(-1)).toContain('--output merge-request ')
    expect(effect!.artifacts).toMatchObject({
      paths: ['merge-request/'],
      reports: { codequality: 'merge-request/code-quality.json' },
    })
    const reader = read('scripts/post-comment/merge-requests.ts')
    expect(reader).toContain("const artifact = 'merge-request/comment.md'")
    expect(reader).toContain("name === 'effect'")
  })
})

describe('the workflows of Forgejo', () => {
  interface Step {
    readonly run: string
    readonly uses?: string
    readonly env?: Readonly<Record<string, string>>
    readonly 'working-directory'?: string
  }
  const files = globSync('.forgejo/workflows/*.yml', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  const workflows = files.map((file) => ({ file, workflow: parse(read(file)) }))
  const stepsOf = (name: string): readonly Step[] =>
    Object.values(workflows.find(({ file }) => file.endsWith(`/${name}.yml`))!.workflow.jobs).flatMap(
      (job) => (job as { steps: readonly Step[] }).steps,
    )

  it.each(workflows)(
    '$file runs in the image of the development container, with a time limit and without actions',
    ({ workflow }) => {
      for (const job of Object.values(workflow.jobs) as {
        container: object
        'timeout-minutes': number
        steps: Step[]
      }[]) {
        expect(job.container).toEqual({ image })
        expect(job['timeout-minutes']).toBeGreaterThan(0)
        for (const step of job.steps) {
          expect(step.uses).toBeUndefined()
          // No value of an event in a shell script.
          expect(step.run).not.toContain('${{')
        }
      }
    },
  )

  it('pass no token to a step that runs code of a pull request', () => {
    const steps = stepsOf('pull-request')
    expect(steps.map(({ run, env = {} }) => [run.split(' ').slice(0, 2).join(' '), 'TOKEN' in env])).toEqual([
      ['git init', true],
      ['npm ci', false],
      ['npm run', false],
      ['npm run', false],
    ])
  })

  it('run only programs of the target branch where the workflow writes the comment', () => {
    const { workflow } = workflows.find(({ file }) => file.endsWith('/pull-request-comment.yml'))!
    expect(Object.keys(workflow.on)).toEqual(['pull_request_target'])
    const [checkout, ...steps] = stepsOf('pull-request-comment')
    expect(checkout!.run).toContain('git -C trusted checkout --quiet --detach "origin/$BASE"')
    expect(steps.map(({ run, 'working-directory': folder }) => [folder, run.split(' ').slice(0, 2).join(' ')])).toEqual(
      [
        ['trusted', 'npm ci'],
        ['head', 'node ../trusted/scripts/compare-fork.ts'],
        [undefined, 'node trusted/scripts/post-comment/main.ts'],
      ],
    )
  })
})
