// Everything that is downloaded, installed or built has a version in the repository: this test reads the files that could do it.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { crdSources } from './generate-schemas/sources.ts'
import { pinnedPrograms } from './pinned-programs.ts'

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const filesOf = (pattern: string | readonly string[]): readonly string[] =>
  globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') }).map((file) =>
    file.replaceAll('\\', '/'),
  )

/** Programs that npm links into node_modules/.bin, from packages that the lock file pins. */
const installedPrograms = /^(thanos-gitops|nx|vitest|biome|knip)$/

interface Rule {
  readonly name: string
  /** Finds a command. */
  readonly command: RegExp
  /** Whether the rest of the line pins what the command fetches. */
  isPinned(match: RegExpMatchArray): boolean
}

const rules: readonly Rule[] = [
  {
    name: 'npx starts a program of the lock file',
    command: /\bnpx (?!\|)((?:--yes |-y )?(?:--package "?[^\s"]+"? -- )?)([\w@/.-]+)?/g,
    isPinned: ([, flags = '', program = '']) => flags === '' && (program === '' || installedPrograms.test(program)),
  },
  {
    name: 'npm installs from the lock file',
    command: /\bnpm (install|i|add|exec|create|init)\b/g,
    isPinned: () => false,
  },
  {
    name: 'go fetches a version',
    command: /\bgo (install|run|get)\b([^\n]*)/g,
    isPinned: ([, , rest = '']) => /@v\d+\.\d+\.\d+/.test(rest),
  },
  {
    name: 'pip requires hashes',
    command: /\bpip3?"? install\b([^\n]*)/g,
    isPinned: ([, rest = '']) => rest.includes('--require-hashes') && rest.includes('--requirement'),
  },
  {
    name: 'nothing is downloaded without a checksum',
    command: /(^|[\s`"'(|])(curl|wget|iwr|Invoke-WebRequest)\s+[-'"h$]/gm,
    isPinned: () => false,
  },
  {
    name: 'images have a digest',
    command: /\bdocker (run|pull|create|build)\b([^\n]*)/g,
    isPinned: ([, , rest = '']) => /@sha256:[0-9a-f]{64}/.test(rest),
  },
  {
    name: 'nodes of kind have a digest',
    command: /\bkindest\/node\b([^\s'"`]*)/g,
    isPinned: ([, rest = '']) => /@sha256:[0-9a-f]{64}$/.test(rest),
  },
  {
    name: 'nothing is applied from an address',
    command: /\b(apply|create|replace)\b[^\n]*?(-f|--filename)[\s'",=`]+(https?:|\$\{\w*url)/gi,
    isPinned: () => false,
  },
  { name: 'no version is the latest one', command: /@latest\b|:latest\b/g, isPinned: () => false },
]

/** The commands in a file that are not pinned. */
const unpinnedIn = (content: string): readonly string[] =>
  rules.flatMap(({ name, command, isPinned }) =>
    [...content.matchAll(command)].filter((match) => !isPinned(match)).map(([text]) => `${name}: ${text.trim()}`),
  )

/** The shell commands of a workflow. */
const scriptsOf = (file: string): string =>
  Object.values((parse(read(file)) as { jobs: Record<string, { steps: { run?: string }[] }> }).jobs)
    .flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    .join('\n')

const withoutComments = (content: string): string => content.replaceAll(/^\s*(\/\/|\*|\/\*\*?).*$/gm, '')

const workflows = filesOf('.github/workflows/*.{yml,yaml}')
const shellFiles = [...filesOf(['.ci/*', 'scripts/hooks/pre-commit', '**/*.sh'])]
const programs = filesOf(['scripts/**/*.{ts,mjs}', 'packages/{programs,validate,cli}/**/*.{ts,mjs}']).filter(
  (file) => !/\.test\.ts$/.test(file) && !file.startsWith('scripts/tests/'),
)

describe('the rules find what is not pinned, such as', () => {
  it.each([
    'npx cowsay',
    'npx --yes cowsay',
    'npx --yes --package "renovate@44.121.2" -- renovate-config-validator',
    'npm install cowsay',
    'go install example.com/a@latest',
    'go run example.com/a',
    'pip install zizmor',
    'curl -sSfL https://example.com/install.sh | sh',
    'wget https://example.com/a.tgz',
    'docker run alpine:3',
    'kind create cluster --image kindest/node:v1.37.0',
    'kubectl apply --server-side -f https://example.com/install.yaml',
    "['apply', '--namespace=a', '-f', `https://example.com/install.yaml`]",
  ])('%s', (command) => expect(unpinnedIn(command)).not.toEqual([]))

  it.each([
    'npx thanos-gitops render',
    'npx nx render blue',
    'npm ci',
    'go install example.com/a@v1.2.3',
    'pip install --require-hashes --requirement requirements.txt',
    `docker run alpine@sha256:${'a'.repeat(64)}`,
    `kind create cluster --image kindest/node:v1.37.0@sha256:${'a'.repeat(64)}`,
    "['apply', '--server-side', '-f', '-']",
  ])('and not %s', (command) => expect(unpinnedIn(command)).toEqual([]))
})

it.each(workflows)('%s fetches nothing without a version', (file) => expect(unpinnedIn(scriptsOf(file))).toEqual([]))

it.each(shellFiles)('%s fetches nothing without a version', (file) => expect(unpinnedIn(read(file))).toEqual([]))

it('no script fetches anything without a version', () => {
  const found = programs.flatMap((file) => unpinnedIn(withoutComments(read(file))).map((text) => `${file}: ${text}`))
  expect(programs.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})

it('only the modules that compare a SHA-256 download files', () => {
  const sources = filesOf(['{base,packages,scripts}/**/*.{ts,mjs}']).filter((file) => !/\.test\.ts$/.test(file))
  const found = sources.filter((file) => /\bfetch\(|\bnode:https\b/.test(withoutComments(read(file))))
  const known = ['packages/validate/kubeconform/download.ts', 'scripts/local/download.ts']
  // Their servers are on this machine.
  const local = [
    'scripts/verify-cluster/sign-in/browser.ts',
    'scripts/verify-cluster/sign-in/issuer.ts',
    'scripts/verify-cluster/receive/otlp.ts',
    'scripts/verify-cluster/pods/http.ts',
    'scripts/tests/tls/programs.ts',
    'packages/site/testing/chromium.ts',
  ]
  // They read answers of an API.
  const clients = [
    'scripts/post-comment/api.ts',
    'scripts/verify-delivery/api-client.ts',
    'scripts/promote-next/host-client.ts',
  ]
  expect(found.toSorted()).toEqual([...known, ...local, ...clients].toSorted())
})

it('Python packages have a version and a hash', () => {
  for (const line of read('.github/requirements.txt').split('\n'))
    expect(line).toMatch(/^(#.*|[\w-]+==\d+(\.\d+)+( --hash=sha256:[0-9a-f]{64})+)?$/)
})

it('packages depend on exact versions', () => {
  for (const file of filesOf([
    'package.json',
    '.github/renovate/package.json',
    'base/package.json',
    'packages/*/package.json',
  ])) {
    const manifest = JSON.parse(read(file)) as Record<string, Record<string, string> | undefined>
    const all = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((list) =>
      Object.entries(manifest[list] ?? {}),
    )
    for (const [name, version] of all)
      expect(`${name} ${version}`).toMatch(name.startsWith('@thanos-gitops/') ? / \*$/ : / \d+\.\d+\.\d+(-[\w.]+)?$/)
  }
})

it.each(['package-lock.json', '.github/renovate/package-lock.json'])('%s has a checksum of each package', (file) => {
  const { packages } = JSON.parse(read(file)) as {
    packages: Record<string, { link?: boolean; integrity?: string; inBundle?: boolean }>
  }
  const fetched = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)
  expect(fetched.length).toBeGreaterThan(100)
  for (const [path, { integrity, inBundle }] of fetched)
    expect(`${path} ${inBundle ? 'sha512-in-its-parent' : integrity}`).toMatch(/ sha512-/)
})

describe('the development container', () => {
  const instructions = read('.devcontainer/Dockerfile').split('\n')

  it('starts from images with a digest and from its own stages', () => {
    const stages = instructions.flatMap((line) => / AS (\S+)$/.exec(line)?.[1] ?? [])
    const images = instructions.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? [])
    expect(images.length).toBeGreaterThan(2)
    for (const image of images.map((name) => name.replace('$' + '{TARGETARCH}', 'amd64')))
      if (image !== 'scratch' && !stages.includes(image))
        expect(image).toMatch(/:\d+\.\d+\.\d+-\w+@sha256:[0-9a-f]{64}$/)
  })

  it('downloads nothing without a checksum', () => {
    const downloads = instructions.filter((line) => line.includes('://'))
    expect(downloads).toHaveLength(2)
    for (const line of downloads)
      expect(line).toMatch(
        new RegExp(`^ADD --checksum=sha256:[0-9a-f]{64} .*/${pinnedPrograms.kubectl.version}/bin/linux/(amd64|arm64)/`),
      )
  })

  it('has no features, which download programs without a checksum', () =>
    expect(read('.devcontainer/devcontainer.json')).not.toContain('"features"'))
})

it('the committed schemas of CRDs are those of the pinned versions', () => {
  const pinned = new Set(crdSources.map(({ module, version }) => `${module}@${version}`))
  const committed = filesOf('packages/schemas/crds/*.json').flatMap(
    (file) => (JSON.parse(read(file)) as { sources: readonly string[] }).sources,
  )
  expect(committed.length).toBeGreaterThan(5)
  expect(committed.filter((source) => !pinned.has(source))).toEqual([])
})
