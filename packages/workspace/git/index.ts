export { createBranches, patchTo, treeWith } from './commit-files.ts'
export { git } from './git.ts'
