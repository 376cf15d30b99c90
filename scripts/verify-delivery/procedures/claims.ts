// What runs the commands of READMEs. A test fails for a command that is not claimed here, and for a claim without a command.
import type { ReadmeCommand } from './inventory.ts'

/** Sections that a procedure of this folder runs, as they are written, against Argo CD and Flux. */
export const procedureSections: Readonly<Record<string, readonly string[]>> = {
  'stop-tool': ['Stop the tool for an hour'],
  'restart-pods': ['Restart pods'],
  'refused-after-merge': ['A refused object'],
  'try-again': ['Try again'],
  'stuck-wave': ['A wave does not become healthy'],
  'lost-credentials': ['The credentials of the bucket are lost'],
  'lost-cluster': ['The cluster is lost'],
  'another-namespace': ['Another namespace'],
  'another-tool': ['Another tool'],
  'remove-cluster': ['Remove a cluster'],
}

/** The page of procedures. */
export const procedurePage = 'environments/README.md'

/** Sections of other pages, and the procedures that run them. */
export const otherSections: readonly { readonly name: string; readonly page: string; readonly heading: string }[] = [
  { name: 'receiver-secrets', page: 'environments/alerting.md', heading: 'Secrets of receivers' },
  { name: 'dashboard-login', page: 'base/dashboards/README.md', heading: 'Login' },
  { name: 'access-secret', page: 'environments/access.md', heading: 'The credentials' },
  { name: 'read-pages', page: 'environments/access.md', heading: 'A page does not open' },
  { name: 'read-pages', page: 'environments/network.md', heading: 'If a connection is refused' },
  { name: 'read-pages', page: 'environments/scheduling.md', heading: 'Zones' },
  { name: 'read-pages', page: 'environments/tls.md', heading: 'Switch it on or off' },
]

export type Claim =
  | { readonly kind: 'procedure'; readonly name: string }
  /** The test runs the commands of the section, or the command with other names. */
  | { readonly kind: 'test'; readonly file: string }
  /** Names a program in a sentence, and is not a step to take. */
  | { readonly kind: 'mention' }
  /** Builds or measures the product. A machine of the developer and the network decide the result, and no cluster. */
  | { readonly kind: 'development' }

interface CommandClaim {
  readonly claim: Claim
  readonly commands: readonly (string | RegExp)[]
  /** Whether the command is not a step of a procedure in whose section it is. */
  readonly isOutsideSections?: boolean
}

const test = (file: string, ...commands: readonly (string | RegExp)[]): CommandClaim => ({
  claim: { kind: 'test', file },
  commands,
})

