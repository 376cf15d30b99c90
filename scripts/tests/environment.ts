/** Under Nx a command takes itself for one of its tasks: the environment without what Nx has put there. */
export const withoutNx = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')))
