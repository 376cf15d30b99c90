export * from './checkout.ts'
export * from './command.ts'
export * from './git.ts'
export * from './repository.ts'