/** Claims of single commands, wherever they are. */
const commandClaims: readonly CommandClaim[] = [
  {
    claim: { kind: 'procedure', name: 'status' },
    commands: [
      'npm run status -- production --context CONTEXT',
      'kubectl --context CONTEXT --namespace kube-monitor describe pods',
    ],
  },
  { claim: { kind: 'procedure', name: 'revert' }, commands: ['git revert'] },
  test(
    'scripts/verify-delivery/notifications/part.ts',
    /create secret generic (commit-status-token|argocd-notifications-secret) /,
    /-f environments\/fleet\.argo-cd-notifications\.yaml$/,
  ),
  test('scripts/verify-delivery/environments/fleet.ts', /^kubectl --context HUB apply --server-side -f environments/),
  test('scripts/verify-delivery/api-server.verify.test.ts', /^npm run bootstrap -- (us-1|production --context my)/),
  {
    ...test('scripts/verify-delivery/api-server.verify.test.ts', /^npm run objstore-secret/),
    isOutsideSections: true,
  },
  test('scripts/verify-delivery/apply-folder.verify.test.ts', /apply --server-side -f environments\/\w+\/manifests\/$/),
  {
    ...test('scripts/tests/readme.cli.test.ts', /^npx thanos-gitops restart production (grafana|oauth2)/),
    isOutsideSections: true,
  },
  test('packages/cli/watch/watch.cli.test.ts', /^npx thanos-gitops .* --watch$/),
  test(
    'scripts/tests/readme.cli.test.ts',
    'npx nx validate',
    'npx nx check',
    'npx nx diff production',
    'npx nx render',
    /^npx thanos-gitops (--help|completion|list|compare|promote|tidy|render)/,
    /^npx nx (affected|explain|render)/,
    'npx thanos-gitops restart production thanos-store --dry-run',
    'npm run bench -- --only thanos',
    'npm ci',
  ),
  test(
    'scripts/tests/make-it-yours.cli.test.ts',
    /^git (rm -r --quiet environments\/\*|add|commit)/,
    'npm run new:environment -- us-1',
    'npm run check:environments',
    /^npm run new:component/,
  ),
  test('scripts/tests/adopt.cli.test.ts', /^npm run adopt/),
  test('scripts/tests/upgrade.cli.test.ts', /^npm run upgrade/),
  test('scripts/tests/new-environment.cli.test.ts', /^npm run new:environment/),
  test('scripts/tests/size.cli.test.ts', /^npx thanos-gitops size/),
  test('scripts/tests/scripts.cli.test.ts', /^npm run local:/),
  test('scripts/tests/scaffolds.cli.test.ts', /^npm run new:check/),
  test('scripts/pull-request.cli.test.ts', 'npm run pull-request'),
  test('scripts/pull-request.cli.test.ts', /^npm run pull-request -- --(shard|parts) /),
  test('scripts/promote-next.cli.test.ts', /^npm run promote:next/),
  test('scripts/check-environments.cli.test.ts', /^npm run check:environments -- --shard/),
  test('packages/cli/commands/site.cli.test.ts', /^npx thanos-gitops site/),
  test('packages/cli/commands/pins.cli.test.ts', /^npx thanos-gitops pins$/),
  test('packages/cli/check.cli.test.ts', /^npx thanos-gitops check/),
  test('packages/cli/import.cli.test.ts', /^npx thanos-gitops import/),
  test('packages/cli/diff.cli.test.ts', /^npx thanos-gitops diff/),
  test('packages/cli/main.cli.test.ts', /^npx thanos-gitops (explain|validate)/),
  test('scripts/scripts-help.cli.test.ts', /^npm run (verify|tools|build|list|bench|generate)/),
  {
    claim: { kind: 'mention' },
    isOutsideSections: true,
    commands: [
      'git show v1.5.0:base/components/thanos-store.ts',
      'git fetch --tags origin',
      'git fetch --unshallow --tags',
      'npm run status',
      'argocd app terminate-op',
      'git merge',
      'git merge-tree',
      // The command of this repository.
      /^diff --/,
      /^kubectl (apply|replace|create|kustomize|port-forward|rollout restart)$/,
      /^thanos (tools|store)/,
      'promtool check config --syntax-only',
      /^npm (?:install)$/,
    ],
  },
  {
    claim: { kind: 'development' },
    commands: [
      'npm test',
      /^go /,
      'npx nx graph',
      'npx knip --dependencies',
      /^helm template .* \| npx thanos-gitops (check|validate) /,
      /^diff -u environments/,
    ],
  },
]

const programsOfClusters = /^(kubectl|argocd|flux|npm run (bootstrap|status|objstore-secret))\b/

/** Whether a command acts on a cluster, so that only a test with a cluster can run it. */
export const needsCluster = ({ command }: ReadmeCommand): boolean => programsOfClusters.test(command)

/** What runs the command. Undefined if nothing claims it. */
export function claimOf(one: ReadmeCommand): Claim | undefined {
  const name = procedureOf(one)
  const single = commandClaims.find(({ commands }) => commands.some((text) => matches(text, one.command)))
  if (name === undefined || single?.isOutsideSections) return single?.claim
  return { kind: 'procedure', name }
}

const procedureOf = ({ file, heading }: ReadmeCommand): string | undefined =>
  file === procedurePage
    ? Object.entries(procedureSections).find(([, headings]) => headings.includes(heading))?.[0]
    : otherSections.find((section) => section.page === file && section.heading === heading)?.name

const matches = (text: string | RegExp, command: string): boolean =>
  typeof text === 'string' ? text === command : text.test(command)

/** Claims that match none of the commands. */
export const unusedClaims = (all: readonly ReadmeCommand[]): readonly string[] =>
  commandClaims
    .flatMap(({ commands }) => commands)
    .filter((text) => !all.some(({ command }) => matches(text, command)))
    .map(String)
