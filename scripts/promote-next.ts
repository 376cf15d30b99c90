// The next pull request of each ring: the pins of a ring move to what the ring before it has, once for each revision.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { repositoryOf, statusApis } from '@thanos-gitops/delivery'
import { readDeliverySettings, readEnvironments } from '@thanos-gitops/workspace'
import { createBranches, patchTo, treeWith } from '@thanos-gitops/workspace/git'
import { environmentSources, nextSteps, type RingStep, readRings } from '@thanos-gitops/workspace/rings'
import { movePins, renderedFolders } from '@thanos-gitops/workspace/rings/move-pins'
import { failure } from './failure.ts'
import { type GitHost, gitHost } from './promote-next/git-host.ts'
import { type Health, healthOf, healthSources } from './promote-next/health.ts'
import { type HostApi, hosts } from './promote-next/hosts.ts'
import { bodyOf, type NextPullRequest, titleOf } from './promote-next/pull-request.ts'
import { isAncestor, type RemoteState, remoteState } from './promote-next/repository.ts'
import { hubOption, repositoryRoot, scriptRootOption } from './script-options.ts'

const variables = Object.fromEntries(
  Object.values(hosts).flatMap(({ title, variables: { token, api, repository } }: HostApi) => [
    [
      token,
      `For ${title}: a token that may read commit statuses and pull requests. Public repositories can be read without it.`,
    ],
    [
      api,
      `For ${title}: the address of the API. Default: that of notifications.address in environments/delivery.yaml.`,
    ],
    ...(repository === undefined ? [] : [[repository, 'owner/repository. Default: that of notifications.address.']]),
  ]),
) as Readonly<Record<string, string>>

