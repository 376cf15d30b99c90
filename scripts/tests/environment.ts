/** Under Nx a command would run as a task of it: the process environment without the variables of Nx. */
export const withoutNx = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')))
