export { type EnvironmentsValidator, environmentsValidator } from './validate-environments.ts'
