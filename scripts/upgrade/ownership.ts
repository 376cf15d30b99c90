// Which files an upgrade merges, and which belong to the team.

export interface Ownership {
  /** A file, a folder with `/` at its end, or `*` for a part of a file's name. */
  readonly path: string
  readonly owner: 'product' | 'team'
  /** What the files are. environments/upgrade.md has the same table. */
  readonly content: string
  /** Whether a version brings these files to a repository whose version lacked them. They are the team's from then on. */
  readonly isBrought?: true
}

/** The first entry that matches a file decides. */
export const ownerships: readonly Ownership[] = [
  { path: 'environments/*.md', owner: 'product', content: 'the pages about environments' },
  {
    path: 'environments/',
    owner: 'team',
    content: 'your clusters, layers and rendered files, the policy, the address of the repository',
  },
  { path: '.github/CODEOWNERS', owner: 'team', content: 'the owners of files' },
  { path: 'base/own/', owner: 'team', content: 'your components', isBrought: true },
  { path: 'base/', owner: 'product', content: 'the Thanos stack' },
  { path: 'packages/', owner: 'product', content: 'the renderer, the checks, the command' },
  { path: 'scripts/', owner: 'product', content: 'the npm scripts' },
  { path: '.github/', owner: 'product', content: 'the workflows' },
  { path: '.forgejo/', owner: 'product', content: 'the workflows on Forgejo' },
  { path: '.gitlab-ci.yml', owner: 'product', content: 'the pipeline on GitLab' },
  { path: '.ci/', owner: 'product', content: 'the CI' },
  { path: '.devcontainer/', owner: 'product', content: 'the development container' },
  { path: '.vscode/', owner: 'product', content: 'the settings of VS Code' },
  { path: 'README.md', owner: 'product', content: 'the first page' },
  { path: 'LICENSE', owner: 'product', content: 'the license' },
  { path: 'package.json', owner: 'product', content: 'the npm scripts, the dependencies of scripts, the version' },
  { path: 'package-lock.json', owner: 'product', content: 'the dependencies' },
  { path: 'nx.json', owner: 'product', content: 'the settings of Nx' },
  { path: 'tsconfig.base.json', owner: 'product', content: 'the settings of TypeScript' },
  { path: '.*', owner: 'product', content: 'the settings of git, npm, Nx, Node.js and Biome' },
]

export const ownershipOf = (file: string): Ownership | undefined =>
  ownerships.find(({ path }) => (path.endsWith('/') ? file.startsWith(path) : pattern(path).test(file)))

const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`)

/** Whether an upgrade never changes a file. Other files of thanos-gitops are merged. */
export const isOfTeam = (file: string): boolean => ownershipOf(file)?.owner === 'team'