export const promoteNext = defineCommand(
  {
    name: 'promote:next',
    summary: 'prepare the pull request that moves the pins of the next ring',
    description:
      'For each ring of environments/rings.yaml but the first: if all environments of the ring before it are at one revision of the base and healthy, moves the pins of the ring to that revision, renders, and creates a branch promote/RING/REVISION with one commit. Works on the newest commit of the default branch, and does not change the working tree. A branch or a pull request of that name, also a closed one, is never created again.\n\nHealth comes from the statuses that Argo CD or Flux set on commits, if environments/delivery.yaml has notifications, at GitHub, GitLab, Gitea or Forgejo; or from the clusters.',
    forms: [[]],
    options: {
      health: {
        type: 'string',
        value: 'SOURCE',
        choices: healthSources,
        default: 'statuses',
        help: 'statuses of commits at the host of the repository; clusters: npm run status for each environment, at the context with its name; none: an earlier step has checked it.',
      },
      hub: hubOption,
      output: {
        type: 'string',
        value: 'DIR',
        suggest: 'folder',
        excludes: ['dry-run'],
        help: 'Create no branch. Write the files branch, title, body.md and changes.patch of each pull request to DIR/1, DIR/2, …',
      },
      remote: { type: 'string', value: 'NAME', default: 'origin', help: 'The remote that has the default branch.' },
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    variables,
    examples: [{ args: '--dry-run', help: 'What would be promoted, and what each ring waits for.' }],
  },
  async ({ options }) => {
    const root = repositoryRoot(options.root)
    const rings = readRings(root)
    if (rings === undefined)
      throw failure(
        'rings-missing',
        'environments/rings.yaml does not exist, so that there is no next ring.',
        'Create it: environments/rings.md',
      )
    const names = [...rings.members.values()].flat()
    await readEnvironments(root, names)
    const settings = readDeliverySettings(root)
    const remote = remoteState(root, options.remote, settings?.branch ?? 'main')
    const sources = environmentSources(root, names)
    const host = hostOf(settings)
    const health = healthOf(root, { source: options.health, host, hub: options.hub })
    const { steps, notes } = nextSteps(
      rings,
      (name) => sources.get(name)!,
      (commit, than) => isAncestor(root, commit, than),
    )
    for (const note of notes) console.log(note)
    const ready: RingStep[] = []
    for (const step of steps) {
      const reason = (await openedBefore(step, remote, host)) ?? (await unhealthy(step, health))
      if (reason === undefined) ready.push(step)
      else console.log(`${step.ring}: ${reason}`)
    }
    const next = await Promise.all(ready.map((step) => pullRequestOf(root, remote.head, step, options['dry-run'])))
    if (options['dry-run']) print(next, 'would create')
    else if (options.output !== undefined) write(root, remote.head, next, resolve(options.output))
    else {
      const branches = next.map(({ branch, tree, title, body }) => ({
        name: branch,
        tree,
        message: `${title}\n\n${body}\n`,
      }))
      if (branches.length > 0) createBranches(root, remote.head, branches)
      print(next, 'created')
      for (const { branch } of next)
        console.log(`\nNext: git push ${options.remote} ${branch}, and open a pull request.`)
    }
    return 0
  },
)

/** Undefined if no tool reports to the host of the repository. */
function hostOf(settings: ReturnType<typeof readDeliverySettings>): GitHost | undefined {
  const notifications = settings?.notifications
  if (notifications === undefined) return undefined
  const { provider, address } = notifications
  const { base, header } = statusApis[provider]
  const { token, api, repository }: HostApi['variables'] = hosts[provider].variables
  const [tokenValue, apiValue, repositoryValue] = [token, api, repository].map((name) => name && process.env[name])
  return gitHost(provider, {
    api: apiValue || base(new URL(address)),
    repository: repositoryValue || repositoryOf(address),
    branch: settings?.branch ?? 'main',
    authorization: tokenValue ? header(tokenValue) : undefined,
  })
}

/** Why a pull request is not opened: it was before. */
async function openedBefore(
  { branch }: RingStep,
  { branches }: RemoteState,
  host: GitHost | undefined,
): Promise<string | undefined> {
  if (branches.has(branch))
    return `the branch ${branch} exists already. Delete it if it has no pull request and you want a new one.`
  const [opened] = (await host?.pullRequests(branch)) ?? []
  return opened === undefined
    ? undefined
    : `pull request ${opened.number} from ${branch} is ${opened.state}: a revision is promoted once.`
}

async function unhealthy({ needs, branch }: RingStep, health: Health): Promise<string | undefined> {
  const reasons: string[] = []
  for (const environment of needs) {
    const reason = await health(environment)
    if (reason !== undefined) reasons.push(`  ${environment}: ${reason}`)
  }
  return reasons.length === 0 ? undefined : `${branch} waits for\n${reasons.join('\n')}`
}

async function pullRequestOf(root: string, head: string, step: RingStep, isDryRun: boolean): Promise<NextPullRequest> {
  const moved = await movePins(root, step.environments, step.source.name)
  const files = new Map(moved.flatMap((one) => [...one.files]))
  const tree = isDryRun ? '' : treeWith(root, head, files, step.environments.flatMap(renderedFolders))
  return { branch: step.branch, title: titleOf(step), body: bodyOf(step, moved), tree }
}

function print(next: readonly NextPullRequest[], verb: string): void {
  if (next.length === 0) console.log('Nothing to promote.')
  for (const { branch, title, body } of next) console.log(`\n${verb} ${branch}\n\n${title}\n\n${body}`)
}

/** The files are data for a job that may write to the repository and runs no code of it. */
function write(root: string, head: string, next: readonly NextPullRequest[], folder: string): void {
  print(next, 'writes')
  next.forEach(({ branch, title, body, tree }, index) => {
    const own = join(folder, String(index + 1))
    mkdirSync(own, { recursive: true })
    const files = { branch, title, 'body.md': body, 'changes.patch': patchTo(root, head, tree) }
    for (const [file, content] of Object.entries(files)) writeFileSync(join(own, file), content)
  })
}

if (import.meta.main) await runScript(promoteNext)
