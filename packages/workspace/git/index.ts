export { createBranches, patchTo, treeWith } from './commit-files.ts'
export { git } from './git.ts'
export { type HeadCommit, headCommit } from './head-commit.ts'
