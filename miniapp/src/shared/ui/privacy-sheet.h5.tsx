/** Nothing to ask on H5. */
export function PrivacySheet(): null {
  return null;
}
