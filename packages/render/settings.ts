/** What settings of `environment.yaml` can be, for commands that write them. */
export { completeIntegration } from './alerting/complete-integration.ts'
export { type Fields, receiverKinds } from './alerting/receiver-fields.ts'
export { imageNamePattern } from './environment/image-name.ts'
export { objectStorageFormats, objectStorageProviders } from './environment/load-object-storage.ts'
