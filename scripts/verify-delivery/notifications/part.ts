// Commit statuses: both tools report to a Git host what became of a commit.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'zx'
import type { DeliveryRig } from '../delivery-rig.ts'
import type { PartContext, RunPart } from '../part.ts'
import { until } from '../processes.ts'
import { documentedCommands } from './documented-commands.ts'
import { type SentStatus, type StatusHost, startStatusHost } from './status-host.ts'

const token = 'of-this-verification'
const providers = {
  gitea: { succeeded: 'success', failed: 'failure', token: `token ${token}` },
  github: { succeeded: 'success', failed: 'failure', token: `Bearer ${token}` },
  gitlab: { succeeded: 'success', failed: 'failed', token },
} as const
type Provider = keyof typeof providers

const deliverySettings = 'environments/delivery.yaml'
const storagePatch = 'environments/production/patches/storage.yaml'

/** The names of the statuses of production. Flux has one for each Kustomization. */
const statusNames = {
  'argo-cd': { all: ['argo-cd/thanos-production'], failing: 'argo-cd/thanos-production' },
  flux: {
    all: ['configuration', 'data', 'queries'].map((wave) => `flux/thanos-production-${wave}`),
    failing: 'flux/thanos-production-data',
  },
} as const

interface Verification {
  readonly context: PartContext
  readonly rig: DeliveryRig
  readonly host: StatusHost
}

export const runNotifications: RunPart = async (context) => {
  const rig = await context.rig()
  const host = await startStatusHost()
  const files = [deliverySettings, storagePatch].map((file) => join(rig.clone, file))
  const before = files.map((file) => readFileSync(file, 'utf8'))
  try {
    for (const [index, provider] of (Object.keys(providers) as Provider[]).entries()) {
      writeFileSync(files[0]!, before[0]! + notificationsOf(provider, host.origin))
      // Argo CD reports a commit that changes a manifest of the environment.
      writeFileSync(files[1]!, before[1]!.replace('value: 48h', `value: ${49 + index}h`))
      await render(rig)
      const title = `a commit that is applied has a successful status at ${provider}`
      const pushed = await rig.push(`Report to ${provider}`)
      await followReadme(rig)
      await expectSuccess({ context, rig, host }, provider, title, pushed)
    }
    await expectFailureAndFix({ context, rig, host })
    context.report({ title: 'no request is unknown to the host', problems: host.unknown })
  } finally {
    await restore(rig, files, before).finally(() => host.stop())
  }
}

async function restore(rig: DeliveryRig, files: readonly string[], contents: readonly string[]): Promise<void> {
  for (const [index, file] of files.entries()) writeFileSync(file, contents[index]!)
  await render(rig)
  await rig.settle(await rig.push('Report to no host'))
}

const notificationsOf = (provider: Provider, origin: string): string =>
  `notifications:\n  provider: ${provider}\n  secret: commit-status-token\n  address: ${origin}/example/thanos-gitops\n`

async function render({ clone }: DeliveryRig): Promise<void> {
  await $({ quiet: true, cwd: clone })`npx thanos-gitops render`
}

/** Runs the commands of environments/README.md for the tool, as they are printed. */
async function followReadme({ clone, context, tool }: DeliveryRig): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'token-'))
  try {
    writeFileSync(join(folder, 'token'), token)
    for (const command of documentedCommands(clone, tool, context, join(folder, 'token')))
      await $({ quiet: true, cwd: clone, nothrow: command.isRepeated })`bash -c ${`set -o pipefail; ${command.line}`}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function expectSuccess(
  { context, rig, host }: Verification,
  provider: Provider,
  title: string,
  commit: string,
): Promise<void> {
  const expected = providers[provider]
  // The notifications of Argo CD are configured after the sync began, so the state changes once more.
  const isExpected = ({ state, token }: SentStatus) => state === expected.succeeded && token === expected.token
  await report(context, title, () =>
    until(
      `${statusNames[rig.tool].all.join(', ')} of ${commit} have succeeded`,
      async () =>
        statusNames[rig.tool].all.every((name) => last(host, commit, name).some(isExpected)) ? true : undefined,
      90,
    ),
  )
}

/** The last status of a name at a commit, or none. */
const last = ({ sent }: StatusHost, commit: string, name: string): readonly SentStatus[] =>
  sent.filter((status) => status.commit === commit && status.name === name).slice(-1)

/** GitLab is the last provider. */
async function expectFailureAndFix({ context, rig, host }: Verification): Promise<void> {
  const { failing } = statusNames[rig.tool]
  const patch = join(rig.clone, storagePatch)
  const before = readFileSync(patch, 'utf8')
  writeFileSync(patch, before.replaceAll('value: 100Gi', 'value: 101Gi'))
  await render(rig)
  const refused = await rig.push('Enlarge volumes, which the server refuses')
  await report(context, 'a commit that the server refuses has a failed status with a reason', () =>
    until(
      `${failing} of ${refused} has failed`,
      async () =>
        last(host, refused, failing).find(({ state, description }) => state === 'failed' && description !== ''),
      90,
    ),
  )
  writeFileSync(patch, before)
  await render(rig)
  const reverted = await rig.push('Revert the size')
  await expectSuccess({ context, rig, host }, 'gitlab', 'the commit that reverts it has a successful status', reverted)
}

/** Reports a check that passes if `run` ends without an error. */
async function report(context: PartContext, title: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
    context.report({ title, problems: [] })
  } catch (error) {
    context.report({ title, problems: [(error as Error).message] })
  }
}
