import { describe, expect, it } from 'vitest';

import { wayBack } from './way-back.ts';

describe('the way back after signing in', () => {
  it('keeps an address of the console with its query', () => {
    expect(wayBack('/workbench/deliveries?state=failed')).toBe('/workbench/deliveries?state=failed');
  });

  it('leads home when the address is elsewhere', () => {
    for (const asked of [
      null,
      '',
      'https://evil.example/workbench/',
      '//evil.example/workbench/',
      '/workbench/../api/v1/x',
      '/workbench/\\evil.example',
      '/api/v1/staff/sign-out',
    ]) {
      expect(wayBack(asked)).toBe('/workbench/');
    }
  });

  it('does not lead back to the sign-in page itself', () => {
    expect(wayBack('/workbench/sign-in?error=x')).toBe('/workbench/');
  });
});
