/** The address of this page, to be opened elsewhere. */
export function hereLink(): string {
  return window.location.href;
}
