/** A mini program has no address; its help page is only reached on H5. */
export function hereLink(): string {
  return HL_API_BASE === '' ? '' : `${HL_API_BASE}/app/`;
}
