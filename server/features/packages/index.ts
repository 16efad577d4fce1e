import { applyPackage, createApplyHandler, type ApplyDeps } from './apply.ts';
import { createPackageRoutes } from './packages.routes.ts';
import { createPackageBook } from './packages.ts';
import { registerParts, type AnyPart } from './part.ts';
import { createPushes, type PushDeps } from './pushes.ts';

export interface PackagesDeps
  extends Pick<ApplyDeps, 'onApplied'>, Pick<PushDeps, 'db' | 'clock' | 'targets' | 'records'> {
  /** What features let packages carry, in the order in which it is shown. */
  readonly parts: readonly AnyPart[];
}

/** Configuration packages of a template enterprise, put together. */
export function createPackages(input: PackagesDeps) {
  const deps = { ...input, parts: registerParts(input.parts) };
  const book = createPackageBook(deps);
  const pushes = createPushes({ ...deps, book });
  return {
    book,
    pushes,
    routes: createPackageRoutes({ book, pushes }),
    jobKinds: [applyPackage] as const,
    handlers: [createApplyHandler(deps)] as const,
  };
}
export type Packages = ReturnType<typeof createPackages>;
export type { PackageListPart, PackagePart } from './part.ts';
