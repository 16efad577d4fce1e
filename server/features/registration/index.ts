export { createRegistration } from './registration.ts';
export type { RegistrationFeature } from './registration.ts';
export { openingMethods } from './opening-methods.ts';
export type { BusinessRegistry, RegistrationNotices } from './ports.ts';
export { registrationPart } from './personal-part.ts';
